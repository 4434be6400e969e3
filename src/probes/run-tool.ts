import { spawn } from 'node:child_process';
import { ProbeFault } from './probe.ts';

/** Of more output than this only the newest is kept, characters: a log says last what matters most. */
const MAX_KEPT = 256 * 1024;

export interface ToolResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/**
 * Runs a program without a shell, in a process group of its own that is killed as a whole when the signal
 * aborts. Rejects with `tool-missing` when there is no such program, with `timeout` at the deadline.
 */
export async function runTool(
  argv: readonly [string, ...string[]],
  signal: AbortSignal,
): Promise<ToolResult> {
  signal.throwIfAborted();
  const [program, ...words] = argv;
  const child = spawn(program, words, {
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
    env: { ...process.env, LC_ALL: 'C' },
  });
  const { promise, resolve, reject } = Promise.withResolvers<ToolResult>();
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name].setEncoding('utf8').on('data', (text: string) => {
      output[name] = (output[name] + text).slice(-MAX_KEPT);
    });
  }
  child.once('error', (error) => {
    // EACCES: a folder of PATH, or the program itself, is not for us.
    const missing = 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
    reject(
      missing
        ? new ProbeFault('tool-missing', program, `${program} is not installed, or not for this user`)
        : error,
    );
  });
  child.once('close', (code) => resolve({ code, ...output }));
  const stop = () => {
    // The group, so that what the program started ends with it.
    if (child.pid !== undefined) killGroup(child.pid);
    child.stdout.destroy();
    child.stderr.destroy();
    child.unref();
    reject(new ProbeFault('timeout', program, `${program} did not end in time`));
  };
  signal.addEventListener('abort', stop, { once: true });
  try {
    return await promise;
  } finally {
    signal.removeEventListener('abort', stop);
  }
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

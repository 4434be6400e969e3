import { type ChildProcess, type SpawnOptions, spawn } from 'node:child_process';
import { constants, setPriority } from 'node:os';
import process from 'node:process';
import type { Readable, Writable } from 'node:stream';
import { ProbeFault } from './probe.ts';

/** Of more output than this only the newest is kept, characters: a log says last what matters most. */
const MAX_KEPT = 256 * 1024;

/** User and group `nobody` of Linux: owns nothing, may read what everybody may. */
const NOBODY = 65_534;

export interface ToolResult {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

type Argv = readonly [string, ...string[]];

/**
 * Runs a program without a shell, in a process group of its own that is killed as a whole when the signal
 * aborts. Rejects with `tool-missing` when there is no such program, with `timeout` at the deadline.
 */
export async function runTool(argv: Argv, signal: AbortSignal): Promise<ToolResult> {
  const output = { stdout: '', stderr: '' };
  const options = {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...process.env, LC_ALL: 'C' },
  } satisfies SpawnOptions;
  const code = await supervised(argv, options, signal, ({ stdout, stderr }) => {
    keepNewest(stdout, (text) => {
      output.stdout = (output.stdout + text).slice(-MAX_KEPT);
    });
    keepNewest(stderr, (text) => {
      output.stderr = (output.stderr + text).slice(-MAX_KEPT);
    });
  });
  return { code, ...output };
}

export interface FilterResult {
  /** Null where a signal ended it. */
  readonly code: number | null;
  /** What came on the descriptors 1, 3, 4, …; cut off at the limit. */
  readonly outputs: readonly Buffer[];
  readonly stderr: string;
}

export interface FilterOptions {
  /** What it reads on its standard input. */
  readonly input: Buffer;
  /** How many outputs it has: descriptor 1, then 3, 4, … */
  readonly outputs: number;
  /** Of each output no more than this is kept, bytes. */
  readonly maxBytes: number;
}

/**
 * Runs a program that makes bytes of bytes, under the same rules as `runTool`. What it reads may come from anybody:
 * see `filterOptions`.
 */
export async function runFilter(
  argv: Argv,
  { input, outputs, maxBytes }: FilterOptions,
  signal: AbortSignal,
): Promise<FilterResult> {
  const parts = Array.from({ length: outputs }, (): Buffer[] => []);
  let errors = '';
  const options = filterOptions(outputs);
  const code = await supervised(argv, options, signal, ({ stdio }) => {
    keepNewest(stdio[2], (text) => {
      errors = (errors + text).slice(-MAX_KEPT);
    });
    for (const [index, kept] of parts.entries()) {
      let size = 0;
      stdio[index === 0 ? 1 : index + 2]?.on('data', (bytes: Buffer) => {
        size += bytes.length;
        if (size <= maxBytes) kept.push(bytes);
      });
    }
    const [stdin] = stdio;
    if (stdin && 'end' in stdin) {
      // It may have enough before it has read all.
      stdin.on('error', () => {});
      stdin.end(input);
    }
  });
  return { code, outputs: parts.map((kept) => Buffer.concat(kept)), stderr: errors };
}

/** What a filter may see: nothing of our environment but PATH; as root it runs as nobody. */
const filterOptions = (outputs: number): SpawnOptions => ({
  stdio: Array.from({ length: outputs + 2 }, () => 'pipe' as const),
  cwd: '/',
  env: { PATH: process.env['PATH'], LC_ALL: 'C' },
  ...(process.getuid?.() === 0 && { uid: NOBODY, gid: NOBODY }),
});

export interface FedOptions {
  /** Once, with what it reads; it ends when that does. */
  feed(input: Writable): void;
  onOutput(bytes: Buffer): void;
}

/** Runs a filter for as long as it is fed, with less right to the processor than what has to be quick. */
export async function runFed(
  argv: Argv,
  { feed, onOutput }: FedOptions,
  signal: AbortSignal,
): Promise<Pick<FilterResult, 'code' | 'stderr'>> {
  let errors = '';
  const code = await supervised(argv, filterOptions(1), signal, ({ stdio, pid }) => {
    if (pid !== undefined) setPriority(pid, constants.priority.PRIORITY_BELOW_NORMAL);
    keepNewest(stdio[2], (text) => {
      errors = (errors + text).slice(-MAX_KEPT);
    });
    stdio[1]?.on('data', onOutput);
    const [stdin] = stdio;
    if (!stdin || !('end' in stdin)) return;
    // It may have ended.
    stdin.on('error', () => {});
    feed(stdin);
  });
  return { code, stderr: errors };
}

/** Starts a program, lets `listen` attach to it, and resolves with its exit code once all its output is read. */
async function supervised(
  [program, ...words]: Argv,
  options: SpawnOptions,
  signal: AbortSignal,
  listen: (child: ChildProcess) => void,
): Promise<number | null> {
  signal.throwIfAborted();
  const child = spawn(program, words, { ...options, detached: true });
  const { promise, resolve, reject } = Promise.withResolvers<number | null>();
  child.once('error', (error) => {
    // EACCES: a folder of PATH, or the program itself, is not for us.
    const missing = 'code' in error && (error.code === 'ENOENT' || error.code === 'EACCES');
    reject(
      missing
        ? new ProbeFault('tool-missing', program, `${program} is not installed, or not for this user`)
        : error,
    );
  });
  child.once('close', (code) => resolve(code));
  listen(child);
  const stop = () => {
    // The group, so that what the program started ends with it.
    if (child.pid !== undefined) killGroup(child.pid);
    for (const stream of child.stdio) stream?.destroy();
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

function keepNewest(stream: ChildProcess['stdio'][number] | undefined, keep: (text: string) => void): void {
  if (stream && 'setEncoding' in stream) (stream as Readable).setEncoding('utf8').on('data', keep);
}

function killGroup(pid: number): void {
  try {
    process.kill(-pid, 'SIGKILL');
  } catch {
    // It ended by itself meanwhile.
  }
}

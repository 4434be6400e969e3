import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** Starts camproof as a user would, from source. */
export function start(
  args: readonly string[],
  options: { env?: Record<string, string>; cwd?: string } = {},
): ChildProcess {
  const { MEDIAMTX_BIN: _, ...env } = process.env;
  return spawn(process.execPath, [MAIN, ...args], {
    stdio: ['ignore', 'pipe', 'pipe'],
    env: { ...env, NO_COLOR: '1', ...options.env },
    ...(options.cwd !== undefined && { cwd: options.cwd }),
  });
}

/** Its output and how it ended. */
export async function finish(child: ChildProcess): Promise<Finished> {
  const output = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const)
    child[name]?.setEncoding('utf8').on('data', (text: string) => (output[name] += text));
  const [code, signal] = await once(child, 'close');
  return { code, signal, ...output };
}

export const run = (
  args: readonly string[],
  options?: { env?: Record<string, string>; cwd?: string },
): Promise<Finished> => finish(start(args, options));

/** Resolves with the first line of stdout. */
export async function firstLine(child: ChildProcess): Promise<string> {
  let text = '';
  for await (const chunk of child.stdout?.setEncoding('utf8') ?? []) {
    text += chunk;
    const end = text.indexOf('\n');
    if (end >= 0) return text.slice(0, end);
  }
  throw new Error(`the program ended before its first line: ${text}`);
}

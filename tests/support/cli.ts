import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { fileURLToPath } from 'node:url';

/** The program, from source. */
export const MAIN = fileURLToPath(new URL('../../src/cli/main.ts', import.meta.url));

export interface Finished {
  readonly code: number | null;
  readonly signal: NodeJS.Signals | null;
  readonly stdout: string;
  readonly stderr: string;
}

export interface StartOptions {
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** A program that is given the command line and runs it. */
  readonly within?: readonly string[];
}

/** Starts camproof as a user would, from source. */
export function start(args: readonly string[], options: StartOptions = {}): ChildProcess {
  const { MEDIAMTX_BIN: _, ...env } = process.env;
  const [program = process.execPath, ...words] = [...(options.within ?? []), process.execPath, MAIN, ...args];
  return spawn(program, words, {
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

export const run = (args: readonly string[], options?: StartOptions): Promise<Finished> =>
  finish(start(args, options));

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

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import process from 'node:process';
import { known, type Sweep } from '../index.ts';

/** Why a command must not be run any more: the process it is meant for has ended, and its number may be another's. */
export function outdated(argv: readonly string[], sweep: Sweep): string | null {
  if (argv[0] !== 'kill') return null;
  const pid = Number(argv.at(-1));
  const seen = known(sweep.readings, 'processes')?.processes.find((one) => one.pid === pid);
  if (!seen) return `pid ${pid} was not seen: not run`;
  return startTicks(pid) === seen.startTicks ? null : `pid ${pid} is another process now: not run`;
}

/** Field 22 of /proc/PID/stat: when it was started. The name before it may hold blanks and brackets. */
function startTicks(pid: number): number | null {
  try {
    const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
    return Number(stat.slice(stat.lastIndexOf(')') + 2).split(' ')[19]);
  } catch {
    return null;
  }
}

/** Runs a command in the terminal that was given up for it. Resolves with its exit code, or why it did not run. */
export async function runHere(argv: readonly string[], wait: boolean): Promise<string> {
  const [program = '', ...words] = argv;
  // Ctrl-C is for the command now: it would end us as well.
  const ours = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', ignore);
  try {
    process.stdout.write(`$ ${argv.join(' ')}\n`);
    const child = spawn(program, words, { stdio: 'inherit' });
    const ended = await Promise.race([
      once(child, 'close').then(([code, signal]) => `ended with ${code ?? signal}`),
      once(child, 'error').then(([error]) => `could not be run: ${error.message}`),
    ]);
    if (wait) await enter(ended);
    return ended;
  } finally {
    process.off('SIGINT', ignore);
    for (const listener of ours) process.on('SIGINT', listener);
  }
}

const ignore = (): void => {};

async function enter(ended: string): Promise<void> {
  process.stdout.write(`\n[${ended}] Enter goes back\n`);
  process.stdin.resume();
  await once(process.stdin, 'data');
  process.stdin.pause();
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import process from 'node:process';
import { known, type Sweep } from '../index.ts';

/** Why a command must not be run any more: the process it is meant for has ended, or has let go of its device. */
export function outdated(argv: readonly string[], sweep: Sweep): string | null {
  if (argv[0] !== 'kill') return null;
  const pid = Number(argv.at(-1));
  const seen = known(sweep.readings, 'processes')?.processes.find((one) => one.pid === pid);
  if (!seen) return `pid ${pid} was not seen: not run`;
  if (startTicks(pid) !== seen.startTicks) return `pid ${pid} is another process now: not run`;
  const held = heldBy(pid);
  const lost = held && seen.devices.find((device) => !held.includes(device));
  return lost ? `pid ${pid} does not hold ${lost} any more: not run` : null;
}

/** The files that a process holds open; null where they are hidden from us. */
function heldBy(pid: number): readonly string[] | null {
  const folder = `/proc/${pid}/fd`;
  try {
    return readdirSync(folder).map((fd) => {
      try {
        return readlinkSync(`${folder}/${fd}`);
      } catch {
        return '';
      }
    });
  } catch {
    return null;
  }
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

/** What was over sooner was read by nobody, ms: a pager leaves by itself where all fits on the screen. */
const READ_MS = 1_000;

/**
 * Runs a command in the terminal that was given up for it. Resolves with its exit code, or why it did not run. What it
 * has written stays until Enter; of a `pager`, which is left by a key, only where it failed or was over at once.
 */
export async function runHere(argv: readonly string[], pager: boolean): Promise<string> {
  const [program = '', ...words] = ours(argv);
  // Ctrl-C is for the command now: it would end us as well.
  const before = process.listeners('SIGINT');
  process.removeAllListeners('SIGINT');
  process.on('SIGINT', ignore);
  try {
    process.stdout.write(`$ ${argv.join(' ')}\n`);
    const from = performance.now();
    const child = spawn(program, words, { stdio: 'inherit' });
    // It does not outlive us, whoever ends us meanwhile.
    const end = () => void child.kill();
    process.once('exit', end);
    child.once('close', () => process.off('exit', end));
    const ended = await Promise.race([
      once(child, 'close').then(([code, signal]) => `${ENDED}${code ?? signal}`),
      once(child, 'error').then(([error]) => `could not be run: ${error.message}`),
    ]);
    const wasRead = pager && ended === DONE && performance.now() - from > READ_MS;
    if (!wasRead) await enter(ended);
    return ended;
  } finally {
    process.off('SIGINT', ignore);
    for (const listener of before) process.on('SIGINT', listener);
  }
}

const ENDED = 'ended with ';
const DONE = `${ENDED}0`;

const ignore = (): void => {};

/** camproof itself is what runs here, wherever it is installed. */
function ours(argv: readonly string[]): readonly string[] {
  const at = argv.indexOf('camproof');
  const [, program] = process.argv;
  const isOurs = at === 0 || (at === 1 && argv[0] === 'sudo');
  return isOurs && program !== undefined
    ? [...argv.slice(0, at), process.execPath, program, ...argv.slice(at + 1)]
    : argv;
}

async function enter(ended: string): Promise<void> {
  process.stdout.write(`\n[${ended}] Enter goes back\n`);
  process.stdin.resume();
  await once(process.stdin, 'data');
  process.stdin.pause();
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync, readdirSync, readFileSync, statSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { StateFolder } from '../../src/agent/state.ts';

/** What a killed agent has started ends by itself within this time, ms. */
const ORPHAN_MS = 5_000;
/** In the environment of an agent and of all that it starts. */
const MARK = 'CAMPROOF_KILLED';

export interface Killing {
  /** The program: `main.ts`, or what was built of it. */
  readonly main: string;
  readonly configFile: string;
  /** Where its state is kept, from one life to the next. */
  readonly folder: string;
  /** How long it lives each time: 0 dies at once, 1 after twice the time that it takes to write how the box is. */
  readonly lives: readonly number[];
}

/**
 * Starts `camproof watch --state` and kills it, once for each life. Afterwards its state has to be readable and nothing
 * of it may be left; what was otherwise, in words.
 */
export async function killAgent(killing: Killing): Promise<readonly string[]> {
  const wrong: string[] = [];
  // The first one tells how long things take here, and leaves something to be read.
  const beats = join(killing.folder, 'beats.jsonl');
  const spanMs = 2 * (await lifeOf(killing, () => existsSync(beats) && statSync(beats).size > 0));
  for (const [turn, share] of killing.lives.entries()) {
    const until = performance.now() + share * spanMs;
    const lived = await lifeOf(killing, () => performance.now() >= until);
    const facts = [...(await unreadable(killing.folder)), ...(await left(killing.folder))];
    wrong.push(...facts.map((fact) => `life ${turn} of ${Math.round(lived)} ms: ${fact}`));
  }
  return wrong;
}

/** One life, from its start until `isOver`; how long that was, ms. Throws when it ends by itself. */
async function lifeOf({ main, configFile, folder }: Killing, isOver: () => boolean): Promise<number> {
  const words = ['watch', '--config', configFile, '--state', folder, '--format', 'jsonl'];
  const start = performance.now();
  const child = spawn(process.execPath, [main, ...words], {
    stdio: 'ignore',
    env: { ...process.env, [MARK]: folder },
  });
  const ended = once(child, 'exit');
  while (!isOver() && child.exitCode === null) await sleep(5);
  child.kill('SIGKILL');
  const [code] = await ended;
  if (code !== null) throw new Error(`camproof watch ended by itself with ${code}`);
  return performance.now() - start;
}

/** What cannot be read of a state folder. */
async function unreadable(folder: string): Promise<readonly string[]> {
  const state = new StateFolder(folder);
  const kept = [...(await state.beats()), ...(await state.changes()), ...(await state.dropouts())];
  return [
    ...(kept.every(({ at }) => !Number.isNaN(Date.parse(at))) ? [] : ['a line without a time']),
    ...(existsSync(join(folder, 'proof.json')) && (await state.proof()) === null ? ['a torn proof'] : []),
    ...((await state.beats()).length === 0 ? ['the beat of the first life is lost'] : []),
  ];
}

/** Processes of the agent of a folder that are still there after a while. */
async function left(folder: string): Promise<readonly string[]> {
  for (const end = performance.now() + ORPHAN_MS; ; await sleep(50)) {
    const found = readdirSync('/proc').flatMap((pid) => (/^\d+$/.test(pid) ? processOf(pid, folder) : []));
    if (found.length === 0 || performance.now() > end) return found;
  }
}

function processOf(pid: string, folder: string): readonly string[] {
  try {
    const isIts = readFileSync(`/proc/${pid}/environ`, 'utf8').split('\0').includes(`${MARK}=${folder}`);
    return isIts ? [`${readFileSync(`/proc/${pid}/comm`, 'utf8').trim()} (${pid}) is left`] : [];
  } catch {
    return [];
  }
}

/** Numbers from 0 to 1 that look like chance and are the same for the same seed. */
export function chance(seed: number): () => number {
  let state = seed >>> 0;
  return () => {
    state = (state + 0x6d2b79f5) >>> 0;
    let mixed = Math.imul(state ^ (state >>> 15), state | 1);
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61);
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, readdirSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { startDemoBox } from '../../src/index.ts';
import { main } from './program.ts';
import { atMost, type Part } from './row.ts';

const CAMERAS = 8;
/** How long it is watched, s; what it takes to come up and to warm up is not counted. */
const WATCH_S = Number(process.env['WATCH_S'] ?? 600);
const WARM_S = 20;
const SAMPLE_S = 5;
/** One tick of the kernel's counters, s. */
const TICK_S = 0.01;

/** What the agent costs: `camproof watch --passive`, as its unit starts it. */
export const watching: Part = async function* () {
  await using box = await startDemoBox({ cameras: CAMERAS });
  const state = mkdtempSync(join(tmpdir(), 'camproof-bench-'));
  const child = spawn(
    process.execPath,
    [main, 'watch', '--passive', '--config', box.configFile, '--state', state, '--metrics', '127.0.0.1:0'],
    { stdio: 'ignore', env: { ...process.env, ...unitEnvironment() } },
  );
  try {
    await sleep(WARM_S * 1_000);
    const before = { ...costOf(child.pid), at: performance.now() };
    const resident: number[] = [];
    for (const end = before.at + WATCH_S * 1_000; performance.now() < end; await sleep(SAMPLE_S * 1_000))
      resident.push(costOf(child.pid).residentMiB);
    const after = costOf(child.pid);
    const watched = (performance.now() - before.at) / 1_000;
    const what = `watch --passive, ${CAMERAS} cameras, ${WATCH_S} s`;
    yield atMost(what, ((after.cpuS - before.cpuS) / watched) * 100, '% of a core', 2);
    yield atMost('its memory at most', after.peakMiB, 'MiB', 90, 1);
    // It goes up until it is collected, and down again: whether it grows, only the middle of many samples tells.
    const half = Math.floor(resident.length / 2);
    const grown = median(resident.slice(half)) - median(resident.slice(0, half));
    yield atMost('what it grew by from one half to the next, medians', grown, 'MiB', 2, 1);
    yield atMost('files that it opened more in that time', after.files - before.files, '', 4, 0);
  } finally {
    child.kill('SIGTERM');
    await once(child, 'exit');
    rmSync(state, { recursive: true });
  }
};

const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? 0;

/** What the unit sets for the agent. */
function unitEnvironment(): Readonly<Record<string, string>> {
  const unit = readFileSync(new URL('../../deploy/camproof.service', import.meta.url), 'utf8');
  const pairs = [...unit.matchAll(/^Environment=(.*)$/gm)].flatMap(([, words = '']) => words.split(' '));
  return Object.fromEntries(pairs.map((pair) => pair.split(/=(.*)/s).slice(0, 2)));
}

/** What a process has cost so far, its ended children included. */
function costOf(pid = 0) {
  const fields = readFileSync(`/proc/${pid}/stat`, 'utf8').split(') ').at(-1)?.split(' ') ?? [];
  const status = readFileSync(`/proc/${pid}/status`, 'utf8');
  const mib = (key: string) => Number(new RegExp(`${key}:\\s+(\\d+)`).exec(status)?.[1]) / 1024;
  return {
    cpuS: [11, 12, 13, 14].reduce((sum, index) => sum + Number(fields[index]), 0) * TICK_S,
    peakMiB: mib('VmHWM'),
    residentMiB: mib('VmRSS'),
    files: readdirSync(`/proc/${pid}/fd`).length,
  };
}

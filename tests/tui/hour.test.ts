import process from 'node:process';
import { getHeapSpaceStatistics, setFlagsFromString } from 'node:v8';
import { runInNewContext } from 'node:vm';
import { expect, it } from 'vitest';
import type { Reading, Readings, Sweep } from '../../src/index.ts';
import { Derived } from '../../src/monitor/derived.ts';
import { History } from '../../src/monitor/history.ts';
import { Judging } from '../../src/monitor/judging.ts';
import { type BoxSource, recorded } from '../../src/tui/store.ts';
import { configFor } from '../probes/mediamtx/observe.ts';
import { change, healthyBox } from '../support/sweeps.ts';
import { Shown } from './show.tsx';

// A screen that stands for a day must not grow. Seconds of a box pass here as fast as they can be judged and drawn:
// bytes move in each, a publisher ends and comes back, somebody walks through the panels. MINUTES=60 takes an hour.

const MINUTES = Number(process.env['MINUTES'] ?? 3);
const CAMERAS = 8;
const MIB = 2 ** 20;
/** What may be added after the first third. To keep the report of each update would add 8 in two minutes. */
const MOST_MIB = 0.25;

setFlagsFromString('--expose-gc');
const collect = runInNewContext('gc') as () => void;
/** What data take once those that nothing needs have gone, bytes. Code is compiled for as long as some of it is new. */
function used(): number {
  collect();
  collect();
  const data = getHeapSpaceStatistics().filter(
    ({ space_name: name }) => !/^(?:code|trusted|read_only)/.test(name),
  );
  return data.reduce((sum, { space_used_size: size }) => sum + size, 0);
}

const box = healthyBox(CAMERAS);
const config = configFor({ url: 'http://127.0.0.1:1' });

/** A box that goes on by a second at a time, as the monitor would tell of it. */
class Hour {
  readonly source: { -readonly [K in keyof BoxSource]: BoxSource[K] };
  readonly #judging = new Judging();
  readonly #derived = new Derived();
  // Full from the beginning: its bound is tested elsewhere.
  readonly #history = new History(20);
  #listener = () => {};
  #second = 0;

  constructor() {
    const { sweep, report } = this.#judging.judge(box);
    const subscribe = (listener: () => void) => {
      this.#listener = listener;
      return () => {};
    };
    this.source = { ...recorded(sweep, report), everyMs: 1_000, subscribe };
  }

  pass(): void {
    this.#second++;
    const mono = this.#second * 1_000;
    const at = new Date(Date.parse('2026-11-25T10:00:00Z') + mono).toISOString();
    const readings = this.#derived.update(readAt(boxAt(this.#second), mono, at), config);
    const { sweep, report } = this.#judging.judge({ ...box, readings, mono, startedAt: at });
    this.#history.record(report, mono, at);
    Object.assign(this.source, { sweep, report, changes: this.#history.changes });
    this.#listener();
  }
}

/** For half of each minute, one camera after the other has no publisher. */
function boxAt(second: number): Sweep {
  const broken = second % 60 < 30 ? Math.floor(second / 60) % CAMERAS : -1;
  const working = change(box, 'processes', (table) => ({
    ...table,
    processes: table.processes.map((one) => ({ ...one, cpuMs: one.cpuMs + second * 20 })),
  }));
  return change(working, 'mediamtx.paths', (paths) =>
    paths.map((one, index) => ({
      ...one,
      ...(index === broken && { ready: false, online: false, source: null }),
      bytesReceived: second * 60_000 + ((second * (index + 7) * 7_919) % 20_000),
    })),
  );
}

function readAt({ readings }: Sweep, mono: number, at: string): Readings {
  const all = Object.entries(readings).map(([kind, of]) => [
    kind,
    Object.fromEntries(
      Object.entries<Reading<unknown>>(of).map(([subject, made]) => {
        const value = made.ok && kind === 'health' ? { ...(made.value as object), timestamp: at } : null;
        return [subject, { ...made, mono, at, ...(value && { value }) }];
      }),
    ),
  ]);
  return Object.fromEntries(all) as Readings;
}

/** Somebody looks through everything, once a minute. */
const KEYS = ['3', '4', '5', '6', '?', '1', '\r', 'j', 'h', 'j'];

it(`needs no more after ${MINUTES} minutes of numbers that move than after the first of them`, {
  timeout: MINUTES * 10_000,
}, async () => {
  const hour = new Hour();
  await using shown = new Shown(hour.source, { color: true });
  const kept: number[] = [];
  for (let minute = 0; minute < MINUTES; minute++) {
    for (let second = 0; second < 60; second++) {
      hour.pass();
      await shown.settled();
      if (second !== 29) continue;
      expect(shown.screen()).toMatch(/7 of 8 cameras/);
      await shown.keys('2');
    }
    expect(shown.screen()).toMatch(/cam\d ready .*kb\/s/);
    await shown.keys(...KEYS);
    kept.push(used() / MIB);
  }
  const [first = Number.NaN, last = Number.NaN] = [kept[Math.floor(MINUTES / 3) - 1], kept.at(-1)];
  expect(last - first, `MiB after each minute: ${kept.map((one) => one.toFixed(2)).join(' ')}`).toBeLessThan(
    MOST_MIB,
  );
});

import { readdirSync, statSync } from 'node:fs';
import { join } from 'node:path';
import { mock } from 'node:test';
import { Agent } from '../../src/agent/agent.ts';
import { StateFolder } from '../../src/agent/state.ts';
import type { Report, Sweep } from '../../src/model/index.ts';
import { type Change, History } from '../../src/monitor/history.ts';
import { brokenCamera, camera, failure, report } from './reports.ts';
import { healthyBox } from './sweeps.ts';

const MINUTE_MS = 60_000;
const DAY = 24 * 60;
/** The machine starts anew so often, minutes. */
const START_EVERY = 7 * DAY;
/** The folder is looked at so often, minutes. */
const LOOK_EVERY = 10;

export interface KeptOptions {
  readonly days: number;
  readonly cameras: number;
  /** A camera drops out so often, minutes. */
  readonly dropoutEvery: number;
  /** What is said of each dropout. */
  readonly summary: string;
}

export interface Kept {
  /** The most that the folder ever took, bytes. */
  readonly peakBytes: number;
  /** How often each file was begun anew, by name. */
  readonly turns: Readonly<Record<string, number>>;
  /** Days back to the oldest line of each kind at the end. */
  readonly reach: Readonly<Record<'beats' | 'dropouts' | 'changes', number>>;
}

/** Stands for a monitor: a box that is looked at once a minute, by a simulated clock. */
export class MinuteMonitor {
  report: Report | null = null;
  sweep: Sweep | null = null;
  changes: readonly Change[] = [];
  readonly #history = new History();
  #heard = () => {};

  subscribe(heard: () => void): () => void {
    this.#heard = heard;
    return () => {};
  }

  look(report: Report, sweep: Sweep): void {
    this.report = report;
    this.sweep = sweep;
    this.#history.record(report, sweep.mono, new Date().toISOString());
    this.changes = this.#history.changes;
    this.#heard();
  }
}

/** Lets an agent keep days of a box in an empty folder; rejects when a line could not be written. */
export async function keepDays(
  folder: string,
  { days, cameras, dropoutEvery, summary }: KeptOptions,
): Promise<Kept> {
  const ids = Array.from({ length: cameras }, (_, index) => `camera-${index + 1}`);
  const chains = ids.map((id) => camera(id));
  const healthy = changing(report(chains));
  const broken = ids.map((id, index) =>
    changing(report(chains.with(index, brokenCamera(id, 'capture')), [failure(id, 'capture', { summary })])),
  );
  const sweep = { ...healthyBox(1), readings: {} };
  const monitor = new MinuteMonitor();
  const state = new StateFolder(folder);
  const troubles: Error[] = [];
  const trouble = (error: Error | null) => error && troubles.push(error);
  mock.timers.enable({ apis: ['Date'], now: Date.parse('2026-01-01') });
  try {
    const agent = new Agent({ monitor, state, events: { changed: () => {}, round: () => {}, trouble } });
    const turns: Record<string, number> = {};
    let peakBytes = 0;
    let before = new Map<string, number>();
    for (let minute = 0; minute < days * DAY; minute++) {
      const dropout = minute % dropoutEvery === 0 ? minute / dropoutEvery : null;
      const now = dropout === null ? healthy : (broken[dropout % cameras] ?? healthy);
      const box = { ...now.box, bootId: `start-${Math.floor(minute / START_EVERY)}` };
      monitor.look({ ...now, box }, { ...sweep, mono: minute * MINUTE_MS });
      await agent.written;
      mock.timers.tick(MINUTE_MS);
      if (minute % LOOK_EVERY !== 0) continue;
      const sizes = sizesIn(folder);
      const bytes = [...sizes.values()].reduce((sum, one) => sum + one, 0);
      peakBytes = Math.max(peakBytes, bytes);
      for (const [name, size] of sizes)
        if (name.endsWith('.jsonl') && size < (before.get(name) ?? 0)) turns[name] = (turns[name] ?? 0) + 1;
      before = sizes;
    }
    await agent.stop();
    if (troubles[0]) throw troubles[0];
    const back = (lines: readonly { readonly at: string }[]) =>
      Math.round((Date.now() - Date.parse(lines[0]?.at ?? '')) / (DAY * MINUTE_MS));
    const [beats, dropouts, changes] = [await state.beats(), await state.dropouts(), await state.changes()];
    return {
      peakBytes,
      turns,
      reach: { beats: back(beats), dropouts: back(dropouts), changes: back(changes) },
    };
  } finally {
    mock.timers.reset();
  }
}

/** Without the findings that are the same each minute: nothing is kept of them. */
const changing = (all: Report): Report => ({
  ...all,
  findings: all.findings.filter(({ link }) => link === 'capture'),
});

const sizesIn = (folder: string): Map<string, number> =>
  new Map(readdirSync(folder).map((name) => [name, statSync(join(folder, name)).size]));

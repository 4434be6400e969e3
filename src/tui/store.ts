import {
  type AgentHistory,
  type Change,
  known,
  type PictureSource,
  type Report,
  type Sweep,
} from '../index.ts';
import { type LoadPicture, SavedPictures } from './picture/saved.ts';
import { proving } from './proving.ts';

/** What the screen shows: the monitor of a live box, or a recorded sweep. */
export interface BoxSource {
  readonly sweep: Sweep | null;
  readonly report: Report | null;
  readonly running: readonly string[];
  readonly changes: readonly Change[];
  readonly paused: boolean;
  /** What a camera shows. */
  readonly picture: PictureSource;
  /** How often it looks, ms; null for a recording. */
  readonly everyMs: number | null;
  subscribe(listener: () => void): () => void;
  again(subject?: string): void;
  deep(): void;
  pause(paused: boolean): void;
  /** Looks more rarely by this factor; at 1 as often as it can. */
  slow(factor: number): void;
  focus(subject: string | null): void;
}

/** A recorded sweep: nothing moves, and nothing can be asked for. */
export function recorded(sweep: Sweep, report: Report, load: LoadPicture = noPicture): BoxSource {
  const nothing = () => {};
  return {
    ...{ sweep, report, running: [], changes: [], paused: false, everyMs: null },
    picture: new SavedPictures(load),
    ...{
      subscribe: () => nothing,
      again: nothing,
      deep: nothing,
      pause: nothing,
      slow: nothing,
      focus: nothing,
    },
  };
}

const noPicture: LoadPicture = () => Promise.resolve(null);

/** One picture of the box for React: a new object only when something in it is new. */
export interface Snapshot {
  readonly sweep: Sweep | null;
  readonly report: Report | null;
  /** `Date.now()` of the report. */
  readonly at: number | null;
  readonly running: readonly string[];
  readonly changes: readonly Change[];
  readonly paused: boolean;
  readonly everyMs: number | null;
  /** When this was opened, ISO 8601. */
  readonly openedAt: string;
  /** What an agent of this box has kept. */
  readonly history: AgentHistory | null;
  /** Bits per second of each path, the newest last. */
  readonly rates: Readonly<Record<string, readonly number[]>>;
  /** Round trips of the camera service's ping, ms, the newest last. */
  readonly pings: readonly number[];
}

/** Between two pictures of the box in which only numbers moved, ms. */
const CALM_MS = 1_000;
/** What was judged otherwise waits so many times less. */
const NEWS = 4;
/** Values of a sparkline. */
const KEPT = 20;

/** Follows a source; React reads it with useSyncExternalStore. */
export class BoxStore {
  readonly source: BoxSource;
  #snapshot: Snapshot;
  readonly #listeners = new Set<() => void>();
  readonly #leave: () => void;
  readonly #calmMs: number;
  #takenAt = Number.NEGATIVE_INFINITY;
  #late: NodeJS.Timeout | undefined;

  /** `calmMs`: the least time between two pictures of the box in which only numbers moved. */
  constructor(source: BoxSource, calmMs = CALM_MS) {
    this.source = source;
    this.#calmMs = calmMs;
    this.#snapshot = {
      ...pictureOf(source),
      at: source.report === null ? null : Date.now(),
      rates: {},
      pings: [],
      openedAt: new Date().toISOString(),
      history: null,
    };
    this.#leave = source.subscribe(() => this.#update());
  }

  readonly snapshot = (): Snapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  stop(): void {
    clearTimeout(this.#late);
    this.#leave();
  }

  /** What an agent has kept: from before this was opened. */
  readonly setHistory = (history: AgentHistory | null): void => {
    this.#snapshot = { ...this.#snapshot, history };
    this.#tell();
  };

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }

  /** Probes begin and end many times a second: what follows at once is drawn together, and what is not shown not at all. */
  #update(): void {
    const calmMs = this.#calmFor(this.source);
    if (calmMs === null) return;
    const waitMs = this.#takenAt + calmMs - performance.now();
    clearTimeout(this.#late);
    if (waitMs > 0) this.#late = setTimeout(() => this.#take(), waitMs);
    else this.#take();
  }

  /** How long after the last picture the next one is due, ms; null while it would show the same. */
  #calmFor({ sweep, report, running, changes, paused, everyMs }: BoxSource): number | null {
    const before = this.#snapshot;
    // What somebody has just pressed a key for does not wait.
    if (paused !== before.paused || everyMs !== before.everyMs) return 0;
    const isNews = changes !== before.changes || report?.headline !== before.report?.headline;
    if (isNews || report === null) return this.#calmMs / NEWS;
    const isNew = sweep !== before.sweep || String(proving(running)) !== String(proving(before.running));
    return isNew ? this.#calmMs : null;
  }

  #take(): void {
    clearTimeout(this.#late);
    this.#late = undefined;
    this.#takenAt = performance.now();
    const before = this.#snapshot;
    const now = pictureOf(this.source);
    const isNew = now.sweep !== before.sweep;
    this.#snapshot = {
      ...now,
      openedAt: before.openedAt,
      history: before.history,
      pings: isNew && now.sweep ? pingsWith(before, now.sweep) : before.pings,
      at: isNew ? Date.now() : before.at,
      rates:
        isNew && now.sweep && counted(now.sweep) !== counted(before.sweep)
          ? ratesWith(before.rates, now.sweep)
          : before.rates,
    };
    this.#tell();
  }
}

const pictureOf = ({ sweep, report, running, changes, paused, everyMs }: BoxSource) => ({
  ...{ sweep, report, running, changes, paused, everyMs },
});

/** When bytes were last counted. */
const counted = (sweep: Sweep | null): number | undefined => sweep?.readings['mediamtx.flow']?.['box']?.mono;

/** The rates of a new sweep behind those before it; a path that is gone leaves no trace. */
function ratesWith(before: Snapshot['rates'], sweep: Sweep): Snapshot['rates'] {
  const flow = known(sweep.readings, 'mediamtx.flow')?.paths ?? {};
  return Object.fromEntries(
    Object.entries(flow).map(([path, { samples }]) => {
      const [first, last] = [samples[0], samples.at(-1)];
      const ms = first && last ? last.mono - first.mono : 0;
      const bits = first && last && ms > 0 ? ((last.bytesReceived - first.bytesReceived) * 8000) / ms : 0;
      return [path, [...(before[path] ?? []), Math.max(0, bits)].slice(-KEPT)];
    }),
  );
}

/** The newest ping behind those before it, if it is a new one. */
function pingsWith({ sweep: before, pings }: Snapshot, sweep: Sweep): readonly number[] {
  const asked = ({ readings }: Sweep) => readings.service?.['box']?.mono;
  if (before && asked(before) === asked(sweep)) return pings;
  const last = known(sweep.readings, 'service')?.pingMs.at(-1);
  return last === undefined ? pings : [...pings, last].slice(-KEPT);
}

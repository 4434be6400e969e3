import type { Config } from '../config/config.ts';
import {
  BOX,
  type MediamtxFlow,
  type MediamtxSession,
  type PathFlow,
  type PathState,
  type ProcessInfo,
  type ProcessProgress,
  type ProcessTable,
  type Reading,
  type Readings,
  reading,
} from '../model/index.ts';

/** Stopped, traced, zombie: there is nothing to wait for. */
const CANNOT_MOVE = 'TtZ';

/** A standstill is told after as long a look as one sweep takes, ms. */
const WINDOW_MS = 3_000;

/** Readings that are made of others: a watcher sees rates by comparing what it reads anyway, and asks nothing more. */
export class Derived {
  readonly #paths = new Samples<readonly PathState[]>();
  readonly #sessions = new Samples<readonly MediamtxSession[]>();
  readonly #processes = new Samples<ProcessTable>();
  #flow: Reading<MediamtxFlow> | null = null;
  #progress: NonNullable<Readings['progress']> = {};

  /** The readings with `mediamtx.flow` and `progress` made anew. */
  update(readings: Readings, config: Config): Readings {
    const windowMs = windowOf(config);
    const paths = this.#paths.add(reading(readings, 'mediamtx.paths'), windowMs);
    const sessions = this.#sessions.add(reading(readings, 'mediamtx.sessions'), windowMs);
    // This is asked more often than they are read.
    if (paths || sessions) this.#flow = flowOf(this.#paths, this.#sessions, windowMs);
    if (this.#processes.add(reading(readings, 'processes'), WINDOW_MS))
      this.#progress = progressOf(this.#processes, WINDOW_MS);
    const { 'mediamtx.flow': _flow, ...rest } = readings;
    return {
      ...rest,
      ...(this.#flow && { 'mediamtx.flow': { [BOX]: this.#flow } }),
      progress: this.#progress,
    };
  }
}

/** Three frames of the slowest declared camera must have had the time to come. */
function windowOf({ cameras }: Config): number {
  const rates = cameras.map(({ expect }) => expect?.fps ?? Number.POSITIVE_INFINITY);
  return Math.max(WINDOW_MS, 3_000 / Math.min(...rates, Number.POSITIVE_INFINITY));
}

/** Values of one kind as they were read one after the other, as far back as `windowMs`. */
export class Samples<T> {
  #kept: readonly (Reading<T> & { readonly ok: true })[] = [];

  /** Takes a reading in, if it is a new one; one that failed, or is not there, ends what was before it. True when that changes it. */
  add(made: Reading<T> | undefined, windowMs: number): boolean {
    const { last } = this;
    if (!made?.ok) {
      this.#kept = [];
      return last !== undefined;
    }
    if (last?.mono === made.mono) return false;
    // One sample older than the window is kept, so that the window is always full.
    const from = made.mono - windowMs;
    const old = this.#kept.filter(({ mono }) => mono <= from).slice(-1);
    this.#kept = [...old, ...this.#kept.filter(({ mono }) => mono > from), made];
    return true;
  }

  get all(): readonly (Reading<T> & { readonly ok: true })[] {
    return this.#kept;
  }

  get last(): (Reading<T> & { readonly ok: true }) | undefined {
    return this.#kept.at(-1);
  }
}

/**
 * Do bytes arrive? Told by the lists of paths that are read anyway, where one sweep has to ask repeatedly. A path
 * stands in it once its bytes grew, or once it was watched for the whole window under the same publisher.
 */
export function flowOf(
  paths: Samples<readonly PathState[]>,
  sessions: Samples<readonly MediamtxSession[]>,
  windowMs: number,
): Reading<MediamtxFlow> | null {
  const { last } = paths;
  if (!last || paths.all.length < 2) return null;
  const flows = last.value.flatMap((path): [string, PathFlow][] => {
    const samples = samplesOf(path, paths);
    const grew = samples.some(
      (one, index) => one.bytesReceived > (samples[index - 1]?.bytesReceived ?? one.bytesReceived),
    );
    const watched = last.mono - (samples[0]?.mono ?? last.mono);
    return grew || watched >= windowMs
      ? [[path.name, { samples, grew, ...packetsOf(path.name, sessions) }]]
      : [];
  });
  const value = { windowMs: last.mono - (paths.all[0]?.mono ?? last.mono), paths: Object.fromEntries(flows) };
  return { ...last, source: `${last.source}, repeated`, value };
}

/** Only as long as the same publisher sent: another one counts anew. */
function samplesOf({ name, source }: PathState, paths: Samples<readonly PathState[]>): PathFlow['samples'] {
  const samples: { mono: number; bytesReceived: number }[] = [];
  for (const { mono, value } of paths.all.toReversed()) {
    const state = value.find((one) => one.name === name);
    if (!state || state.source?.id !== source?.id) break;
    samples.unshift({ mono, bytesReceived: state.bytesReceived });
  }
  return samples;
}

/** What the publishing session counted meanwhile; null where the server does not count, or the session changed. */
function packetsOf(path: string, sessions: Samples<readonly MediamtxSession[]>) {
  const now = sessions.last?.value.find((one) => one.path === path && one.state === 'publish');
  const first = sessions.all[0]?.value.find(({ id }) => id === now?.id);
  const difference = (key: 'packetsLost' | 'packetsReceived'): number | null => {
    const [from, to] = [first?.[key] ?? null, now?.[key] ?? null];
    return from === null || to === null ? null : Math.max(0, to - from);
  };
  return { packetsLost: difference('packetsLost'), packetsReceived: difference('packetsReceived') };
}

/**
 * Do processes move? By pid: those that moved, cannot move, or stood still for the whole window. The others were
 * not watched for long enough to say.
 */
export function progressOf(
  tables: Samples<ProcessTable>,
  windowMs: number,
): Readonly<Record<string, Reading<ProcessProgress>>> {
  const { last } = tables;
  if (!last) return {};
  return Object.fromEntries(
    last.value.processes.flatMap((process): [string, Reading<ProcessProgress>][] => {
      const value = progressOfOne(process, tables, last.mono);
      const { cpuMs, switches, windowMs: watched } = value;
      const told = cpuMs > 0 || switches > 0 || watched >= windowMs || CANNOT_MOVE.includes(process.state);
      return told ? [[String(process.pid), { ...last, value }]] : [];
    }),
  );
}

function progressOfOne(now: ProcessInfo, tables: Samples<ProcessTable>, mono: number): ProcessProgress {
  const { pid, startTicks } = now;
  const seen = tables.all.flatMap((table) => {
    const one = table.value.processes.find((other) => other.pid === pid && other.startTicks === startTicks);
    return one ? [{ mono: table.mono, ...one }] : [];
  });
  const first = seen[0] ?? { mono, ...now };
  return {
    pid,
    startTicks,
    windowMs: mono - first.mono,
    cpuMs: Math.max(0, now.cpuMs - first.cpuMs),
    switches: Math.max(0, now.switches - first.switches),
    states: seen.map(({ state }) => state).filter((state, index, all) => state !== all[index - 1]),
    ended: false,
  };
}

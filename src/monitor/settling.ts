import { type Reading, type ReadingKind, type Readings, reading } from '../model/index.ts';
import { splitKey } from '../sweep/probe-box.ts';
import { PATHS, PROCESSES } from './agenda.ts';
import { kindsOf } from './cadence.ts';

/** Readings that arrive together are judged together, ms. */
const SETTLE_MS = 40;
/** Processes, paths and sessions join a publisher together, health endpoints agree together: waited for so long, ms. */
const TOGETHER_MS = 400;
/** On a busy machine it takes longer to see who is left of a server that is gone, ms. */
const EXPLAINED_MS = 3_000;
const TOGETHER: readonly ReadingKind[] = [
  'processes',
  'mediamtx.paths',
  'mediamtx.config',
  'mediamtx.pathConfigs',
  'mediamtx.sessions',
  'health',
];

const OPENED = kindsOf('active', 'viewer');

export interface SettlingOptions {
  /** Keys of the probes under way. */
  running(): readonly string[];
  readings(): Readings;
  /** Called when what has arrived makes one picture. */
  settled(): void;
}

/** When what has arrived is to be judged: not while something is under way without which it would be misunderstood. */
export class Settling implements Disposable {
  readonly #options: SettlingOptions;
  #timer: NodeJS.Timeout | undefined;

  constructor(options: SettlingOptions) {
    this.#options = options;
  }

  /** Something has arrived. */
  soon(): void {
    this.#timer ??= setTimeout(() => this.#try(performance.now() + TOGETHER_MS), SETTLE_MS);
  }

  /** Waits for nothing else. */
  now(): void {
    this[Symbol.dispose]();
    this.#options.settled();
  }

  [Symbol.dispose](): void {
    clearTimeout(this.#timer);
    this.#timer = undefined;
  }

  #try(latest: number): void {
    if (this.#mayWait(latest)) this.#timer = setTimeout(() => this.#try(latest), SETTLE_MS);
    else this.now();
  }

  #mayWait(latest: number): boolean {
    const now = performance.now();
    const running = this.#options.running();
    if (now < latest) return running.some((key) => TOGETHER.includes(splitKey(key)[0]));
    // A server that does not answer any more is down, or keeps its API off: only processes read since then tell which.
    const readings = this.#options.readings();
    const paths = reading(readings, 'mediamtx.paths');
    const isExplained = paths?.ok !== false || (reading(readings, 'processes')?.mono ?? 0) >= paths.mono;
    // A stream that broke off may have been torn by a server that went: only paths read since then tell.
    const isTorn = paths?.ok === true && OPENED.some((kind) => failedSince(readings, kind, paths.mono));
    const awaits = (!isExplained && running.includes(PROCESSES)) || (isTorn && running.includes(PATHS));
    return now < latest + EXPLAINED_MS && awaits;
  }
}

/** Has a stream failed that was still open at a time, ms? */
const failedSince = (readings: Readings, kind: ReadingKind, mono: number): boolean =>
  Object.values<Reading<unknown>>(readings[kind] ?? {}).some(
    (made) => !made.ok && made.mono + made.tookMs > mono,
  );

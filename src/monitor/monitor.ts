import { availableParallelism } from 'node:os';
import { findCameras } from '../cameras/cameras.ts';
import { judge } from '../checks/judge.ts';
import type { Config } from '../config/config.ts';
import {
  type Expectations,
  type JudgedFinding,
  known,
  type ReadingKind,
  type Report,
  reading,
  type Sweep,
  type SweepOptions,
  withReading,
} from '../model/index.ts';
import { watchable } from '../plan/picture.ts';
import type { ProbeCall } from '../plan/plan.ts';
import { type DeviceHost, realDevices } from '../probes/device-host.ts';
import { LoopWatch } from '../probes/loop-watch.ts';
import { livePictures } from '../probes/pictures/live.ts';
import { isAsBefore } from '../probes/processes/vitals.ts';
import { KeptService } from '../probes/service/kept-service.ts';
import { watchDevices } from '../probes/v4l2/watch.ts';
import { WebrtcApart } from '../probes/webrtc/apart.ts';
import { Observer } from '../sweep/observer.ts';
import { expectationsOf, splitKey, sweepOf } from '../sweep/probe-box.ts';
import { Agenda, DEVICES, PATHS, PROCESSES, SERVICE, SESSIONS } from './agenda.ts';
import { Answers } from './answers.ts';
import { CADENCE, type Cadence, takesTurns } from './cadence.ts';
import { Derived } from './derived.ts';
import { forgetReplaced, forgetUnwanted, publishersChanged } from './forget.ts';
import { type Change, History } from './history.ts';
import { Lines } from './lines.ts';
import { LivePicture } from './live-picture.ts';
import { Publishers } from './publishers.ts';
import { staleAt } from './stale.ts';
import { Words } from './words.ts';

export interface MonitorOptions {
  /** Asked anew for every round: a configuration may change while it is watched. */
  config(): Config;
  /** Where devices are found; only the demo passes another than the real ones. */
  readonly devices?: DeviceHost;
  readonly cadence?: Partial<Cadence>;
  readonly options?: Partial<SweepOptions>;
  /**
   * So many streams are opened, and as many played, at once until each was proved once: for who waits for it. Later, and by
   * default from the start, one at a time.
   */
  readonly abreast?: number;
  /** The monotonic clock, ms; default `performance.now`. */
  now?(): number;
}

/** Readings that arrive together are judged together, ms. */
const SETTLE_MS = 40;
/** Processes, paths and sessions join a publisher together, health endpoints agree together: waited for so long, ms. */
const TOGETHER_MS = 400;
/** On a busy machine it takes longer to see who is left of a server that is gone, ms. */
const EXPLAINED_MS = 3_000;
const TOGETHER: readonly ReadingKind[] = [
  'processes',
  'mediamtx.paths',
  'mediamtx.pathConfigs',
  'mediamtx.sessions',
  'health',
];
/** Coarser than one sweep's, since it runs all day; far below what makes a time-out prove nothing, ms. */
const LOOP_TICK_MS = 50;
/** Streams are opened one at a time, and played one at a time; a live picture takes one of the decoder's places. */
const lanes = (decoding: boolean, abreast: number) => ({
  stream: abreast,
  viewer: abreast,
  ...(decoding && { decoder: Math.max(1, availableParallelism() - 1) }),
});

/**
 * Watches a box: keeps a sweep current, judges it after each change, and remembers what changed. Passive probes run
 * about every second, active ones one at a time and spread; devices are told by a watcher of /dev. One for the
 * screen, for `camproof watch` and for users of the library.
 */
export class Monitor implements AsyncDisposable {
  readonly #options: MonitorOptions;
  readonly #devices: DeviceHost;
  readonly #fastest: Cadence;
  #cadence: Cadence;
  readonly #now: () => number;
  readonly #stop = new AbortController();
  readonly #history = new History();
  readonly #agenda: Agenda;
  readonly #lines = new Lines();
  readonly #words = new Words();
  readonly #answers = new Answers();
  readonly #publishers = new Publishers();
  readonly #derived = new Derived();
  readonly #listeners = new Set<() => void>();
  readonly #service: KeptService;
  readonly #webrtc = new WebrtcApart();
  readonly #loop = new LoopWatch(LOOP_TICK_MS);
  readonly #observer: Observer;
  /** What one camera shows, while somebody looks. Its changes are told to its own listeners only. */
  readonly picture: LivePicture;
  #config: Config;
  #expectations: Expectations;
  #timer: NodeJS.Timeout | undefined;
  #settling: NodeJS.Timeout | undefined;
  /** When the first reading comes of age that is good now. */
  #staleAt = Number.POSITIVE_INFINITY;
  #abreast: number;
  #focus: string | null = null;
  #paused = false;
  #sweep: Sweep | null = null;
  #report: Report | null = null;

  constructor(options: MonitorOptions) {
    this.#options = options;
    this.#devices = options.devices ?? realDevices;
    this.#fastest = { ...CADENCE, ...options.cadence };
    this.#cadence = this.#fastest;
    this.#abreast = options.abreast ?? 1;
    this.#now = options.now ?? (() => performance.now());
    this.#config = options.config();
    this.#expectations = expectationsOf(this.#config, options.options ?? {});
    this.#service = new KeptService(() => {
      this.#agenda.urge(SERVICE);
      this.#advance();
    });
    this.#agenda = new Agenda({
      cadence: () => this.#cadence,
      now: this.#now,
      mayAskService: () => this.#service.mayAsk,
    });
    this.picture = new LivePicture({
      permit: (subject) =>
        this.#paused
          ? { path: null, refused: 'paused' }
          : watchable(this.#observer.input, subject, this.picture.busy),
      watch: (path, onPicture, signal) =>
        livePictures(path, { config: this.#config, known: this.#observer.readings, signal }, onPicture),
    });
    this.#observer = new Observer(() => ({
      config: this.#config,
      devices: this.#devices,
      expectations: this.#expectations,
      kinds: this.#agenda.kinds,
      signal: this.#stop.signal,
      loop: this.#loop,
      due: (kind, subject, made) => this.#agenda.isDue(kind, subject, made),
      lanes: lanes(this.picture.busy, this.#abreast),
      instead: { service: this.#service, webrtc: this.#webrtc },
    }));
  }

  /** Everything that is known now; null until the first readings are there. */
  get sweep(): Sweep | null {
    return this.#sweep;
  }

  /** The judgement of `sweep`. */
  get report(): Report | null {
    return this.#report;
  }

  /** Keys (`kind:subject`) of the probes under way. */
  get running(): readonly string[] {
    return this.#observer.running;
  }

  /** What changed and when, oldest first; bounded, failures are kept longer. */
  get changes(): readonly Change[] {
    return this.#history.changes;
  }

  get paused(): boolean {
    return this.#paused;
  }

  /** Begins to watch. Returns at once. */
  start(): void {
    const { signal } = this.#stop;
    signal.throwIfAborted();
    const look = () => {
      this.#agenda.urge(DEVICES);
      this.#advance();
    };
    const onLost = () => {
      this.#agenda.isDeaf = true;
    };
    try {
      watchDevices(this.#devices, { onChange: look, onLost, signal });
    } catch {
      onLost();
    }
    this.#tick();
  }

  /** Ends every probe, connection and timer. The last report stays. */
  async stop(): Promise<void> {
    this.#stop.abort();
    clearTimeout(this.#timer);
    clearTimeout(this.#settling);
    this.#loop.stop();
    await this.#service[Symbol.asyncDispose]();
    await this.#webrtc[Symbol.asyncDispose]();
    await this.picture[Symbol.asyncDispose]();
    await this.#observer.all();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.stop();
  }

  /** Calls `listener` after each change of the sweep, the report, the changes or what is running. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Probes again now: everything, or what concerns one camera, its devices and streams opened anew. */
  again(subject?: string): void {
    this.#agenda.again(this.#observer.readings, subject === undefined ? null : this.#subjectsOf(subject));
    this.#advance();
  }

  /** Makes the compliance cases, the burst of health requests and all active proofs now. */
  deep(): void {
    this.#agenda.deep(this.#observer.readings);
    this.#advance();
  }

  /** Starts no probe while paused; what is known becomes stale. */
  pause(paused: boolean): void {
    this.#paused = paused;
    this.picture.check();
    this.#tell();
    this.#advance();
  }

  /** How often it looks at what breaks from one second to the next, ms. */
  get everyMs(): number {
    return this.#cadence.passive;
  }

  /** Looks at everything more rarely by this factor, from 1: on a slow line, or a box that has no time for us. */
  slow(factor: number): void {
    const slower = Object.entries(this.#fastest).map(([pace, ms]) => [pace, ms * Math.max(1, factor)]);
    this.#cadence = Object.fromEntries(slower) as unknown as Cadence;
    this.#tell();
  }

  /** The streams of this camera are proved more often than the others; null for none. */
  focus(subject: string | null): void {
    this.#focus = subject;
    this.#advance();
  }

  #tick(): void {
    if (this.#stop.signal.aborted) return;
    this.#timer = setTimeout(() => this.#tick(), this.#cadence.passive);
    const before = JSON.stringify(this.#expectations);
    this.#config = this.#options.config();
    this.#expectations = expectationsOf(this.#config, this.#options.options ?? {});
    if (this.#now() >= this.#staleAt || JSON.stringify(this.#expectations) !== before) this.#settleSoon();
    const { processes } = known(this.#observer.readings, 'processes') ?? { processes: [] };
    if (!processes.every((one) => isAsBefore(one))) this.#agenda.urge(PROCESSES, SESSIONS);
    this.#advance();
    this.picture.check();
  }

  /** Starts what is due. */
  #advance(): void {
    if (this.#paused || this.#stop.signal.aborted) return;
    const focus = this.#focus === null ? new Set<string>() : this.#subjectsOf(this.#focus);
    const failing = new Set(
      (this.#report?.cameras ?? [])
        .filter(({ links }) => links.decode === 'fail' || links.deliver === 'fail')
        .flatMap(({ streams }) => streams),
    );
    this.#agenda.turn(this.#observer.readings, this.running, { focus, failing });
    const { start } = this.#observer.advance((call) => this.#made(call));
    this.#agenda.started(start);
    if (start.length > 0) this.#tell();
  }

  /** A probe has ended: its reading is put on our clock, and what it says about other readings is acted on. */
  #made({ kind, subject }: ProbeCall): void {
    const { readings } = this.#observer;
    const before = this.#sweep?.readings ?? {};
    const made = reading(readings, kind, subject);
    if (!made || this.#stop.signal.aborted) return;
    const maxAgeMs = this.#agenda.ended(kind, made, readings);
    const mono = made.mono + this.#now() - performance.now();
    const kept = withReading(readings, kind, subject, { ...made, mono, maxAgeMs } as typeof made);
    if (kind === 'mediamtx.paths') this.#publishers.update(kept);
    this.#observer.readings = this.#publishers.forgetOthers(forgetReplaced(kept, before, kind));
    if (takesTurns(kind)) {
      // A stream that ended while it was read says so first; why, only they can say.
      this.#agenda.urge(PATHS, PROCESSES, SESSIONS);
      this.#advance();
    }
    const unanswered = this.#answers.update(kept, kind);
    if (unanswered.length > 0) {
      this.#agenda.urge(...unanswered);
      this.#advance();
    }
    if (kind === 'mediamtx.paths' && publishersChanged(kept, before)) {
      this.#agenda.urge(PROCESSES, SESSIONS);
      this.#advance();
    }
    if (kind === 'devices') {
      // That a camera was pulled out does not wait for who held it.
      this.#agenda.urge(PROCESSES);
      this.#settle(0);
    } else this.#settleSoon();
  }

  #settleSoon(): void {
    this.#settling ??= setTimeout(() => this.#settle(performance.now() + TOGETHER_MS), SETTLE_MS);
  }

  /** Is something under way without which what has arrived would be misunderstood? */
  #mayWait(latest: number): boolean {
    const now = performance.now();
    if (now < latest) return this.running.some((key) => TOGETHER.includes(splitKey(key)[0]));
    // A server that does not answer any more is down, or keeps its API off: only processes read since then tell which.
    const { readings } = this.#observer;
    const paths = reading(readings, 'mediamtx.paths');
    const isExplained = paths?.ok !== false || (reading(readings, 'processes')?.mono ?? 0) >= paths.mono;
    return now < latest + EXPLAINED_MS && !isExplained && this.running.includes(PROCESSES);
  }

  /** Makes one picture of what has arrived, and judges it. */
  #settle(latest: number): void {
    if (this.#mayWait(latest)) {
      this.#settling = setTimeout(() => this.#settle(latest), SETTLE_MS);
      return;
    }
    clearTimeout(this.#settling);
    this.#settling = undefined;
    const observer = this.#observer;
    observer.readings = this.#derived.update(observer.readings, this.#config);
    observer.readings = forgetUnwanted(observer.input);
    const mono = this.#now();
    const at = new Date().toISOString();
    this.#words.update(observer.readings);
    const { saidFrom } = this.#words;
    const sweep = { ...sweepOf(observer.input, this.#devices, { startedAt: at, tookMs: 0, mono }), saidFrom };
    const report = judge({ ...sweep, turnedAt: this.#lines.turnedAt });
    // A line that has just turned makes earlier words about its camera worthless, so those are judged once more.
    const turned = this.#lines.update(report, mono);
    this.#sweep = { ...sweep, turnedAt: this.#lines.turnedAt };
    this.#report = turned ? judge(this.#sweep) : report;
    if (turned) this.#agenda.urge(PROCESSES, SESSIONS);
    this.#staleAt = staleAt(this.#sweep);
    if (!this.#report.findings.some(isToCome)) this.#abreast = 1;
    this.#history.record(this.#report, mono, at);
    this.#tell();
    this.#advance();
  }

  /** Subjects of the readings that concern one camera: its nodes and its paths. */
  #subjectsOf(subject: string): ReadonlySet<string> {
    const camera = findCameras(this.#observer.readings, this.#expectations).find(
      ({ id }) => subject === id || subject.startsWith(`${id}/`),
    );
    const nodes = camera?.nodes.map(({ path }) => path) ?? [];
    return new Set([...nodes, ...(camera?.streams.map(({ path }) => path) ?? [])]);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

/** Something essential that was not looked at yet. */
const isToCome = ({ status, weight, reason }: JudgedFinding): boolean =>
  status === 'unknown' && weight === 'essential' && reason === 'not-reached';

import { known, type Report, reading, type Sweep, withReading } from '../model/index.ts';
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
import { sweepOf } from '../sweep/probe-box.ts';
import { Agenda, DEVICES, PROCESSES, SERVICE, SESSIONS } from './agenda.ts';
import { Arrivals } from './arrivals.ts';
import { Budget } from './budget.ts';
import { CADENCE, type Cadence, slowed } from './cadence.ts';
import { Derived } from './derived.ts';
import { Expected } from './expected.ts';
import { forgetFailed, forgetUnwanted } from './forget.ts';
import { type Change, History } from './history.ts';
import { Judging } from './judging.ts';
import { LivePicture } from './live-picture.ts';
import type { MonitorOptions } from './options.ts';
import { ownCpuMs } from './own-cost.ts';
import { Settling } from './settling.ts';
import { goodForLonger, staleAt } from './stale.ts';
import { doubtedNodes, failingStreams, subjectsOf } from './subjects.ts';
import { isToCome, lanes } from './turns.ts';

/** Coarser than one sweep's, since it runs all day; far below what makes a time-out prove nothing, ms. */
const LOOP_TICK_MS = 50;
/**
 * Watches a box: keeps a sweep current, judges it after each change, and remembers what changed. Passive probes run
 * about every second, active ones one at a time and spread; devices are told by a watcher of /dev. One for the
 * screen, for `camproof watch` and for users of the library.
 */
export class Monitor implements AsyncDisposable {
  readonly #devices: DeviceHost;
  readonly #fastest: Cadence;
  #cadence: Cadence;
  readonly #now: () => number;
  readonly #stop = new AbortController();
  readonly #history = new History();
  readonly #agenda: Agenda;
  readonly #judging = new Judging();
  readonly #arrivals = new Arrivals();
  readonly #derived = new Derived();
  readonly #listeners = new Set<() => void>();
  readonly #service: KeptService;
  readonly #webrtc = new WebrtcApart();
  readonly #loop = new LoopWatch(LOOP_TICK_MS);
  readonly #observer: Observer;
  readonly #settling: Settling;
  /** What one camera shows, while somebody looks. Its changes are told to its own listeners only. */
  readonly picture: LivePicture;
  readonly #expected: Expected;
  #timer: NodeJS.Timeout | undefined;
  /** When the first reading comes of age that is good now. */
  #staleAt = Number.POSITIVE_INFINITY;
  #abreast: number;
  #focus: string | null = null;
  #paused = false;
  #sweep: Sweep | null = null;
  #report: Report | null = null;

  constructor(options: MonitorOptions) {
    this.#devices = options.devices ?? realDevices;
    this.#fastest = { ...CADENCE, ...options.cadence };
    this.#cadence = this.#fastest;
    this.#abreast = options.abreast ?? 1;
    this.#now = options.now ?? (() => performance.now());
    this.#expected = new Expected(options);
    this.#service = new KeptService(() => {
      this.#agenda.urge(SERVICE);
      this.#advance();
    }, this.#now);
    this.#agenda = new Agenda({
      cadence: () => this.#cadence,
      now: this.#now,
      mayAskService: () => this.#service.mayAsk,
      budget: new Budget({
        allowance: () => (options.thrifty ? this.#expected.config.budget : null),
        now: this.#now,
        cpuMs: ownCpuMs,
      }),
    });
    this.picture = new LivePicture({
      permit: (subject) =>
        this.#paused
          ? { path: null, refused: 'paused' }
          : watchable(this.#observer.input, subject, this.picture.busy),
      watch: (path, onPicture, signal) =>
        livePictures(
          path,
          { config: this.#expected.config, known: this.#observer.readings, signal },
          onPicture,
        ),
    });
    this.#observer = new Observer(() => ({
      config: this.#expected.config,
      devices: this.#devices,
      expectations: this.#expected.expectations,
      kinds: this.#agenda.kinds,
      signal: this.#stop.signal,
      loop: this.#loop,
      due: (kind, subject, made) => this.#agenda.isDue(kind, subject, made),
      lanes: lanes(this.picture.busy, this.#abreast),
      instead: { service: this.#service, webrtc: this.#webrtc },
    }));
    this.#settling = new Settling({
      running: () => this.#observer.running,
      readings: () => this.#observer.readings,
      settled: () => this.#settle(),
    });
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
    this.#settling[Symbol.dispose]();
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
    if (subject === undefined) this.#service.anew();
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
    const slower = slowed(this.#fastest, factor);
    const times = Math.max(1, slower.passive / this.#cadence.passive);
    this.#observer.readings = goodForLonger(this.#observer.readings, times);
    this.#cadence = slower;
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
    const expected = this.#expected.update();
    if (expected === 'elsewhere') {
      this.#observer.readings = forgetFailed(this.#observer.readings);
      this.#agenda.again(this.#observer.readings, null);
    }
    if (expected !== 'same' || this.#now() >= this.#staleAt) this.#settling.soon();
    const { processes } = known(this.#observer.readings, 'processes') ?? { processes: [] };
    if (!processes.every((one) => isAsBefore(one))) this.#agenda.urge(PROCESSES, SESSIONS);
    this.#advance();
    this.picture.check();
  }

  /** Starts what is due. */
  #advance(): void {
    if (this.#paused || this.#stop.signal.aborted) return;
    const focus = this.#focus === null ? new Set<string>() : this.#subjectsOf(this.#focus);
    const failing = failingStreams(this.#report);
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
    const { readings: rest, urged } = this.#arrivals.take({ kind, subject }, kept, before);
    this.#observer.readings = rest;
    this.#agenda.urge(...urged);
    // What was asked for while it was being made begins again before anything is judged.
    if (urged.length > 0 || this.#agenda.isUrged(kind, subject)) this.#advance();
    if (kind === 'devices') {
      // That a camera was pulled out does not wait for who held it.
      this.#agenda.urge(PROCESSES);
      this.#settling.now();
    } else this.#settling.soon();
  }

  /** Makes one picture of what has arrived, and judges it. */
  #settle(): void {
    const observer = this.#observer;
    observer.readings = this.#derived.update(observer.readings, this.#expected.config);
    observer.readings = forgetUnwanted(observer.input);
    const mono = this.#now();
    const at = new Date().toISOString();
    const plain = sweepOf(observer.input, this.#devices, { startedAt: at, tookMs: 0, mono });
    const { sweep, report, turned } = this.#judging.judge(plain);
    this.#sweep = sweep;
    this.#report = report;
    this.#agenda.isCalm = !report.findings.some(({ status }) => status === 'fail');
    const { doubted } = this.#agenda;
    this.#agenda.doubted = doubtedNodes(report, sweep.readings, sweep.expectations);
    // Those that were doubted until now may be the better for it.
    if (turned) this.#agenda.turned(new Set([...doubted, ...this.#agenda.doubted]));
    this.#staleAt = staleAt(sweep);
    if (!report.findings.some(isToCome)) this.#abreast = 1;
    this.#history.record(report, mono, at);
    this.#tell();
    this.#advance();
  }

  #subjectsOf(subject: string): ReadonlySet<string> {
    return subjectsOf(this.#observer.readings, this.#expected.expectations, subject);
  }

  #tell(): void {
    for (const listener of this.#listeners) listener();
  }
}

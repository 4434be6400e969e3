import { LOOPBACK } from '../cameras/nodes.ts';
import { BOX, type NodeCapabilities, type Reading, type ReadingKind, type Readings } from '../model/index.ts';
import { callKey, type ProbeCall } from '../plan/plan.ts';
import { splitKey } from '../sweep/probe-box.ts';
import type { Budget } from './budget.ts';
import { bytesRead } from './bytes-read.ts';
import { type Cadence, kindsOf, paceOf, takesTurns } from './cadence.ts';
import { activeReadings, type TurnInput, Turns } from './turns.ts';

export const DEVICES = callKey({ kind: 'devices', subject: BOX });
export const PROCESSES = callKey({ kind: 'processes', subject: BOX });
export const PATHS = callKey({ kind: 'mediamtx.paths', subject: BOX });
export const SESSIONS = callKey({ kind: 'mediamtx.sessions', subject: BOX });
export const CONFIG = callKey({ kind: 'mediamtx.config', subject: BOX });
export const PATH_CONFIGS = callKey({ kind: 'mediamtx.pathConfigs', subject: BOX });
export const SERVICE = callKey({ kind: 'service', subject: BOX });

const REPEATED = kindsOf('passive', 'steady', 'rare', 'service');
const ORDINARY = [...REPEATED, ...kindsOf('active', 'viewer', 'follows', 'once')];
const DEEP = kindsOf('deep');
/** What follows, follows the reader of streams, and is as good for as long. */
const FOLLOWED = 'rtsp';
/** A node that could not be opened is tried again so many times as rarely as anything else: its driver may hang. */
const PATIENCE = 10;
/** A node is what it is until /dev tells otherwise, ms. */
const FOR_EVER_MS = Number.MAX_SAFE_INTEGER;

/**
 * How long what a node said is taken for true, ms. No event tells that a signal has come back to an input, or that a
 * program writes to a loopback device.
 */
function goodForMs(made: Reading<unknown>, cadence: Cadence): number {
  if (!made.ok) return PATIENCE * cadence.rare;
  const { driver, inputStatus } = made.value as NodeCapabilities;
  return driver === LOOPBACK || inputStatus.length > 0 ? cadence.steady : FOR_EVER_MS;
}

export interface AgendaOptions {
  /** Asked anew each time: it may be slowed down. */
  cadence(): Cadence;
  /** The monotonic clock, ms. */
  now(): number;
  readonly budget: Pick<Budget, 'begins' | 'took' | 'waitMs'>;
  /** Would another round with the camera service stay within the limit of messages? */
  mayAskService(): boolean;
}

/** What is due when: by its age and pace, out of turn, or because somebody asked for it. */
export class Agenda {
  /** The kernel does not tell of devices, so they are listed with every round. */
  isDeaf = false;
  /** Nothing fails, as far as is known. */
  isCalm = false;
  /** Nodes of cameras that are broken before their stream: what they say is looked at again now and then. */
  doubted: ReadonlySet<string> = new Set();
  readonly #options: AgendaOptions;
  readonly #turns = new Turns();
  /** Keys that are due whatever their age. */
  readonly #urgent = new Set<string>();
  /** Deep kinds that were asked for. */
  readonly #deep = new Set<ReadingKind>();
  #nextActive: string | null = null;

  constructor(options: AgendaOptions) {
    this.#options = options;
  }

  /** The kinds that are read now. */
  get kinds(): ReadonlySet<ReadingKind> {
    return new Set([...ORDINARY, ...this.#deep]);
  }

  /** Makes these due, whatever their age. */
  urge(...keys: readonly string[]): void {
    for (const key of keys) this.#urgent.add(key);
  }

  /**
   * A camera's line has turned: who holds its devices, who publishes and how its path is set up is asked at once, and
   * those of its nodes that are doubted.
   */
  turned(doubted: Iterable<string>): void {
    const nodes = [...doubted].map((subject) => callKey({ kind: 'capabilities', subject }));
    this.urge(PROCESSES, SESSIONS, PATH_CONFIGS, ...nodes, ...(nodes.length > 0 ? [DEVICES] : []));
  }

  /** Is it due whatever its age: asked for while it was being made? */
  isUrged(kind: ReadingKind, subject: string): boolean {
    return this.#urgent.has(callKey({ kind, subject }));
  }

  /** Makes everything due that was read: of the subjects (nodes and paths) of one camera, or all. */
  again(readings: Readings, mine: ReadonlySet<string> | null): void {
    const made = (kind: ReadingKind) => Object.keys(readings[kind] ?? {});
    for (const kind of REPEATED) this.urge(...made(kind).map((subject) => callKey({ kind, subject })));
    for (const kind of kindsOf('once', 'active', 'viewer')) {
      const subjects = made(kind).filter((subject) => mine === null || mine.has(subject));
      this.urge(...subjects.map((subject) => callKey({ kind, subject })));
    }
  }

  /** Makes the deep kinds and every active proof due. */
  deep(readings: Readings): void {
    for (const kind of DEEP) this.#deep.add(kind);
    this.urge(...activeReadings(readings).map(({ key }) => key));
  }

  /** Chooses whose turn it is to be opened. Paths that somebody looks at, and such whose proof failed, come sooner. */
  turn(
    readings: Readings,
    running: readonly string[],
    { focus, failing }: Pick<TurnInput, 'focus' | 'failing'>,
  ): void {
    const { now } = this.#options;
    const busy = running.some((key) => takesTurns(splitKey(key)[0]));
    const input = {
      readings,
      now: now(),
      every: this.#options.cadence(),
      focus,
      failing,
      urgent: this.#urgent,
      waitMs: this.#options.budget.waitMs,
    };
    this.#nextActive = busy ? null : this.#turns.next(input);
  }

  /** These calls have been started. */
  started(calls: readonly ProbeCall[]): void {
    for (const call of calls) this.#urgent.delete(callKey(call));
    if (calls.some(({ kind }) => takesTurns(kind))) this.#options.budget.begins();
  }

  /** One has ended. How long its reading is good, ms: as its probe says, unless it is asked more rarely than that. */
  ended(kind: ReadingKind, made: Reading<unknown>, readings: Readings): number {
    const { tookMs, maxAgeMs } = made;
    const pace = paceOf(kind);
    if (pace === 'once') return FOR_EVER_MS;
    if (pace === 'deep') this.#deep.delete(kind);
    if (pace === 'follows') return this.#goodForMs(FOLLOWED, maxAgeMs, readings);
    if (pace === 'derived' || pace === 'deep') return maxAgeMs;
    // Until it has been missed twice, however rarely that is.
    if (!takesTurns(kind)) return Math.max(maxAgeMs, 2.5 * this.#options.cadence()[pace]);
    this.#options.budget.took(bytesRead(kind, made));
    this.#turns.ended(this.#options.now(), tookMs);
    return this.#goodForMs(kind, maxAgeMs, readings);
  }

  /** As long as it takes until its turn has come for certain. */
  #goodForMs(kind: ReadingKind, maxAgeMs: number, readings: Readings): number {
    const all = activeReadings(readings);
    return Math.max(maxAgeMs, this.#turns.goodForMs(kind, all, this.#options.cadence()));
  }

  /** Is a reading to be made again? */
  isDue(kind: ReadingKind, subject: string, made: Reading<unknown>): boolean {
    const { now, mayAskService } = this.#options;
    const cadence = this.#options.cadence();
    const key = callKey({ kind, subject });
    const pace = paceOf(kind);
    const age = now() - made.mono;
    switch (pace) {
      case 'active':
      case 'viewer':
        return key === this.#nextActive;
      case 'deep':
        return this.#deep.has(kind);
      case 'once':
        return this.#urgent.has(key) || age > this.#nodeGoodForMs(subject, made);
      case 'service':
        return mayAskService() && (this.#urgent.has(key) || age >= cadence.service);
      case 'follows':
      case 'derived':
        return false;
      default: {
        const every = cadence[this.#paceNow(kind, made) ?? pace];
        // A timer may fire a little early.
        return this.#urgent.has(key) || age >= every - cadence.passive / 2;
      }
    }
  }

  /** A driver that hangs is left alone also where it is doubted: each that asks it may be stuck. */
  #nodeGoodForMs(node: string, made: Reading<unknown>): number {
    const cadence = this.#options.cadence();
    const goodMs = goodForMs(made, cadence);
    return made.ok && this.doubted.has(node) ? Math.min(goodMs, cadence.rare) : goodMs;
  }

  /** Another pace than the table's, where what was read says so. */
  #paceNow(kind: ReadingKind, made: Reading<unknown>): 'passive' | 'steady' | 'rare' | null {
    if (kind === 'devices' && this.isDeaf) return 'passive';
    if (kind === 'processes' && !this.isCalm) return 'steady';
    // Without the list of devices nothing is known of any camera.
    if (kind === 'devices' && !made.ok) return 'steady';
    // An endpoint of the other generation.
    return kind === 'health' && !made.ok && made.fault.code === 'not-found' ? 'rare' : null;
  }
}

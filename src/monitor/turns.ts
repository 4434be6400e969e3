import { availableParallelism } from 'node:os';
import type { JudgedFinding, Reading, ReadingKind, Readings } from '../model/index.ts';
import { callKey } from '../plan/plan.ts';
import { type Cadence, kindsOf, paceOf } from './cadence.ts';

const ACTIVE = kindsOf('active', 'viewer');

export interface TurnInput {
  readonly readings: Readings;
  readonly now: number;
  /** How often each sort of proof is to be made again. */
  readonly every: Every;
  /** Streams (paths) that somebody looks at: they are proved more often. */
  readonly focus: ReadonlySet<string>;
  /** Streams whose proof failed: whether that still holds is looked at as often as what somebody looks at. */
  readonly failing: ReadonlySet<string>;
  /** Keys that are to be proved now. */
  readonly urgent: ReadonlySet<string>;
  /** How long the next proof that nobody asked for has to wait until it can be afforded, ms. */
  readonly waitMs: number;
}

export type Every = Pick<Cadence, 'active' | 'viewer'>;

const everyMs = (kind: ReadingKind, every: Every): number =>
  paceOf(kind) === 'viewer' ? every.viewer : every.active;

/** What is looked at is proved so many times as often. */
const FOCUS = 9;
/** So much of a round is planned for, since turns come a little late. */
const PLANNED = 0.8;

/** Something essential that was not looked at yet: until there is no such thing, streams may be opened abreast. */
export const isToCome = ({ status, weight, reason }: JudgedFinding): boolean =>
  status === 'unknown' && weight === 'essential' && reason === 'not-reached';

/** Streams are opened one at a time, and played one at a time; a live picture takes one of the decoder's places. */
export const lanes = (decoding: boolean, abreast: number) => ({
  stream: abreast,
  viewer: abreast,
  ...(decoding && { decoder: Math.max(1, availableParallelism() - 1) }),
});

/** Whose turn it is to be proved by opening its stream: one at a time, the one that waited longest, spread over time. */
export class Turns {
  #endedAt = Number.NEGATIVE_INFINITY;
  #tookMs = 0;
  /** The longest wait until a proof could be afforded, since the last one and before it, ms. */
  #waitedMs = 0;
  #restMs = 0;

  /** An active proof has ended. */
  ended(now: number, tookMs: number): void {
    this.#endedAt = now;
    this.#tookMs = tookMs;
    this.#restMs = this.#waitedMs;
    this.#waitedMs = 0;
  }

  /** The key to prove now, or null when it is nobody's turn. Ask only while none is being proved. */
  next({ readings, now, every, focus, failing, urgent, waitMs }: TurnInput): string | null {
    const all = activeReadings(readings);
    const age = ({ made }: ActiveReading) => now - made.mono - made.tookMs;
    const oldest = (some: readonly ActiveReading[]) =>
      some.toSorted((one, other) => age(other) - age(one))[0]?.key ?? null;
    const asked =
      oldest(all.filter(({ key }) => urgent.has(key))) ??
      oldest(all.filter((one) => focus.has(one.subject) && age(one) >= everyMs(one.kind, every) / FOCUS));
    if (asked !== null) return asked;
    this.#waitedMs = Math.max(this.#waitedMs, Math.min(waitMs, every.active));
    // However dear it is: one is made in each round.
    if (waitMs > 0 && now - this.#endedAt < every.active) return null;
    // A camera that comes and goes takes turn after turn: nobody else waits for that until they are stale.
    const late = oldest(all.filter((one) => age(one) >= this.goodForMs(one.kind, all, every) / 2));
    if (late !== null) return late;
    const failed = oldest(all.filter((one) => failing.has(one.subject) && age(one) >= every.active / FOCUS));
    if (failed !== null) return failed;
    if (now - this.#endedAt < this.#gapMs(turnsIn(all, every), every.active)) return null;
    return oldest(all.filter((one) => age(one) >= everyMs(one.kind, every)));
  }

  /** How long a proof stands when all these take their turns: three rounds, ms. */
  goodForMs(kind: ReadingKind, all: readonly Pick<ActiveReading, 'kind'>[], every: Every): number {
    const turns = turnsIn(all, every);
    const gapMs = Math.max(this.#restMs, this.#gapMs(turns, every.active));
    return 3 * Math.max(everyMs(kind, every), turns * (gapMs + this.#tookMs));
  }

  /** Between one proof and the next, ms: they are spread over a round, and half of the time at most goes into them. */
  #gapMs(turns: number, roundMs: number): number {
    return Math.max(this.#tookMs, (PLANNED * roundMs) / turns - this.#tookMs);
  }
}

/** How many turns there are in a round: what is played rarely takes one in many rounds only. */
const turnsIn = (all: readonly Pick<ActiveReading, 'kind'>[], every: Every): number =>
  Math.max(
    1,
    all.reduce((sum, { kind }) => sum + every.active / everyMs(kind, every), 0),
  );

interface ActiveReading {
  readonly key: string;
  readonly kind: ReadingKind;
  readonly subject: string;
  readonly made: Reading<unknown>;
}

/** Every active proof that was made, with its key. */
export const activeReadings = (readings: Readings): readonly ActiveReading[] =>
  ACTIVE.flatMap((kind) =>
    Object.entries<Reading<unknown>>(readings[kind] ?? {}).map(([subject, made]) => ({
      key: callKey({ kind, subject }),
      kind,
      subject,
      made,
    })),
  );

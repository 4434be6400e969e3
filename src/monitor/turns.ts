import type { Reading, Readings } from '../model/index.ts';
import { callKey } from '../plan/plan.ts';
import { kindsOf } from './cadence.ts';

const ACTIVE = kindsOf('active');

export interface TurnInput {
  readonly readings: Readings;
  readonly now: number;
  /** Every stream is to be proved again after this time, ms. */
  readonly everyMs: number;
  /** Streams (paths) that somebody looks at: they are proved more often. */
  readonly focus: ReadonlySet<string>;
  /** Keys that are to be proved now. */
  readonly urgent: ReadonlySet<string>;
}

/** What is looked at is proved so many times as often. */
const FOCUS = 6;

/** Whose turn it is to be proved by opening its stream: one at a time, the one that waited longest, spread over time. */
export class Turns {
  #endedAt = Number.NEGATIVE_INFINITY;
  #tookMs = 0;

  /** An active proof has ended. */
  ended(now: number, tookMs: number): void {
    this.#endedAt = now;
    this.#tookMs = tookMs;
  }

  /** The key to prove now, or null when it is nobody's turn. Ask only while none is being proved. */
  next({ readings, now, everyMs, focus, urgent }: TurnInput): string | null {
    const all = activeReadings(readings);
    const age = ({ made }: ActiveReading) => now - made.mono - made.tookMs;
    const oldest = (some: readonly ActiveReading[]) =>
      some.toSorted((one, other) => age(other) - age(one))[0]?.key ?? null;
    const asked =
      oldest(all.filter(({ key }) => urgent.has(key))) ??
      oldest(all.filter((one) => focus.has(one.subject) && age(one) >= everyMs / FOCUS));
    if (asked !== null) return asked;
    if (now - this.#endedAt < this.#gapMs(all.length, everyMs)) return null;
    return oldest(all.filter((one) => age(one) >= everyMs));
  }

  /** How long a proof stands when so many streams take their turns: three rounds, ms. */
  goodForMs(streams: number, everyMs: number): number {
    return 3 * Math.max(everyMs, streams * (this.#gapMs(streams, everyMs) + this.#tookMs));
  }

  /** Half of the time at most goes into active proofs. */
  #gapMs(streams: number, everyMs: number): number {
    return Math.max(this.#tookMs, everyMs / (streams + 1));
  }
}

interface ActiveReading {
  readonly key: string;
  readonly subject: string;
  readonly made: Reading<unknown>;
}

/** Every active proof that was made, with its key. */
export const activeReadings = (readings: Readings): readonly ActiveReading[] =>
  ACTIVE.flatMap((kind) =>
    Object.entries<Reading<unknown>>(readings[kind] ?? {}).map(([subject, made]) => ({
      key: callKey({ kind, subject }),
      subject,
      made,
    })),
  );

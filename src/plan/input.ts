import type { Expectations, Reading, ReadingKind, Readings } from '../model/index.ts';
import type { Lane } from './lanes.ts';

/** What the plan decides from. `kinds` are those that the asked checks need. */
export interface PlanInput {
  readonly readings: Readings;
  readonly expectations: Expectations;
  readonly kinds: ReadonlySet<ReadingKind>;
  /** Is a reading that was made to be made again? Absent: never. */
  readonly due?: (kind: ReadingKind, subject: string, made: Reading<unknown>) => boolean;
  /** Fewer side by side than `LANES` says. */
  readonly lanes?: Partial<Record<Lane, number>>;
}

/** What is probed of one kind. */
export interface PlanRow {
  readonly kind: ReadingKind;
  readonly lane: Lane;
  /** The kind of reading that it is made of, subject by subject. */
  readonly of?: ReadingKind;
  /** The subjects wanted now; more may follow once more is known. */
  subjects(input: PlanInput): readonly string[];
}

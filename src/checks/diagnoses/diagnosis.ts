import type { Diagnosis, NextStep } from '../../model/index.ts';

/** What one entry of the table of diagnoses explains: the cause in a sentence, and what to do, best first. */
export interface Explanation {
  readonly cause: string;
  readonly nextSteps: readonly NextStep[];
  readonly confidence?: Diagnosis['confidence'];
}

/** A room of the table: code → explanation from the facts of the case. */
export type Explanations = Readonly<Record<string, (facts: never) => Explanation>>;

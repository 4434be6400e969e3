import type { Sweep } from '../../src/model/index.ts';

/** One way to break a healthy box, and exactly what has to be found: `status subject check code`. */
export interface FaultSweep {
  /** Row of the catalogue of faults; 0 where the case is camproof's own. */
  readonly row: number;
  readonly name: string;
  readonly sweep: Sweep;
  readonly found: readonly string[];
}

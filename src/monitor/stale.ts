import type { Reading, Sweep } from '../model/index.ts';

/** When the first of the readings that are good now comes of age. */
export function staleAt({ readings, mono }: Sweep): number {
  const all = Object.values(readings).flatMap((of) => Object.values<Reading<unknown>>(of));
  const ends = all.filter(({ ok }) => ok).map((made) => made.mono + made.tookMs + made.maxAgeMs);
  return Math.min(...ends.filter((end) => end >= mono), Number.POSITIVE_INFINITY);
}

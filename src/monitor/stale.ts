import type { Reading, Readings, Sweep } from '../model/index.ts';

/** When the first of the readings that are good now comes of age. */
export function staleAt({ readings, mono }: Sweep): number {
  const all = Object.values(readings).flatMap((of) => Object.values<Reading<unknown>>(of));
  const ends = all.filter(({ ok }) => ok).map((made) => made.mono + made.tookMs + made.maxAgeMs);
  return Math.min(...ends.filter((end) => end >= mono), Number.POSITIVE_INFINITY);
}

/** The readings where everything is looked at so many times as rarely: they are good until its next turn, which has moved away. */
export function goodForLonger(readings: Readings, factor: number): Readings {
  const kinds = Object.entries(readings).map(([kind, of]) => {
    const all = Object.entries<Reading<unknown>>(of);
    return [kind, Object.fromEntries(all.map(([subject, made]) => [subject, longer(made, factor)]))];
  });
  return Object.fromEntries(kinds) as Readings;
}

const longer = (made: Reading<unknown>, factor: number) => ({ ...made, maxAgeMs: made.maxAgeMs * factor });

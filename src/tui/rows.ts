import { type CameraChain, type JudgedFinding, LINKS, type Report, type Status } from '../model/index.ts';

/** A line of the list. */
export interface CameraRow {
  readonly id: string;
  readonly state: Status;
  readonly cells: readonly Status[];
  readonly words: string;
}

const RANK: readonly Status[] = ['fail', 'blocked', 'unknown', 'warn', 'pass', 'off'];

/** The cameras, worst first; equal ones keep the report's order, so that lines move only when a status changes. */
export function cameraRows({ cameras }: Report): readonly CameraRow[] {
  const rank = ({ state }: CameraRow) => RANK.indexOf(state);
  return cameras.map(rowOf).toSorted((one, other) => rank(one) - rank(other));
}

function rowOf({ id, links, headline }: CameraChain): CameraRow {
  const cells = LINKS.map((link) => links[link]);
  return { id, cells, words: headline, state: RANK.find((status) => cells.includes(status)) ?? 'off' };
}

/** What the box itself has to say: everything that is not in order. */
export function boxTroubles({ findings }: Report): readonly JudgedFinding[] {
  return findings.filter(
    (one) =>
      one.subject === 'box' &&
      (one.status === 'fail' ||
        one.status === 'warn' ||
        (one.status === 'unknown' && one.weight === 'essential')),
  );
}

/** The findings about one camera and its streams, in causal order. */
export function findingsOf({ findings }: Report, id: string): readonly JudgedFinding[] {
  return findings.filter(({ subject }) => subject === id || subject.startsWith(`${id}/`));
}

/** The part of a list that fits, with the chosen line in it. */
export function windowOf<T>(all: readonly T[], chosen: number, size: number): readonly T[] {
  const start = Math.max(0, Math.min(chosen - Math.floor(size / 2), all.length - size));
  return all.slice(start, start + size);
}

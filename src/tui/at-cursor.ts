import type { Arranged } from './arrange.ts';
import type { Action } from './keys.ts';
import type { Line } from './line.ts';
import { moved } from './state.ts';

/** The command and the evidence of the line at the cursor, else the first that stand on the screen about it. */
export function meant({ told }: Arranged, current: Line | undefined) {
  const step = (current?.step?.argv ? current : told.find((one) => one.step?.argv))?.step ?? null;
  return { step, source: current?.source ?? told.find((one) => one.source)?.source ?? null };
}

/** The key of the line that an action moves the cursor to; undefined where it is no movement. `page`: lines of one. */
export function movedTo(
  action: Action,
  { lines, cursor }: Pick<Arranged['focused'], 'lines' | 'cursor'>,
  page: number,
): string | null | undefined {
  const choosable = (some: readonly Line[]) => some.filter((one) => one.choosable);
  const at = choosable(lines.slice(0, cursor + 1)).length - 1;
  const to = moved(action, at, choosable(lines).length, page);
  return to === null ? undefined : (choosable(lines)[to]?.key ?? null);
}

import { type Line, type Look, label } from './line.ts';

/** What is looked at first: what is broken, or, in a list of troubles, also what is less than that. */
export const BROKEN: readonly Look[] = ['fail'];
export const TROUBLE: readonly Look[] = ['fail', 'unknown', 'warn'];

/** The index of the line that the cursor is on: the chosen one, else the first of the worst, else the first; -1 for none. */
export function cursorAt(
  lines: readonly Line[],
  key: string | null,
  worst: readonly Look[] = BROKEN,
): number {
  const isChosen = (line: Line) => line.key === key;
  const marked = worst.map(
    (look) =>
      ({ spans }: Line) =>
        spans[0]?.look === look,
  );
  for (const fits of [isChosen, ...marked, () => true]) {
    const at = lines.findIndex((line) => line.choosable && fits(line));
    if (at >= 0) return at;
  }
  return -1;
}

/** The part of the lines that fits, with the cursor in it, and how many follow instead of the last of them. */
export function windowOf(
  lines: readonly Line[],
  cursor: number,
  height: number,
): { readonly start: number; readonly lines: readonly Line[] } {
  const last = Math.max(0, lines.length - height);
  const start = cursor < height - 1 ? 0 : Math.min(last, Math.max(0, cursor - Math.floor(height / 2)));
  const below = lines.length - start - height;
  if (below <= 0) return { start, lines: lines.slice(start) };
  const more = label('more', `      ↓ ${below + 1} more lines`);
  return { start, lines: [...lines.slice(start, start + height - 1), more] };
}

import { type Line, type Look, label, span } from './line.ts';

/** What is looked at first: what is broken, or, in a list of troubles, also what is less than that. */
export const BROKEN: readonly Look[] = ['fail'];
export const TROUBLE: readonly Look[] = ['fail', 'unknown', 'warn'];

/**
 * The index of the line that the cursor is on: the chosen one, else the first of the worst, else the first; -1 for none.
 * Where nobody has chosen, it stays on the one that was `shown` as long as no other is worse.
 */
export function cursorAt(
  lines: readonly Line[],
  key: string | null,
  worst: readonly Look[] = BROKEN,
  shown: string | null = null,
): number {
  const isChosen = (line: Line) => line.key === key;
  const isShown = (line: Line) => line.key === shown;
  const marked = worst.flatMap((look) => {
    const isMarked = ({ spans }: Line) => spans[0]?.look === look;
    return [(line: Line) => isMarked(line) && isShown(line), isMarked];
  });
  for (const fits of [isChosen, ...marked, isShown, () => true]) {
    const at = lines.findIndex((line) => line.choosable && fits(line));
    if (at >= 0) return at;
  }
  return -1;
}

/** The part of the lines that fits, with the cursor in it; its first and its last tell what is above and below instead. */
export function windowOf(
  lines: readonly Line[],
  cursor: number,
  height: number,
): { readonly start: number; readonly lines: readonly Line[] } {
  const last = Math.max(0, lines.length - height);
  const start = cursor < height - 1 ? 0 : Math.min(last, Math.max(0, cursor - Math.floor(height / 2)));
  const seen = lines.slice(start, start + height);
  // With fewer rows than this the cursor might stand on one of the two.
  if (height < 3) return { start, lines: seen };
  if (start > 0) seen.splice(0, 1, unseen('↑', lines.slice(0, start + 1)));
  if (start < last) seen.splice(-1, 1, unseen('↓', lines.slice(start + height - 1)));
  return { start, lines: seen };
}

/** How many lines are not on the screen, and how many of them are marked as broken. */
function unseen(way: '↑' | '↓', lines: readonly Line[]): Line {
  const broken = lines.filter(({ spans, choosable }) => choosable && spans[0]?.look === 'fail').length;
  const count = label(`more ${way}`, `      ${way} ${lines.length} more lines`);
  return broken === 0 ? count : { ...count, spans: [...count.spans, span(`, ${broken} broken`, 'fail')] };
}

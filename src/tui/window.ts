import { type Line, label } from './line.ts';

/** The index of the line that the cursor is on: the chosen one, else the first that is broken, else the first; -1 for none. */
export function cursorAt(lines: readonly Line[], key: string | null): number {
  const chosen = lines.findIndex((line) => line.choosable && line.key === key);
  if (chosen >= 0) return chosen;
  const broken = lines.findIndex(({ choosable, spans }) => choosable && spans[0]?.look === 'fail');
  return broken >= 0 ? broken : lines.findIndex(({ choosable }) => choosable);
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

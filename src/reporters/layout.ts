import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Pads or cuts a text to a width in terminal columns, wide characters counted as two. */
export function fit(text: string, width: number, mark = '…'): string {
  const cut = shorten(text, width, mark);
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)));
}

/** Cut at the end, with a mark where something is missing. */
export function shorten(text: string, width: number, mark = '…'): string {
  if (stringWidth(text) <= width) return text;
  const room = width - stringWidth(mark);
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const wide = stringWidth(segment);
    if (used + wide > room) break;
    kept += segment;
    used += wide;
  }
  return `${kept}${mark}`;
}

/** Wraps behind a first and a following indent; words longer than a line are broken. `paint` colours line by line. */
export function wrap(
  text: string,
  columns: number,
  first: string,
  next = ' '.repeat(stringWidth(first)),
  paint = (line: string): string => line,
): string[] {
  const width = Math.max(10, columns - stringWidth(next));
  // Most texts are short and plain; looking at each of their characters is most of what a report costs.
  const isShort = text.length <= width && /^[!-~](?:[ -~]*[!-~])?$/.test(text);
  const rows = isShort ? [text] : wrapAnsi(text, width, { hard: true, trim: true }).split('\n');
  return rows.map((line, index) => `${index === 0 ? first : next}${paint(line)}`);
}

export { stringWidth as widthOf };

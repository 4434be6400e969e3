import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';

/** Pads or cuts a text to a width in terminal columns, wide characters counted as two. */
export function fit(text: string, width: number): string {
  const cut = stringWidth(text) > width ? shorten(text, width) : text;
  return cut + ' '.repeat(Math.max(0, width - stringWidth(cut)));
}

/** Cut at the end, with a mark. */
export function shorten(text: string, width: number): string {
  if (stringWidth(text) <= width) return text;
  let kept = '';
  let used = 0;
  for (const { segment } of new Intl.Segmenter().segment(text)) {
    const wide = stringWidth(segment);
    if (used + wide > width - 1) break;
    kept += segment;
    used += wide;
  }
  return `${kept}…`;
}

/** Wraps behind a first and a following indent; words longer than a line are broken. */
export function wrap(
  text: string,
  columns: number,
  first: string,
  next = ' '.repeat(stringWidth(first)),
): string[] {
  const width = Math.max(10, columns - stringWidth(next));
  return wrapAnsi(text, width, { hard: true, trim: true })
    .split('\n')
    .map((line, index) => `${index === 0 ? first : next}${line}`);
}

export { stringWidth as widthOf };

/** A command as one would type it: words that a shell would take apart are quoted. */
export function quote(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { NextStep, Status } from '../model/index.ts';

/** How a piece of text looks: as a status, or as one of these. */
export type Look = Status | 'plain' | 'bold' | 'dim';

export interface Span {
  readonly text: string;
  readonly look: Look;
}

/** A next step, and what of the box it is for: a camera, a stream of one, or the box. */
export interface Offered extends NextStep {
  readonly of: string;
}

/** One line of a panel. The key follows the thing and not its place: the choice stays on it. */
export interface Line {
  readonly key: string;
  readonly spans: readonly Span[];
  /** The cursor can stand on it. */
  readonly choosable: boolean;
  /** A next step that it shows: it can be copied, and run where it has a command. */
  readonly step?: Offered;
  /** The command that gave what it shows. */
  readonly source?: string;
  /** What of a finding it tells: the same of the next one is not told again. */
  readonly part?: 'cause' | 'do';
}

export const span = (text: string, look: Look = 'plain'): Span => ({ text, look });

/** A line that the cursor can stand on. */
export const line = (
  key: string,
  spans: readonly Span[],
  more: Pick<Line, 'step' | 'source'> = {},
): Line => ({ key, spans, choosable: true, ...more });

/** A line to read only. */
export const label = (key: string, text: string, look: Look = 'dim'): Line => ({
  key,
  spans: [span(text, look)],
  choosable: false,
});

/** A long text over as many lines as it takes, each begun by `indent` blanks; only the first can be chosen. */
export function wrapped(
  key: string,
  text: string,
  columns: number,
  options: { indent?: number; look?: Look; first?: string } & Pick<Line, 'step' | 'source' | 'part'> = {},
): readonly Line[] {
  const { indent = 0, look = 'plain', first = ' '.repeat(indent), ...more } = options;
  return rowsOf(text, Math.max(20, columns - indent)).map((row, at) => ({
    key: at === 0 ? key : `${key}/${at}`,
    spans: [span(at === 0 ? first : ' '.repeat(indent)), span(row, look)],
    choosable: at === 0,
    ...more,
  }));
}

// C0, DEL, C1, and what reorders text.
const HARMFUL = /[\u0000-\u001f\u007f-\u009f\u200e\u200f\u2028-\u202e\u2066-\u2069]+/g;

/** Text that cannot move the cursor or hide what follows: what devices and servers say ends here. */
export const inert = (text: string): string => text.replace(HARMFUL, ' ');

/**
 * Printable ASCII and our own marks, dashes, arrows, strokes and bars are as wide as they are long: most texts need no look
 * at each of their characters. Written as numbers, since a single letter beyond Latin-1 makes a program twice as large in
 * memory.
 */
const isPlain = (text: string): boolean =>
  /^[ -~\u00b7\u00d7\u2013\u2026\u2190-\u2193\u2500\u2502\u2504\u2581-\u2588\u25b2\u25cc\u2714\u2718]*$/.test(
    text,
  );
/** Columns that a text takes. */
export const widthOf = (text: string): number => (isPlain(text) ? text.length : stringWidth(text));

/** What was broken into rows lately: most texts stand on the screen for minutes, and looking at each letter costs. */
const broken = new Map<string, readonly string[]>();
const MOST_BROKEN = 500;

/** A text in rows of so many columns at most, broken between words where that is possible. */
export function rowsOf(text: string, columns: number): readonly string[] {
  const clean = inert(text);
  if (clean.length <= columns && isPlain(clean) && clean === clean.trim()) return [clean];
  const key = `${columns} ${clean}`;
  const known = broken.get(key);
  if (known) return known;
  if (broken.size >= MOST_BROKEN) broken.clear();
  const rows = wrapAnsi(clean, columns, { hard: true }).split('\n');
  broken.set(key, rows);
  return rows;
}

/** Cut or filled to a width in columns. */
export function fit(text: string, width: number): string {
  const clean = inert(text);
  const missing = width - widthOf(clean);
  if (missing >= 0) return clean + ' '.repeat(missing);
  const cut = `${headOf(clean, width - 1)}…`;
  return cut + ' '.repeat(Math.max(0, width - widthOf(cut)));
}

/** As much of a text as so many columns hold. */
export function headOf(text: string, columns: number): string {
  if (isPlain(text)) return text.slice(0, Math.max(0, columns));
  let head = '';
  for (const char of text) {
    if (stringWidth(head + char) > columns) break;
    head += char;
  }
  return head;
}

/** The text of a line as it is read. */
export const textOf = ({ spans }: Pick<Line, 'spans'>): string => spans.map(({ text }) => text).join('');

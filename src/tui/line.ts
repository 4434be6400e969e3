import stringWidth from 'string-width';
import wrapAnsi from 'wrap-ansi';
import type { NextStep, Status } from '../model/index.ts';

/** How a piece of text looks: as a status, or as one of these. */
export type Look = Status | 'plain' | 'bold' | 'dim';

export interface Span {
  readonly text: string;
  readonly look: Look;
}

/** One line of a panel. The key follows the thing and not its place: the choice stays on it. */
export interface Line {
  readonly key: string;
  readonly spans: readonly Span[];
  /** The cursor can stand on it. */
  readonly choosable: boolean;
  /** A next step that it shows: it can be copied, and run where it has a command. */
  readonly step?: NextStep;
  /** The command that gave what it shows. */
  readonly source?: string;
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
  options: { indent?: number; look?: Look; first?: string } & Pick<Line, 'step' | 'source'> = {},
): readonly Line[] {
  const { indent = 0, look = 'plain', first = ' '.repeat(indent), ...more } = options;
  const rows = wrapAnsi(inert(text), Math.max(20, columns - indent), { hard: true }).split('\n');
  return rows.map((row, at) => ({
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

/** Cut or filled to a width in columns. */
export function fit(text: string, width: number): string {
  const clean = inert(text);
  if (stringWidth(clean) <= width) return clean + ' '.repeat(width - stringWidth(clean));
  let cut = '';
  for (const char of clean) {
    if (stringWidth(cut + char) > width - 1) break;
    cut += char;
  }
  return `${cut}…${' '.repeat(Math.max(0, width - 1 - stringWidth(cut)))}`;
}

/** The text of a line as it is read. */
export const textOf = ({ spans }: Pick<Line, 'spans'>): string => spans.map(({ text }) => text).join('');

import { MARKS, type Status, toAscii } from '../model/index.ts';

/** SGR parameters. */
const COLORS: Readonly<Record<Status, string>> = {
  pass: '32',
  warn: '33',
  fail: '31;1',
  blocked: '2',
  unknown: '36',
  off: '2',
};

/** Paints and picks glyphs as a terminal can show them. */
export interface Brush {
  glyph(status: Status): string;
  paint(status: Status, text: string): string;
  bold(text: string): string;
  dim(text: string): string;
  /** Stands where a text was cut. */
  readonly ellipsis: string;
}

export function brush({ color, ascii }: { readonly color: boolean; readonly ascii: boolean }): Brush {
  const sgr = (parameters: string, text: string) =>
    color && text !== '' ? `\u001b[${parameters}m${text}\u001b[0m` : text;
  const paint = (status: Status, text: string) => sgr(COLORS[status], text);
  return {
    paint,
    glyph: (status) => paint(status, MARKS[status][ascii ? 'ascii' : 'glyph']),
    bold: (text) => sgr('1', text),
    dim: (text) => sgr('2', text),
    ellipsis: ascii ? '...' : '…',
  };
}

/** Text for a terminal without UTF-8, before it is laid out: a twin may be as long as it likes. */
export const plain = (text: string): string => toAscii(text, { '…': '...' });

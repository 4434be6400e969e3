import type { Status } from '../model/index.ts';

/** How a status looks: always a glyph of its own, never colour alone. */
interface Look {
  readonly glyph: string;
  readonly ascii: string;
  /** SGR parameters. */
  readonly color: string;
}

export const LOOKS: Readonly<Record<Status, Look>> = {
  pass: { glyph: '✔', ascii: '+', color: '32' },
  warn: { glyph: '▲', ascii: '!', color: '33' },
  fail: { glyph: '✘', ascii: 'X', color: '31;1' },
  blocked: { glyph: '◌', ascii: '.', color: '2' },
  unknown: { glyph: '?', ascii: '?', color: '36' },
  off: { glyph: '–', ascii: '-', color: '2' },
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
  const paint = (status: Status, text: string) => sgr(LOOKS[status].color, text);
  return {
    paint,
    glyph: (status) => paint(status, ascii ? LOOKS[status].ascii : LOOKS[status].glyph),
    bold: (text) => sgr('1', text),
    dim: (text) => sgr('2', text),
    ellipsis: ascii ? '...' : '…',
  };
}

const TWINS: Readonly<Record<string, string>> = {
  '→': '->',
  '–': '-',
  '—': '-',
  '…': '...',
  '≥': '>=',
  '≤': '<=',
  '°': ' deg ',
  '×': 'x',
  '±': '+/-',
  '·': '-',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  ß: 'ss',
};

/** Text for a terminal without UTF-8: accents fall away, what has a plain twin becomes it, the rest a question mark. */
export function toAscii(text: string): string {
  return text
    .replace(/[^\u0000-\u007f]/gu, (char) => TWINS[char] ?? char)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\u0000-\u007f]/gu, '?');
}

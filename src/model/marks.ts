import type { Status } from './verdict.ts';

/** How a status looks where there is only text, with UTF-8 and without: always a sign of its own, never colour alone. */
export const MARKS: Readonly<Record<Status, { readonly glyph: string; readonly ascii: string }>> = {
  pass: { glyph: '✔', ascii: '+' },
  warn: { glyph: '▲', ascii: '!' },
  fail: { glyph: '✘', ascii: 'X' },
  blocked: { glyph: '◌', ascii: '.' },
  unknown: { glyph: '?', ascii: '?' },
  off: { glyph: '–', ascii: '-' },
};

/** What our own words are written with beyond ASCII. */
const TWINS: Readonly<Record<string, string>> = {
  '→': '->',
  '–': '-',
  '—': '-',
  '≥': '>=',
  '≤': '<=',
  '°': 'deg ',
  '×': 'x',
  '±': '+/-',
  '·': '-',
  '“': '"',
  '”': '"',
  '‘': "'",
  '’': "'",
  ß: 'ss',
};

/**
 * Text without UTF-8: what has a plain twin, here or among those of the place, becomes it, accents fall away, the rest is
 * a question mark.
 */
export const toAscii = (text: string, twins: Readonly<Record<string, string>>): string =>
  text
    .replace(/[^\u0000-\u007f]/gu, (char) => twins[char] ?? TWINS[char] ?? char)
    .normalize('NFKD')
    .replace(/\p{M}/gu, '')
    .replace(/[^\u0000-\u007f]/gu, '?');

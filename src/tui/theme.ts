import type { Status } from '../model/index.ts';
import type { Look } from './line.ts';
import type { Depth, Ground } from './terminal/abilities.ts';

interface Paint {
  readonly color?: string;
  readonly dim?: true;
  readonly bold?: true;
}

/** Colours of the 16 that every terminal has, so that they fit a dark ground as well as a light one. */
export const PAINTS: Readonly<Record<Look, Paint>> = {
  plain: {},
  bold: { bold: true },
  dim: { dim: true },
  pass: { color: 'green' },
  warn: { color: 'yellow' },
  fail: { color: 'red', bold: true },
  blocked: { dim: true },
  unknown: { color: 'cyan' },
  off: { dim: true },
};

/** Always a glyph of its own, never colour alone. */
const GLYPHS: Readonly<Record<Status, readonly [string, string]>> = {
  pass: ['✔', '+'],
  warn: ['▲', '!'],
  fail: ['✘', 'X'],
  blocked: ['◌', '.'],
  unknown: ['?', '?'],
  off: ['–', '-'],
};

/** A link whose turn has not come yet: its cell is empty. */
export const PENDING = ['·', '_'] as const;

/** What text may be made of. */
export interface Display {
  readonly color: boolean;
  readonly ascii: boolean;
}

/** What the terminal can show. */
export interface Screen extends Display {
  /** Colours that characters can have, where there is colour at all. */
  readonly depth: Depth;
  /** What the terminal's background is. */
  readonly ground: Ground;
}

export const glyph = (status: Status, { ascii }: Pick<Display, 'ascii'>): string =>
  GLYPHS[status][ascii ? 1 : 0];

const TWINS: Readonly<Record<string, string>> = {
  '→': '->',
  '…': '~',
  '–': '-',
  '↑': '^',
  '↓': 'v',
  '·': '-',
  '×': 'x',
};

/** Text for a terminal without UTF-8. */
export const shown = (text: string, { ascii }: Pick<Display, 'ascii'>): string =>
  ascii
    ? text
        .replace(/[^\u0000-\u007f]/gu, (char) => TWINS[char] ?? char)
        .normalize('NFKD')
        .replace(/\p{M}/gu, '')
        .replace(/[^\u0000-\u007f]/gu, '?')
    : text;

const BARS = ['▁▂▃▄▅▆▇█', '_.-=+*%#'] as const;

/** Text without bars: they say nothing to who listens. */
export const withoutBars = (text: string): string => text.replace(/[▁▂▃▄▅▆▇█]+/g, '');

/** Values as bars of one character each, from zero to the largest; a blank where nothing is known. */
export function sparkline(values: readonly (number | null)[], { ascii }: Pick<Display, 'ascii'>): string {
  const bars = BARS[ascii ? 1 : 0];
  const top = Math.max(...values.map((value) => value ?? 0), 1);
  return values
    .map((value) =>
      value === null
        ? ' '
        : (bars[Math.min(bars.length - 1, Math.floor((value / top) * bars.length))] ?? ' '),
    )
    .join('');
}

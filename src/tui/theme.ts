import { MARKS, type Status, toAscii } from '../model/index.ts';
import type { Look } from './line.ts';
import type { Depth, Ground } from './terminal/abilities.ts';

/** For a background, of 256 colours or of 16. */
type Palette = Ground | `${Ground}16`;

interface Paint {
  readonly color?: string;
  readonly dim?: true;
  readonly bold?: true;
}

const GREY: Readonly<Record<Palette, Paint>> = {
  dark: tint(245),
  light: tint(242),
  dark16: { dim: true },
  light16: { dim: true },
};

/**
 * From black, and from white, each is at least 4.5:1 away; the 16 colours are the terminal's own, whatever it makes of
 * them. Of those yellow, cyan and green cannot be read on white: what is in order is plain there.
 */
export const PAINTS: Readonly<Record<Look, Readonly<Record<Palette, Paint>>>> = {
  plain: { dark: {}, light: {}, dark16: {}, light16: {} },
  bold: { dark: { bold: true }, light: { bold: true }, dark16: { bold: true }, light16: { bold: true } },
  dim: GREY,
  pass: { dark: tint(40), light: tint(28), dark16: { color: 'green' }, light16: {} },
  warn: { dark: tint(220), light: tint(94), dark16: { color: 'yellow' }, light16: { color: 'magenta' } },
  fail: {
    dark: { ...tint(203), bold: true },
    light: { ...tint(160), bold: true },
    dark16: { color: 'red', bold: true },
    light16: { color: 'red', bold: true },
  },
  blocked: GREY,
  unknown: { dark: tint(44), light: tint(24), dark16: { color: 'cyan' }, light16: { color: 'blue' } },
  off: GREY,
};

/** One of the 256 colours beyond the first 16: the same in every terminal. */
function tint(index: number): Paint {
  return { color: `ansi256(${index})` };
}

/** How text of a look is painted on a screen; without colour, what is bold and dim with 16 of them. */
export const paintOf = (look: Look, { color, depth, ground }: Screen): Paint =>
  PAINTS[look][color && depth !== '16' ? ground : (`${ground}16` as const)];

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
  MARKS[status][ascii ? 'ascii' : 'glyph'];

/** What only a screen is drawn with; each takes one column. */
const TWINS: Readonly<Record<string, string>> = {
  '…': '~',
  '↑': '^',
  '↓': 'v',
  '─': '-',
  '┄': ' ',
  '│': '|',
  '▏': '_',
};

/** Text for a terminal without UTF-8. */
export const shown = (text: string, { ascii }: Pick<Display, 'ascii'>): string =>
  ascii ? toAscii(text, TWINS) : text;

const BARS = ['▁▂▃▄▅▆▇█', '_.-=+*%#'] as const;

/** Text without bars: they say nothing to who listens. */
export const withoutBars = (text: string): string => text.replace(/[\u2581-\u2588]+/g, '');

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

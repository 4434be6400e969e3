import type { Ground } from '../terminal/abilities.ts';

/** Red, green and blue from 0 to 255. */
export type Colour = readonly [red: number, green: number, blue: number];

/** How a character stands for the two pixels above each other that it covers. */
export interface Palette {
  /** Differences up to this, of any colour, are not worth a character. */
  readonly tolerance: number;
  /** The style (parameters of SGR, of foreground and of background; empty: none) and the character of a cell. */
  cell(top: Colour, bottom: Colour, column: number, row: number): Cell;
}

export interface Cell {
  readonly front: string;
  readonly back: string;
  readonly char: string;
}

const brightness = ([red, green, blue]: Colour): number => 0.299 * red + 0.587 * green + 0.114 * blue;

/** Two pixels in one character: the upper one is its colour, the lower one its ground. */
function blocks(
  tolerance: number,
  codes: readonly [front: string, back: string],
  code: (colour: Colour, column: number, row: number) => string,
): Palette {
  const [front, back] = codes;
  return {
    tolerance,
    cell(top, bottom, column, row) {
      const [upper, lower] = [code(top, column, 2 * row), code(bottom, column, 2 * row + 1)];
      return upper === lower
        ? { front: '', back: `${back}${lower}`, char: ' ' }
        : { front: `${front}${upper}`, back: `${back}${lower}`, char: '▀' };
    },
  };
}

/** Steps of 8: finer ones are not seen, and fewer colours are fewer bytes. */
const step = (value: number): number => Math.min(255, (value + 4) & ~7);

export const trueColour = blocks(12, ['38;2;', '48;2;'], (colour) => colour.map(step).join(';'));

const LEVELS = [0, 95, 135, 175, 215, 255] as const;
const levelOf = (value: number): number =>
  value < 48 ? 0 : value < 115 ? 1 : Math.min(5, Math.trunc((value - 35) / 40));

/** The nearest of the 6x6x6 colours and 24 greys that terminals have beyond the first 16. */
export function nearest256(colour: Colour): number {
  const levels = colour.map(levelOf);
  const grey = Math.max(0, Math.min(23, Math.round((brightness(colour) - 8) / 10)));
  const error = (of: (index: number) => number) =>
    colour.reduce((sum, value, index) => sum + (value - of(index)) ** 2, 0);
  const cube = error((index) => LEVELS[levels[index] ?? 0] ?? 0);
  const [red = 0, green = 0, blue = 0] = levels;
  return error(() => 8 + grey * 10) < cube ? 232 + grey : 16 + 36 * red + 6 * green + blue;
}

export const colours256 = blocks(12, ['38;5;', '48;5;'], (colour) => String(nearest256(colour)));

/** 4x4 Bayer matrix, from 0 to 15: brightness between two greys is a pattern of both. */
const BAYER = [0, 8, 2, 10, 12, 4, 14, 6, 3, 11, 1, 9, 15, 7, 13, 5];
const threshold = (column: number, row: number): number =>
  ((BAYER[(row & 3) * 4 + (column & 3)] ?? 0) + 0.5) / 16 - 0.5;

/** The black, dark grey, light grey and white of 16 colours; fronts, of which backs are 10 higher. */
const GREYS = [30, 90, 37, 97] as const;
const BACKS = GREYS.map((code) => String(code + 10));

const greyAt = (colour: Colour, column: number, row: number): number => {
  const value = (brightness(colour) / 255) * 3 + threshold(column, row);
  return Math.max(0, Math.min(3, Math.round(value)));
};

export const fourGreys: Palette = {
  tolerance: 16,
  cell(top, bottom, column, row) {
    const [upper, lower] = [greyAt(top, column, 2 * row), greyAt(bottom, column, 2 * row + 1)];
    const back = BACKS[lower] ?? '';
    return upper === lower
      ? { front: '', back, char: ' ' }
      : { front: String(GREYS[upper]), back, char: '▀' };
  },
};

/** Characters from dark to bright; on a light ground what has more ink is darker. */
export function inked(characters: string, ground: Ground): Palette {
  const ramp = [...characters];
  if (ground === 'light') ramp.reverse();
  return {
    tolerance: 16,
    cell(top, bottom, column, row) {
      const mean = (brightness(top) + brightness(bottom)) / 2 / 255;
      const at = Math.round(mean * (ramp.length - 1) + threshold(column, row) / 2);
      return { front: '', back: '', char: ramp[Math.max(0, Math.min(ramp.length - 1, at))] ?? ' ' };
    },
  };
}

export const SHADES = ' ░▒▓█';
export const ASCII = ' .:-=+*#%@';

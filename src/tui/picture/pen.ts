import type { Picture } from '../../index.ts';

/** A part of the screen, in characters; column and row from 0. */
export interface Region {
  readonly column: number;
  readonly row: number;
  readonly columns: number;
  readonly rows: number;
}

/** Draws pictures into a region. It remembers what stands there, and writes what is new only. */
export interface Pen {
  /** What to write, in pieces that each leave the terminal in order, some hundred bytes long where that can be. */
  draw(picture: Picture): Iterable<string>;
  /** The screen was cleared: nothing of it stands there any more. */
  forget(): void;
  /** What makes the region empty. */
  erase(): string;
}

/** To a place on the screen. */
export const to = (column: number, row: number): string => `\u001b[${row + 1};${column + 1}H`;

/** The region as blanks. */
export const blank = ({ column, row, columns, rows }: Region): string =>
  `\u001b[m${Array.from({ length: rows }, (_, at) => `${to(column, row + at)}\u001b[${columns}X`).join('')}`;

import type { Picture } from '../../index.ts';
import { scaled, within } from './fit.ts';
import type { Cell, Colour, Palette } from './palette.ts';
import { blank, type Pen, type Region, to } from './pen.ts';

/** A piece ends after so many characters: so long is what a line without any speed has to take at once. */
const LONGEST = 24;
/** A gap of unchanged characters up to this is written over: a jump costs as much. */
const GAP = 2;

/** What stands in a place: its pixels as they were when it was drawn, and its character. */
interface Shown {
  readonly top: Colour;
  readonly bottom: Colour;
  readonly cell: Cell;
}

/** Draws with characters, each of which stands for two pixels above each other. */
export class Cells implements Pen {
  readonly #region: Region;
  readonly #palette: Palette;
  #shown = new Map<number, Shown>();
  #size = '';

  constructor(region: Region, palette: Palette) {
    this.#region = region;
    this.#palette = palette;
  }

  *draw(picture: Picture): Generator<string> {
    const { columns, rows, column, row } = this.#region;
    const fit = within(picture, { width: columns, height: rows * 2 });
    const size = { width: fit.width, height: fit.height + (fit.height % 2) };
    // A stream that changed its shape leaves no margin of the old one.
    if (this.#size !== '' && this.#size !== `${size.width}x${size.height}`) {
      yield this.erase();
      this.forget();
    }
    this.#size = `${size.width}x${size.height}`;
    const pixels = scaled(picture, size);
    const left = column + Math.floor((columns - size.width) / 2);
    for (let at = 0; at < size.height / 2; at++) yield* this.#row(pixels, at, left, row + at);
  }

  /** What is new in a row of characters. */
  *#row(pixels: Picture, at: number, left: number, screenRow: number): Generator<string> {
    const places = Array.from({ length: pixels.width }, (_, x) => this.#place(pixels, x, at));
    for (const { from, end } of runs(places.map(({ fresh }) => fresh))) {
      const cells = places.slice(from, end).map(({ cell }) => cell);
      yield piece(left + from, screenRow, cells);
    }
  }

  /** The cell of a place, and whether it has to be written. */
  #place(pixels: Picture, x: number, at: number): { readonly cell: Cell; readonly fresh: boolean } {
    const key = at * pixels.width + x;
    const [top, bottom] = [colourAt(pixels, x, 2 * at), colourAt(pixels, x, 2 * at + 1)];
    const shown = this.#shown.get(key);
    const { tolerance, cell: cellOf } = this.#palette;
    if (shown && distance(shown.top, top) <= tolerance && distance(shown.bottom, bottom) <= tolerance)
      return { cell: shown.cell, fresh: false };
    const cell = cellOf(top, bottom, x, at);
    this.#shown.set(key, { top, bottom, cell });
    const same =
      shown?.cell.char === cell.char && shown.cell.front === cell.front && shown.cell.back === cell.back;
    return { cell, fresh: !same };
  }

  forget(): void {
    this.#shown = new Map();
    this.#size = '';
  }

  erase(): string {
    return blank(this.#region);
  }
}

function colourAt({ width, rgb }: Picture, x: number, y: number): Colour {
  const at = (y * width + x) * 3;
  return [rgb[at] ?? 0, rgb[at + 1] ?? 0, rgb[at + 2] ?? 0];
}

const distance = (one: Colour, other: Colour): number =>
  Math.max(Math.abs(one[0] - other[0]), Math.abs(one[1] - other[1]), Math.abs(one[2] - other[2]));

/** Stretches of what is fresh, with short gaps in them, none longer than a piece may be. */
function runs(fresh: readonly boolean[]): readonly { readonly from: number; readonly end: number }[] {
  const found: { from: number; end: number }[] = [];
  for (const [at, isFresh] of fresh.entries()) {
    if (!isFresh) continue;
    const last = found.at(-1);
    if (last && at - last.end <= GAP && at - last.from < LONGEST) last.end = at + 1;
    else found.push({ from: at, end: at + 1 });
  }
  return found;
}

/** Some cells side by side; a colour is named where it changes. */
function piece(column: number, row: number, cells: readonly Cell[]): string {
  let [front, back, text] = ['', '', ''];
  for (const cell of cells) {
    const codes = [cell.front !== front ? cell.front : '', cell.back !== back ? cell.back : ''];
    const named = codes.filter((code) => code !== '').join(';');
    if (named !== '') text += `\u001b[${named}m`;
    front = cell.front || front;
    back = cell.back || back;
    text += cell.char;
  }
  return `${to(column, row)}${text}${front === '' && back === '' ? '' : '\u001b[m'}`;
}

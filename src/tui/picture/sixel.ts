import type { Picture } from '../../index.ts';
import { type Size, scaled, within } from './fit.ts';
import { blank, type Pen, type Region, to } from './pen.ts';

/** Levels of each colour: 6x6x6 registers, which all terminals with Sixel have. */
const LEVELS = 6;
/** Rows of pixels in a band. */
const BAND = 6;

/** Draws with pixels, in Sixel: a strip for each row of characters, and only those that changed. */
export class Sixel implements Pen {
  readonly #region: Region;
  readonly #cell: Size;
  readonly #shown = new Map<number, string>();

  constructor(region: Region, cell: Size) {
    this.#region = region;
    this.#cell = cell;
  }

  *draw(picture: Picture): Generator<string> {
    const { column, row, columns, rows } = this.#region;
    const room = { width: columns * this.#cell.width, height: rows * this.#cell.height };
    const size = within(picture, room);
    const pixels = registers(scaled(picture, size));
    const left = column + Math.floor((columns - Math.ceil(size.width / this.#cell.width)) / 2);
    for (let at = 0; at * this.#cell.height < size.height; at++) {
      const from = at * this.#cell.height;
      const strip = stripOf(pixels, size.width, from, Math.min(size.height, from + this.#cell.height));
      if (this.#shown.get(at) === strip) continue;
      this.#shown.set(at, strip);
      yield `${to(left, row + at)}${strip}`;
    }
  }

  forget(): void {
    this.#shown.clear();
  }

  erase(): string {
    return blank(this.#region);
  }
}

/** The register of each pixel. */
const registers = ({ rgb }: Picture): Uint8Array => {
  const level = (at: number) => Math.round(((rgb[at] ?? 0) / 255) * (LEVELS - 1));
  return Uint8Array.from({ length: rgb.length / 3 }, (_, at) => {
    const [red, green, blue] = [level(at * 3), level(at * 3 + 1), level(at * 3 + 2)];
    return (red * LEVELS + green) * LEVELS + blue;
  });
};

function definition(register: number): string {
  const percent = (value: number) => Math.round(((value % LEVELS) * 100) / (LEVELS - 1));
  const [red, green] = [Math.floor(register / LEVELS ** 2), Math.floor(register / LEVELS)];
  return `#${register};2;${percent(red)};${percent(green)};${percent(register)}`;
}

/** Some rows of pixels as a picture of their own: nothing beneath it is touched. */
function stripOf(pixels: Uint8Array, width: number, from: number, end: number): string {
  const used = new Set(pixels.subarray(from * width, end * width));
  const bands: string[] = [];
  for (let top = from; top < end; top += BAND)
    bands.push(bandOf(pixels, width, top, Math.min(end, top + BAND)));
  const size = `"1;1;${width};${end - from}`;
  return `\u001bP0;1q${size}${[...used].map(definition).join('')}${bands.join('-')}\u001b\\`;
}

/** Up to six rows: for each colour one pass, which says in each column which of the rows have it. */
function bandOf(pixels: Uint8Array, width: number, top: number, end: number): string {
  const passes = new Map<number, Uint8Array>();
  for (let y = top; y < end; y++) {
    for (let x = 0; x < width; x++) {
      const register = pixels[y * width + x] ?? 0;
      const pass = passes.get(register) ?? new Uint8Array(width);
      passes.set(register, pass);
      pass[x] = (pass[x] ?? 0) | (1 << (y - top));
    }
  }
  return [...passes].map(([register, pass]) => `#${register}${repeated(pass)}`).join('$');
}

/** Characters of a pass; three or more of the same as their number. Nothing at its end needs saying. */
function repeated(pass: Uint8Array): string {
  let text = '';
  for (let at = 0; at < pass.length; ) {
    let next = at + 1;
    while (next < pass.length && pass[next] === pass[at]) next++;
    const char = String.fromCharCode(63 + (pass[at] ?? 0));
    if (next < pass.length || pass[at] !== 0)
      text += next - at > 3 ? `!${next - at}${char}` : char.repeat(next - at);
    at = next;
  }
  return text;
}

import { deflateSync } from 'node:zlib';
import type { Picture } from '../../index.ts';
import { scaled, within } from './fit.ts';
import { type Pen, type Region, to } from './pen.ts';

/** As many pixels as a slow line bears; the terminal scales them up to the region. */
const LARGEST = { width: 160, height: 120 } as const;
/** Ours among the pictures of a terminal. */
const ID = 7261;
/** The protocol's limit, characters. */
const CHUNK = 4096;
/** Bits of a colour that are kept: the last ones are noise, which does not compress. */
const KEPT = 0xf8;

/** Draws with pixels, in Kitty's graphics protocol. */
export class Kitty implements Pen {
  readonly #region: Region;
  constructor(region: Region) {
    this.#region = region;
  }

  *draw(picture: Picture): Generator<string> {
    const { column, row, columns, rows } = this.#region;
    // A character is taken to be twice as high as wide.
    const area = within(picture, { width: columns, height: rows * 2 });
    const cells = { columns: area.width, rows: Math.ceil(area.height / 2) };
    const pixels = scaled(picture, within(picture, LARGEST));
    const bytes = deflateSync(pixels.rgb.map((value) => value & KEPT));
    const text = bytes.toString('base64');
    const left = column + Math.floor((columns - cells.columns) / 2);
    const head = `a=T,i=${ID},p=1,q=2,C=1,f=24,o=z,s=${pixels.width},v=${pixels.height},c=${cells.columns},r=${cells.rows}`;
    for (let at = 0; at < text.length; at += CHUNK) {
      const more = at + CHUNK < text.length ? 1 : 0;
      const keys = at === 0 ? `${head},m=${more}` : `q=2,m=${more}`;
      // The picture stands where the cursor is when its last part has come.
      yield `${to(left, row)}\u001b_G${keys};${text.slice(at, at + CHUNK)}\u001b\\`;
    }
  }

  forget(): void {
    // Each picture is drawn as a whole.
  }

  erase(): string {
    return `\u001b_Ga=d,d=I,i=${ID},q=2\u001b\\`;
  }
}

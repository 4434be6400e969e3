import type { Graphics, Ground, Mode } from '../terminal/abilities.ts';
import { Cells } from './cells.ts';
import { Kitty } from './kitty.ts';
import { ASCII, colours256, fourGreys, inked, SHADES, trueColour } from './palette.ts';
import type { Pen, Region } from './pen.ts';
import { Sixel } from './sixel.ts';

/** What draws in a mode. */
export function penFor(mode: Mode, region: Region, { cell }: Graphics, ground: Ground): Pen {
  switch (mode) {
    case 'kitty':
      return new Kitty(region);
    case 'sixel':
      return new Sixel(region, cell ?? { width: 8, height: 16 });
    case 'true':
      return new Cells(region, trueColour);
    case '256':
      return new Cells(region, colours256);
    case 'grey':
      return new Cells(region, fourGreys);
    case 'shades':
      return new Cells(region, inked(SHADES, ground));
    case 'ascii':
      return new Cells(region, inked(ASCII, ground));
  }
}

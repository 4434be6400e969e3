import { inflateSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import type { Picture } from '../../../src/index.ts';
import { scaled, within } from '../../../src/tui/picture/fit.ts';
import { nearest256 } from '../../../src/tui/picture/palette.ts';
import type { Region } from '../../../src/tui/picture/pen.ts';
import { penFor } from '../../../src/tui/picture/pens.ts';
import type { Graphics, Mode } from '../../../src/tui/terminal/abilities.ts';
import { Emulator } from '../../support/terminal.ts';

/** A picture whose pixels are a function of their place. */
function picture(width: number, height: number, at: (x: number, y: number) => readonly number[]): Picture {
  const rgb = Array.from({ length: width * height }, (_, index) =>
    at(index % width, Math.floor(index / width)),
  ).flat();
  return { width, height, rgb: Uint8Array.from(rgb) };
}
const plain = (...colour: number[]) => picture(8, 4, () => colour);
/** Upper half red, lower half blue. */
const halves = picture(8, 4, (_, y) => (y < 2 ? [255, 0, 0] : [0, 0, 255]));

const region: Region = { column: 2, row: 1, columns: 8, rows: 2 };
const graphics: Graphics = { kitty: true, sixel: true, cell: { width: 4, height: 6 } };
const pen = (mode: Mode) => penFor(mode, region, graphics, 'dark');
const all = (pieces: Iterable<string>): string => [...pieces].join('');

/** A terminal that has drawn something, and the cell of a place. */
async function drawn(text: string) {
  const emulator = new Emulator(20, 6);
  await emulator.write(text);
  return (x: number, y: number) => emulator.terminal.buffer.active.getLine(y)?.getCell(x);
}

describe('a picture is fitted', () => {
  it('keeps its shape and fills what there is', () => {
    expect(within({ width: 320, height: 180 }, { width: 76, height: 40 })).toEqual({ width: 71, height: 40 });
    expect(within({ width: 100, height: 300 }, { width: 76, height: 40 })).toEqual({ width: 13, height: 40 });
  });

  it('is the mean of the pixels that each new one covers', () => {
    const half = scaled(
      picture(4, 2, (x) => (x % 2 === 0 ? [100, 0, 200] : [0, 50, 100])),
      { width: 2, height: 1 },
    );
    expect([...half.rgb]).toEqual([50, 25, 150, 50, 25, 150]);
  });
});

describe('characters', () => {
  it.each([
    [[0, 0, 0], 16],
    [[255, 255, 255], 231],
    [[255, 0, 0], 196],
    [[128, 128, 128], 244],
    [[95, 135, 215], 68],
  ])('%j is the nearest of 256 colours: %i', (colour, index) => {
    expect(nearest256(colour as [number, number, number])).toBe(index);
  });

  it('stand for two pixels each, at their place, and leave colours as they were', async () => {
    const cell = await drawn(
      `${all(pen('true').draw(picture(8, 4, (_, y) => (y % 2 ? [0, 0, 248] : [248, 0, 0]))))}x`,
    );
    expect(cell(2, 1)?.getChars()).toBe('▀');
    expect(cell(2, 1)?.getFgColor()).toBe(0xf80000);
    expect(cell(9, 2)?.getBgColor()).toBe(0x0000f8);
    expect(cell(1, 1)?.getChars()).toBe('');
    expect(cell(10, 2)?.isFgDefault()).toBe(true);
  });

  it('are written only where something changed', () => {
    const cells = pen('256');
    expect(all(cells.draw(halves)).length).toBeGreaterThan(50);
    expect(all(cells.draw(halves))).toBe('');
    // Noise of a sensor is no change.
    expect(all(cells.draw({ ...halves, rgb: halves.rgb.map((value) => Math.max(0, value - 9)) }))).toBe('');
    const corner = halves.rgb.slice();
    corner.set([0, 255, 0]);
    const text = all(cells.draw({ ...halves, rgb: corner }));
    expect(text).toContain('\u001b[2;3H');
    expect(text.length).toBeLessThan(40);
    cells.forget();
    expect(all(cells.draw({ ...halves, rgb: corner })).length).toBeGreaterThan(50);
  });

  it('come in pieces that a slow line takes', () => {
    const wide = penFor('true', { column: 0, row: 0, columns: 76, rows: 20 }, graphics, 'dark');
    const noise = picture(76, 40, (x, y) => [(x * 53) % 256, (y * 97) % 256, (x * y) % 256]);
    const pieces = [...wide.draw(noise)];
    expect(Math.max(...pieces.map((piece) => Buffer.byteLength(piece)))).toBeLessThan(1_100);
    for (const piece of pieces) expect(piece).toMatch(/^\u001b\[\d+;\d+H[\s\S]*\u001b\[m$/);
  });

  it('have four greys where there are 16 colours', () => {
    const colours = all(pen('grey').draw(plain(255, 255, 255))).match(/\u001b\[(\d+)m/g);
    expect(colours?.[0]).toBe('\u001b[107m');
    expect(all(pen('grey').draw(plain(0, 0, 0)))).toContain('\u001b[40m');
  });

  it.each(['shades', 'ascii'] as const)('need no colour at all: %s', (mode) => {
    const text = all(pen(mode).draw(halves));
    expect(text).not.toMatch(/\u001b\[[\d;]*m/);
    if (mode === 'ascii') expect(text).toMatch(/^[\u001b -~]+$/);
  });

  it('have more ink where it is dark, on a light ground', () => {
    const light = penFor('ascii', region, graphics, 'light');
    expect(all(light.draw(plain(0, 0, 0)))).toContain('@');
    expect(all(pen('ascii').draw(plain(255, 255, 255)))).toContain('@');
  });

  it('leave nothing behind', async () => {
    const cells = pen('256');
    const cell = await drawn(all(cells.draw(halves)) + cells.erase());
    for (let x = 0; x < 12; x++) expect(cell(x, 1)?.getChars()).toBe('');
  });
});

describe("Kitty's protocol", () => {
  it('carries a picture whole, in parts that are not too long, under one number', () => {
    const noise = picture(160, 90, (x, y) => [(x * 7919) % 256, (y * 104729) % 256, (x * y * 31) % 256]);
    const pieces = [...pen('kitty').draw(noise)];
    expect(pieces.length).toBeGreaterThan(1);
    const parts = pieces.map((piece) => /\u001b_G([^;]*);([\w+/=]*)\u001b\\$/.exec(piece) ?? []);
    expect(parts[0]?.[1]).toBe('a=T,i=7261,p=1,q=2,C=1,f=24,o=z,s=160,v=90,c=7,r=2,m=1');
    expect(parts.slice(1).map(([, keys]) => keys)).toEqual([
      ...Array.from({ length: parts.length - 2 }, () => 'q=2,m=1'),
      'q=2,m=0',
    ]);
    for (const [, , text = ''] of parts) expect(text.length).toBeLessThanOrEqual(4096);
    const bytes = inflateSync(Buffer.from(parts.map(([, , text]) => text).join(''), 'base64'));
    expect(bytes.length).toBe(160 * 90 * 3);
  });

  it('takes it away again', () => {
    expect(pen('kitty').erase()).toBe('\u001b_Ga=d,d=I,i=7261,q=2\u001b\\');
  });
});

describe('Sixel', () => {
  it('draws a strip for each row of characters, each in its place', () => {
    const pieces = [...pen('sixel').draw(halves)];
    expect(pieces.map((piece) => /^\u001b\[(\d+);(\d+)H/.exec(piece)?.slice(1))).toEqual([
      ['2', '4'],
      ['3', '4'],
    ]);
    // 24 pixels of width: 12 high keep the shape of 8x4. Red is register 180: 5 of 5, 0, 0.
    expect(pieces[0]).toContain('"1;1;24;6#180;2;100;0;0#180!24~');
    expect(pieces[1]).toContain('#5;2;0;0;100#5!24~');
  });

  it('draws no strip twice', () => {
    const sixel = pen('sixel');
    expect([...sixel.draw(halves)]).toHaveLength(2);
    expect([...sixel.draw(halves)]).toHaveLength(0);
    expect([...sixel.draw(picture(8, 4, (_, y) => (y < 2 ? [0, 0, 0] : [0, 0, 255])))]).toHaveLength(1);
  });
});

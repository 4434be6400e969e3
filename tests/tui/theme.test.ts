import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { saveSweep } from '../../src/record/sweep-file.ts';
import { PAINTS } from '../../src/tui/theme.ts';
import { healthyBox } from '../support/sweeps.ts';
import { camproof } from '../support/terminal.ts';

const recording = fileURLToPath(new URL('../sweeps/publisher-killed.json.gz', import.meta.url));

const LEVELS = [0, 95, 135, 175, 215, 255] as const;

/** Red, green and blue of one of the 256 colours beyond the first 16. */
function rgb(index: number): readonly number[] {
  if (index >= 232) return Array.from({ length: 3 }, () => 8 + 10 * (index - 232));
  return [36, 6, 1].map((step) => LEVELS[Math.floor((index - 16) / step) % 6] ?? 0);
}

/** As WCAG reckons it, from 0 for black to 1 for white. */
function luminance(color: readonly number[]): number {
  const [red = 0, green = 0, blue = 0] = color.map((value) =>
    value / 255 <= 0.04045 ? value / 255 / 12.92 : ((value / 255 + 0.055) / 1.055) ** 2.4,
  );
  return 0.2126 * red + 0.7152 * green + 0.0722 * blue;
}

describe('the paints', () => {
  const looks = Object.entries(PAINTS).filter(([, paint]) => paint.dark.color !== undefined);

  /** What xterm, the Linux console and GNOME's terminal make of the 16 colours. */
  const TERMINALS = [
    { red: 0xcd0000, green: 0x00cd00, yellow: 0xcdcd00, blue: 0x0000ee, magenta: 0xcd00cd, cyan: 0x00cdcd },
    { red: 0xaa0000, green: 0x00aa00, yellow: 0xaa5500, blue: 0x0000aa, magenta: 0xaa00aa, cyan: 0x00aaaa },
    { red: 0xc01c28, green: 0x26a269, yellow: 0xa2734c, blue: 0x12488b, magenta: 0xa347ba, cyan: 0x2aa1b3 },
  ] as const;
  const named = Object.entries(PAINTS).flatMap(
    ([
      look,
      {
        light16: { color },
      },
    ]) => (color === undefined ? [] : [[look, color as keyof (typeof TERMINALS)[0]] as const]),
  );

  it.each(named)('%s can be read on white where there are 16 colours only: %s', (_, color) => {
    for (const terminal of TERMINALS)
      expect(
        1.05 / (luminance([16, 8, 0].map((bits) => (terminal[color] >> bits) & 0xff)) + 0.05),
      ).toBeGreaterThanOrEqual(4.5);
  });

  it.each(looks)('%s can be read on black and on white', (_, paint) => {
    const [dark, light] = [paint.dark, paint.light].map(({ color = '' }) => {
      const index = Number(/^ansi256\((\d+)\)$/.exec(color)?.[1]);
      expect(index).toBeGreaterThanOrEqual(16);
      return luminance(rgb(index));
    });
    expect(((dark ?? 0) + 0.05) / 0.05).toBeGreaterThanOrEqual(4.5);
    expect(1.05 / ((light ?? 1) + 0.05)).toBeGreaterThanOrEqual(4.5);
  });
});

describe('the theme', { timeout: 30_000 }, () => {
  let folder: string;
  const file = () => join(folder, 'sweep.json.gz');
  beforeAll(async () => {
    folder = await mkdtemp(join(tmpdir(), 'camproof-theme-'));
    await saveSweep(file(), healthyBox(2));
  });
  afterAll(() => rm(folder, { recursive: true }));

  it.each([
    ['the terminal is white', [], {}, 'ffff/ffff/ffff', 'light', true],
    [
      'the terminal is black, whatever COLORFGBG says',
      [],
      { COLORFGBG: '0;15' },
      '0000/0000/0000',
      'dark',
      true,
    ],
    ['it does not say, but COLORFGBG does', [], { COLORFGBG: '0;15' }, null, 'light', true],
    ['nobody says', [], {}, null, 'dark', true],
    ['it is chosen', ['--theme', 'dark'], {}, 'ffff/ffff/ffff', 'dark', false],
  ] as const)('when %s', async (_, args, env, says, ground, asks) => {
    using shown = camproof(['ui', '--replay', file(), ...args], { env });
    let asked = false;
    shown.terminal.parser.registerOscHandler(11, () => {
      asked = true;
      if (says !== null) shown.press(`\u001b]11;rgb:${says}\u001b\\`);
      return true;
    });
    await shown.shows('q quit');
    const { color = '' } = PAINTS.pass[ground];
    // The glyph of the first healthy camera.
    await expect.poll(() => paintAt(shown, '✔')).toBe(color);
    await expect.poll(() => asked).toBe(asks);
    shown.press('q');
    expect(await shown.ended).toBe(0);
  });
});

it.each([
  ['mlterm', {}, true],
  ['foot', {}, true],
  ['foot', { NO_COLOR: '1' }, false],
  ['foot', { FORCE_COLOR: '0' }, false],
] as const)(
  'in %s with %j the chosen line is marked, and colour is %s',
  { timeout: 30_000 },
  async (TERM, env, color) => {
    using shown = camproof(['ui', '--replay', recording], { env: { TERM, ...env } });
    await shown.shows('q quit');
    expect(shown.colored()).toBe(color);
    const row = shown
      .screen()
      .split('\n')
      .findIndex((line) => line.startsWith('✘ cam1'));
    expect(shown.terminal.buffer.active.getLine(row)?.getCell(3)?.isInverse()).toBeTruthy();
  },
);

it('what is typed before the screen stands is understood, and shifts nothing', {
  timeout: 30_000,
}, async () => {
  using shown = camproof(['ui', '--replay', recording]);
  shown.press('2');
  for (let times = 0; times < 20; times += 1) {
    shown.press('j');
    await new Promise((resolve) => setTimeout(resolve, 20));
  }
  await shown.shows('[2 MediaMTX]');
  expect(shown.screen().split('\n')[0]).toMatch(/as .*RECORDED/);
  expect(shown.screen()).not.toContain('jj');
});

/** How the first such character on the screen is painted. */
function paintAt({ terminal }: ReturnType<typeof camproof>, character: string): string | null {
  for (let row = 0; row < terminal.rows; row += 1) {
    const line = terminal.buffer.active.getLine(row);
    for (let column = 0; column < terminal.cols; column += 1) {
      const cell = line?.getCell(column);
      if (cell?.getChars() === character) return `ansi256(${cell.getFgColor()})`;
    }
  }
  return null;
}

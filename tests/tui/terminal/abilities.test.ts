import { describe, expect, it } from 'vitest';
import { depthOf, graphicsOf, groundIn, groundOf, modeFor } from '../../../src/tui/terminal/abilities.ts';

describe('colours', () => {
  it.each([
    [{ TERM: 'xterm-256color' }, '256'],
    [{ TERM: 'xterm-256color', COLORTERM: 'truecolor' }, 'true'],
    [{ TERM: 'xterm-256color', COLORTERM: '24bit' }, 'true'],
    [{ TERM: 'xterm-kitty' }, 'true'],
    [{ TERM: 'xterm-direct' }, 'true'],
    [{ TERM: 'foot' }, 'true'],
    [{ TERM: 'tmux-256color' }, '256'],
    [{ TERM: 'xterm' }, '16'],
    [{ TERM: 'linux' }, '16'],
    [{ TERM: 'vt220' }, '16'],
    [{}, '16'],
  ])('%j has %s', (env, depth) => {
    expect(depthOf(env)).toBe(depth);
  });
});

describe('the ground', () => {
  it.each([
    ['\u001b]11;rgb:ffff/ffff/ffff\u001b\\', 'light'],
    ['\u001b]11;rgb:fdf6/e3e3/0000\u0007', 'light'],
    ['\u001b]11;rgb:1c/1c/1c\u001b\\', 'dark'],
    ['\u001b]11;rgb:0/0/0\u001b\\', 'dark'],
    ['\u001b]11;rgba:ffff/ffff/ffff/ffff\u001b\\', 'light'],
    ['\u001b[?62;22c', null],
    ['', null],
  ])('%j is %s', (answer, ground) => {
    expect(groundOf(answer)).toBe(ground);
  });

  it.each([
    ['0;15', 'light'],
    ['0;default;7', 'light'],
    ['15;0', 'dark'],
    ['7;8', 'dark'],
    ['15;default', 'dark'],
    [undefined, 'dark'],
  ])('of COLORFGBG=%s is %s', (COLORFGBG, ground) => {
    expect(groundIn({ COLORFGBG })).toBe(ground);
  });
});

describe('pixels', () => {
  it.each([
    [
      'kitty',
      '\u001b_Gi=31;OK\u001b\\\u001b[6;18;9t\u001b[?62;c',
      { kitty: true, sixel: false, cell: { width: 9, height: 18 } },
    ],
    [
      'foot',
      '\u001b[6;20;10t\u001b[?62;4;22c',
      { kitty: false, sixel: true, cell: { width: 10, height: 20 } },
    ],
    ['a refusal', '\u001b_Gi=31;EINVAL:no\u001b\\\u001b[?1;2c', { kitty: false, sixel: false, cell: null }],
    // 4 as its class is no Sixel.
    ['a VT132', '\u001b[?4;6c', { kitty: false, sixel: false, cell: null }],
    ['nothing', '', { kitty: false, sixel: false, cell: null }],
  ])('of %s', (_, answers, graphics) => {
    expect(graphicsOf(answers)).toEqual(graphics);
  });
});

describe('the way to draw', () => {
  const cell = { width: 8, height: 16 };
  const none = { kitty: false, sixel: false, cell: null };
  const given = { color: true, ascii: false, depth: '256', graphics: none } as const;
  it.each([
    ['kitty', { graphics: { kitty: true, sixel: true, cell } }],
    ['sixel', { graphics: { ...none, sixel: true, cell } }],
    ['256', { graphics: { ...none, sixel: true } }],
    ['true', { depth: 'true' }],
    ['256', {}],
    ['grey', { depth: '16' }],
    ['shades', { color: false }],
    ['shades', { color: false, graphics: { kitty: true, sixel: true, cell } }],
    ['ascii', { ascii: true }],
    ['ascii', { ascii: true, color: false }],
  ] as const)('is %s with %j', (mode, over) => {
    expect(modeFor({ ...given, ...over })).toBe(mode);
  });
});

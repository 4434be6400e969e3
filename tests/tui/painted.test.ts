import { expect, it } from 'vitest';
import { line, span } from '../../src/tui/line.ts';
import { painted } from '../../src/tui/painted.ts';
import type { Screen } from '../../src/tui/theme.ts';

const SCREEN: Screen = { color: true, ascii: false, depth: '256', ground: 'dark' };
const GREY = { ...SCREEN, color: false };

/** Without colours and styles. */
const bare = (text: string): string => text.replaceAll(/\u001b\[[\d;]*m/g, '');

it('what fits stays whole', () => {
  const row = line('one', [span('✔ ', 'pass'), span('yard'), span(' is in order', 'dim')]);
  expect(bare(painted(row, SCREEN, 18))).toBe('✔ yard is in order');
});

it('what is too wide ends in an ellipsis, in whichever piece that is, and between two', () => {
  const row = line('one', [span('abc'), span('def', 'fail'), span('ghi')]);
  const widths = Array.from({ length: 9 }, (_, index) => bare(painted(row, SCREEN, index + 1)));
  expect(widths).toEqual(['…', 'a…', 'ab…', 'abc…', 'abcd…', 'abcde…', 'abcdef…', 'abcdefg…', 'abcdefghi']);
});

it('a wide character that does not fit is left out whole', () => {
  expect(bare(painted(line('one', [span('院子摄像头')]), SCREEN, 6))).toBe('院子…');
});

it('colours, styles and the choice end where they began', () => {
  const row = line('one', [span('broken', 'fail'), span('', 'dim'), span(' here')]);
  expect(painted(row, SCREEN, 80)).toBe('\u001b[1m\u001b[38;5;203mbroken\u001b[39m\u001b[22m here');
  expect(painted(row, { ...SCREEN, depth: '16' }, 80)).toBe(
    '\u001b[1m\u001b[31mbroken\u001b[39m\u001b[22m here',
  );
  expect(painted(row, GREY, 80, true)).toBe('\u001b[7m\u001b[1mbroken\u001b[22m here\u001b[27m');
});

it('a row without text can be chosen', () => {
  expect(painted(line('one', [span('')]), SCREEN, 80, true)).toBe('\u001b[7m \u001b[27m');
});

it('text from outside does no harm, and is ASCII where the terminal knows nothing else', () => {
  const row = line('one', [span('\u001b[2J→ Gärten')]);
  expect(painted(row, GREY, 80)).toBe(' [2J→ Gärten');
  expect(painted(row, { ...GREY, ascii: true }, 9)).toBe(' [2J-> G~');
});

import { inert, type Line } from './line.ts';
import { paintOf, type Screen, shown } from './theme.ts';

/** What begins and ends a colour or a style (SGR). */
const STYLES = { bold: ['1', '22'], dim: ['2', '22'], inverse: ['7', '27'] } as const;
const FOREGROUND: Readonly<Record<string, string>> = { red: '31', green: '32', yellow: '33', cyan: '36' };
const NO_FOREGROUND = '39';

const sgr = (code: string): string => `\u001b[${code}m`;
const between = (text: string, [from, to]: readonly [string, string]): string => sgr(from) + text + sgr(to);

/** `ansi256(N)`, or one of the names of the theme. */
const foreground = (color: string): string => {
  const index = /^ansi256\((\d+)\)$/.exec(color)?.[1];
  return index === undefined ? (FOREGROUND[color] ?? NO_FOREGROUND) : `38;5;${index}`;
};

/** A line as the terminal takes it: its text, which can do no harm, in its colours. */
export function painted({ spans }: Line, screen: Screen, chosen = false): string {
  const text = spans
    .map((piece) => {
      const { color, dim, bold } = paintOf(piece.look, screen);
      let words = shown(inert(piece.text), screen);
      if (words === '') return '';
      if (dim) words = between(words, STYLES.dim);
      if (color && screen.color) words = between(words, [foreground(color), NO_FOREGROUND]);
      return bold ? between(words, STYLES.bold) : words;
    })
    .join('');
  // Ink gives no row to what has no text.
  const row = text === '' ? ' ' : text;
  return chosen ? between(row, STYLES.inverse) : row;
}

import { headOf, inert, type Line, type Look, type Span, span, widthOf } from './line.ts';
import { paintOf, type Screen, shown } from './theme.ts';

/** What begins and ends a colour or a style (SGR). */
const STYLES = { bold: ['1', '22'], dim: ['2', '22'], inverse: ['7', '27'] } as const;
const FOREGROUND: Readonly<Record<string, string>> = {
  red: '31',
  green: '32',
  yellow: '33',
  blue: '34',
  magenta: '35',
  cyan: '36',
};
const NO_FOREGROUND = '39';

const sgr = (code: string): string => `\u001b[${code}m`;
const between = (text: string, [from, to]: readonly [string, string]): string => sgr(from) + text + sgr(to);

/** `ansi256(N)`, or one of the names of the theme. */
const foreground = (color: string): string => {
  const index = /^ansi256\((\d+)\)$/.exec(color)?.[1];
  return index === undefined ? (FOREGROUND[color] ?? NO_FOREGROUND) : `38;5;${index}`;
};

/** A line as the terminal takes it: its text, which can do no harm, in its colours, cut to so many columns. */
export function painted({ spans }: Line, screen: Screen, columns: number, chosen = false): string {
  const pieces = spans.map(({ text, look }) => ({ text: shown(inert(text), screen), look }));
  const row = joined(cut(pieces, columns, screen))
    .map(({ text, look }) => inLook(text, look, screen))
    .join('');
  return chosen ? between(row === '' ? ' ' : row, STYLES.inverse) : row;
}

function inLook(text: string, look: Look, screen: Screen): string {
  const { color, dim, bold } = paintOf(look, screen);
  const dimmed = dim ? between(text, STYLES.dim) : text;
  const tinted = color && screen.color ? between(dimmed, [foreground(color), NO_FOREGROUND]) : dimmed;
  return bold ? between(tinted, STYLES.bold) : tinted;
}

/** Neighbours that look the same are painted in one: that is less to write, and less for Ink to take apart. */
function joined(pieces: readonly Span[]): readonly Span[] {
  const runs: Span[] = [];
  for (const one of pieces) {
    const last = runs.at(-1);
    if (one.text === '') continue;
    if (last?.look === one.look) runs.splice(-1, 1, span(last.text + one.text, one.look));
    else runs.push(one);
  }
  return runs;
}

/** Pieces that fit, the last of them ending in an ellipsis where something is left out. */
function cut(pieces: readonly Span[], columns: number, screen: Screen): readonly Span[] {
  if (pieces.reduce((sum, { text }) => sum + widthOf(text), 0) <= columns) return pieces;
  let left = columns - 1;
  const end = pieces.findIndex(({ text }) => {
    left -= widthOf(text);
    return left < 0;
  });
  const last = pieces[end] ?? span('');
  const head = headOf(last.text, left + widthOf(last.text));
  return [...pieces.slice(0, end), { ...last, text: head + shown('…', screen) }];
}

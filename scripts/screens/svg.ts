import type xterm from '@xterm/headless';

/** A character of the drawing, pixels. */
const CELL = { width: 8.4, height: 18, base: 13.5, font: 14 } as const;
const MARGIN = 12;

/** The 16 colours, as a common dark theme of terminals has them. */
const NAMED = [
  ...['#1c1c1c', '#e05561', '#8cc265', '#d18f52', '#4aa5f0', '#c162de', '#42b3c2', '#d7dae0'],
  ...['#6b727f', '#ff616e', '#a5e075', '#f0a45d', '#4dc4ff', '#de73ff', '#4cd1e0', '#ffffff'],
];
const GROUND = '#16181d';
const INK = '#d7dae0';
const LEVELS = [0, 95, 135, 175, 215, 255];

type Cell = NonNullable<
  ReturnType<NonNullable<ReturnType<xterm.Terminal['buffer']['active']['getLine']>>['getCell']>
>;

interface Style {
  readonly front: string;
  readonly back: string;
  readonly bold: boolean;
  readonly dim: boolean;
}

const hex = (red: number, green: number, blue: number): string =>
  `#${[red, green, blue].map((value) => value.toString(16).padStart(2, '0')).join('')}`;

function indexed(index: number): string {
  if (index < 16) return NAMED[index] ?? INK;
  if (index >= 232) return hex(8 + (index - 232) * 10, 8 + (index - 232) * 10, 8 + (index - 232) * 10);
  const at = index - 16;
  const level = (value: number) => LEVELS[value % 6] ?? 0;
  return hex(level(Math.floor(at / 36)), level(Math.floor(at / 6)), level(at));
}

function styleOf(cell: Cell): Style {
  const rgb = (value: number) => hex((value >> 16) & 255, (value >> 8) & 255, value & 255);
  const front = cell.isFgDefault()
    ? INK
    : cell.isFgRGB()
      ? rgb(cell.getFgColor())
      : indexed(cell.getFgColor());
  const back = cell.isBgDefault()
    ? GROUND
    : cell.isBgRGB()
      ? rgb(cell.getBgColor())
      : indexed(cell.getBgColor());
  const swapped = cell.isInverse() !== 0;
  return {
    front: swapped ? back : front,
    back: swapped ? front : back,
    bold: cell.isBold() !== 0,
    dim: cell.isDim() !== 0,
  };
}

// Ordinary blanks side by side would be drawn as one.
const escaped = (text: string): string =>
  text.replaceAll(' ', '\u00a0').replace(/[&<>]/g, (char) => ({ '&': '&amp;', '<': '&lt;' })[char] ?? '&gt;');
const number = (value: number): string => String(Math.round(value * 10) / 10);
const same = (one: Style, other: Style): boolean => JSON.stringify(one) === JSON.stringify(other);

interface Run {
  readonly at: number;
  readonly style: Style;
  text: string;
  columns: number;
}

/** The screen of a terminal as a drawing, which needs nothing but a font of one width. */
export function svgOf(terminal: xterm.Terminal, title: string): string {
  const { cols, rows, buffer } = terminal;
  const width = cols * CELL.width + 2 * MARGIN;
  const height = rows * CELL.height + 2 * MARGIN;
  const body: string[] = [];
  for (let row = 0; row < rows; row++) {
    const line = buffer.active.getLine(buffer.active.viewportY + row);
    const runs: Run[] = [];
    for (let at = 0; at < cols; at++) {
      const cell = line?.getCell(at);
      if (!cell || cell.getWidth() === 0) continue;
      const style = styleOf(cell);
      const text = cell.getChars() || ' ';
      const last = runs.at(-1);
      // Blocks are drawn one by one, as the areas that they are.
      if (last && same(last.style, style) && (last.text[0] === '▀') === (text === '▀')) {
        last.text += text;
        last.columns += cell.getWidth();
      } else runs.push({ at, style, text, columns: cell.getWidth() });
    }
    body.push(...runs.flatMap((run) => drawn(run, row)));
  }
  return [
    `<svg xmlns="http://www.w3.org/2000/svg" width="${number(width)}" height="${number(height)}" viewBox="0 0 ${number(width)} ${number(height)}">`,
    `<title>${escaped(title)}</title>`,
    `<rect width="100%" height="100%" rx="6" fill="${GROUND}"/>`,
    `<g font-family="'DejaVu Sans Mono',Menlo,Consolas,'Liberation Mono',monospace" font-size="${CELL.font}" shape-rendering="crispEdges">`,
    ...body,
    '</g>',
    '</svg>',
    '',
  ].join('\n');
}

function drawn({ at, style, text, columns }: Run, row: number): readonly string[] {
  const [x, y] = [MARGIN + at * CELL.width, MARGIN + row * CELL.height];
  const area = (top: number, high: number, fill: string) =>
    `<rect x="${number(x)}" y="${number(top)}" width="${number(columns * CELL.width)}" height="${number(high)}" fill="${fill}"/>`;
  const back = style.back === GROUND ? [] : [area(y, CELL.height, style.back)];
  if (text[0] === '▀') return [...back, area(y, CELL.height / 2, style.front)];
  if (text.trim() === '') return back;
  const looks = `${style.bold ? ' font-weight="bold"' : ''}${style.dim ? ' opacity="0.6"' : ''}`;
  return [
    ...back,
    `<text x="${number(x)}" y="${number(y + CELL.base)}" fill="${style.front}" textLength="${number(columns * CELL.width)}"${looks}>${escaped(text)}</text>`,
  ];
}

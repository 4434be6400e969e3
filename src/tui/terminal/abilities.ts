/** Colours that characters can have. */
export type Depth = 'true' | '256' | '16';

/** Terminals that have all colours, and whose name says so over SSH, where COLORTERM is lost. */
const TRUE_COLOUR = /-direct$|^xterm-(?:kitty|ghostty)$|^(?:alacritty|foot|wezterm|contour|rio)/;

/** As far as the environment tells. */
export function depthOf(env: Readonly<Record<string, string | undefined>>): Depth {
  const term = env['TERM'] ?? '';
  if (/^(?:truecolor|24bit)$/i.test(env['COLORTERM'] ?? '') || TRUE_COLOUR.test(term)) return 'true';
  return term.includes('256') ? '256' : '16';
}

/** What the background is: characters that are made of brightness are drawn accordingly. */
export type Ground = 'dark' | 'light';

/** Pictures of pixels that a terminal can show, and how large a character is, pixels. */
export interface Graphics {
  readonly kitty: boolean;
  readonly sixel: boolean;
  readonly cell: { readonly width: number; readonly height: number } | null;
}

/** Every terminal answers this one last. */
const ATTRIBUTES = '\u001b[c';
const ATTRIBUTES_ANSWER = /^\u001b\[\?[\d;]*c$/;

/** What a person can choose; `auto`: what the terminal says. */
export const THEMES = ['auto', 'dark', 'light'] as const;
export type Theme = (typeof THEMES)[number];

/** As far as the environment tells (COLORFGBG ends with the background, one of 16 colours); dark where it does not. */
export function groundIn(env: Readonly<Record<string, string | undefined>>): Ground {
  const background = /;(\d+)$/.exec(env['COLORFGBG'] ?? '')?.[1];
  return background !== undefined && /^(?:7|9|1[0-5])$/.test(background) ? 'light' : 'dark';
}

/** A terminal that can be asked: resolves with what it answers up to what matches `last`; with nothing when that does not come. */
interface Asked {
  ask(question: string, last: RegExp): Promise<readonly string[]>;
}

/** OSC 11; null where the terminal does not say. */
export async function askGround(terminal: Asked): Promise<Ground | null> {
  const answers = await terminal.ask(`\u001b]11;?\u001b\\${ATTRIBUTES}`, ATTRIBUTES_ANSWER);
  return groundOf(answers.join(''));
}

/** `\e]11;rgb:ffff/ffff/ffff`, with one to four digits a colour. */
export function groundOf(answer: string): Ground | null {
  const colours = /\]11;rgba?:([\da-f]+)\/([\da-f]+)\/([\da-f]+)/i.exec(answer)?.slice(1);
  if (!colours) return null;
  const [red = 0, green = 0, blue = 0] = colours.map(
    (digits) => Number.parseInt(digits, 16) / (16 ** digits.length - 1),
  );
  return 0.299 * red + 0.587 * green + 0.114 * blue > 0.5 ? 'light' : 'dark';
}

/** One pixel for Kitty's protocol, which is not shown; the size of a character; attributes, of which 4 is Sixel. */
const GRAPHICS = `\u001b_Gi=31,s=1,v=1,a=q,t=d,f=24;AAAA\u001b\\\u001b[16t${ATTRIBUTES}`;

export async function askGraphics(terminal: Asked): Promise<Graphics> {
  return graphicsOf((await terminal.ask(GRAPHICS, ATTRIBUTES_ANSWER)).join(''));
}

/** From the answers, one after another. */
export function graphicsOf(answers: string): Graphics {
  const [, height, width] = /\u001b\[6;(\d+);(\d+)t/.exec(answers) ?? [];
  const attributes = /\u001b\[\?([\d;]*)c/.exec(answers)?.[1]?.split(';') ?? [];
  return {
    kitty: /\u001b_Gi=31;OK\u001b/.test(answers),
    sixel: attributes.slice(1).includes('4'),
    cell: Number(width) > 0 && Number(height) > 0 ? { width: Number(width), height: Number(height) } : null,
  };
}

/** How a picture is drawn. */
export type Mode = 'kitty' | 'sixel' | 'true' | '256' | 'grey' | 'shades' | 'ascii';

interface Given {
  readonly color: boolean;
  readonly ascii: boolean;
  readonly depth: Depth;
  readonly graphics: Graphics;
}

/** The visible table of modes: the first whose condition holds. */
const MODES: readonly (readonly [Mode, (given: Given) => boolean])[] = [
  ['kitty', ({ color, graphics }) => color && graphics.kitty],
  // Its size is in pixels: without that of a character it would not fit.
  ['sixel', ({ color, graphics }) => color && graphics.sixel && graphics.cell !== null],
  ['ascii', ({ ascii }) => ascii],
  ['shades', ({ color }) => !color],
  ['true', ({ depth }) => depth === 'true'],
  ['256', ({ depth }) => depth === '256'],
  ['grey', () => true],
];

export const modeFor = (given: Given): Mode => MODES.find(([, holds]) => holds(given))?.[0] ?? 'ascii';

/** As a technician calls it. */
export const MODE_WORDS: Readonly<Record<Mode, string>> = {
  kitty: "pixels (Kitty's protocol)",
  sixel: 'pixels (Sixel)',
  true: 'half blocks, true colour',
  '256': 'half blocks, 256 colours',
  grey: 'half blocks, four greys',
  shades: 'shades without colour',
  ascii: 'ASCII characters',
};

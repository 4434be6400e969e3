import { commandLine } from '../index.ts';
import { keysOf } from './keys.ts';
import { type Line, line, span, wrapped } from './line.ts';
import { meanings } from './palette.ts';
import { filterOf, placeOf, type UiState } from './state.ts';

interface FooterOptions {
  readonly replay: boolean;
  readonly user: string;
  readonly columns: number;
  /** Names of those that can be opened by it. */
  readonly cameras: readonly string[];
  /** A command stands on the screen that could be run or copied. */
  readonly hasStep: boolean;
  /** A picture stands in place of the lines. */
  readonly isPicture: boolean;
}

/** What is being typed or asked, else what the last key had to say, else the keys: nothing of it is ever cut off. */
export function footerLines(state: UiState, options: FooterOptions): readonly Line[] {
  const { confirming, typing, message } = state;
  const { user, columns, cameras } = options;
  if (confirming)
    return [
      ...wrapped('confirm', commandLine(confirming, { user }) ?? confirming.text, columns, {
        first: 'run  ',
        indent: 5,
        look: 'bold',
      }),
      line('yes', [
        span('y', 'bold'),
        span(
          ` runs it here, for ${confirming.of === 'box' ? 'the box' : confirming.of}; any other key does not`,
          'dim',
        ),
      ]),
    ];
  if (typing?.what === 'filter')
    return [
      line('filter', [
        span('/', 'bold'),
        span(`${typing.text}▏`),
        span('   Enter keeps it, Esc drops it', 'dim'),
      ]),
    ];
  if (typing) {
    const found = meanings(typing.text, cameras)
      .slice(0, 6)
      .map(({ word }) => word);
    return [
      line('palette', [
        span(':', 'bold'),
        span(`${typing.text}▏  `),
        span(found.join('  ') || 'no such command', 'dim'),
      ]),
    ];
  }
  if (message !== null) return wrapped('message', message, columns);
  return [keysLine(state, options)];
}

/** The keys that matter here, as many as there is room for. */
function keysLine(state: UiState, { replay, columns, hasStep, isPicture }: FooterOptions): Line {
  const filter = filterOf(state);
  const here = keysOf(placeOf(state), replay).filter(({ footer, step }) => footer && (hasStep || !step));
  // Esc leaves the picture as the key does that has brought it.
  const keys = here.filter(({ lines, action }) => !isPicture || !(lines || action === 'picture'));
  const words = ({ shown, does, brief }: (typeof keys)[number]) => `${shown.split(' ')[0]} ${brief ?? does}`;
  let room = columns - (filter === '' ? 0 : filter.length + 3) + 2;
  const fitting = keys
    .toSorted((one, other) => (one.footer ?? 0) - (other.footer ?? 0))
    .filter((key) => {
      room -= words(key).length + 2;
      return room >= 0;
    });
  const shown = keys.filter((key) => fitting.includes(key));
  return line('keys', [
    ...(filter === '' ? [] : [span(`/${filter}  `, 'bold')]),
    ...shown.flatMap((key, index) => [
      span(`${index === 0 ? '' : '  '}${key.shown.split(' ')[0]}`),
      span(` ${key.brief ?? key.does}`, 'dim'),
    ]),
  ]);
}

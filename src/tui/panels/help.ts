import { type KeyBinding, keysOf } from '../keys.ts';
import { type Line, line, type Span, span, textOf, wrapped } from '../line.ts';
import { ABOUT } from './about.ts';
import type { PanelLines } from './panel.ts';
import { mark } from './pending.ts';

const MEANINGS = [
  ['pass', 'proved'],
  ['warn', 'works, but will hurt'],
  ['fail', 'proved broken'],
  ['blocked', 'not judged, an earlier link broke'],
  ['unknown', 'could not be told'],
  ['off', 'not judged, with a reason'],
] as const;

type Entry = readonly [key: string, pieces: readonly Span[]];

/** Two entries on a line where there is room for them. */
function inColumns(entries: readonly Entry[], columns: number): readonly Line[] {
  const wide = columns >= 80;
  const half = wide ? Math.ceil(entries.length / 2) : entries.length;
  return entries.slice(0, half).map(([key, left], index) => {
    const [, right = []] = (wide && entries[half + index]) || [];
    const gap = span(' '.repeat(Math.max(1, 40 - textOf({ spans: left }).length)));
    return line(key, right.length > 0 ? [...left, gap, ...right] : left);
  });
}

/** The panels' digits stand in the line above: one entry is enough for them. */
function keyEntries(keys: readonly KeyBinding[]): readonly Entry[] {
  const isDigit = ({ shown }: KeyBinding) => /^\d$/.test(shown);
  const digits = keys.filter(isDigit);
  const all = keys.flatMap((key) => {
    if (key.shown === '') return [];
    if (!isDigit(key)) return [key];
    const shown = `${digits[0]?.shown} to ${digits.at(-1)?.shown}`;
    return key === digits[0] ? [{ ...key, shown, does: 'the panels above' }] : [];
  });
  return all.map(({ action, shown, does, both = does }) => [
    `key ${action}`,
    [span(`  ${shown.padEnd(10)}`, 'bold'), span(both)],
  ]);
}

const markEntry = (of: Span, words: string): Entry => [`mark ${words}`, [span('  '), of, span(words)]];

/** What the panel that one came from shows, what the keys do there and what the marks mean, made from their tables. */
export const helpPanel: PanelLines = ({ screen, helpFor, replay, columns }) => [
  ...wrapped('about', ABOUT[helpFor], columns - 1),
  ...inColumns(keyEntries(keysOf(helpFor, replay)), columns),
  ...inColumns(
    [
      ...MEANINGS.map(([status, words]) => markEntry(mark(status, false, screen), words)),
      markEntry(mark('unknown', true, screen), 'its turn has not come yet'),
      ['docs', [span('  camproof explain CODE: about a [code]', 'dim')]],
    ],
    columns,
  ),
];

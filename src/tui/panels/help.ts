import { type KeyBinding, keysOf } from '../keys.ts';
import { type Line, label, line, type Span, span, wrapped } from '../line.ts';
import { ABOUT } from './about.ts';
import type { PanelLines } from './panel.ts';
import { mark } from './pending.ts';

const MEANINGS = [
  ['pass', 'proved'],
  ['warn', 'works, but will hurt'],
  ['fail', 'proved broken'],
  ['blocked', 'not judged, an earlier link is broken'],
  ['unknown', 'could not be told'],
  ['off', 'not judged, with a reason'],
] as const;

/** Two keys on a line where there is room for them. */
function keyLines(keys: readonly KeyBinding[], columns: number): readonly Line[] {
  const wide = columns >= 80;
  const half = wide ? Math.ceil(keys.length / 2) : keys.length;
  const pieces = ({ shown, does }: KeyBinding) => [span(`  ${shown.padEnd(10)}`, 'bold'), span(does)];
  return keys.slice(0, half).map((left, index) => {
    const right = wide ? keys[half + index] : undefined;
    const gap = span(' '.repeat(Math.max(1, 28 - left.does.length)));
    return line(`key ${left.action}`, [...pieces(left), ...(right ? [gap, ...pieces(right)] : [])]);
  });
}

const markLine = (of: Span, words: string): Line => ({
  ...label(`mark ${words}`, ''),
  spans: [span('  '), of, span('  '), span(words)],
});

/** What the panel that one came from shows, what the keys do there and what the marks mean, made from their tables. */
export const helpPanel: PanelLines = ({ screen, helpFor, replay, columns }) => [
  ...wrapped('about', ABOUT[helpFor], columns - 1),
  ...keyLines(keysOf(helpFor, replay), columns),
  label('marks', ''),
  ...MEANINGS.map(([status, words]) => markLine(mark(status, false, screen), words)),
  markLine(mark('unknown', true, screen), 'its turn has not come yet'),
  label('docs', '  camproof explain CODE says more about a code in [brackets]'),
];

import { KEYS } from '../keys.ts';
import { label, line, span } from '../line.ts';
import { glyph } from '../theme.ts';
import type { PanelLines } from './panel.ts';

const MEANINGS = [
  ['pass', 'proved'],
  ['warn', 'works, but will hurt'],
  ['fail', 'proved broken'],
  ['blocked', 'not judged, an earlier link is broken'],
  ['unknown', 'could not be told'],
  ['off', 'not judged, with a reason'],
] as const;

/** What the keys do and what the marks mean, made from their tables. */
export const helpPanel: PanelLines = ({ screen }) => [
  ...KEYS.filter(({ shown }) => shown !== '').map(({ action, shown, does }) =>
    line(`key ${action}`, [span(`  ${shown.padEnd(12)}`, 'bold'), span(does)]),
  ),
  label('marks', ''),
  ...MEANINGS.map(([status, words]) =>
    line(`mark ${status}`, [span(`  ${glyph(status, screen)} `.padEnd(6), status), span(words)]),
  ),
  label('docs', '  camproof explain CODE says more about a code in [brackets]'),
];

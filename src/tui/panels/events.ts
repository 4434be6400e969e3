import type { Change } from '../../index.ts';
import { moment } from '../clock.ts';
import { type Line, label, line, span, textOf } from '../line.ts';
import { glyph } from '../theme.ts';
import type { PanelLines, View } from './panel.ts';

/** `14:02:11 ✘ yard capture pass → fail: no process holds the device (pass for 3 min)`, in two lines where it is too long. */
export function eventLines(
  change: Change,
  { screen, columns }: Pick<View, 'screen' | 'columns'>,
): readonly Line[] {
  const { at, subject, checkId, from, to, summary, lastedMs } = change;
  const key = `${change.mono} ${checkId} ${subject}`;
  const head = [
    span(`${moment(at)} `, 'dim'),
    span(`${glyph(to, screen)} `, to),
    span(`${subject} ${checkId} `),
    span(`${from === null ? '' : `${from} → `}${to}: `, to),
  ];
  const words = [span(summary), span(lastedMs === null ? '' : ` (${from} for ${duration(lastedMs)})`, 'dim')];
  if (textOf({ spans: [...head, ...words] }).length < columns) return [line(key, [...head, ...words])];
  return [line(key, head), { ...label(`${key} words`, ''), spans: [span(' '.repeat(9)), ...words] }];
}

/** What changed while this ran, or an agent watched before it, and what was run from here; the newest first. */
export const eventsPanel: PanelLines = (view) => {
  const ran = view.ran.map(({ at, text }) => ({
    at,
    lines: [line(`ran ${at} ${text}`, [span(`${moment(at)} `, 'dim'), span(`$ ${text}`, 'bold')])],
  }));
  // What the agent saw since this was opened was seen from here as well.
  const before = (view.history?.changes ?? []).filter(({ at }) => at < view.openedAt);
  const changed = [...before, ...view.changes].map((change) => ({
    at: change.at,
    lines: eventLines(change, view),
  }));
  const all = [...ran, ...changed].toSorted((one, other) => other.at.localeCompare(one.at));
  if (all.length > 0) return all.flatMap(({ lines }) => lines);
  const words = view.replay
    ? 'a recorded sweep is one moment: nothing changes in it'
    : 'nothing has changed since this was opened';
  return [label('none', words, 'plain')];
};

/** `42 s`, `3 min`, `2 h`. */
export function duration(ms: number): string {
  const seconds = Math.round(ms / 1000);
  if (seconds < 90) return `${seconds} s`;
  return seconds < 5400 ? `${Math.round(seconds / 60)} min` : `${Math.round(seconds / 3600)} h`;
}

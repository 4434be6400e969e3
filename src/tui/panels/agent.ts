import { type AgentHistory, counted } from '../../index.ts';
import { moment } from '../clock.ts';
import { type Line, label, line, span } from '../line.ts';
import { sparkline } from '../theme.ts';
import { duration } from './events.ts';
import { fact, type View } from './panel.ts';

/** It writes once a minute: later than this, it watches no more, ms. */
const SILENT_MS = 150_000;
/** Bars of the sparkline, and the dropouts that are named. */
const BARS = 40;
const NAMED = 4;

/** How long before the newest report the agent last wrote, ms; a clock that was set back makes nothing younger. */
const ageOf = ({ lastAt, ageMs }: AgentHistory, { report }: View): number =>
  Math.max(ageMs, Date.parse(report.startedAt) - Date.parse(lastAt));

/** How fresh the history is, in words. */
export function agentWords(view: View): string {
  const { history } = view;
  if (history === null) return 'none has watched this box (install.sh --agent)';
  const age = ageOf(history, view);
  const state = age > SILENT_MS ? `SILENT for ${duration(age)}` : `watches, wrote ${duration(age)} ago`;
  return `${state}, ${history.folder}`;
}

/** `3 dropouts in 14 h`, as far as an agent has watched; null where there was none, or no agent. */
export function dropoutWords({ history }: View, id: string): string | null {
  const count = history?.dropouts.filter(({ camera }) => camera === id).length ?? 0;
  if (history === null || count === 0) return null;
  return `${counted(count, 'dropout')} in ${duration(spanOf(history))}`;
}

const spanOf = ({ beats, lastAt }: AgentHistory): number =>
  Date.parse(lastAt) - Date.parse(beats[0]?.at ?? lastAt);

/** How one camera held out while an agent watched it: its bit rate over hours, and its newest dropouts. */
export function heldOutLines(view: View, id: string): readonly Line[] {
  const { history } = view;
  if (history === null) return [];
  const mine = history.dropouts.filter(({ camera }) => camera === id);
  const bars = sparkline(ratesOver(history, id), view.screen);
  return [
    label('agent', `the agent: ${agentWords(view)}`),
    fact('agent rate', 'bit rate', `${bars}  over ${duration(spanOf(history))}`),
    ...(mine.length === 0 ? [fact('agent none', 'dropouts', 'none')] : []),
    ...mine
      .slice(-NAMED)
      .toReversed()
      .map(({ at, lengthMs, ended, link, summary, code }) =>
        line(`dropout ${at}`, [
          span(`  ${moment(at)} `, 'dim'),
          span(`${link} ${duration(lengthMs)}${ended ? '' : ' so far'}  `, 'fail'),
          span(`${summary}${code === null ? '' : ` [${code}]`}`),
        ]),
      ),
  ];
}

/** Mean bit rates over equal times from the first beat to the last; null where nobody watched or nothing came. */
function ratesOver({ beats }: AgentHistory, id: string): readonly (number | null)[] {
  const [first, last] = [Date.parse(beats[0]?.at ?? ''), Date.parse(beats.at(-1)?.at ?? '')];
  const bars = Math.min(BARS, beats.length);
  const of = Map.groupBy(beats, ({ at }) =>
    Math.min(bars - 1, Math.floor(((Date.parse(at) - first) / Math.max(1, last - first)) * bars)),
  );
  return Array.from({ length: bars }, (_, bar) => {
    const rates = (of.get(bar) ?? []).map(({ cameras }) => cameras[id]?.bitrate ?? null);
    const told = rates.filter((rate) => rate !== null);
    return told.length === 0 ? null : told.reduce((sum, rate) => sum + rate, 0) / told.length;
  });
}

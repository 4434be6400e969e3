// A fleet of simulated boxes, each with the agent's own exporter, watched by a real Prometheus with the deployed rules; what
// its alerts and the dashboard's queries say is compared with what was simulated. usage: scripts/fleet/fleet.ts [BOXES]
import process from 'node:process';
import { type Row, watchFleet } from './watched.ts';

const OPTIONS = { boxes: Number(process.argv[2] ?? 500), watchS: 60, everyMs: 5_000 };

const { kinds, rules, panels, series, peakMiB, core } = await watchFleet(OPTIONS);
const line = (...cells: readonly (string | number)[]) => process.stdout.write(`| ${cells.join(' | ')} |\n`);
const table = (title: string, counted: string, rows: readonly Row[]) => {
  process.stdout.write('\n');
  line(title, counted, 'ms', 'as a graph, ms', 'as simulated');
  line('---', '--:', '--:', '--:', '---');
  for (const { what, count, ms, graphMs, wrong } of rows)
    line(what, count, ms.toFixed(1), graphMs?.toFixed(1) ?? '', wrong ?? 'yes');
};

line('boxes', '');
line('---', '--:');
for (const [kind, count] of kinds) line(kind, count);
table('rule', 'fire', rules);
table('panel', 'series', panels);
process.stdout.write(
  `\n${OPTIONS.boxes} boxes, asked each ${OPTIONS.everyMs / 1_000} s for ${OPTIONS.watchS} s: ${series} series, ` +
    `Prometheus took ${peakMiB.toFixed(0)} MiB at most and ${(core * 100).toFixed(0)} % of a core\n`,
);
process.exitCode = [...rules, ...panels].every(({ wrong }) => wrong === null) ? 0 : 1;

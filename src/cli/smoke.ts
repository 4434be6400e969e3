import { brush } from '../reporters/theme.ts';
import { runSmoke, type SmokeSummary } from '../smoke/smoke.ts';
import { configured } from './configuration.ts';
import type { CliContext } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';
import { displayOptions } from './terminal.ts';

export interface SmokeFlags {
  readonly config?: string;
  readonly exercise?: boolean;
  readonly format?: 'human' | 'json';
}

/** `camproof smoke`: the three smoke tests and their summary. */
export async function smoke(flags: SmokeFlags, context: CliContext): Promise<number> {
  const { config } = await configured(flags, context);
  const summary = await runSmoke({ config, exercise: flags.exercise ?? false, signal: context.signal });
  const text = flags.format === 'json' ? `${JSON.stringify(summary, null, 2)}\n` : inWords(summary, context);
  await print(context.stdout, text);
  return summary.failed > 0 ? EXIT.fail : summary.unknown > 0 ? EXIT.unknown : EXIT.ok;
}

const GLYPH = { pass: 'pass', fail: 'fail', unknown: 'unknown', skip: 'off' } as const;

function inWords(
  { tests, total, passed, failed, unknown, successRate, tookMs }: SmokeSummary,
  context: CliContext,
): string {
  const display = displayOptions({}, context);
  const b = brush(display);
  // The terminal breaks long lines itself: measuring them would double the time of a smoke test.
  const lines = tests.flatMap((test) => [
    `${b.glyph(GLYPH[test.status])} ${b.bold(test.name)}  ${b.dim(`${Math.round(test.tookMs)} ms`)}`,
    ...test.steps.map(
      ({ name, status, detail }) => `  ${b.glyph(GLYPH[status])} ${name}${detail ? `: ${detail}` : ''}`,
    ),
    ...(test.advice === null ? [] : [`  do  ${test.advice}`]),
  ]);
  const verdict = failed > 0 ? 'fail' : unknown > 0 ? 'unknown' : 'pass';
  const open = unknown > 0 ? `, unknown ${unknown}` : '';
  const summary = `total ${total}, passed ${passed}, failed ${failed}${open}, success rate ${Math.round(successRate * 100)} %, ${(tookMs / 1000).toFixed(2)} s`;
  return `${[...lines, '', `${b.glyph(verdict)} ${b.paint(verdict, summary)}`].join('\n')}\n`;
}

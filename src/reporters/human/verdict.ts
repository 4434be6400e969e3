import type { Report } from '../../model/index.ts';
import { widthOf, wrap } from '../layout.ts';
import type { ReporterOptions } from '../reporter.ts';
import type { Brush } from '../theme.ts';
import { countWords, seconds, VERDICT_WORDS } from '../words.ts';

/** What more privilege would prove, where it would. */
export function couldProveMore(
  { couldProveMore: hint }: Report,
  b: Brush,
  { columns }: ReporterOptions,
): string[] {
  return hint === null ? [] : wrap(hint, columns, `${b.glyph('unknown')} `);
}

/** The whole at the end: verdict, what was proved, counts and time. One line, unless the terminal is too narrow. */
export function verdictLines(report: Report, b: Brush, { columns }: ReporterOptions): string[] {
  const line = verdictLine(report, b);
  return widthOf(line) <= columns
    ? [line]
    : [`${b.glyph(report.verdict)} ${word(report, b)}`, ...wrapped(details(report), columns)];
}

/** Figures keep their units. */
const wrapped = (text: string, columns: number): string[] =>
  wrap(text.replaceAll(/(\d) (?=\w)/g, '$1\u00a0'), columns, '  ').map((line) =>
    line.replaceAll('\u00a0', ' '),
  );

/** The same in one line, however long. */
export function verdictLine(report: Report, b: Brush): string {
  return `${b.glyph(report.verdict)} ${word(report, b)}: ${details(report)}`;
}

const word = ({ verdict, box }: Report, b: Brush): string =>
  b.paint(verdict, b.bold(`${box.simulated ? 'simulated ' : ''}${VERDICT_WORDS[verdict]}`));

function details({ headline, counts, tookMs }: Report): string {
  const bad = countWords(counts, ['fail', 'unknown', 'warn']);
  return `${headline}${bad === '' ? '' : `; ${bad}`}; ${seconds(tookMs)}`;
}

import {
  type BoxIdentity,
  type Evidence,
  type NextStep,
  type Report,
  type Status,
  stepRows,
} from '../../model/index.ts';
import { distinct, type Group, troubleGroups } from '../groups.ts';
import { widthOf, wrap } from '../layout.ts';
import type { ReporterOptions } from '../reporter.ts';
import type { Brush } from '../theme.ts';
import { checkWords } from '../words.ts';

/** How much is told without --verbose. Every one of the broken is named; where a name is all there is, some are. */
const BRIEF: Readonly<Partial<Record<Status, { evidence: number; steps: number; names: number }>>> = {
  fail: { evidence: 2, steps: 3, names: Number.POSITIVE_INFINITY },
  unknown: { evidence: 0, steps: 2, names: 4 },
  warn: { evidence: 0, steps: 2, names: 8 },
};
/** Different causes told within one group. */
const CAUSES = 3;

/** What is broken, what could not be told and what will hurt: seen, expected, the cause and what to do. */
export function troubles({ findings, box }: Report, b: Brush, options: ReporterOptions): string[] {
  return troubleGroups(findings).flatMap((group) => ['', ...trouble(group, box, b, options)]);
}

function trouble(group: Group, box: BoxIdentity, b: Brush, { columns, verbose }: ReporterOptions): string[] {
  const [{ status, summary, diagnosis, evidence }] = group;
  const brief = BRIEF[status];
  const limit = (of: 'evidence' | 'steps' | 'names') =>
    verbose ? Number.POSITIVE_INFINITY : (brief?.[of] ?? 0);
  const paint = (line: string) => b.paint(status, line);
  const row = (label: string, text: string) => wrap(text, columns, b.dim(`  ${label.padEnd(9)} `));
  const code = diagnosis ? `  [${diagnosis.code}]` : '';
  const title = `${names(group, limit('names'))}  ${distinct(group, checkWords).join(', ')}: ${summary}`;
  const causes = distinct(group, (one) => one.diagnosis?.cause).filter((cause) => cause !== undefined);
  const told = causes.slice(0, verbose ? undefined : CAUSES);
  const seen = verbose ? group.flatMap((one) => one.evidence) : evidence.slice(0, limit('evidence'));
  const steps = diagnosis?.nextSteps ?? [];
  return [
    ...wrap(`${title}${code}`, columns, `${b.glyph(status)} `, '  ', paint),
    ...seen.flatMap((one) => evidenceLines(one, verbose, row)),
    ...told.flatMap((cause, index) =>
      row(index === 0 ? 'cause' : '', diagnosis?.confidence === 'likely' ? `likely: ${cause}` : cause),
    ),
    ...(causes.length > told.length
      ? row('', `and ${causes.length - told.length} more alike: --verbose`)
      : []),
    ...steps.slice(0, limit('steps')).flatMap((step, index) => stepLines(step, box, b, columns, index === 0)),
    ...(steps.length > limit('steps') ? row('', `${steps.length - limit('steps')} more: --verbose`) : []),
  ];
}

function names(group: Group, most: number): string {
  const subjects = distinct(group, ({ subject }) => subject);
  const more = subjects.length > most ? ` and ${subjects.length - most} more` : '';
  return `${subjects.slice(0, most).join(', ')}${more}`;
}

function evidenceLines(
  { label, actual, expected, source, at }: Evidence,
  verbose: boolean,
  row: (label: string, text: string) => string[],
): string[] {
  return [
    ...row('saw', `${label}: ${actual}`),
    ...(expected === undefined ? [] : row('expected', expected)),
    ...(verbose ? row('source', `${source}${at === undefined ? '' : ` at ${at}`}`) : []),
  ];
}

const INDENT = ' '.repeat(12);

/** A command stands whole on one line, so that it can be copied: never wrapped, with its purpose as a shell comment. */
function stepLines(step: NextStep, box: BoxIdentity, b: Brush, columns: number, first: boolean): string[] {
  const rows = stepRows(step, box, (line) => INDENT.length + widthOf(line) <= columns);
  return rows.flatMap(({ command, words = '' }, index) => {
    const lead = first && index === 0 ? b.dim('  do        ') : INDENT;
    // What goes on in a second line stands further in, so that one step ends where the next begins.
    if (command === undefined) return wrap(words, columns, lead, `${INDENT}  `);
    return [`${lead}${b.bold(command)}${words === '' ? '' : `  ${b.dim(words)}`}`];
  });
}

import {
  type JudgedFinding,
  LINKS,
  needsAttention,
  numberOf,
  type Report,
  type Status,
} from '../../model/index.ts';
import { wrap } from '../layout.ts';
import type { ReporterOptions } from '../reporter.ts';
import type { Brush } from '../theme.ts';
import { checkWords } from '../words.ts';

/** What stands beside the cameras and is in order, could not be told, or is off: on as few lines as it needs. */
export function boxLines(report: Report, b: Brush, options: ReporterOptions): string[] {
  if (options.verbose) return ['', ...everythingElse(report, b, options)];
  const { findings, cameras } = report;
  const box = findings.filter(({ link }) => link === null);
  const titles = (status: Status) => [
    ...new Set(box.filter((one) => one.status === status).map(({ title }) => title)),
  ];
  const untold = findings.filter((one) => one.status === 'unknown' && !needsAttention(one));
  const offLinks = LINKS.filter((link) => cameras.every(({ links }) => links[link] === 'off'));
  const off = [
    ...(cameras.length === 0
      ? []
      : offLinks.map((link) => `${numberOf(link)} ${link}${reasonOf(findings, link)}`)),
    ...titles('off'),
  ];
  const line = (status: Status, label: string, words: readonly string[]) =>
    words.length === 0 ? [] : wrap(`${label}: ${words.join(', ')}`, options.columns, `${b.glyph(status)} `);
  const inOrder = titles('pass');
  // Beside something broken, lists of what is not would only push it off the screen.
  const brief = findings.some(needsAttention);
  const lines = [
    ...line(
      'pass',
      'in order',
      brief && inOrder.length > 3 ? [`${inOrder.length} checks of the box`] : inOrder,
    ),
    ...line('unknown', 'could not tell', [
      ...new Set(untold.map(({ title, summary }) => (brief ? title : `${title} (${summary})`))),
    ]),
    ...line('off', 'not judged', off),
  ];
  return lines.length === 0 ? [] : ['', ...lines];
}

/** Why a link is off for every camera, where there is one reason. */
function reasonOf(findings: readonly JudgedFinding[], link: string): string {
  const reasons = new Set(findings.filter((one) => one.link === link).map(({ reason }) => reason));
  const [reason] = reasons;
  return reasons.size === 1 && reason ? ` (${reason.replaceAll('-', ' ')})` : '';
}

function everythingElse({ findings }: Report, b: Brush, { columns }: ReporterOptions): string[] {
  return findings
    .filter((one) => !needsAttention(one))
    .flatMap((one) => [
      ...wrap(
        `${one.subject}  ${checkWords(one)}: ${one.summary}${one.reason ? ` (${one.reason})` : ''}`,
        columns,
        `${b.glyph(one.status)} `,
      ),
      ...one.evidence.flatMap(({ label, actual, expected, source }) =>
        wrap(
          `${label}: ${actual}${expected === undefined ? '' : `; expected ${expected}`}  [${source}]`,
          columns,
          '    ',
          undefined,
          b.dim,
        ),
      ),
    ]);
}

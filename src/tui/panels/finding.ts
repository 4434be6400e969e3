import { causeWords, type JudgedFinding, type Link, needsAttention, stepRows, works } from '../../index.ts';
import { clock } from '../clock.ts';
import {
  type Line,
  type Look,
  label,
  line,
  type Offered,
  rowsOf,
  span,
  textOf,
  widthOf,
  wrapped,
} from '../line.ts';
import type { View } from './panel.ts';
import { isPending, mark } from './pending.ts';

/** What stands at length; what is yet to come does not. */
export const isTrouble = (finding: JudgedFinding, view: Pick<View, 'replay'>): boolean =>
  needsAttention(finding) && !isPending(finding, view);

/** What is said of a finding: what was seen, why and what to do; without what was seen; or only what to do. */
export type Depth = 'whole' | 'brief' | 'do';

interface FindingOptions {
  readonly name?: string;
  readonly depth?: Depth;
  /** One line, until it is opened. */
  readonly folded?: boolean;
}

/** What is said while its turn has not come: that it was not reached in time sounds like a fault. */
const COMING = 'its turn has not come yet';

/** Which line a finding has: of the thing, not of the place. */
export const keyOf = ({ checkId, subject, diagnosis }: JudgedFinding): string =>
  `${checkId} ${subject} ${diagnosis?.code ?? ''}`;

/** A finding: one line, and below it, when it is trouble or unfolded, what was seen, the cause and what to do. */
export function findingLines(
  finding: JudgedFinding,
  view: View,
  { name = finding.title, depth = 'whole', folded = false }: FindingOptions = {},
): readonly Line[] {
  const { status, summary, evidence, diagnosis } = finding;
  const key = keyOf(finding);
  const [first] = evidence;
  const source = first && { source: first.source };
  const isOpen = isPending(finding, view);
  const lead = [mark(status, isOpen, view.screen), span(`${name}  `, 'dim')];
  const look: Look = status === 'fail' ? 'bold' : 'plain';
  const room = Math.max(20, view.columns - textOf({ spans: lead }).length);
  const [words = '', ...rest] = rowsOf(isOpen ? COMING : summary, room);
  const when = works(status) && rest.length === 0 ? lastSeen(first?.at, view) : '';
  const head = [
    line(key, [...lead, span(words, look), span(when.length <= room - widthOf(words) ? when : '', 'dim')], {
      ...source,
    }),
    ...rest.map((text, index) => label(`${key}/words ${index}`, `    ${text}`, look)),
  ];
  // Trouble is open until it is folded; the rest is folded until it is opened.
  if ((isTrouble(finding, view) && !folded) === view.unfolded.has(key)) return head;
  const columns = view.columns - 1;
  const seen = (depth === 'whole' ? evidence : []).flatMap(
    ({ label, actual, expected, source: from, at }, index) =>
      wrapped(
        `${key} saw ${index}`,
        `${label}: ${actual}${expected === undefined ? '' : `, expected ${expected}`}${at ? ` (${seenAt(at, view)})` : ''}`,
        columns,
        { indent: 6, first: '  saw ', look: 'dim', source: from },
      ),
  );
  const cause =
    diagnosis && depth !== 'do'
      ? wrapped(`${key} cause`, causeWords(diagnosis), columns, { indent: 6, first: '  why ', part: 'cause' })
      : [];
  const steps = (diagnosis?.nextSteps ?? []).flatMap((step, index) =>
    stepLines(
      { ...step, of: finding.subject },
      `${key} do ${index}`,
      view,
      index === 0 ? '  do  ' : '      ',
    ),
  );
  return [...head, ...seen, ...cause, ...steps];
}

function stepLines(step: Offered, key: string, { report: { box }, columns }: View, first: string) {
  const width = columns - 1;
  const rows = stepRows(step, box, (line) => widthOf(line) <= width - 6);
  return rows.flatMap(({ command, words }, index) =>
    wrapped(`${key}${index === 0 ? '' : ' command'}`, [command, words].filter(Boolean).join('  '), width, {
      indent: 6,
      look: command === undefined ? 'plain' : 'bold',
      step,
      part: 'do',
      ...(index === 0 && { first }),
    }).map((one) => ({ ...one, choosable: one.choosable && index === 0 })),
  );
}

/** The same cause, and the same advice, behind one thing and the next are told once. */
export function withoutRepeats(lines: readonly Line[]): readonly Line[] {
  const told = new Set<string>();
  return blocksOf(lines).flatMap((block) => {
    const [first] = block;
    if (first?.part === undefined) return block;
    const text = block.map(textOf).join('\n');
    if (!told.has(text)) {
      told.add(text);
      return block;
    }
    return first.part === 'do' ? [label(first.key, '  do  the same as above')] : [];
  });
}

/** All lines of a cause are a block, and all of what to do about it; every other line is its own. */
function blocksOf(lines: readonly Line[]): readonly (readonly Line[])[] {
  const blocks: Line[][] = [];
  for (const one of lines) {
    const last = blocks.at(-1);
    if (one.part !== undefined && one.part === last?.[0]?.part) last.push(one);
    else blocks.push([one]);
  }
  return blocks;
}

/** Younger than this, what is read again and again is told as new: a time that counts the seconds would be written each second. */
const NEW_MS = 10_000;

/** What works says when that was seen, once it is older than this: it is proved again in its turn. */
const OLD_MS = 30_000;

const lastSeen = (at: string | undefined, { report }: View): string =>
  at !== undefined && Date.parse(report.startedAt) - Date.parse(at) > OLD_MS ? `  (seen ${clock(at)})` : '';

const seenAt = (at: string, { replay, report }: View): string =>
  !replay && Date.parse(report.startedAt) - Date.parse(at) < NEW_MS ? 'just now' : clock(at);

/** The findings of some checks about the box; what is yet to come is no finding. */
export const boxFindings = (view: View, ...ids: readonly string[]): readonly JudgedFinding[] =>
  view.report.findings.filter(
    (finding) => finding.subject === 'box' && ids.includes(finding.checkId) && !isPending(finding, view),
  );

/** What the findings of all cameras say about one link, where that is trouble. */
export const cameraTroubles = (view: View, link: Link): readonly Line[] =>
  view.report.findings
    .filter((finding) => finding.link === link && isTrouble(finding, view))
    .flatMap((finding) => findingLines(finding, view, { name: finding.subject }));

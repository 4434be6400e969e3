import { type JudgedFinding, LINKS, type Link, numberOf } from '../../index.ts';
import { type Line, label, wrapped } from '../line.ts';
import { foldedBy } from './camera-folds.ts';
import { findingsOf, linkLines } from './detail.ts';
import { type Depth, findingLines, isTrouble, keyOf, withoutRepeats } from './finding.ts';
import type { View } from './panel.ts';

/** Fewer lines than this say nothing worth having. */
const LEAST = 3;
const MORE = label('more', '      Enter shows the rest');

/** A way to say it; where it is too long, it may be cut behind its `core`, a number of lines. */
interface Way {
  readonly lines: readonly Line[];
  readonly core?: number;
}

/** Why something of the box is as it is, in so many rows. What to do about it stays longest. */
export function findingPreview(view: View, key: string, rows: number): readonly Line[] {
  const finding = view.report.findings.find((one) => keyOf(one) === key);
  if (!finding || rows < LEAST) return [];
  // Its own words stand in the line that is chosen.
  const isHead = (one: Line) => one.key === key || one.key.startsWith(`${key}/`);
  const told = (depth: Depth) => [
    rule(finding.title, view),
    ...open(finding, view, depth).filter((one) => !isHead(one)),
  ];
  const ways = [
    { lines: told('whole') },
    { lines: told('brief') },
    { lines: [...told('do'), MORE], core: 0 },
  ];
  return fitting(ways, rows);
}

/**
 * Why the chosen camera is as it is, in so many rows: its troubles with what was seen, cause and commands, the first
 * broken link before all others; else its links. Where that is too much, what was seen gives way, of the first broken
 * link last; then the other links; then the cause. What to do about the first broken link stays.
 */
export function previewLines(view: View, id: string, rows: number): readonly Line[] {
  if (rows < LEAST) return [];
  const isBad = (finding: JudgedFinding) => isTrouble(finding, view);
  const bad = (link: Link) => findingsOf(view.report, id, link).filter(isBad);
  const troubled = LINKS.filter((link) => bad(link).length > 0);
  const first = troubled.find((link) => bad(link).some(({ status }) => status === 'fail')) ?? troubled[0];
  const causes = behindIt(view, id);
  const told = (links: readonly Link[], depthOf: (link: Link | undefined) => Depth) => [
    rule(id, view),
    ...withoutRepeats([
      ...causes.flatMap((finding) => open(finding, view, depthOf(first))),
      ...links.flatMap((link) =>
        linkLines(view, id, link, { ...(first && { wanted: isBad }), depth: depthOf(link) }),
      ),
    ]),
  ];
  const all = first ? [first, ...troubled.filter((link) => link !== first)] : LINKS;
  const core = first ? [first] : [];
  const hasCore = first !== undefined || causes.length > 0;
  return fitting(
    [
      { lines: told(all, () => 'whole') },
      { lines: told(all, (link) => (link === first ? 'whole' : 'brief')) },
      { lines: told(all, () => 'brief'), core: hasCore ? told(core, () => 'brief').length : 0 },
      { lines: [...told(core, () => 'do'), MORE] },
      // Its words stand in the list.
      {
        lines: [
          rule(first ? `${id}, ${numberOf(first)} ${first}` : id, view),
          ...stepsOf(told(core, () => 'do')),
          MORE,
        ],
        core: 0,
      },
    ],
    rows,
  );
}

const stepsOf = (lines: readonly Line[]) => lines.filter(({ step }) => step !== undefined);

/** What is wrong with the box, where nothing of the camera itself tells why it is not in order. */
function behindIt(view: View, id: string): readonly JudgedFinding[] {
  const mine = LINKS.flatMap((link) => findingsOf(view.report, id, link));
  const isBad = (one: JudgedFinding) => isTrouble(one, view) && one.diagnosis !== undefined;
  const isOpen = mine.some(({ status }) => status === 'blocked' || status === 'unknown');
  if (!isOpen || mine.some(isBad)) return [];
  return view.report.findings.filter((one) => one.subject === 'box' && one.status !== 'warn' && isBad(one));
}

/** A finding at length: whether its line is unfolded elsewhere says nothing about this place. */
const open = (finding: JudgedFinding, view: View, depth: Depth): readonly Line[] =>
  findingLines(finding, { ...view, unfolded: new Set() }, { depth });

/** Which cameras a line counts, in so many rows. */
export function foldPreview(view: View, key: string, list: readonly Line[], rows: number): readonly Line[] {
  const ids = foldedBy(key, view, list).map(({ id }) => id);
  const lines = [rule(key, view), ...wrapped('folded', ids.join(', '), view.columns - 1, { indent: 2 })];
  return ids.length === 0 ? [] : fitting([{ lines, core: 0 }], rows);
}

const rule = (title: string, { columns }: View): Line =>
  label('rule', `── ${title} ${'─'.repeat(Math.max(0, columns - title.length - 5))}`);

/** The first that fits, or that can be cut. */
function fitting(ways: readonly Way[], rows: number): readonly Line[] {
  const fits = ({ lines, core = rows }: Way) => lines.length <= rows || core < rows;
  const { lines } = ways.find(fits) ?? { lines: [] };
  return lines.length <= rows ? lines : [...lines.slice(0, rows - 1), MORE];
}

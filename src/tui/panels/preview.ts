import { type JudgedFinding, LINKS, type Link } from '../../index.ts';
import { type Line, label } from '../line.ts';
import { findingsOf, linkLines } from './detail.ts';
import { findingLines, isTrouble, keyOf } from './finding.ts';
import type { View } from './panel.ts';

/** Fewer lines than this say nothing worth having. */
const LEAST = 3;

/** The same of something about the box. */
export function findingPreview(view: View, key: string, rows: number): readonly Line[] {
  const finding = view.report.findings.find((one) => keyOf(one) === key);
  if (!finding || rows < LEAST) return [];
  const { title } = finding;
  // Whether its line is unfolded says nothing about this place.
  const here = { ...view, unfolded: new Set<string>() };
  const ways = [false, true].map((brief) => [
    rule(title, view),
    ...findingLines(finding, here, { brief }).slice(1),
  ]);
  return fitting(ways, rows);
}

/**
 * Why the chosen camera is as it is, in so many rows: its troubles with what was seen, cause and commands, else its
 * links. Where that is too much, what was seen gives way, of the first broken link last.
 */
export function previewLines(view: View, id: string, rows: number): readonly Line[] {
  if (rows < LEAST) return [];
  const isBad = (finding: JudgedFinding) => isTrouble(finding, view);
  const troubled = LINKS.filter((link) => findingsOf(view.report, id, link).some(isBad));
  const wanted = troubled.length > 0 ? isBad : () => true;
  const told = (whole: readonly Link[]) => [
    rule(id, view),
    ...LINKS.flatMap((link) => linkLines(view, id, link, { wanted, brief: !whole.includes(link) })),
  ];
  return fitting([told(LINKS), told(troubled.slice(0, 1)), told([])], rows);
}

const rule = (title: string, { columns }: View): Line =>
  label('rule', `── ${title} ${'─'.repeat(Math.max(0, columns - title.length - 5))}`);

/** The first that fits, else as much as does of the last. */
function fitting(ways: readonly (readonly Line[])[], rows: number): readonly Line[] {
  const fits = ways.find(({ length }) => length <= rows);
  if (fits) return fits;
  return [...(ways.at(-1) ?? []).slice(0, rows - 1), label('more', '      Enter shows the rest')];
}

import { type JudgedFinding, LINKS, type Link } from '../../index.ts';
import { type Line, label } from '../line.ts';
import { findingsOf, linkLines } from './detail.ts';
import { isTrouble, type View } from './panel.ts';

/** Fewer lines than this say nothing worth having. */
const LEAST = 3;

/**
 * Why the chosen camera is as it is, in so many rows: its troubles with what was seen, cause and commands, else its
 * links. Where that is too much, what was seen gives way, of the first broken link last.
 */
export function previewLines(view: View, id: string, rows: number): readonly Line[] {
  if (rows < LEAST) return [];
  const isBad = (finding: JudgedFinding) => isTrouble(finding, view);
  const troubled = LINKS.filter((link) => findingsOf(view.report, id, link).some(isBad));
  const wanted = troubled.length > 0 ? isBad : () => true;
  const rule = label('rule', `── ${id} ${'─'.repeat(Math.max(0, view.columns - id.length - 5))}`);
  const told = (whole: readonly Link[]) => [
    rule,
    ...LINKS.flatMap((link) => linkLines(view, id, link, { wanted, brief: !whole.includes(link) })),
  ];
  const ways = [told(LINKS), told(troubled.slice(0, 1)), told([])];
  const fits = ways.find(({ length }) => length <= rows);
  if (fits) return fits;
  const brief = ways.at(-1) ?? [];
  return [...brief.slice(0, rows - 1), label('more', '      Enter shows the rest')];
}

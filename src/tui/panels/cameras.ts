import { LINKS, type ReadingKind } from '../../index.ts';
import { type Line, label } from '../line.ts';
import { COMING, FOLDED, folded } from './camera-folds.ts';
import { cameraLine, columnsFor } from './camera-line.ts';
import { isInOrder, isToCome, sortedCameras } from './camera-state.ts';
import { findingLines, isTrouble } from './finding.ts';
import type { View } from './panel.ts';

/** Does a line of this panel stand for one camera? */
export const isCameraLine = ({ key, step }: Line): boolean =>
  step === undefined && ![FOLDED, COMING].includes(key) && !key.includes(' box ');

interface ListOptions {
  /** The camera that is looked at: it is never folded away. */
  readonly chosen?: string | null;
  /** So many lines are filled with cameras that need nobody, where there are more than lines; the others are counted. */
  readonly filled?: number;
}

/** The cameras, and below them what the box itself has to say. `rows`: how many lines there are for it. */
export function cameraLines(
  view: View,
  rows: number,
  { chosen = null, filled = 0 }: ListOptions = {},
): readonly Line[] {
  const cameras = sortedCameras(view.report, view.filter);
  const widths = columnsFor(cameras, view.columns);
  const heads = [
    ...legend(view.columns, rows),
    label('head', `${' '.repeat(2 + widths.name + 1)}${LINKS.map((_, index) => index + 1).join(' ')}`),
  ];
  const isShort = cameras.length > rows - 3 && view.filter === '';
  const box = boxTroubles(view);
  const { listed, lines } = isShort
    ? folded(cameras, view, filled - heads.length - box.length, chosen)
    : { listed: cameras, lines: [] };
  const list = (roomy: boolean) => [
    ...heads,
    ...(cameras.length === 0
      ? empty(view)
      : listed.flatMap((camera) => cameraLine(camera, widths, view, roomy))),
    ...lines,
    ...box,
  ];
  const whole = list(true);
  return whole.length <= rows ? whole : list(false);
}

/** Where a list has so many rows, its legend may take two. */
const HIGH = 20;

/** What the numbers above the cells mean: in whole words where there is room for them, else as much of each as there is. */
function legend(columns: number, rows: number): readonly Line[] {
  const words = (most: number) => LINKS.map((link, index) => `${index + 1} ${link.slice(0, most)}`);
  const most = [9, 6, 5].find((letters) => words(letters).join(' ').length <= columns) ?? 4;
  const lines = most < 9 && rows >= HIGH ? [words(9).slice(0, 6), words(9).slice(6)] : [words(most)];
  return lines.map((line, index) => label(`links ${index}`, line.join(' ')));
}

function empty({ filter, report, sweep, replay }: View): readonly Line[] {
  const none = (words: string) => [label('none', words, 'plain')];
  if (filter !== '' && report.cameras.length > 0)
    return none(`no camera matches "${filter}" (Esc clears the filter)`);
  const isLooking = ['devices', 'mediamtx.paths'].some((kind) => !sweep.readings[kind as ReadingKind]);
  if (isLooking && !replay) return none('looking for cameras …');
  return none('no camera is known here: plug one in, or give it a path in MediaMTX');
}

const troublesOf = (view: View) =>
  view.report.findings.filter((finding) => finding.subject === 'box' && isTrouble(finding, view));

/** Is there something here whose reason is worth rows? */
export const hasTrouble = (view: View): boolean =>
  troublesOf(view).length > 0 ||
  view.report.cameras.some((camera) => !isInOrder(camera) && !isToCome(camera, view));

/** Everything about the box that is not in order; why stands where the chosen one is told of. */
function boxTroubles(view: View): readonly Line[] {
  const troubles = troublesOf(view);
  return troubles.length === 0
    ? []
    : [label('gap', ''), ...troubles.flatMap((finding) => findingLines(finding, view, { folded: true }))];
}

import type { CameraChain, Status } from '../../index.ts';
import { type Line, line, span } from '../line.ts';
import { isInOrder, isToCome } from './camera-state.ts';
import type { View } from './panel.ts';
import { mark } from './pending.ts';

/** Key of the line that stands for all healthy cameras. */
export const FOLDED = 'cameras in order';
/** The same for those whose turn has not come. */
export const COMING = 'cameras to come';

interface Fold {
  readonly key: string;
  readonly status: Status;
  readonly open: boolean;
  readonly words: string;
  has(camera: CameraChain, view: View): boolean;
}

/** What lines stand for many cameras. */
const FOLDS: readonly Fold[] = [
  {
    ...{ key: COMING, status: 'unknown', open: true, words: 'not proved yet' },
    has: isToCome,
  },
  {
    ...{ key: FOLDED, status: 'pass', open: false, words: 'in order' },
    has: isInOrder,
  },
];

/** The cameras that a line counts and that stand nowhere in the list. */
export const foldedBy = (key: string, view: View, list: readonly Line[]): readonly CameraChain[] =>
  view.report.cameras.filter(
    (camera) =>
      FOLDS.some((fold) => fold.key === key && fold.has(camera, view)) &&
      !list.some((one) => one.key === camera.id),
  );

/**
 * Where rows run out, what is broken stands alone, with the `chosen` one: of the others as many as fill the `rows` there
 * are for the list, and the rest is counted, until it is unfolded.
 */
export function folded(cameras: readonly CameraChain[], view: View, rows: number, chosen: string | null) {
  const folds = FOLDS.filter(({ key }) => !view.unfolded.has(key));
  const foldOf = (camera: CameraChain) =>
    camera.id === chosen ? undefined : folds.find(({ has }) => has(camera, view));
  const foldable = Map.groupBy(cameras, foldOf);
  const alone = foldable.get(undefined) ?? [];
  foldable.delete(undefined);
  const room = cameras.length <= rows ? rows : Math.max(0, rows - alone.length - foldable.size);
  const hidden = new Set([...foldable.values()].flat().slice(room));
  const lines = [...foldable].flatMap(([fold, members]): readonly Line[] => {
    const count = members.filter((camera) => hidden.has(camera)).length;
    if (fold === undefined || count === 0) return [];
    const more = cameras.some((camera) => !hidden.has(camera) && fold.has(camera, view)) ? ' more' : '';
    return [
      line(fold.key, [
        mark(fold.status, fold.open, view.screen),
        span(`${count}${more} ${count === 1 ? 'is' : 'are'} ${fold.words} (Enter shows them)`),
      ]),
    ];
  });
  return { listed: cameras.filter((camera) => !hidden.has(camera)), lines };
}

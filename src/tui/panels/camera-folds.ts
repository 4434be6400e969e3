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

/** Where rows run out, what is broken stands alone: the others are counted, until they are unfolded. */
export function folded(cameras: readonly CameraChain[], view: View) {
  const folds = FOLDS.filter(({ key }) => !view.unfolded.has(key));
  const foldOf = (camera: CameraChain) => folds.find(({ has }) => has(camera, view));
  const lines = folds.flatMap((fold): readonly Line[] => {
    const { key, status, open, words } = fold;
    const count = cameras.filter((camera) => foldOf(camera) === fold).length;
    if (count === 0) return [];
    return [
      line(key, [
        mark(status, open, view.screen),
        span(`${count} more ${count === 1 ? 'is' : 'are'} ${words} (Enter shows them)`),
      ]),
    ];
  });
  return { listed: cameras.filter((camera) => foldOf(camera) === undefined), lines };
}

import { findCameras } from '../cameras/cameras.ts';
import { known } from '../model/index.ts';
import type { PlanInput } from './input.ts';
import { isOnDemand, mayOpen } from './on-demand.ts';

/** Why a picture of a camera is not to be read now. */
export type Unwatched = 'passive' | 'on-demand' | 'not-ready' | 'no-stream';

/**
 * The stream to show of a camera (its first), or why none is to be opened: the rules of every other reader. Looking on
 * must not keep an idle source awake either, so `reading` says whether one of the path's readers is ours.
 */
export function watchable(
  input: PlanInput,
  subject: string,
  reading: boolean,
): { readonly path: string | null; readonly refused: Unwatched | null } {
  const camera = findCameras(input.readings, input.expectations).find(({ id }) => id === subject);
  const path = camera?.streams[0]?.path ?? null;
  if (path === null) return { path, refused: 'no-stream' };
  const { passive, wake } = input.expectations.options;
  if (passive) return { path, refused: 'passive' };
  const onDemand = isOnDemand(input.readings, path);
  if (!mayOpen(input, path)) return { path, refused: onDemand ? 'on-demand' : 'not-ready' };
  const readers = known(input.readings, 'mediamtx.paths')?.find(({ name }) => name === path)?.readers.length;
  const alone = onDemand && !wake && (readers ?? 0) <= (reading ? 1 : 0);
  return { path, refused: alone ? 'on-demand' : null };
}

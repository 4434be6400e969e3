import type { CameraChain } from './verdict.ts';

/**
 * Is what somebody tells of (a finding's `subject`) this camera, or one of its streams (`ID/PATH`)? Ids and paths may have
 * slashes themselves. Asked for each pair of finding and camera at each update, so it makes no text before it has to.
 */
export function isOfCamera(subject: string, { id, streams }: Pick<CameraChain, 'id' | 'streams'>): boolean {
  if (!subject.startsWith(id)) return false;
  if (subject.length === id.length) return true;
  return subject[id.length] === '/' && streams.includes(subject.slice(id.length + 1));
}

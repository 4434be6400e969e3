import type { ProcessInfo } from '../../model/index.ts';
import { readStat } from './proc.ts';

/** States of a process that can move: running, sleeping, waiting for a disk. */
const MOVING = 'RSD';

/**
 * Is a known process still the same, and in a state like before? One read of the kernel's own tables, cheap enough for
 * every second; a pass over all of /proc is for when it is not.
 */
export function isAsBefore(
  { pid, startTicks, state }: Pick<ProcessInfo, 'pid' | 'startTicks' | 'state'>,
  root = '/proc',
): boolean {
  const now = statNow(root, pid);
  if (now === null || now.startTicks !== startTicks) return false;
  return now.state === state || (MOVING.includes(now.state) && MOVING.includes(state));
}

/** Null when the process is gone, or hidden. */
function statNow(root: string, pid: number) {
  try {
    return readStat(root, pid);
  } catch {
    return null;
  }
}

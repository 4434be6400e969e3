import { findCameras } from '../cameras/cameras.ts';
import { concerns } from '../checks/check.ts';
import type { Expectations, Readings, Report } from '../model/index.ts';

/** Subjects of the readings that concern one camera (or `camera/path`): its nodes and its paths. */
export function subjectsOf(
  readings: Readings,
  expectations: Expectations,
  subject: string,
): ReadonlySet<string> {
  const camera = findCameras(readings, expectations).find((one) => concerns({ subject }, one));
  const nodes = camera?.nodes.map(({ path }) => path) ?? [];
  return new Set([...nodes, ...(camera?.streams.map(({ path }) => path) ?? [])]);
}

/** Paths of the cameras whose stream was opened, or played, in vain. */
export function failingStreams(report: Report | null): ReadonlySet<string> {
  const failing = (report?.cameras ?? []).filter(
    ({ links }) => links.decode === 'fail' || links.deliver === 'fail',
  );
  return new Set(failing.flatMap(({ streams }) => streams));
}

/**
 * Nodes of the cameras that are broken at their device, or that nobody captures from. What such a node said while all was
 * well does not tell why: a signal is lost, or a driver hangs, without any event.
 */
export function doubtedNodes(
  report: Report | null,
  readings: Readings,
  expectations: Expectations,
): ReadonlySet<string> {
  const broken = (report?.cameras ?? []).filter(
    ({ links }) => links.device === 'fail' || links.capture === 'fail',
  );
  if (broken.length === 0) return new Set();
  const ids = new Set(broken.map(({ id }) => id));
  const found = findCameras(readings, expectations).filter(({ id }) => ids.has(id));
  return new Set(found.flatMap(({ nodes }) => nodes.map(({ path }) => path)));
}

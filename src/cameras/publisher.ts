import { known, type ProcessInfo, type Sweep } from '../model/index.ts';
import type { Camera } from './cameras.ts';
import { hookOf } from './join.ts';
import { answersTo } from './names.ts';
import { deviceInText, pathsSent } from './text.ts';

/** The process that publishes a camera's stream, as far as it could be joined; else one that says it would. */
export function publisherOf(sweep: Pick<Sweep, 'readings'>, camera: Camera): ProcessInfo | undefined {
  const processes = known(sweep.readings, 'processes')?.processes ?? [];
  const joined = camera.streams.map(({ join }) => join?.pid).find((pid) => pid != null);
  return (
    processes.find(({ pid }) => pid === joined) ??
    camera.streams.map(({ path }) => hookOf(processes, path)).find((hook) => hook !== undefined) ??
    processes.find((process) => isPublisher(process) && names(process, camera))
  );
}

/** True for a process whose command line sends a stream somewhere. */
export function isPublisher({ argv }: ProcessInfo): boolean {
  return pathsSent(argv).length > 0;
}

/** True when the command line names the camera's device, under any of its names. */
function names({ argv }: ProcessInfo, { device, nodes }: Camera): boolean {
  return argv
    .map((word) => deviceInText(word))
    .some((named) => named !== null && (named === device || nodes.some((node) => answersTo(node, named))));
}

import { known, type ProcessInfo, type Sweep } from '../model/index.ts';
import type { Camera } from './cameras.ts';

/** The process that publishes a camera's stream, as far as it could be joined; else MediaMTX's hook for its path. */
export function publisherOf(sweep: Pick<Sweep, 'readings'>, camera: Camera): ProcessInfo | undefined {
  const processes = known(sweep.readings, 'processes')?.processes ?? [];
  const joined = camera.streams.map(({ join }) => join?.pid).find((pid) => pid != null);
  return (
    processes.find(({ pid }) => pid === joined) ??
    processes.find(
      ({ mtxPath }) => mtxPath !== null && camera.streams.some(({ path }) => path === mtxPath),
    ) ??
    processes.find(
      ({ argv }) => camera.device !== null && argv.some((word) => word.endsWith(camera.device ?? '')),
    )
  );
}

import type { Camera } from '../cameras/cameras.ts';
import { startsOnDemand } from '../cameras/path-config.ts';
import {
  type Diagnosis,
  type Evidence,
  type Finding,
  type Reading,
  reading,
  type Sweep,
} from '../model/index.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, type Make } from './finding.ts';
import { mediamtxUnit, pathConfig, pathState } from './mediamtx-facts.ts';

/** Does MediaMTX start it for its viewers only? */
const isOnDemand = (sweep: Sweep, path: string): boolean => {
  const config = pathConfig(sweep, path);
  return config !== undefined && startsOnDemand(config);
};

/** True for a path that starts only when somebody watches, and that nobody watches now. */
export function isIdleOnDemand(sweep: Sweep, path: string): boolean {
  return isOnDemand(sweep, path) && pathState(sweep, path)?.ready !== true;
}

/** True when all streams of the camera are idle on-demand paths. */
export function idleOnDemand(sweep: Sweep, camera: Camera): boolean {
  return camera.streams.length > 0 && camera.streams.every(({ path }) => isIdleOnDemand(sweep, path));
}

/** What stands for a verdict on an on-demand path that nobody watches. */
export function sleeps(
  sweep: Sweep,
  make: Make,
  camera: Camera,
  evidence: readonly Evidence[] = [],
): Finding {
  if (sweep.expectations.options.wake)
    return make.unknown('on demand, and did not start when it was asked for', 'on-demand', evidence);
  const diagnosis = diagnose('on-demand-idle', { camera: camera.id });
  return make.unknown('on demand, and nobody asks for it now', 'on-demand', evidence, diagnosis);
}

/** Was this said before the camera was woken, of a camera that slept by design? */
export function saidOfSleeper(sweep: Sweep, camera: Camera, from: Reading<unknown>): boolean {
  return camera.streams.some(({ path }) => {
    const read = reading(sweep.readings, 'rtsp', path);
    return isOnDemand(sweep, path) && read !== undefined && from.mono < read.mono + read.tookMs;
  });
}

/** A path that stands still is broken only where it is known that it does not wait for a viewer. */
export function unlessOnDemand(sweep: Sweep, broken: Finding): Finding {
  const make = about(broken.checkId, broken.subject);
  const sight = lookAt(sweep, 'mediamtx.pathConfigs', make, 'whether its path starts on demand');
  return sight.clear ? broken : sight.unknown;
}

/** MediaMTX started what the path is made of, and nothing came within its patience. */
export function notStarted(sweep: Sweep, path: string): Diagnosis {
  const { source = 'publisher', runOnDemand = '' } = pathConfig(sweep, path) ?? {};
  return source === 'publisher'
    ? diagnose('on-demand-failed', { path, command: runOnDemand, unit: mediamtxUnit(sweep) })
    : diagnose('source-unreachable', { path, source });
}

import { configOfPath, startsOnDemand } from '../cameras/path-config.ts';
import { faultIn, known, type Reading, type ReadingKind, type Readings } from '../model/index.ts';
import type { PlanInput } from './input.ts';

/** Reading an idle on-demand path would start its source, so that is left to `--wake`. */
export function mayOpen({ readings, expectations }: PlanInput, path: string): boolean {
  const state = known(readings, 'mediamtx.paths')?.find(({ name }) => name === path);
  if (state?.ready) return true;
  if (isOnDemand(readings, path)) return expectations.options.wake;
  // A MediaMTX that accepts and does not answer serves no stream either: each would cost its whole deadline.
  return (
    faultIn(readings, 'mediamtx.paths') !== undefined &&
    faultIn(readings, 'mediamtx.paths')?.code !== 'timeout'
  );
}

/** Its source runs only while somebody reads it. */
export function isOnDemand(readings: Readings, path: string): boolean {
  const [configs, states] = [known(readings, 'mediamtx.pathConfigs'), known(readings, 'mediamtx.paths')];
  const config = configOfPath(path, configs ?? [], states ?? []);
  return config !== undefined && startsOnDemand(config);
}

/** What an idle on-demand path keeps from being seen: its publisher, and all that it sends. */
const HIDDEN_WHILE_IDLE: ReadonlySet<ReadingKind> = new Set([
  'processes',
  'progress',
  'mediamtx.paths',
  'mediamtx.sessions',
  'mediamtx.flow',
]);

/** Was it made before a reader woke an on-demand path, so that it shows a box that slept? */
export function isFromBeforeWaking(
  { readings, expectations }: PlanInput,
  kind: ReadingKind,
  made: Reading<unknown>,
): boolean {
  if (!expectations.options.wake || !HIDDEN_WHILE_IDLE.has(kind)) return false;
  return Object.entries(readings.rtsp ?? {}).some(
    ([path, read]) => read.ok && isOnDemand(readings, path) && read.mono + read.tookMs > made.mono,
  );
}

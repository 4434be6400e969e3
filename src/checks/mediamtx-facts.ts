import type { Camera } from '../cameras/cameras.ts';
import { known, type PathConfig, type PathState, type Sweep } from '../model/index.ts';

/** The configuration of a path, by name; undefined where it is not configured or not known. */
export function pathConfig(sweep: Sweep, path: string): PathConfig | undefined {
  return known(sweep.readings, 'mediamtx.pathConfigs')?.find(({ name }) => name === path);
}

/** The state of a path now; undefined where MediaMTX has no such path or is not known. */
export function pathState(sweep: Sweep, path: string): PathState | undefined {
  return known(sweep.readings, 'mediamtx.paths')?.find(({ name }) => name === path);
}

/** True for a path that starts only when somebody watches, and that nobody watches now. */
export function isIdleOnDemand(sweep: Sweep, path: string): boolean {
  const config = pathConfig(sweep, path);
  const onDemand = config !== undefined && (config.runOnDemand !== '' || config.sourceOnDemand);
  return onDemand && pathState(sweep, path)?.ready !== true;
}

/** True when all streams of the camera are idle on-demand paths. */
export function idleOnDemand(sweep: Sweep, camera: Camera): boolean {
  return camera.streams.length > 0 && camera.streams.every(({ path }) => isIdleOnDemand(sweep, path));
}

/** The systemd unit of MediaMTX, where it runs as one. */
export function mediamtxUnit(sweep: Sweep): string | null {
  const running = known(sweep.readings, 'processes')?.processes.find(({ comm }) => comm === 'mediamtx')?.unit;
  const unit = known(sweep.readings, 'units')?.units.find(({ unit }) => unit.startsWith('mediamtx'))?.unit;
  return running ?? unit ?? null;
}

/** The unit of the process that listens on a port, or a unit named like it. */
export function unitOf(sweep: Sweep, port: number): string | null {
  const table = known(sweep.readings, 'processes');
  const listener = table?.listeners.find((candidate) => candidate.port === port);
  return table?.processes.find(({ pid }) => pid === listener?.pid)?.unit ?? null;
}

/** The port of a URL, with the scheme's own where none is written. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (protocol === 'https:' || protocol === 'wss:' ? 443 : 80) : Number(port);
}

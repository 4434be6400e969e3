import type { Config } from '../../config/config.ts';
import { isMediamtx, type Listener, type ProcessInfo } from '../../model/index.ts';

/** Where MediaMTX and the camera service should listen: whoever does is part of the picture. */
export const portsOf = ({ mediamtx, service, health }: Config): readonly number[] =>
  [mediamtx.url, service.url, health.url].map(portOf);

/** The MediaMTX that listens where the API should, or else where RTSP should. */
export function serverOf(
  processes: readonly ProcessInfo[],
  listeners: readonly Listener[],
  { mediamtx }: Config,
): number | null {
  const servers = processes.filter(isMediamtx).map(({ pid }) => pid);
  const owners = [mediamtx.url, mediamtx.rtspUrl ?? 'rtsp://127.0.0.1:8554'].map(
    (url) => listeners.find((one) => one.protocol === 'tcp' && one.port === portOf(url))?.pid ?? null,
  );
  return owners.find((pid) => pid !== null && servers.includes(pid)) ?? null;
}

function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (DEFAULT_PORTS[protocol] ?? 80) : Number(port);
}

const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'https:': 443,
  'wss:': 443,
  'rtsp:': 554,
  'rtsps:': 322,
};

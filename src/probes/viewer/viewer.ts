import { type AddressInfo, connect, createServer } from 'node:net';
import type { Config } from '../../config/config.ts';
import { known, type OutsideTry, type Readings } from '../../model/index.ts';
import type { ProbeContext } from '../probe.ts';

/** An own address answers at once or, behind a packet filter, not at all, ms. */
const OUTSIDE_MS = 1_000;

/** Where viewers find a protocol: configured, else as MediaMTX itself tells, on the host of its API. */
export function viewerBase(
  protocol: 'hls' | 'webrtc',
  { mediamtx, viewerHost }: Pick<Config, 'mediamtx' | 'viewerHost'>,
  readings: Readings,
): string {
  const configured = protocol === 'hls' ? mediamtx.hlsUrl : mediamtx.webrtcUrl;
  if (configured !== null) return configured.replace(/\/$/, '');
  const told = known(readings, 'mediamtx.config');
  const address = protocol === 'hls' ? (told?.hlsAddress ?? ':8888') : (told?.webrtcAddress ?? ':8889');
  const secure = (protocol === 'hls' ? told?.hlsEncryption : told?.webrtcEncryption) ?? false;
  const [, host = '', port = protocol === 'hls' ? '8888' : '8889'] = /^(.*):(\d+)$/.exec(address) ?? [];
  const anyHost = host === '' || host === '0.0.0.0' || host === '[::]';
  const { hostname } = new URL(mediamtx.url);
  return `${secure ? 'https' : 'http'}://${viewerHost ?? (anyHost ? hostname : host)}:${port}`;
}

/** A path below a base URL. */
export const below = (base: string, path: string): string =>
  `${base}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** The header of a configured reader; none where there is no reader. */
export function authorization({ mediamtx }: Pick<Config, 'mediamtx'>): { authorization?: string } {
  const user = mediamtx.readUser ?? mediamtx.user;
  const password = mediamtx.readUser === null ? mediamtx.password : mediamtx.readPassword;
  if (user === null) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` };
}

/**
 * Tries the same port at the box's primary outer address. Null where viewers are local, where the probe goes to an outer
 * address anyway, where the box has none, and where we ourselves may talk to none. Never rejects.
 */
export async function tryOutside(
  base: string,
  { config, known: readings, signal }: Pick<ProbeContext, 'config' | 'known' | 'signal'>,
): Promise<OutsideTry | null> {
  const { hostname, port: written, protocol } = new URL(base);
  const addresses = known(readings, 'host')?.addresses ?? [];
  const address = addresses.find((one) => !one.includes(':')) ?? addresses[0];
  if (config.viewers === 'local' || address === undefined || !isLoopback(hostname)) return null;
  const port = Number(written || (protocol === 'https:' ? 443 : 80));
  const open = await connects(address, port, signal);
  return open || (await mayGoTo(address, signal)) ? { address, port, open } : null;
}

/**
 * Does a connection to ourselves at an address of this machine come about? In the sandbox of an agent (`IPAddressDeny=`) it
 * does not, and then a server that cannot be reached there proves nothing.
 */
async function mayGoTo(address: string, signal: AbortSignal): Promise<boolean> {
  const server = createServer((socket) => socket.destroy());
  const { promise: port, resolve } = Promise.withResolvers<number | null>();
  server.once('listening', () => resolve((server.address() as AddressInfo).port));
  server.once('error', () => resolve(null));
  server.listen(0, address);
  const own = await port;
  const may = own !== null && (await connects(address, own, signal));
  if (own !== null) server.close();
  return may;
}

async function connects(host: string, port: number, signal: AbortSignal): Promise<boolean> {
  const { promise, resolve } = Promise.withResolvers<boolean>();
  const socket = connect({ host, port, timeout: OUTSIDE_MS });
  socket.once('connect', () => resolve(true));
  socket.once('timeout', () => resolve(false));
  socket.once('error', () => resolve(false));
  const abort = () => resolve(false);
  signal.addEventListener('abort', abort, { once: true });
  const open = await promise;
  signal.removeEventListener('abort', abort);
  socket.destroy();
  return open;
}

const isLoopback = (hostname: string): boolean => /^(127\.|localhost$|\[::1\]$)/.test(hostname);

import type { Config } from '../../config/config.ts';
import { known, type Readings } from '../../model/index.ts';
import { type ProbeContext, ProbeFault } from '../probe.ts';
import type { RtspResponse } from './message.ts';
import { redirected } from './redirect.ts';
import { RtspSession, type RtspTarget } from './session.ts';

/** Longer chains of redirects lead nowhere. */
const MAX_REDIRECTS = 3;

/** Where MediaMTX's RTSP server is: configured, else told by MediaMTX itself, else beside its API. */
export function rtspBase(
  { mediamtx, viewerHost }: Pick<Config, 'mediamtx' | 'viewerHost'>,
  readings: Readings,
): string {
  if (mediamtx.rtspUrl !== null) return mediamtx.rtspUrl.replace(/\/$/, '');
  const { hostname } = new URL(mediamtx.url);
  const told = known(readings, 'mediamtx.config');
  if (!told) return `rtsp://${viewerHost ?? hostname}:8554`;
  const secure = /^(strict|yes)$/.test(told.rtspEncryption);
  const address = secure ? told.rtspsAddress : told.rtspAddress;
  const [, host = '', port] = /^(.*):(\d+)$/.exec(address) ?? [];
  const anyHost = host === '' || host === '0.0.0.0' || host === '[::]';
  return `${secure ? 'rtsps' : 'rtsp'}://${viewerHost ?? (anyHost ? hostname : host)}:${port ?? 8554}`;
}

export const urlOf = (path: string, context: Pick<ProbeContext, 'config' | 'known'>): string =>
  `${rtspBase(context.config, context.known)}/${path.split('/').map(encodeURIComponent).join('/')}`;

/** Where a path is read, and as whom. */
export function targetOf(path: string, context: Pick<ProbeContext, 'config' | 'known'>): RtspTarget {
  const { mediamtx } = context.config;
  const user = mediamtx.readUser ?? mediamtx.user;
  const password = mediamtx.readUser === null ? mediamtx.password : mediamtx.readPassword;
  const credentials = user === null ? null : { user, password: password ?? '' };
  return { url: urlOf(path, context), credentials, ca: mediamtx.ca };
}

/**
 * How packets come: as configured, or by UDP where MediaMTX offers no TCP; but over TLS a server sends by UDP only what is
 * encrypted once more (SRTP).
 */
export function transportOf(
  { url }: Pick<RtspTarget, 'url'>,
  { config: { mediamtx }, known: readings }: Pick<ProbeContext, 'config' | 'known'>,
): 'tcp' | 'udp' {
  if (url.startsWith('rtsps:')) return 'tcp';
  const offered = known(readings, 'mediamtx.config')?.rtspTransports ?? [];
  return offered.includes('udp') && !offered.includes('tcp') ? 'udp' : mediamtx.transport;
}

export interface OpenStream {
  readonly session: RtspSession;
  readonly target: RtspTarget;
  readonly described: RtspResponse;
  readonly connectMs: number;
}

/** Connects and asks for the description, following a few redirects. The session is the caller's to close. */
export async function openStream(
  asked: RtspTarget,
  signal: AbortSignal,
  since: () => number,
): Promise<OpenStream> {
  let target = asked;
  for (let hops = 0; hops <= MAX_REDIRECTS; hops++) {
    const session = await RtspSession.open(target, signal);
    try {
      const connectMs = since();
      await session.request('OPTIONS', target.url);
      const described = await session.request('DESCRIBE', target.url, { Accept: 'application/sdp' });
      if (described.status === 200) return { session, target, described, connectMs };
      target = redirected(target, described);
    } catch (error) {
      await session.close(target.url);
      throw error;
    }
    await session.close(target.url);
  }
  throw new ProbeFault('protocol', 'DESCRIBE', `more than ${MAX_REDIRECTS} redirects`);
}

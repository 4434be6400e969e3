import { ProbeFault } from '../probe.ts';
import { maskUrls } from '../text.ts';
import type { RtspResponse } from './message.ts';
import type { RtspTarget } from './session.ts';

/** Where a redirect leads. Credentials go to no other host and never from TLS to plain text. */
export function redirected(from: RtspTarget, { headers, status }: RtspResponse): RtspTarget {
  const location = headers.get('location')?.[0] ?? '';
  const to = URL.canParse(location, from.url) ? new URL(location, from.url) : null;
  if (!to || !/^rtsps?:$/.test(to.protocol)) {
    throw new ProbeFault(
      'protocol',
      'DESCRIBE',
      `${status} without a usable Location: ${maskUrls(location)}`,
    );
  }
  const old = new URL(from.url);
  if (old.protocol === 'rtsps:' && to.protocol === 'rtsp:')
    throw new ProbeFault('protocol', 'DESCRIBE', 'redirected from TLS to plain text');
  to.username = '';
  to.password = '';
  return { ...from, url: to.href, credentials: to.host === old.host ? from.credentials : null };
}

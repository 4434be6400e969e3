import { lookup } from 'node:dns/promises';
import { isIP } from 'node:net';

/** Longer than this no viewer waits for a name, ms. */
const LOOKUP_MS = 2_000;

/**
 * An SDP whose candidates have addresses only. `webrtcAdditionalHosts` may be names, which old servers pass on: a browser
 * looks them up, werift does not. A name that nobody knows stays, and is an address that cannot be reached.
 */
export async function withAddresses(sdp: string): Promise<string> {
  return (await Promise.all(sdp.split('\r\n').map(addressed))).join('\r\n');
}

async function addressed(line: string): Promise<string> {
  const words = line.split(' ');
  const name = words[4];
  if (!line.startsWith('a=candidate:') || name === undefined || isIP(name) !== 0) return line;
  const { promise, resolve } = Promise.withResolvers<string>();
  const timer = setTimeout(() => resolve(name), LOOKUP_MS);
  lookup(name).then(
    ({ address }) => resolve(address),
    () => resolve(name),
  );
  const address = await promise;
  clearTimeout(timer);
  return words.with(4, address).join(' ');
}

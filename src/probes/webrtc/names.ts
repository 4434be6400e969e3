import { isIP } from 'node:net';
import { addressesOf } from '../lookup.ts';

/** Longer than this no viewer waits for a name, ms. */
const LOOKUP_MS = 2_000;

/**
 * An SDP whose candidates have addresses only. `webrtcAdditionalHosts` may be names, which old servers pass on: a browser
 * looks them up, werift does not. A name that nobody knows stays, and is an address that cannot be reached.
 */
export async function withAddresses(sdp: string, signal: AbortSignal): Promise<string> {
  return (await Promise.all(sdp.split('\r\n').map((line) => addressed(line, signal)))).join('\r\n');
}

async function addressed(line: string, signal: AbortSignal): Promise<string> {
  const words = line.split(' ');
  const name = words[4];
  if (!line.startsWith('a=candidate:') || name === undefined || isIP(name) !== 0) return line;
  const [first] = await addressesOf(name, signal, LOOKUP_MS).catch(() => []);
  return words.with(4, first?.address ?? name).join(' ');
}

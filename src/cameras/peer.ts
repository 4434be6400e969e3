import type { MediamtxSession } from '../model/index.ts';

/** The other end of a session, as MediaMTX sees it. */
export interface Peer {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  readonly loopback: boolean;
}

/** Null when the server does not tell. */
export function peerOf({ protocol, remoteAddr, remoteCandidate }: MediamtxSession): Peer | null {
  // A WebRTC session's address is that of its HTTP request; its media comes from the selected candidate.
  if (remoteCandidate) {
    const [, transport, address, port] = remoteCandidate.split('/');
    return peer(transport === 'tcp' ? 'tcp' : 'udp', address ?? '', port ?? '');
  }
  const [, address = '', port = ''] = /^\[?(.*?)\]?:(\d+)$/.exec(remoteAddr) ?? [];
  return peer(protocol === 'srt' ? 'udp' : 'tcp', address, port);
}

function peer(protocol: Peer['protocol'], text: string, port: string): Peer | null {
  if (text === '' || !/^\d+$/.test(port)) return null;
  // A link-local address carries its interface: `fe80::1%eth0`.
  const address = text.replace(/%.*/, '').toLowerCase();
  return { protocol, address, port: Number(port), loopback: address === '::1' || address.startsWith('127.') };
}

import { join } from 'node:path';
import type { ProcessSocket } from '../../model/index.ts';
import { textNow } from './proc.ts';

const TABLES = ['tcp', 'tcp6', 'udp', 'udp6'] as const;
/**
 * One line: number, local and remote address, state, queues, timer, retransmissions, owner, time-out, inode. A socket without
 * an inode is nobody's any more (TIME_WAIT), and there can be thousands of them.
 */
const SOCKET = /^ *\d+: (\S+) (\S+) ([\dA-F]{2}) \S+ \S+ \S+ +\d+ +\d+ ([1-9]\d*) /gm;
const LISTEN = '0A';
const UDP_UNCONNECTED = '07';

/** All IP sockets of the net namespace that a process lives in, by inode. */
export function readSockets(root: string, pid: number | 'self'): ReadonlyMap<string, ProcessSocket> {
  const sockets = new Map<string, ProcessSocket>();
  for (const table of TABLES) {
    const text = textNow(join(root, String(pid), 'net', table)) ?? '';
    for (const [, local = '', remote = '', state = '', inode = ''] of text.matchAll(SOCKET))
      sockets.set(inode, socketOf(table, local, remote, state));
  }
  return sockets;
}

function socketOf(
  table: (typeof TABLES)[number],
  local: string,
  remote: string,
  state: string,
): ProcessSocket {
  const protocol = table.startsWith('tcp') ? 'tcp' : 'udp';
  const here = endpoint(local);
  const there = endpoint(remote);
  const listening = protocol === 'tcp' ? state === LISTEN : state === UDP_UNCONNECTED && there.port === 0;
  return {
    protocol,
    localAddress: here.address,
    localPort: here.port,
    remoteAddress: there.port === 0 ? null : there.address,
    remotePort: there.port === 0 ? null : there.port,
    listening,
  };
}

/** `0100007F:1F90` → 127.0.0.1 and 8080: addresses are 32-bit words in the machine's (little-endian) order. */
function endpoint(text: string): { address: string; port: number } {
  const [hex = '', port = '0'] = text.split(':');
  const words = hex.match(/.{8}/g) ?? [];
  const bytes = words.flatMap((word) =>
    (word.match(/../g) ?? []).toReversed().map((byte) => Number.parseInt(byte, 16)),
  );
  return { address: bytes.length === 4 ? bytes.join('.') : ipv6(bytes), port: Number.parseInt(port, 16) };
}

function ipv6(bytes: readonly number[]): string {
  // Most of them listen anywhere.
  if (bytes.every((byte) => byte === 0)) return '::';
  if (bytes.slice(0, 10).every((byte) => byte === 0) && bytes[10] === 255) return bytes.slice(12).join('.');
  const groups = Array.from({ length: 8 }, (_, index) =>
    ((bytes[index * 2] ?? 0) * 256 + (bytes[index * 2 + 1] ?? 0)).toString(16),
  );
  // The URL parser knows the canonical form.
  return new URL(`http://[${groups.join(':')}]`).hostname.slice(1, -1);
}

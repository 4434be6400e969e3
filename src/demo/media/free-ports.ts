import { randomInt } from 'node:crypto';
import { createSocket } from 'node:dgram';
import { once } from 'node:events';
import { createServer } from 'node:net';

/**
 * Below the range from which the kernel takes ports for outgoing connections, so that nothing takes them
 * between our look and the server's bind.
 */
const FROM = 20_000;
const TO = 32_000;
const ATTEMPTS = 200;

/** Free ports of 127.0.0.1, for TCP and UDP alike, in pairs: an even one and the next. */
export async function freePortPairs(count: number): Promise<readonly (readonly [number, number])[]> {
  const pairs = new Map<number, readonly [number, number]>();
  for (let attempt = 0; pairs.size < count; attempt++) {
    if (attempt === ATTEMPTS) throw new Error(`no free ports between ${FROM} and ${TO}`);
    const even = randomInt(FROM / 2, TO / 2) * 2;
    if (!pairs.has(even) && (await isFree(even)) && (await isFree(even + 1)))
      pairs.set(even, [even, even + 1]);
  }
  return [...pairs.values()];
}

async function isFree(port: number): Promise<boolean> {
  const tcp = createServer();
  const udp = createSocket('udp4');
  try {
    tcp.listen(port, '127.0.0.1');
    udp.bind(port, '127.0.0.1');
    await Promise.all([once(tcp, 'listening'), once(udp, 'listening')]);
    return true;
  } catch {
    return false;
  } finally {
    tcp.close();
    udp.close();
  }
}

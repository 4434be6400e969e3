import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import { ProbeFault } from '../probe.ts';

/** A pair of UDP ports for RTP (even) and RTCP (the next one). */
export interface UdpPair {
  readonly port: number;
  close(): void;
}

/** Tries until a free even port has a free neighbour. */
const TRIES = 50;
/** A key frame of a large picture comes in one burst, bytes; the kernel may allow less. */
const RECEIVE_BYTES = 2 * 1024 * 1024;

/** Binds such a pair; RTP packets go to the listener, RTCP is received and left alone. */
export async function openUdp(family: 4 | 6, onPacket: (packet: Buffer) => void): Promise<UdpPair> {
  for (let index = 0; index < TRIES; index++) {
    const rtp = await bind(family, 0);
    const { port } = rtp.address();
    const rtcp = port % 2 === 0 ? await bind(family, port + 1).catch(() => null) : null;
    if (rtcp) {
      rtp.on('message', onPacket);
      return {
        port,
        close: () => {
          rtp.close();
          rtcp.close();
        },
      };
    }
    rtp.close();
  }
  throw new ProbeFault('busy', 'SETUP', 'no free pair of UDP ports');
}

async function bind(family: 4 | 6, port: number): Promise<Socket> {
  const socket = createSocket({ type: `udp${family}`, recvBufferSize: RECEIVE_BYTES });
  socket.bind(port);
  try {
    await once(socket, 'listening');
  } catch (error) {
    socket.close();
    throw error;
  }
  socket.on('error', () => {});
  return socket;
}

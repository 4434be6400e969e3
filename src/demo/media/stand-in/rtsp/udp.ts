import { createSocket, type Socket } from 'node:dgram';
import { once } from 'node:events';
import type { Lane, RtspSession } from './session.ts';

type UdpLane = Extract<Lane, { kind: 'udp' }>;

/** The two UDP ports that all sessions share; who sent a packet tells its session and track. */
export class UdpPorts {
  readonly #sockets: { readonly rtp: Socket; readonly rtcp: Socket };
  readonly #expected = new Map<string, { session: RtspSession; track: number; kind: 'rtp' | 'rtcp' }>();
  readonly rtpPort: number;
  readonly rtcpPort: number;

  private constructor(rtp: Socket, rtcp: Socket) {
    this.#sockets = { rtp, rtcp };
    this.rtpPort = rtp.address().port;
    this.rtcpPort = rtcp.address().port;
    for (const socket of [rtp, rtcp]) {
      socket.on('message', (packet, { address, port }) => {
        const found = this.#expected.get(`${address}:${port}`);
        found?.session.receive(found.track, found.kind, packet);
      });
      // A reader that closed its port answers with ICMP: no reason to end.
      socket.on('error', () => undefined);
    }
  }

  static async open(host: string, rtpPort: number, rtcpPort: number): Promise<UdpPorts> {
    const [rtp, rtcp] = await Promise.all([bound(host, rtpPort), bound(host, rtcpPort)]);
    return new UdpPorts(rtp, rtcp);
  }

  /** Packets from this client's two ports belong to the session from now on. */
  expect({ host, port }: UdpLane, session: RtspSession, track: number): void {
    this.#expected.set(`${host}:${port}`, { session, track, kind: 'rtp' });
    this.#expected.set(`${host}:${port + 1}`, { session, track, kind: 'rtcp' });
  }

  forget(session: RtspSession): void {
    for (const [key, one] of this.#expected) if (one.session === session) this.#expected.delete(key);
  }

  send({ host, port }: UdpLane, kind: 'rtp' | 'rtcp', packet: Buffer): boolean {
    this.#sockets[kind].send(packet, kind === 'rtp' ? port : port + 1, host, () => undefined);
    return true;
  }

  close(): void {
    this.#sockets.rtp.close();
    this.#sockets.rtcp.close();
  }
}

async function bound(host: string, port: number): Promise<Socket> {
  const socket = createSocket({ type: 'udp4', recvBufferSize: 1024 * 1024 });
  socket.bind(port, host);
  await once(socket, 'listening');
  return socket;
}

import { once } from 'node:events';
import { createServer, type Server } from 'node:net';
import type { Log } from '../log.ts';
import type { PathTable } from '../paths.ts';
import { type Generation, type Settings, splitAddress } from '../settings.ts';
import { RtspConnection, type Served } from './connection.ts';
import type { RtspSession } from './session.ts';
import { UdpPorts } from './udp.ts';

export interface RtspServerOptions {
  readonly generation: Generation;
  readonly settings: Settings;
  readonly paths: PathTable;
  readonly log: Log;
}

/** Publishes and reads over TCP and UDP. */
export class RtspServer implements Served {
  readonly generation: Generation;
  readonly paths: PathTable;
  readonly log: Log;
  readonly sessions = new Set<RtspSession>();
  readonly connections = new Set<RtspConnection>();
  settings: Settings;
  udp: UdpPorts | null = null;
  readonly #listener: Server;
  readonly #alive: NodeJS.Timeout;

  constructor({ generation, settings, paths, log }: RtspServerOptions) {
    this.generation = generation;
    this.settings = settings;
    this.paths = paths;
    this.log = log;
    this.#listener = createServer((socket) => this.connections.add(new RtspConnection(socket, this)));
    this.#alive = setInterval(() => {
      for (const session of this.sessions) session.checkAlive(this.settings.readTimeout);
    }, 1000);
  }

  async listen(): Promise<void> {
    const { rtspAddress, rtpAddress, rtcpAddress } = this.settings;
    const rtp = splitAddress(rtpAddress);
    this.udp = await UdpPorts.open(rtp.host, rtp.port, splitAddress(rtcpAddress).port);
    this.#listener.listen(splitAddress(rtspAddress));
    await once(this.#listener, 'listening');
    this.log(
      'INF',
      `[RTSP] listener opened on ${rtspAddress} (TCP), ${rtpAddress} (UDP/RTP), ${rtcpAddress} (UDP/RTCP)`,
    );
  }

  forget(session: RtspSession, reason: string): void {
    this.sessions.delete(session);
    this.udp?.forget(session);
    this.log('INF', `[RTSP] [session ${session.id.slice(0, 8)}] destroyed: ${reason}`);
  }

  close(): void {
    clearInterval(this.#alive);
    this.#listener.close();
    for (const session of [...this.sessions]) session.end('terminated');
    for (const connection of this.connections) connection.close();
    this.udp?.close();
  }
}

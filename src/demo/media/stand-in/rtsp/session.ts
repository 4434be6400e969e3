import { randomUUID } from 'node:crypto';
import type { Track } from '../media.ts';
import type { MediaPath, PathTable, Reader } from '../paths.ts';
import { RtpMeter } from '../rtp-meter.ts';

/** How packets of one track travel: on two channels of the TCP connection, or between two pairs of UDP ports. */
export type Lane =
  | { readonly kind: 'tcp'; readonly channel: number }
  | { readonly kind: 'udp'; readonly host: string; readonly port: number };

/** What a session needs of its server and of the connection that made it. */
export interface SessionLink {
  readonly remoteAddr: string;
  readonly userAgent: string;
  /** Sends on the lane; false where the client is too slow and the packet was dropped. */
  send(lane: Lane, kind: 'rtp' | 'rtcp', packet: Buffer): boolean;
  /** The session ended: forget it, and close the connection where `reason` is no TEARDOWN. */
  ended(session: RtspSession, reason: string): void;
}

/** UDP readers must be heard from this often, ms. */
const KEEP_ALIVE_MS = 60_000;

/** One RTSP session: publishes to a path or reads from it. */
export class RtspSession implements Reader {
  readonly type = 'rtspSession';
  readonly id: string = randomUUID();
  /** As RTSP names it. */
  readonly token: string = randomUUID().replaceAll('-', '');
  readonly created = new Date();
  readonly link: SessionLink;
  readonly #paths: PathTable;
  state: 'idle' | 'publish' | 'read' = 'idle';
  path: MediaPath | null = null;
  query = '';
  user = '';
  tracks: readonly Track[] = [];
  readonly lanes = new Map<number, Lane>();
  readonly meters: RtpMeter[] = [];
  bytesReceived = 0;
  bytesSent = 0;
  packetsSent = 0;
  packetsDropped = 0;
  rtcpReceived = 0;
  heardAt = performance.now();
  #open = true;

  constructor(link: SessionLink, paths: PathTable) {
    this.link = link;
    this.#paths = paths;
  }

  get transport(): 'TCP' | 'UDP' | null {
    const [lane] = this.lanes.values();
    return lane ? (lane.kind === 'tcp' ? 'TCP' : 'UDP') : null;
  }

  announce(path: MediaPath, tracks: readonly Track[]): void {
    this.path = path;
    this.tracks = tracks;
    this.meters.push(...tracks.map(({ clockRate }) => new RtpMeter(clockRate)));
  }

  /** Throws a `PathError` where somebody else may not be replaced. */
  record(): void {
    if (this.path === null) return;
    this.#paths.publish(this.path, this, this.tracks);
    this.state = 'publish';
    this.heardAt = performance.now();
  }

  play(): void {
    if (!this.#open) return;
    this.state = 'read';
    this.path?.addReader(this);
  }

  receive(track: number, kind: 'rtp' | 'rtcp', packet: Buffer): void {
    this.heardAt = performance.now();
    if (this.state !== 'publish') return;
    this.bytesReceived += packet.length;
    if (kind === 'rtp') this.meters[track]?.count(packet, this.heardAt);
    else this.rtcpReceived++;
    this.path?.receive(track, kind, packet);
  }

  deliver(track: number, kind: 'rtp' | 'rtcp', packet: Buffer): number {
    const lane = this.lanes.get(track);
    if (!lane) return 0;
    if (!this.link.send(lane, kind, packet)) {
      this.packetsDropped++;
      return 0;
    }
    this.bytesSent += packet.length;
    if (kind === 'rtp') this.packetsSent++;
    return packet.length;
  }

  /** Ends a publisher that sends nothing, and a UDP reader that is silent. */
  checkAlive(readTimeoutMs: number): void {
    const silent = performance.now() - this.heardAt;
    if (this.state === 'publish' && silent > readTimeoutMs) this.end('timed out');
    if (this.state === 'read' && this.transport === 'UDP' && silent > KEEP_ALIVE_MS) this.end('timed out');
  }

  end(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    if (this.state === 'read') this.path?.removeReader(this);
    if (this.path && this.path.publisher === this) this.#paths.unpublish(this.path);
    this.state = 'idle';
    this.link.ended(this, reason);
  }
}

import { randomUUID } from 'node:crypto';
import type { MediaStreamTrack, RTCPeerConnection } from 'werift';
import type { Track } from '../media.ts';
import type { MediaPath, Reader } from '../paths.ts';

/** A viewer that does not connect is forgotten, ms. */
const CONNECT_MS = 10_000;
const LOOPBACK = '127.0.0.1';

export interface WhepSessionOptions {
  readonly path: MediaPath;
  /** The video that is sent, and its place among the path's tracks. */
  readonly track: Track;
  readonly index: number;
  /** Addresses that viewers are told instead of the right one. */
  readonly hosts: readonly string[];
  readonly remoteAddr: string;
  onEnd(reason: string): void;
}

/** One viewer over WebRTC: werift sends it the packets that the publisher sent. */
export class WhepSession implements Reader {
  readonly type = 'webRTCSession';
  readonly id: string = randomUUID();
  readonly created = new Date();
  readonly remoteAddr: string;
  readonly path: MediaPath;
  bytesSent = 0;
  readonly #options: WhepSessionOptions;
  #connection: RTCPeerConnection | null = null;
  #output: MediaStreamTrack | null = null;
  #newest: number | null = null;
  #open = true;
  readonly #timer: NodeJS.Timeout;

  constructor(options: WhepSessionOptions) {
    this.#options = options;
    this.path = options.path;
    this.remoteAddr = options.remoteAddr;
    this.#timer = setTimeout(() => {
      if (!this.connected) this.end('deadline exceeded while waiting connection');
    }, CONNECT_MS);
  }

  get connected(): boolean {
    return this.#connection?.connectionState === 'connected';
  }

  /** The SDP answer. Rejects where the offer lacks our codec. */
  async answer(offer: string): Promise<string> {
    const { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters } = await import('werift');
    const { track, hosts } = this.#options;
    const parameters = track.codec === 'H264' ? H264 : undefined;
    const codec = new RTCRtpCodecParameters({
      mimeType: `video/${track.codec}`,
      clockRate: 90_000,
      ...(parameters && { parameters }),
    });
    const connection = new RTCPeerConnection({
      iceServers: [],
      bundlePolicy: 'max-bundle',
      iceAdditionalHostAddresses: [LOOPBACK],
      iceUseIpv6: false,
      codecs: { video: [codec], audio: [] },
    });
    this.#connection = connection;
    connection.connectionStateChange.subscribe((state) => {
      if (state === 'connected') this.path.addReader(this);
      if (state === 'failed' || state === 'closed' || state === 'disconnected')
        this.end('peer connection closed');
    });
    this.#output = new MediaStreamTrack({ kind: 'video' });
    connection.addTransceiver(this.#output, { direction: 'sendonly' });
    await connection.setRemoteDescription({ type: 'offer', sdp: withCandidate(offer) });
    // werift would begin DTLS whoever else does.
    if (/^a=setup:active/m.test(offer))
      for (const transport of connection.dtlsTransports) transport.role = 'server';
    await connection.setLocalDescription(await connection.createAnswer());
    const lines = (connection.localDescription?.sdp ?? '').split('\r\n');
    return lines.flatMap((line) => addressed(line, hosts)).join('\r\n');
  }

  deliver(track: number, kind: 'rtp' | 'rtcp', packet: Buffer): number {
    if (track !== this.#options.index || kind === 'rtcp' || !this.connected) return 0;
    if (this.#hasBFrames(packet)) {
      this.end("WebRTC doesn't support H264 streams with B-frames");
      return 0;
    }
    this.#output?.writeRtp(packet);
    this.bytesSent += packet.length;
    return packet.length;
  }

  /** A frame that is shown before one that was sent earlier. */
  #hasBFrames(packet: Buffer): boolean {
    const timestamp = packet.readUInt32BE(4);
    const step = this.#newest === null ? 0 : (timestamp - this.#newest) | 0;
    if (step >= 0) this.#newest = timestamp;
    return step < 0;
  }

  end(reason: string): void {
    if (!this.#open) return;
    this.#open = false;
    clearTimeout(this.#timer);
    this.path.removeReader(this);
    void this.#connection?.close();
    this.#options.onEnd(reason);
  }
}

const H264 = 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1';

/** werift gives up at once on a peer that names no address; one where nobody answers lets it wait for the peer's own checks. */
const withCandidate = (offer: string): string =>
  offer.includes('a=candidate:')
    ? offer
    : offer.replaceAll(/^a=ice-pwd:.*$/gm, `$&\r\na=candidate:1 1 udp 1 ${LOOPBACK} 9 typ host`);

/**
 * Candidates on loopback only, as the demo's servers listen, or at the addresses that were configured. werift listens on
 * every address of this machine: so that nobody answers at another one, as with the real server, the port is a dead one.
 */
function addressed(line: string, hosts: readonly string[]): readonly string[] {
  if (!line.startsWith('a=candidate:')) return [line];
  const [before, after] = line.split(` ${LOOPBACK} `);
  if (before === undefined || after === undefined) return [];
  const dead = after.replace(/^\d+/, '9');
  return hosts.length === 0 ? [line] : hosts.map((host) => `${before} ${host} ${dead}`);
}

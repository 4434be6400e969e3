import type { RTCPeerConnection } from 'werift';
import type { Answer } from './answer.ts';
import { codecs } from './codecs.ts';
import { withAddresses } from './names.ts';

type Werift = typeof import('werift');

/** Our end of a WebRTC connection that only receives. */
export class Peer implements AsyncDisposable {
  readonly #connection: RTCPeerConnection;
  /** Of the ICE connection, then of DTLS upon it. */
  readonly #changed = new Set<() => void>();
  onPacket: (packet: Buffer) => void = () => {};

  constructor(werift: Werift) {
    this.#connection = new werift.RTCPeerConnection({
      iceServers: [],
      // One transport for all media: a second one would be left open.
      bundlePolicy: 'max-bundle',
      // A box may have no other interface.
      iceAdditionalHostAddresses: ['127.0.0.1'],
      iceUseTcp: true,
      iceTcpPassive: false,
      codecs: codecs(werift),
    });
    const tell = () => {
      for (const one of this.#changed) one();
    };
    this.#connection.iceConnectionStateChange.subscribe(tell);
    this.#connection.connectionStateChange.subscribe(tell);
    const video = this.#connection.addTransceiver('video', { direction: 'recvonly' });
    this.#connection.addTransceiver('audio', { direction: 'recvonly' });
    video.onTrack.subscribe((track) => {
      track.onReceiveRtp.subscribe((packet) => this.onPacket(packet.serialize()));
    });
  }

  /**
   * The offer. Without our addresses the server can only answer what we send to its own: a proof that those are right.
   * We begin DTLS, so that no first flight is lost while the server still looks for us.
   */
  async offer(withAddresses: boolean): Promise<string> {
    await this.#connection.setLocalDescription(await this.#connection.createOffer());
    const lines = (this.#connection.localDescription?.sdp ?? '')
      .replaceAll('a=setup:actpass', 'a=setup:active')
      .split('\r\n');
    return lines.filter((line) => withAddresses || !line.startsWith('a=candidate:')).join('\r\n');
  }

  /** Whoever is told that we begin DTLS has to wait for it; old servers do so, and say that they begin. */
  async accept({ sdp }: Answer, signal: AbortSignal): Promise<void> {
    const waiting = (await withAddresses(sdp, signal)).replaceAll('a=setup:active', 'a=setup:passive');
    await this.#connection.setRemoteDescription({ type: 'answer', sdp: waiting });
  }

  get iceConnected(): boolean {
    return ['connected', 'completed'].includes(this.#connection.iceConnectionState);
  }

  get connected(): boolean {
    return this.#connection.connectionState === 'connected';
  }

  get ended(): boolean {
    return ['closed', 'failed'].includes(this.#connection.connectionState);
  }

  /** Resolves when it holds; false after `withinMs`, when the connection has ended, or on abort. */
  async until(holds: () => boolean, withinMs: number, signal: AbortSignal): Promise<boolean> {
    const { promise, resolve } = Promise.withResolvers<void>();
    const look = () => {
      if (holds() || this.ended) resolve();
    };
    const timer = setTimeout(resolve, withinMs);
    const abort = () => resolve();
    signal.addEventListener('abort', abort, { once: true });
    this.#changed.add(look);
    look();
    if (!signal.aborted) await promise;
    clearTimeout(timer);
    this.#changed.delete(look);
    signal.removeEventListener('abort', abort);
    return holds();
  }

  /** Looks again at what `until` waits for. */
  poke(): void {
    for (const one of this.#changed) one();
  }

  async [Symbol.asyncDispose](): Promise<void> {
    await this.#connection.close();
  }
}

import { parseSdp, type Track } from './media.ts';

// A grey H.264 picture of 640x360, for `alwaysAvailable` paths without a publisher: parameter sets and one key frame.
const SPS = Buffer.from('Z0LAFtwKAv+XARAAAAMAEAAAAwCg8WL4', 'base64');
const PPS = Buffer.from('aM4ESyA=', 'base64');
const IDR = Buffer.from(`6588843f262b${'7df7df'.repeat(9)}7df7${'d75d75'.repeat(220)}e0`, 'hex');
const PERIOD_MS = 200;
const TICKS = (90_000 * PERIOD_MS) / 1000;

/** What such a path announces. */
export const offlineTracks: readonly Track[] = parseSdp(
  [
    'm=video 0 RTP/AVP 96',
    'a=rtpmap:96 H264/90000',
    `a=fmtp:96 packetization-mode=1; profile-level-id=42C016; sprop-parameter-sets=${SPS.toString('base64')},${PPS.toString('base64')}`,
  ].join('\r\n'),
);

/** Sends the picture five times a second until it is stopped. */
export class OfflinePicture {
  readonly #send: (packet: Buffer) => void;
  readonly #timer: NodeJS.Timeout;
  #sequence = 0;
  #timestamp = 0;

  constructor(send: (packet: Buffer) => void) {
    this.#send = send;
    this.#timer = setInterval(() => this.#frame(), PERIOD_MS);
  }

  #frame(): void {
    this.#timestamp = (this.#timestamp + TICKS) >>> 0;
    for (const unit of [SPS, PPS, IDR]) {
      const header = Buffer.alloc(12);
      header[0] = 0x80;
      header[1] = unit === IDR ? 0x80 | 96 : 96;
      header.writeUInt16BE(this.#sequence++ & 0xffff, 2);
      header.writeUInt32BE(this.#timestamp, 4);
      header.writeUInt32BE(0x0ff11e, 8);
      this.#send(Buffer.concat([header, unit]));
    }
  }

  stop(): void {
    clearInterval(this.#timer);
  }
}

import { type ProbeContext, ProbeFault } from '../probe.ts';
import { type DescribedMedia, describedMedia } from './describe.ts';
import { openStream, targetOf, transportOf } from './open.ts';
import type { RtspSession } from './session.ts';
import { payloadOf } from './statistics.ts';
import { openUdp } from './udp.ts';
import { lookInto } from './video-codec.ts';

/** A stream that brings no whole frame for so long is given up, ms. */
const SILENCE_MS = 6_000;
/** Sessions end after a minute, unless the reader says that it is still there, ms. */
const ALIVE_EVERY_MS = 25_000;
/** A frame of more packets than these is none, 12 MB. */
const MAX_PACKETS = 10_000;

/** A whole frame, as the packets that it came in, in order. */
export interface Frame {
  readonly key: boolean;
  readonly packets: readonly FramePacket[];
}

interface FramePacket {
  readonly sequence: number;
  readonly payload: Buffer;
}

/** What is done with a stream that is followed. */
export interface Follower {
  /** Once, before the first frame. May throw what then ends it. */
  opened(stream: DescribedMedia): void;
  frame(frame: Frame): void;
}

/** Reads a stream until the signal aborts. Rejects with a ProbeFault when it ends before, and then leaves nothing open. */
export async function follow(
  path: string,
  context: Pick<ProbeContext, 'config' | 'known' | 'signal'>,
  follower: Follower,
): Promise<void> {
  const { signal } = context;
  const since = () => performance.now();
  const { session, target, described } = await openStream(targetOf(path, context), signal, since);
  try {
    const base = described.headers.get('content-base')?.[0] ?? target.url;
    const video = describedMedia(described.body, base).find(({ media }) => media.kind === 'video');
    if (!video) throw new ProbeFault('unsupported', 'DESCRIBE', 'the stream has no video');
    follower.opened(video);
    await play(session, target.url, video, transportOf(target, context), signal, follower);
  } finally {
    await session.close(target.url);
  }
}

async function play(
  session: RtspSession,
  url: string,
  { control, media: { codec } }: DescribedMedia,
  transport: 'tcp' | 'udp',
  signal: AbortSignal,
  follower: Follower,
): Promise<void> {
  const ended = Promise.withResolvers<void>();
  // A rejection before the await below must not count as unhandled.
  ended.promise.catch(() => {});
  const silent = () => ended.reject(new ProbeFault('timeout', 'frames', 'no frame for 6 s'));
  const silence = setTimeout(silent, SILENCE_MS);
  const assembler = new Assembler(codec, (frame) => {
    silence.refresh();
    try {
      follower.frame(frame);
    } catch (error) {
      ended.reject(error);
    }
  });
  const udp = transport === 'udp' ? await openUdp(session.family, (packet) => assembler.push(packet)) : null;
  let rtpChannel = 0;
  session.listen(
    (channel, payload) => channel === rtpChannel && assembler.push(payload),
    (error) => ended.reject(error),
  );
  const over = () => ended.resolve();
  signal.addEventListener('abort', over, { once: true });
  const alive = setInterval(() => session.request('OPTIONS', url).catch(ended.reject), ALIVE_EVERY_MS);
  try {
    const ports = udp
      ? `RTP/AVP;unicast;client_port=${udp.port}-${udp.port + 1}`
      : 'RTP/AVP/TCP;unicast;interleaved=0-1';
    const { headers } = await session.request('SETUP', control, { Transport: ports });
    rtpChannel = Number(/interleaved=(\d+)/.exec(headers.get('transport')?.[0] ?? '')?.[1] ?? 0);
    await session.request('PLAY', url, { Range: 'npt=0.000-' });
    if (!signal.aborted) await ended.promise;
  } finally {
    clearTimeout(silence);
    clearInterval(alive);
    signal.removeEventListener('abort', over);
    udp?.close();
  }
}

/** Puts packets together to frames: those of one timestamp, up to the one with the marker. */
class Assembler {
  readonly #codec: string;
  readonly #onFrame: (frame: Frame) => void;
  #packets: FramePacket[] = [];
  #timestamp = -1;
  #key = false;

  constructor(codec: string, onFrame: (frame: Frame) => void) {
    this.#codec = codec;
    this.#onFrame = onFrame;
  }

  push(packet: Buffer): void {
    const payload = payloadOf(packet);
    if (payload === null) return;
    const timestamp = packet.readUInt32BE(4);
    if (timestamp !== this.#timestamp || this.#packets.length > MAX_PACKETS) this.#begin(timestamp);
    const first = this.#packets[0]?.sequence ?? packet.readUInt16BE(2);
    // On a straight line: sequence numbers wrap within a frame too.
    const step = ((packet.readUInt16BE(2) - first) << 16) >> 16;
    // The payload is a window on a buffer that is used again.
    this.#packets.push({ sequence: first + step, payload: Buffer.from(payload) });
    this.#key ||= lookInto(this.#codec, payload).key;
    if (((packet[1] ?? 0) & 0x80) !== 0) this.#flush();
  }

  #begin(timestamp: number): void {
    this.#packets = [];
    this.#timestamp = timestamp;
    this.#key = false;
  }

  #flush(): void {
    const packets = this.#packets.toSorted((one, other) => one.sequence - other.sequence);
    const key = this.#key;
    this.#begin(-1);
    this.#onFrame({ key, packets });
  }
}

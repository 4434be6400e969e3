import type { RtpStatistics } from '../../model/index.ts';
import type { SeenPacket } from './packet.ts';
import type { PictureFacts } from './parameter-sets.ts';
import { isKnownCodec, lookInto } from './video-codec.ts';

interface Frame {
  readonly timestamp: number;
  readonly key: boolean;
  readonly at: number;
}

/** Within less, how packets are batched on the way says more than their clock, ms. */
const CLOCK_MS = 400;

/** Counts one RTP stream as its packets come in: loss, jitter (RFC 3550), frames, key frames, rates. */
export class RtpMeter {
  readonly #codec: string;
  readonly #clockRate: number;
  readonly #frames: Frame[] = [];
  #first = 0;
  #last = 0;
  #packets = 0;
  #bytes = 0;
  #reordered = 0;
  #highest: number | null = null;
  #expected = 0;
  #duplicates = 0;
  #jitter = 0;
  #transit: number | null = null;
  #timestampBase: number | null = null;
  #lastTimestamp = 0;
  #key = false;
  #bFrames: boolean | null = null;
  #picture: PictureFacts | null = null;

  constructor(codec: string, clockRate: number) {
    this.#codec = codec;
    this.#clockRate = clockRate;
  }

  /** One RTP packet that arrived at `at` (ms, monotonic). What is no RTP version 2 is left out: null. */
  push(packet: Buffer, at: number): SeenPacket | null {
    const payload = payloadOf(packet);
    if (payload === null) return null;
    if (this.#packets === 0) this.#first = at;
    this.#last = at;
    this.#packets++;
    this.#bytes += packet.length;
    const sequence = this.#sequence(packet.readUInt16BE(2));
    const timestamp = this.#unwrap(packet.readUInt32BE(4));
    this.#jitterOf(timestamp, at);
    const facts = lookInto(this.#codec, payload);
    this.#key ||= facts.key;
    this.#picture ??= facts.picture;
    if (facts.bSlice !== null) this.#bFrames = facts.bSlice || (this.#bFrames ?? false);
    // The marker ends a frame.
    const marker = ((packet[1] ?? 0) & 0x80) !== 0;
    if (marker) {
      // Packets are sent in decoding order: a frame shown before one that came earlier is a B-frame, in any codec.
      const before = this.#frames.at(-1);
      if (before && timestamp < before.timestamp && this.#reordered === 0) this.#bFrames = true;
      this.#frames.push({ timestamp, key: this.#key, at });
      this.#key = false;
    }
    return { sequence, timestamp, marker, key: facts.key, payload };
  }

  get picture(): PictureFacts | null {
    return this.#picture;
  }

  /** True once there is proof: a key frame where one can be told, and half a second of timestamps over at least three frames. */
  get enough(): boolean {
    const stretch = this.#stretch();
    if (stretch === null || stretch.ticks < this.#clockRate / 2) return false;
    return !isKnownCodec(this.#codec) || this.#frames.some(({ key }) => key);
  }

  get frames(): number {
    return this.#frames.length;
  }

  get packets(): number {
    return this.#packets;
  }

  /** Counts a sequence number; gives its place on a straight line. */
  #sequence(number: number): number {
    if (this.#highest === null) {
      this.#highest = number;
      this.#expected = 1;
      return 0;
    }
    const step = (number - this.#highest) & 0xffff;
    if (step === 0) this.#duplicates++;
    else if (step >= 0x8000) this.#reordered++;
    else {
      this.#expected += step;
      this.#highest = number;
    }
    // The highest one has the place expected - 1; an earlier one lies before it.
    return step >= 0x8000 ? this.#expected - 1 + step - 0x10000 : this.#expected - 1;
  }

  /** 32-bit timestamps wrap after 13 hours at 90 kHz; differences are taken on a straight line. */
  #unwrap(timestamp: number): number {
    this.#timestampBase ??= timestamp;
    const step = (timestamp - (this.#lastTimestamp + this.#timestampBase)) | 0;
    this.#lastTimestamp += step;
    return this.#lastTimestamp;
  }

  #jitterOf(timestamp: number, at: number): void {
    const transit = (at / 1000) * this.#clockRate - timestamp;
    if (this.#transit !== null) this.#jitter += (Math.abs(transit - this.#transit) - this.#jitter) / 16;
    this.#transit = transit;
  }

  /** What was seen so far; null before the first packet. `now` is on the clock of `push`. */
  statistics(now: number): RtpStatistics | null {
    if (this.#packets === 0) return null;
    const windowMs = Math.max(1, this.#last - this.#first);
    const keys = this.#frames.filter(({ key }) => key).map(({ timestamp }) => timestamp);
    const ms = (ticks: number) => (ticks / this.#clockRate) * 1000;
    const gaps = keys.slice(1).map((timestamp, index) => ms(timestamp - (keys[index] ?? 0)));
    const lastKey = this.#frames.findLast(({ key }) => key);
    const sinceKey = now - (lastKey?.at ?? this.#first);
    const untilKey = (this.#frames.find(({ key }) => key)?.at ?? this.#first) - this.#first;
    return {
      windowMs,
      packets: this.#packets,
      bytes: this.#bytes,
      lost: Math.max(0, this.#expected + this.#duplicates - this.#packets),
      reordered: this.#reordered,
      jitterMs: ms(this.#jitter),
      frames: this.#frames.length,
      fps: this.#rate(),
      clockRatio: this.#clockRatio(),
      longestGapMs: this.#longestGapMs(now),
      bitrate: Math.round((this.#bytes * 8000) / windowMs),
      keyFrames: isKnownCodec(this.#codec) ? keys.length : null,
      keyFrameIntervalMs: gaps.length === 0 ? null : gaps.reduce((sum, gap) => sum + gap, 0) / gaps.length,
      keyFrameIntervalAtLeastMs: Math.max(0, untilKey, sinceKey, ...gaps),
      bFrames: this.#bFrames,
    };
  }

  #longestGapMs(now: number): number {
    const came = [...this.#frames.map(({ at }) => at), now];
    return Math.max(0, ...came.slice(1).map((at, index) => at - (came[index] ?? at)));
  }

  /** By the earliest and the latest of the timestamps, against the arrival of the first and the last frame. */
  #clockRatio(): number | null {
    const [first, last] = [this.#frames[0], this.#frames.at(-1)];
    if (!first || !last || last.at - first.at < CLOCK_MS) return null;
    const stamps = this.#frames.map(({ timestamp }) => timestamp);
    const ticks = Math.max(...stamps) - Math.min(...stamps);
    return ((ticks / this.#clockRate) * 1000) / (last.at - first.at);
  }

  /** From timestamps and not from arrivals: exact after half a second, however the network batches. */
  #rate(): number | null {
    const stretch = this.#stretch();
    return stretch && (stretch.intervals * this.#clockRate) / stretch.ticks;
  }

  /**
   * The stretch of the stream of which every frame is here. B-frames come after the frame they precede, so what lies
   * beyond the last but one forward step may still have gaps, and so may what lies before the first.
   */
  #stretch(): { intervals: number; ticks: number } | null {
    const stamps = this.#frames.map(({ timestamp }) => timestamp);
    const steps = forwardSteps(stamps);
    const inOrder = steps.length === stamps.length;
    const [from, to] = inOrder ? [steps[0], steps.at(-1)] : [steps[1], steps.at(-2)];
    if (from === undefined || to === undefined || to <= from) return null;
    const within = new Set(stamps.filter((stamp) => stamp >= from && stamp <= to));
    return within.size < 3 ? null : { intervals: within.size - 1, ticks: to - from };
  }
}

/** The stamps that lie beyond all before them. */
function forwardSteps(stamps: readonly number[]): readonly number[] {
  let highest = Number.NEGATIVE_INFINITY;
  return stamps.filter((stamp) => {
    const ahead = stamp > highest;
    if (ahead) highest = stamp;
    return ahead;
  });
}

/** The payload of an RTP packet without CSRCs, extension and padding; null for anything else. */
export function payloadOf(packet: Buffer): Buffer | null {
  const first = packet[0] ?? 0;
  if (packet.length < 12 || first >> 6 !== 2) return null;
  let start = 12 + (first & 0x0f) * 4;
  if (first & 0x10) {
    if (packet.length < start + 4) return null;
    start += 4 + packet.readUInt16BE(start + 2) * 4;
  }
  const padding = first & 0x20 ? (packet.at(-1) ?? 0) : 0;
  return start <= packet.length - padding ? packet.subarray(start, packet.length - padding) : null;
}

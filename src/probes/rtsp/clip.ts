import type { RtspStream } from '../../model/index.ts';
import type { SeenPacket } from './packet.ts';

/** More is not kept, bytes: ten seconds of 12 Mbit/s. */
const MAX_BYTES = 16 * 1024 * 1024;

/** The packets of a look, from the first one of a key frame on, in the order in which they came. */
export interface Clip {
  /** As in rtpmap. */
  readonly codec: string;
  readonly clockRate: number;
  /** Parameter sets that the description named; more may come in the stream. */
  readonly parameterSets: readonly Buffer[];
  readonly packets: readonly SeenPacket[];
}

/**
 * What was read of a stream, beside the reading that was made of it and for as long as that one lives: pictures are
 * decoded of it, and it never becomes part of a sweep.
 */
const clips = new WeakMap<RtspStream, Clip>();

export const keepClip = (stream: RtspStream, clip: Clip): RtspStream => {
  clips.set(stream, clip);
  return stream;
};

/** The clip behind a reading's value; it is given away once, so that no more memory is held than needed. */
export function takeClip(stream: RtspStream): Clip | undefined {
  const clip = clips.get(stream);
  clips.delete(stream);
  return clip;
}

/** Collects a clip packet by packet until the look is long enough. */
export class ClipCollector {
  readonly #packets: SeenPacket[] = [];
  readonly #ticks: number;
  #from: number | null = null;
  #bytes = 0;
  #complete = false;

  /** `ticks`: how long the look is, on the clock of the stream. */
  constructor(ticks: number) {
    this.#ticks = ticks;
  }

  push(packet: SeenPacket): void {
    if (this.#complete) return;
    if (this.#from === null) {
      // Parameter sets come in packets of their own before the key frame, with its timestamp.
      if (this.#packets.at(-1)?.timestamp !== packet.timestamp) this.#packets.length = 0;
      if (packet.key) this.#from = packet.timestamp;
    }
    // The payload is a window on a larger buffer, which would be kept alive as a whole.
    this.#packets.push({ ...packet, payload: Buffer.from(packet.payload) });
    this.#bytes += packet.payload.length;
    if (this.#from === null) return;
    const long = packet.marker && packet.timestamp - this.#from >= this.#ticks;
    this.#complete = long || this.#bytes > MAX_BYTES;
  }

  get complete(): boolean {
    return this.#complete;
  }

  /** What was collected, up to the last whole frame; empty before the first key frame. */
  get packets(): readonly SeenPacket[] {
    if (this.#from === null) return [];
    return this.#packets.slice(0, this.#packets.findLastIndex(({ marker }) => marker) + 1);
  }
}

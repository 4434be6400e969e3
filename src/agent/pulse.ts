import type { PathState } from '../model/index.ts';
import { Series } from './series.ts';

/** A bit rate is told over so long: key frames would make shorter looks jump, ms. */
const RATE_MS = 5_000;
/** A pause this long is none yet: paths are read about every second, ms. */
const ALIVE_MS = 1_700;

/** The bytes of one stream as signs of life. */
export class Pulse {
  readonly bitrate = new Series();
  #first: number | null = null;
  #last: { readonly mono: number; readonly bytes: number; readonly session: string } | null = null;
  #rateFrom: { readonly mono: number; readonly bytes: number } | null = null;
  #rate: number | null = null;
  #grewAt: number | null = null;
  #read = 0;
  #longest = 0;
  /** When bytes came again after pauses, newest last. */
  #resumed: readonly number[] = [];

  /** Bits per second of late; null where nobody publishes, or it was not measured yet. */
  get rate(): number | null {
    return this.#rate;
  }

  /** Takes the state of the path (undefined: there is none) as read at `mono`, ms. */
  beat(state: PathState | undefined, mono: number): void {
    if (this.#first !== null && mono <= this.#read) return;
    this.#first ??= mono;
    this.#read = mono;
    const session = state?.source?.id;
    if (!state || session === undefined) {
      this.#last = null;
      this.#rateFrom = null;
      this.#rate = null;
      return;
    }
    const { bytesReceived: bytes } = state;
    // Another session counts anew: its bytes are signs of life from the first one on.
    const before = this.#last?.session === session ? this.#last.bytes : 0;
    if (this.#last?.session !== session) {
      this.#rateFrom = null;
      this.#rate = null;
    }
    if (bytes > before) this.#alive(mono);
    this.#last = { mono, bytes, session };
    this.#rateFrom ??= { mono, bytes };
    const { mono: from, bytes: then } = this.#rateFrom;
    if (mono - from < RATE_MS) return;
    this.#rate = ((bytes - then) * 8_000) / (mono - from);
    this.bitrate.add(this.#rate);
    this.#rateFrom = { mono, bytes };
  }

  /** Nobody looked between two times (a machine that was stopped, or had no time for us): no pause was seen in it. */
  slept(from: number, until: number): void {
    if (this.#grewAt !== null && from - this.#grewAt <= ALIVE_MS) this.#grewAt = until;
  }

  /** The last sign of life, where there was none of late, seen from `mono`; null where bytes flow, or never did. */
  stoppedAt(mono: number): number | null {
    if (this.#grewAt === null) return null;
    return this.#grewAt < this.#read || mono - this.#grewAt > ALIVE_MS ? this.#grewAt : null;
  }

  /** The last time that bytes came again after a pause, if that was after `mono`. */
  resumedAfter(mono: number): number | null {
    return this.#resumed.findLast((at) => at > mono) ?? null;
  }

  /** The longest pause, one that goes on at `mono` included, ms. */
  longestGapMs(mono: number): number {
    const running = this.#first === null ? 0 : mono - (this.#grewAt ?? this.#first);
    return Math.max(this.#longest, running > ALIVE_MS ? running : 0);
  }

  #alive(mono: number): void {
    const pause = mono - (this.#grewAt ?? mono);
    this.#longest = Math.max(this.#longest, pause);
    if (pause > ALIVE_MS) this.#resumed = [...this.#resumed.slice(-9), mono];
    this.#grewAt = mono;
  }
}

/** What a picture may take of a line at most, bytes a second; keys and rows go over it too. */
export const MOST = 38_000;
/** What is taken of a terminal that never says when it has drawn something. */
const UNANSWERED = 4_000;
/** Bytes that are sent before the terminal has said that it has drawn them. */
const SLICE = { first: 1_024, least: 512, most: 16_384 } as const;
/** A slice should have arrived after about this time, ms: so long a key waits behind it. */
const AIM_MS = 150;

/**
 * How much may be sent at once, and how long to wait then. It follows what the line takes: the terminal says when it has
 * drawn a slice, which tells of the whole way, where a write returns as soon as some buffer had room.
 */
export class Pace {
  #slice: number = SLICE.first;
  /** The quickest answer so far: what the way takes by itself, ms. */
  #way = Number.POSITIVE_INFINITY;

  /** Bytes that may be sent before the next answer. */
  get slice(): number {
    return this.#slice;
  }

  /** So many bytes were answered after so long; null: not at all. The time to wait before the next ones, ms. */
  sent(bytes: number, tookMs: number | null): number {
    if (tookMs === null) {
      this.#slice = SLICE.least;
      return (bytes / UNANSWERED) * 1000;
    }
    this.#way = Math.min(this.#way, tookMs);
    const ownMs = tookMs - this.#way;
    if (ownMs < AIM_MS / 2) this.#slice = Math.min(SLICE.most, this.#slice * 2);
    else if (ownMs > AIM_MS) this.#slice = Math.max(SLICE.least, this.#slice / 2);
    // As long again as it took: half of the line is left to all else.
    return Math.max((bytes / MOST) * 1000 - tookMs, ownMs);
  }
}

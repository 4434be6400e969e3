/** The clock on the wall moves against the monotonic one by less than this from one look to the next, unless it is set, ms. */
const DRIFT_MS = 2_000;

/** Notices that the clock on the wall was set: by hand, or by the network after a start without a battery. */
export class WallClock {
  #offset: number | null = null;
  #setAt: number | undefined;

  /** When it was last seen to be set, ms on the monotonic clock; undefined: never. */
  get setAt(): number | undefined {
    return this.#setAt;
  }

  /** Takes the time on the wall (ISO 8601) and on the monotonic clock (ms) of one moment. */
  update(at: string, mono: number): void {
    const offset = Date.parse(at) - mono;
    if (this.#offset !== null && Math.abs(offset - this.#offset) > DRIFT_MS) this.#setAt = mono;
    this.#offset = offset;
  }
}

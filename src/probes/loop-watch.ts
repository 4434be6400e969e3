/**
 * Watches how late our own event loop runs: a time-out while it is late is our fault and not a server's.
 * One per sweep or monitor; `stop()` ends its timer, which never keeps the process alive.
 */
export class LoopWatch implements Disposable {
  readonly #tickMs: number;
  readonly #late: { mono: number; ms: number }[] = [];
  readonly #timer: NodeJS.Timeout;
  #last = performance.now();

  /** Delays shorter than `tickMs` are not seen. */
  constructor(tickMs = 20) {
    this.#tickMs = tickMs;
    this.#timer = setInterval(() => this.#tick(), tickMs).unref();
  }

  #tick(): void {
    const now = performance.now();
    const late = now - this.#last - this.#tickMs;
    this.#last = now;
    if (late < this.#tickMs) return;
    this.#late.push({ mono: now, ms: late });
    if (this.#late.length > 500) this.#late.shift();
  }

  /** The largest delay since a `performance.now()` time, ms; one that goes on right now counts. */
  maxSince(mono: number): number {
    const running = Math.max(0, performance.now() - this.#last - this.#tickMs);
    return Math.round(
      this.#late.reduce((max, { mono: at, ms }) => (at >= mono ? Math.max(max, ms) : max), running),
    );
  }

  stop(): void {
    clearInterval(this.#timer);
  }

  [Symbol.dispose](): void {
    this.stop();
  }
}

import { checkBox, type ProbeBoxOptions, type Report } from '../index.ts';

/** What the screen is drawn from. */
export interface Snapshot {
  readonly report: Report | null;
  /** Keys (`kind:subject`) of the probes under way; empty between two rounds. */
  readonly running: readonly string[];
  /** `Date.now()` of the last report. */
  readonly at: number | null;
  readonly paused: boolean;
  /** Why the last round could not be made, in words. */
  readonly failure: string | null;
}

/** Time between the end of a round and the next one, ms. */
const PAUSE_MS = 2_000;

/** Proves the box again and again and keeps the last report; React reads it with useSyncExternalStore. */
export class BoxStore {
  #snapshot: Snapshot = { report: null, running: [], at: null, paused: false, failure: null };
  readonly #listeners = new Set<() => void>();
  readonly #stop = new AbortController();
  #wake: () => void = () => {};

  /** The options are asked anew for each round: the demo's configuration changes when it is broken. */
  async run(options: () => ProbeBoxOptions): Promise<void> {
    const { signal } = this.#stop;
    while (!signal.aborted) {
      try {
        const onProgress: ProbeBoxOptions['onProgress'] = ({ running }) => this.#set({ running });
        const { report } = await checkBox({ ...options(), signal, onProgress });
        this.#set({ report, running: [], at: Date.now(), failure: null });
      } catch (error) {
        if (signal.aborted) return;
        this.#set({ running: [], failure: error instanceof Error ? error.message : String(error) });
      }
      await this.#pause();
    }
  }

  readonly snapshot = (): Snapshot => this.#snapshot;

  readonly subscribe = (listener: () => void): (() => void) => {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  };

  /** Begins the next round now. */
  again(): void {
    this.#wake();
  }

  togglePause(): void {
    this.#set({ paused: !this.#snapshot.paused });
    if (!this.#snapshot.paused) this.#wake();
  }

  stop(): void {
    this.#stop.abort();
    this.#wake();
  }

  async #pause(): Promise<void> {
    const { promise, resolve } = Promise.withResolvers<void>();
    this.#wake = resolve;
    const timer = setTimeout(() => this.#snapshot.paused || resolve(), PAUSE_MS);
    await promise;
    clearTimeout(timer);
  }

  #set(change: Partial<Snapshot>): void {
    this.#snapshot = { ...this.#snapshot, ...change };
    for (const listener of this.#listeners) listener();
  }
}

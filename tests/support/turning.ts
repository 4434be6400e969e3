import { judge, type Sweep } from '../../src/index.ts';
import { History } from '../../src/monitor/history.ts';
import { type BoxSource, recorded } from '../../src/tui/store.ts';

/** A box that is now one sweep and then another, as a monitor would tell of it. */
export class Turning {
  readonly source: BoxSource;
  readonly #history = new History();
  #listener = () => {};
  #at = Date.parse('2026-11-23T10:00:00Z');

  constructor(sweep: Sweep) {
    const subscribe = (listener: () => void) => {
      this.#listener = listener;
      return () => {};
    };
    this.source = { ...recorded(sweep, judge(sweep)), subscribe };
    this.turn(sweep);
  }

  /** A minute later it is like this. */
  turn(sweep: Sweep): void {
    const report = judge(sweep);
    this.#at += 60_000;
    this.#history.record(report, this.#at, new Date(this.#at).toISOString());
    Object.assign(this.source, { sweep, report, changes: this.#history.changes });
    this.#listener();
  }
}

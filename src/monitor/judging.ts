import { judge } from '../checks/judge.ts';
import type { Report, Sweep } from '../model/index.ts';
import { Lines } from './lines.ts';
import { WallClock } from './wall-clock.ts';
import { Words } from './words.ts';

export interface Judged {
  /** With what only who watches can know: since when lines are as they are, and others say what they say. */
  readonly sweep: Sweep;
  readonly report: Report;
  /** Did a camera's line turn in it? */
  readonly turned: boolean;
}

/** Judges one sweep after the other, with what was seen in those before. */
export class Judging {
  readonly #lines = new Lines();
  readonly #words = new Words();
  readonly #clock = new WallClock();

  judge(plain: Sweep): Judged {
    this.#words.update(plain.readings);
    this.#clock.update(plain.startedAt, plain.mono);
    const { saidFrom } = this.#words;
    const { setAt } = this.#clock;
    const before = {
      ...plain,
      saidFrom,
      turnedAt: this.#lines.turnedAt,
      ...(setAt !== undefined && { clockSetAt: setAt }),
    };
    const report = judge(before);
    // A line that has just turned makes earlier words about its camera worthless, so those are judged once more.
    if (!this.#lines.update(report, plain.mono)) return { sweep: before, report, turned: false };
    const sweep = { ...before, turnedAt: this.#lines.turnedAt };
    return { sweep, report: judge(sweep), turned: true };
  }
}

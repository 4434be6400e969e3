import { type HelperCommand, HelperProcess } from './helper-process.ts';

/** How long an idle helper is kept, ms: the next device of a sweep comes at once or not at all. */
const LINGER_MS = 250;

/**
 * Helpers between two questions. Starting one costs more than asking most devices, so one that answered is kept
 * for the next question; no question ever waits behind another.
 */
export class HelperPool {
  readonly #idle = new Map<HelperProcess, NodeJS.Timeout>();
  readonly #command: () => HelperCommand;

  constructor(command: () => HelperCommand) {
    this.#command = command;
  }

  take(): HelperProcess {
    for (const [helper, timer] of this.#idle) {
      clearTimeout(timer);
      this.#idle.delete(helper);
      if (helper.isAlive) return helper;
    }
    return new HelperProcess(this.#command());
  }

  /** Takes back a helper that answered; one that did not is killed by its user. */
  giveBack(helper: HelperProcess): void {
    const letGo = () => {
      this.#idle.delete(helper);
      helper.release();
    };
    this.#idle.set(helper, setTimeout(letGo, LINGER_MS).unref());
  }
}

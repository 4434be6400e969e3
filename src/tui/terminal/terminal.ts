import { setTimeout as delay } from 'node:timers/promises';
import { askGraphics, type Graphics } from './abilities.ts';
import { TerminalInput } from './input.ts';

/** Who leaves waits so long for an answer that is on its way, ms: a slow line is not slower. */
const LEAVING_MS = 500;

/** A terminal that says nothing for so long does not answer this question, ms. */
const PATIENCE_MS = 2_000;

type Output = Pick<NodeJS.WriteStream, 'write'>;

interface Question {
  readonly last: RegExp;
  readonly answers: string[];
  settle(answers: readonly string[]): void;
}

/** The terminal beneath the screen, for what Ink does not do: drawing within a frame, and asking what it can. */
export class Terminal {
  /** What Ink reads keys from. */
  readonly input: TerminalInput;
  readonly #output: Output;
  readonly #listeners = new Set<() => void>();
  #question: Question | null = null;
  #queue: Promise<unknown> = Promise.resolve();
  #ours = false;
  #leaving = false;
  #graphics: Promise<Graphics> | null = null;

  constructor(keyboard: NodeJS.ReadStream, output: Output) {
    this.#output = output;
    this.input = new TerminalInput(
      keyboard,
      (answer) => this.#take(answer),
      (raw) => {
        this.#ours = raw;
        for (const listener of this.#listeners) listener();
      },
    );
  }

  /** Did it leave the last question unanswered? Then none is worth waiting for. */
  isMute = false;

  /** What it can draw; asked once. */
  graphics(): Promise<Graphics> {
    this.#graphics ??= askGraphics(this);
    return this.#graphics;
  }

  /** Is the terminal ours? Not while a command or the shell has it. */
  get ours(): boolean {
    return this.#ours;
  }

  /** Calls `listener` when the terminal is given away and when it has come back. */
  subscribe(listener: () => void): () => void {
    this.#listeners.add(listener);
    return () => this.#listeners.delete(listener);
  }

  /** Writes where the cursor is not disturbed by it. Nothing is written while the terminal is not ours. */
  write(text: string): void {
    if (this.#ours) this.#output.write(text);
  }

  /** Writes, and resolves with what it answers up to what matches `last`; with nothing when that does not come. */
  ask(question: string, last: RegExp, patienceMs: number = PATIENCE_MS): Promise<readonly string[]> {
    const asked = this.#queue.then(() => this.#ask(question, last, patienceMs));
    this.#queue = asked;
    return asked;
  }

  /**
   * Gives the terminal back, after the screen has gone: an answer that is still on its way is taken first, or it would be
   * typed into the shell.
   */
  async leave(): Promise<void> {
    this.#leaving = true;
    if (this.#question !== null) {
      this.input.setRawMode(true);
      await Promise.race([this.#queue, delay(LEAVING_MS)]);
    }
    if (this.input.isRaw) this.input.setRawMode(false);
  }

  async #ask(question: string, last: RegExp, patienceMs: number): Promise<readonly string[]> {
    if (!this.#ours || this.#leaving) return [];
    const { promise, resolve } = Promise.withResolvers<readonly string[]>();
    const timer = setTimeout(() => {
      this.isMute = true;
      resolve([]);
    }, patienceMs);
    // Who leaves does not wait for a terminal that says nothing.
    timer.unref();
    this.#question = { last, answers: [], settle: resolve };
    this.input.expecting = true;
    this.write(question);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#question = null;
      this.input.expecting = false;
    }
  }

  #take(answer: string): void {
    this.isMute = false;
    if (this.#question === null) return;
    const { last, answers, settle } = this.#question;
    answers.push(answer);
    if (last.test(answer)) settle(answers);
  }
}

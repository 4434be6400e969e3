import { Readable } from 'node:stream';

/** What terminals answer: device status and attributes, sizes, colours, graphics. Never a key. */
const ANSWER =
  /\u001b\[0n|\u001b\[\?[\d;]*c|\u001b\[6;\d+;\d+t|\u001b\]\d+;[^\u0007\u001b]*(?:\u0007|\u001b\\)|\u001b[_P][^\u001b]*\u001b\\/g;
/** The beginning of a key that is written as several characters, at the end of what has come so far; and of an answer. */
const KEY_BEGUN = /\u001b(?:\[[?\d;]*|O)?$/;
const ANSWER_BEGUN = /\u001b(?:[\]_P][^\u0007\u001b]*\u001b?|\[[?\d;]*|O)?$/;
/** How long such a beginning may wait for its end, ms: it may be the Escape key. An answer is long. */
const PATIENCE_MS = { key: 20, answer: 50 } as const;
/** The Escape key: what it begins otherwise goes on with one of these. */
const ESCAPE = /\u001b(?![[O])/g;
/** The same as Kitty's protocol writes it: a letter that follows it at once is none that is held with Alt. */
const WHOLE_ESCAPE = '\u001b[27u';

interface Keyboard {
  readonly isRaw?: boolean;
  setRawMode?(on: boolean): unknown;
  setEncoding(encoding: 'utf8'): unknown;
  on(event: 'data', listener: (text: string) => void): unknown;
  off(event: 'data', listener: (text: string) => void): unknown;
  pause(): unknown;
  resume(): unknown;
  ref?(): unknown;
  unref?(): unknown;
}

/**
 * A terminal's input without its answers, which go to `onAnswer`, and with keys that cannot be misunderstood: what Ink
 * reads keys from. It reads nothing while the terminal is in its ordinary mode, so that a command which has the terminal
 * then has the keys too.
 */
export class TerminalInput extends Readable {
  readonly isTTY = true;
  /** Is an answer expected? Only then may the end of what came be one that has only begun. */
  expecting = false;
  readonly #keyboard: Keyboard;
  readonly #onAnswer: (answer: string) => void;
  readonly #onRaw: (on: boolean) => void;
  #begun = '';
  #timer: NodeJS.Timeout | undefined;

  constructor(keyboard: Keyboard, onAnswer: (answer: string) => void, onRaw: (on: boolean) => void) {
    super();
    this.#keyboard = keyboard;
    this.#onAnswer = onAnswer;
    this.#onRaw = onRaw;
  }

  setRawMode(on: boolean): this {
    this.#keyboard.setRawMode?.(on);
    this.#keyboard.off('data', this.#take);
    if (on) {
      this.#keyboard.setEncoding('utf8');
      this.#keyboard.on('data', this.#take);
      this.#keyboard.resume();
    } else {
      this.#keyboard.pause();
    }
    this.#onRaw(on);
    return this;
  }

  get isRaw(): boolean {
    return this.#keyboard.isRaw ?? false;
  }

  ref(): this {
    this.#keyboard.ref?.();
    return this;
  }

  unref(): this {
    this.#keyboard.unref?.();
    return this;
  }

  override _read(): void {
    // What comes is pushed when it comes.
  }

  readonly #take = (text: string): void => {
    clearTimeout(this.#timer);
    const all = this.#begun + text;
    const answers = all.match(ANSWER) ?? [];
    const keys = answers.length === 0 ? all : all.replaceAll(ANSWER, '');
    for (const answer of answers) this.#onAnswer(answer);
    const begun = (this.expecting ? ANSWER_BEGUN : KEY_BEGUN).exec(keys)?.index ?? keys.length;
    this.#begun = keys.slice(begun);
    const patienceMs = PATIENCE_MS[this.expecting ? 'answer' : 'key'];
    if (this.#begun !== '') this.#timer = setTimeout(this.#giveBegun, patienceMs);
    this.#give(keys.slice(0, begun));
  };

  readonly #giveBegun = (): void => {
    const keys = this.#begun;
    this.#begun = '';
    this.#give(keys);
  };

  #give(keys: string): void {
    if (keys !== '') this.push(keys.replaceAll(ESCAPE, WHOLE_ESCAPE), 'utf8');
  }
}

import { setTimeout as delay } from 'node:timers/promises';
import type { Picture, PictureSource } from '../../index.ts';
import type { Terminal } from '../terminal/terminal.ts';
import { Pace } from './pace.ts';
import type { Pen } from './pen.ts';

/** The cursor is Ink's: it is put back where it was, with its colours. */
const [SAVE, RESTORE] = ['\u001b7', '\u001b8'];
const [ASK, ANSWER] = ['\u001b[5n', /^\u001b\[0n$/];

interface PainterOptions {
  readonly terminal: Terminal;
  readonly source: PictureSource;
  readonly pen: Pen;
  /** Resolves once Ink has drawn what it has to draw. */
  settled(): Promise<void>;
}

/** Paints the newest picture of a source into its region, again and again, as fast as the line takes it. */
export class Painter {
  readonly #options: PainterOptions;
  readonly #stop = new AbortController();
  readonly #pace = new Pace();
  /** Nothing of the picture stands on the screen: it was cleared, or is new. */
  #cleared = true;
  #wake: () => void = () => {};
  readonly #leave: readonly (() => void)[];

  constructor(options: PainterOptions) {
    this.#options = options;
    this.#leave = [
      options.source.subscribe(() => this.#wake()),
      options.terminal.subscribe(() => {
        this.#cleared = true;
        this.#wake();
      }),
    ];
    void this.#paint();
  }

  /** Ends at once, and leaves the region empty. */
  stop(): void {
    this.#stop.abort();
    for (const leave of this.#leave) leave();
    this.#wake();
    this.#erase();
  }

  async #paint(): Promise<void> {
    const { terminal, source, pen, settled } = this.#options;
    let drawn: Picture | null = null;
    while (!this.#stop.signal.aborted) {
      const picture = source.look?.picture ?? null;
      if (!terminal.ours || (picture === drawn && !this.#cleared)) {
        await this.#news();
        continue;
      }
      if (this.#cleared) {
        this.#cleared = false;
        await settled();
        pen.forget();
      }
      if (picture !== null) await this.#send(pen.draw(picture));
      drawn = picture;
    }
  }

  #news(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }

  /** In slices; after each, what the line needs is waited for. */
  async #send(pieces: Iterable<string>): Promise<void> {
    let slice = '';
    for (const piece of pieces) {
      if (this.#stop.signal.aborted) return;
      slice += piece;
      if (slice.length >= this.#pace.slice) {
        await this.#slice(slice);
        slice = '';
      }
    }
    if (slice !== '') await this.#slice(slice);
  }

  async #slice(text: string): Promise<void> {
    const { terminal } = this.#options;
    if (this.#stop.signal.aborted || !terminal.ours) return;
    const bytes = Buffer.byteLength(text);
    const from = performance.now();
    const question = `${SAVE}${text}${RESTORE}${ASK}`;
    // A late answer makes it one that answers again.
    if (terminal.isMute) terminal.write(question);
    const answered = !terminal.isMute && (await terminal.ask(question, ANSWER)).length > 0;
    const waitMs = this.#pace.sent(bytes, answered ? performance.now() - from : null);
    await delay(Math.max(0, waitMs), undefined, { signal: this.#stop.signal }).catch(() => {});
  }

  #erase(): void {
    const { terminal, pen } = this.#options;
    terminal.write(`${SAVE}${pen.erase()}${RESTORE}`);
  }
}

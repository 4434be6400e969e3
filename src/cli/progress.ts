import type { Progress } from '../sweep/probe-box.ts';

/** One line on the terminal that says what is being probed; nothing in pipes. */
export class ProgressLine {
  readonly #stream: NodeJS.WriteStream;
  readonly #shows: boolean;

  constructor(stream: NodeJS.WriteStream, quiet: boolean) {
    this.#stream = stream;
    this.#shows = stream.isTTY === true && !quiet && process.env['TERM'] !== 'dumb';
  }

  show({ running, waiting, done }: Progress): void {
    if (!this.#shows) return;
    const now = running.map((key) => key.replace(/:box$/, '')).join(' ');
    const width = (this.#stream.columns ?? 80) - 1;
    this.#stream.write(
      `\r\u001b[K${`${done}/${done + running.length + waiting.length}  ${now}`.slice(0, width)}`,
    );
  }

  clear(): void {
    if (this.#shows) this.#stream.write('\r\u001b[K');
  }
}

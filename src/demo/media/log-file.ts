import { EventEmitter } from 'node:events';
import { closeSync, type FSWatcher, fstatSync, ftruncateSync, openSync, readSync, watch } from 'node:fs';

/** Lines that are kept. */
const KEPT_LINES = 300;
/** A file that grew to this size starts anew, bytes. */
const MAX_BYTES = 1024 * 1024;

/**
 * What a child writes, by way of a file: a pipe would break with us, and MediaMTX dies of that before it has ended
 * its hooks. The last lines are kept and the file does not grow for ever.
 */
export class LogFile {
  /** For the child's output. */
  readonly fd: number;
  readonly #watcher: FSWatcher;
  readonly #lines: string[] = [];
  readonly #news = new EventEmitter<{ line: [string] }>();
  #at = 0;
  #rest = '';
  #open = true;

  constructor(file: string) {
    this.fd = openSync(file, 'a+', 0o600);
    this.#watcher = watch(file, { persistent: false }, () => this.#read());
  }

  /** The last lines, in order. */
  get lines(): readonly string[] {
    this.#read();
    return this.#lines;
  }

  #read(): void {
    if (!this.#open) return;
    const { size } = fstatSync(this.fd);
    const chunk = Buffer.alloc(Math.max(0, size - this.#at));
    this.#at += readSync(this.fd, chunk, 0, chunk.length, this.#at);
    const [rest = '', ...lines] = (this.#rest + chunk.toString()).split('\n').reverse();
    this.#rest = rest;
    for (const line of lines.reverse()) {
      this.#lines.push(line);
      if (this.#lines.length > KEPT_LINES) this.#lines.shift();
      this.#news.emit('line', line);
    }
    if (size < MAX_BYTES) return;
    ftruncateSync(this.fd);
    this.#at = 0;
  }

  /** The next line that matches, or null when none came within the time, ms. */
  async next(pattern: RegExp, withinMs: number): Promise<string | null> {
    const { promise, resolve } = Promise.withResolvers<string | null>();
    const timer = setTimeout(resolve, withinMs, null);
    const look = (line: string) => {
      if (pattern.test(line)) resolve(line);
    };
    this.#news.on('line', look);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#news.off('line', look);
    }
  }

  /** The lines that were read stay. */
  close(): void {
    this.#read();
    if (!this.#open) return;
    this.#open = false;
    this.#watcher.close();
    closeSync(this.fd);
  }
}

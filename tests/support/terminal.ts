import { EventEmitter } from 'node:events';
import process from 'node:process';
import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { expect } from 'vitest';

export const PROGRAM = fileURLToPath(new URL('../../dist/camproof.js', import.meta.url));

/** A terminal emulator, and what a person would see in it. */
export class Emulator {
  readonly terminal: xterm.Terminal;

  constructor(columns = 80, rows = 24) {
    this.terminal = new xterm.Terminal({ cols: columns, rows, allowProposedApi: true });
  }

  /** Resolves once everything written is on the screen. */
  write(data: string): Promise<void> {
    return new Promise((resolve) => this.terminal.write(data, resolve));
  }

  /** The screen as text, without blanks at the ends of its lines. */
  readonly screen = (): string => {
    // A line keeps what stood beyond the columns before they became fewer.
    const { buffer, rows, cols } = this.terminal;
    const line = (row: number) => buffer.active.getLine(buffer.active.viewportY + row);
    return Array.from(
      { length: rows },
      (_, row) => line(row)?.translateToString(true, 0, cols).trimEnd() ?? '',
    ).join('\n');
  };

  /** Waits until a text stands on the screen. */
  async shows(text: string | RegExp, timeout = 10_000): Promise<void> {
    await expect.poll(this.screen, { timeout, interval: 20 }).toMatch(text);
  }

  async hides(text: string | RegExp, timeout = 10_000): Promise<void> {
    await expect.poll(this.screen, { timeout, interval: 20 }).not.toMatch(text);
  }

  /** Is any cell of the screen in a colour? */
  colored(): boolean {
    const { active } = this.terminal.buffer;
    return Array.from({ length: this.terminal.rows }, (_, row) => active.getLine(row)).some((line) =>
      Array.from({ length: this.terminal.cols }, (_, column) => line?.getCell(column)).some(
        (cell) => cell !== undefined && !(cell.isFgDefault() && cell.isBgDefault()),
      ),
    );
  }
}

interface PtyOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly env?: Readonly<Record<string, string>>;
  readonly cwd?: string;
  /** How long the line takes to bring the terminal's answers, ms. */
  readonly answersAfter?: number;
}

/** A program in a terminal of its own. */
export class Pty extends Emulator implements Disposable {
  readonly pty: ReturnType<typeof spawn>;
  /** Its exit code, once it has ended. */
  readonly ended: Promise<number>;
  /** Everything that was written to the terminal. */
  output = '';

  constructor(file: string, args: readonly string[], options: PtyOptions = {}) {
    const { columns = 80, rows = 24, env = {}, cwd = process.cwd(), answersAfter = 0 } = options;
    super(columns, rows);
    const { PATH = '', HOME = '/' } = process.env;
    this.pty = spawn(file, [...args], {
      cols: columns,
      rows,
      cwd,
      env: { PATH, HOME, LANG: 'C.UTF-8', TERM: 'xterm-256color', ...env },
    });
    this.pty.onData((data) => {
      this.output += data;
      this.terminal.write(data);
    });
    // What the program asks of its terminal is answered.
    this.terminal.onData((answer) =>
      answersAfter === 0 ? this.pty.write(answer) : setTimeout(() => this.pty.write(answer), answersAfter),
    );
    this.ended = new Promise((resolve) => this.pty.onExit(({ exitCode }) => resolve(exitCode)));
  }

  press(keys: string): void {
    this.pty.write(keys);
  }

  resize(columns: number, rows: number): void {
    this.terminal.resize(columns, rows);
    this.pty.resize(columns, rows);
  }

  [Symbol.dispose](): void {
    try {
      this.pty.kill('SIGKILL');
    } catch {
      // It has ended.
    }
  }
}

/** camproof in a terminal of its own. */
export const camproof = (args: readonly string[], options: PtyOptions = {}): Pty =>
  new Pty(process.execPath, [PROGRAM, ...args], options);

/** What Ink takes for a terminal, in this process. */
export class Streams extends Emulator {
  readonly stdin: NodeJS.ReadStream;
  readonly stdout: NodeJS.WriteStream;
  readonly #keys = new PassThrough();

  constructor(columns = 80, rows = 24) {
    super(columns, rows);
    const out = Object.assign(new EventEmitter(), {
      columns,
      rows,
      isTTY: true,
      write: (data: string, then?: unknown) => {
        this.terminal.write(data.replaceAll(/(?<!\r)\n/g, '\r\n'));
        if (typeof then === 'function') then();
        return true;
      },
    });
    this.stdout = out as unknown as NodeJS.WriteStream;
    const keys = Object.assign(this.#keys, {
      isTTY: true,
      isRaw: false,
      setRawMode: (isRaw: boolean) => Object.assign(keys, { isRaw }),
      ref: () => keys,
      unref: () => keys,
    });
    this.stdin = keys as unknown as NodeJS.ReadStream;
  }

  press(keys: string): void {
    this.#keys.write(keys);
  }
}

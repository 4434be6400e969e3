import { readdirSync, readFileSync } from 'node:fs';
import process from 'node:process';
import { type IPty, spawn } from '@lydell/node-pty';
import xterm from '@xterm/headless';
import { main, runtimeFlags } from './program.ts';

/** Clock ticks of /proc a second: the kernel has said 100 to all programs for as long as there is /proc. */
const TICKS = 100;

/** What watching cost over a stretch of time. */
export interface Cost {
  /** Written to the terminal a second. */
  readonly bytes: number;
  /** Of one core, %, by the program and all that it starts. */
  readonly cpu: number;
  /** Resident at the end, MiB. */
  readonly memory: number;
}

/** The program in a terminal of 80x24 that answers, and what that costs. */
export class Watched implements Disposable {
  readonly #pty: IPty;
  readonly terminal = new xterm.Terminal({ cols: 80, rows: 24, allowProposedApi: true });
  #bytes = 0;
  #wake: () => void = () => {};

  constructor(args: readonly string[]) {
    const { PATH = '', HOME = '/' } = process.env;
    const env = { PATH, HOME, LANG: 'C.UTF-8', TERM: 'xterm-256color' };
    this.#pty = spawn(process.execPath, [...runtimeFlags, main, ...args], { cols: 80, rows: 24, env });
    this.terminal.onData((answer) => this.#pty.write(answer));
    this.#pty.onData((text) => {
      this.#bytes += Buffer.byteLength(text);
      this.terminal.write(text, () => this.#wake());
    });
  }

  press(keys: string): void {
    this.#pty.write(keys);
  }

  get screen(): string {
    const { active } = this.terminal.buffer;
    return Array.from({ length: 24 }, (_, row) => active.getLine(row)?.translateToString(true) ?? '').join(
      '\n',
    );
  }

  /** Resolves when a row has colour in its middle; rejects after half a minute. */
  async paints(row: number): Promise<void> {
    const until = performance.now() + 30_000;
    const cell = () => this.terminal.buffer.active.getLine(row)?.getCell(40);
    while (cell()?.isBgDefault() !== false) {
      if (performance.now() > until) throw new Error(`row ${row} stays empty:\n${this.screen}`);
      await new Promise((resolve) => setTimeout(resolve, 100));
    }
  }

  /** Resolves when a text stands on the screen; rejects after half a minute. */
  async shows(text: RegExp): Promise<void> {
    const until = performance.now() + 30_000;
    while (!text.test(this.screen)) {
      if (performance.now() > until) throw new Error(`no ${text} on the screen:\n${this.screen}`);
      await new Promise<void>((resolve) => {
        this.#wake = resolve;
        setTimeout(resolve, 1_000);
      });
    }
  }

  async cost(seconds: number): Promise<Cost> {
    const [bytes, cpu, from] = [this.#bytes, this.#used().cpu, performance.now()];
    await new Promise((resolve) => setTimeout(resolve, seconds * 1000));
    const took = (performance.now() - from) / 1000;
    const now = this.#used();
    return {
      bytes: (this.#bytes - bytes) / took,
      cpu: (100 * (now.cpu - cpu)) / took,
      memory: now.memory,
    };
  }

  /** Processor time so far, s, with that of children that have ended; and what is resident now, MiB. */
  #used(): { cpu: number; memory: number } {
    const all = tree(this.#pty.pid).flatMap((pid) => {
      try {
        const stat = readFileSync(`/proc/${pid}/stat`, 'utf8');
        const fields = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
        const resident = /VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))?.[1] ?? '0';
        const ticks = fields.slice(11, 15).reduce((sum, field) => sum + Number(field), 0);
        return [{ cpu: ticks / TICKS, memory: Number(resident) / 1024 }];
      } catch {
        // It has ended meanwhile; whose child it was has its time.
        return [];
      }
    });
    return all.reduce((sum, one) => ({ cpu: sum.cpu + one.cpu, memory: sum.memory + one.memory }), {
      cpu: 0,
      memory: 0,
    });
  }

  [Symbol.dispose](): void {
    this.#pty.kill('SIGTERM');
  }
}

/** A process and all that it started. */
function tree(pid: number): readonly number[] {
  try {
    const children = readdirSync(`/proc/${pid}/task`).flatMap((task) =>
      readFileSync(`/proc/${pid}/task/${task}/children`, 'utf8').split(' ').filter(Boolean).map(Number),
    );
    return [pid, ...children.flatMap(tree)];
  } catch {
    return [pid];
  }
}

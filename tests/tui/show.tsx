import { type Instance, render } from 'ink';
import { judge, type Sweep } from '../../src/index.ts';
import { App } from '../../src/tui/app.tsx';
import { type BoxSource, BoxStore, recorded } from '../../src/tui/store.ts';
import { Terminal } from '../../src/tui/terminal/terminal.ts';
import { Streams } from '../support/terminal.ts';

interface ShowOptions {
  readonly columns?: number;
  readonly rows?: number;
  readonly ascii?: boolean;
  readonly color?: boolean;
  readonly asks?: boolean;
}

/** The screen of a recorded sweep, or of a live box, in this process. */
export class Shown extends Streams implements AsyncDisposable {
  readonly #app: Instance;

  constructor(
    shown: Sweep | BoxSource,
    { columns = 80, rows = 24, ascii = false, color = false, asks = false }: ShowOptions = {},
  ) {
    super(columns, rows);
    const replay = 'readings' in shown;
    const store = new BoxStore(replay ? recorded(shown, judge(shown)) : shown, 0);
    const terminal = new Terminal(this.stdin, this.stdout);
    const screen = { ascii, color, depth: '256', ground: 'dark' } as const;
    this.#app = render(<App {...{ store, screen, asks, terminal, replay }} />, {
      stdout: this.stdout,
      stdin: terminal.input as unknown as NodeJS.ReadStream,
      patchConsole: false,
      exitOnCtrlC: false,
      interactive: true,
      alternateScreen: true,
      maxFps: 60,
    });
  }

  /** Resolves once nothing more is drawn. */
  async settled(): Promise<void> {
    await this.#app.waitUntilRenderFlush();
    await this.write('');
  }

  /** Presses keys one after the other and waits for what they draw. */
  async keys(...keys: readonly string[]): Promise<void> {
    for (const key of keys) {
      this.press(key);
      await new Promise((resolve) => setImmediate(resolve));
      await this.settled();
    }
  }

  async [Symbol.asyncDispose](): Promise<void> {
    this.#app.unmount();
    await this.#app.waitUntilExit();
  }
}

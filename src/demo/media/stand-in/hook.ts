import { type ChildProcess, spawn } from 'node:child_process';

/** MediaMTX waits this long before it restarts a command, ms. */
const RESTART_PAUSE_MS = 5000;

export interface HookOptions {
  readonly command: string;
  readonly restart: boolean;
  /** `MTX_PATH`, `RTSP_PORT`: added to our own environment, and put in where the command names them (`$MTX_PATH`). */
  readonly env: Readonly<Record<string, string>>;
  /** Told after each exit, with the pid or the reason why it never started. */
  onExit(what: string): void;
}

/** A command of the configuration (`runOnInit`), in a process group of its own and without a shell. */
export class Hook {
  readonly #options: HookOptions;
  #child: ChildProcess | undefined;
  #pause: NodeJS.Timeout | undefined;
  #stopped = false;

  constructor(options: HookOptions) {
    this.#options = options;
    this.#start();
  }

  #start(): void {
    const [program, ...args] = words(this.#options.command).map((word) => this.#expand(word));
    if (program === undefined) return;
    const child = spawn(program, args, {
      detached: true,
      stdio: ['ignore', 'inherit', 'inherit'],
      env: { ...process.env, ...this.#options.env },
    });
    this.#child = child;
    child.once('error', (error) => this.#ended(error.message));
    child.once('exit', (code) => this.#ended(`command exited with code ${code ?? 0}`));
  }

  #ended(what: string): void {
    if (this.#child === undefined) return;
    this.#child = undefined;
    if (this.#stopped) return;
    this.#options.onExit(what);
    if (this.#options.restart) this.#pause = setTimeout(() => this.#start(), RESTART_PAUSE_MS);
  }

  #expand(word: string): string {
    return word.replace(/\$(?:\{(\w+)\}|(\w+))/g, (_all, braced?: string, plain?: string) => {
      const name = braced ?? plain ?? '';
      return this.#options.env[name] ?? process.env[name] ?? '';
    });
  }

  /** Interrupts the whole process group. Does not wait. */
  stop(): void {
    this.#stopped = true;
    clearTimeout(this.#pause);
    if (this.#child?.pid === undefined) return;
    try {
      process.kill(-this.#child.pid, 'SIGINT');
    } catch {
      // It ended meanwhile.
    }
  }
}

/** Splits as a shell would, as far as quotes go. */
function words(command: string): string[] {
  return (command.match(/(?:"[^"]*"|'[^']*'|[^\s"'])+/g) ?? []).map((word) =>
    word.replace(/"([^"]*)"|'([^']*)'/g, '$1$2'),
  );
}

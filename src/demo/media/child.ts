import { type ChildProcess, spawn } from 'node:child_process';
import { accessSync, constants } from 'node:fs';
import { delimiter, join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { LogFile } from './log-file.ts';

/** How long a child may take to end in good order before it is killed, ms. */
const STOP_MS = 4000;

export interface ChildOptions {
  readonly argv: readonly [string, ...string[]];
  /** What `ps` shows in place of the program. */
  readonly argv0?: string;
  readonly cwd: string;
  /** Where its output goes. */
  readonly log: LogFile;
  readonly env: Readonly<Record<string, string | undefined>>;
  /** Opens a channel: the child ends when it closes. Without it the kernel is asked to end the child with us. */
  readonly channel: boolean;
}

/** A server of the demo in a process of its own; it does not outlive us. */
export class Child {
  readonly process: ChildProcess;
  /** Resolves when it has ended; one listener for all who wait. */
  readonly exited: Promise<unknown>;
  readonly log: LogFile;
  #error: Error | null = null;

  constructor({ argv, argv0, cwd, log, env, channel }: ChildOptions) {
    this.log = log;
    const [program, ...args] = channel ? argv : withDeathSignal(argv, env);
    this.process = spawn(program, args, {
      // What Ctrl-C in our terminal is meant for, it is not.
      detached: true,
      cwd,
      env,
      stdio: ['ignore', log.fd, log.fd, ...(channel ? (['ipc'] as const) : [])],
      ...(argv0 !== undefined && { argv0 }),
    });
    this.exited = new Promise((resolve) => this.process.once('exit', resolve));
    this.process.on('error', (error) => {
      this.#error = error;
    });
  }

  get pid(): number | null {
    return this.process.pid ?? null;
  }

  get ended(): boolean {
    return this.#error !== null || this.process.exitCode !== null || this.process.signalCode !== null;
  }

  /** In words, for an error message. */
  lastWords(): string {
    return this.#error?.message ?? (this.log.lines.slice(-5).join(' | ') || 'it said nothing');
  }

  /** Interrupts, waits, and kills what does not end. */
  async stop(): Promise<void> {
    if (this.ended) return;
    this.process.kill('SIGINT');
    // A stopped process would never see the signal.
    this.process.kill('SIGCONT');
    const clock = new AbortController();
    const killing = delay(STOP_MS, undefined, { signal: clock.signal }).then(
      () => this.process.kill('SIGKILL'),
      () => false,
    );
    await this.exited;
    clock.abort();
    await killing;
  }
}

/** util-linux's setpriv asks the kernel to interrupt the program when we die; it then is the program, same pid. */
function withDeathSignal(
  argv: readonly [string, ...string[]],
  env: ChildOptions['env'],
): readonly [string, ...string[]] {
  const setpriv = (env['PATH'] ?? '')
    .split(delimiter)
    .map((folder) => join(folder, 'setpriv'))
    .find(isExecutable);
  return setpriv === undefined ? argv : [setpriv, '--pdeathsig', 'INT', '--', ...argv];
}

function isExecutable(file: string): boolean {
  try {
    accessSync(file, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}

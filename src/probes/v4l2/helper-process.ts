import { type ChildProcess, spawn } from 'node:child_process';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import { isRecord } from '../http.ts';
import { ProbeFault } from '../probe.ts';

/** How the helper is started: program and arguments. */
export type HelperCommand = readonly [string, ...string[]];

/** How often a helper is looked at while it owes an answer, ms. */
const LOOK_MS = 100;
/** A line longer than this is no answer of ours. The largest real one is about 150 kB. */
const MAX_LINE = 4 * 1024 * 1024;

/**
 * One helper process: a question at a time, until it is killed or let go. It never keeps this process alive:
 * whoever asks holds a timer of his own.
 */
export class HelperProcess {
  readonly #child: ChildProcess;
  readonly #gone: Promise<void>;
  #rest: string[] = [];
  #length = 0;
  #onLine: (line: string) => void = () => {};
  #onEnd: (error: Error) => void = () => {};
  #ended: Error | null = null;
  /** The node of the question under way is open: what hangs now is an ioctl. */
  opened = false;

  constructor([program, ...words]: HelperCommand) {
    const child = spawn(program, words, {
      stdio: ['pipe', 'pipe', 'ignore'],
      // Nothing of our own environment changes what the helper loads.
      env: { PATH: process.env['PATH'] ?? '' },
    });
    this.#child = child;
    this.#gone = new Promise((resolve) => {
      child.once('exit', () => resolve());
      child.once('error', () => resolve());
    });
    child.once('error', ({ message }) => {
      this.#end(new ProbeFault('tool-missing', 'helper', `the V4L2 helper cannot be started: ${message}`));
    });
    // Not `exit`: the last answer may still be in the pipe then.
    child.once('close', (code, signal) => {
      this.#end(new ProbeFault('internal', 'helper', `the V4L2 helper ended early (${signal ?? code})`));
    });
    child.stdin?.on('error', () => {
      // It is gone before it read its order; its end says so.
    });
    child.stdout?.setEncoding('utf8').on('data', (text: string) => this.#take(text));
    child.unref();
    for (const pipe of [child.stdin, child.stdout]) {
      if (pipe && 'unref' in pipe && typeof pipe.unref === 'function') pipe.unref();
    }
  }

  /** Undefined when it could not be started. */
  get pid(): number | undefined {
    return this.#child.pid;
  }

  get isAlive(): boolean {
    return this.#ended === null;
  }

  /** The helper's answer about a node, parsed. Rejects when the helper ends or says what it cannot have said. */
  async ask(path: string): Promise<Readonly<Record<string, unknown>>> {
    if (this.#ended) throw this.#ended;
    this.opened = false;
    const { promise, resolve, reject } = Promise.withResolvers<Readonly<Record<string, unknown>>>();
    this.#onEnd = reject;
    this.#onLine = (line) => {
      try {
        const answer = parse(line, path);
        if (answer['opened'] === true) this.opened = true;
        else resolve(answer);
      } catch (error) {
        reject(error);
      }
    };
    this.#child.stdin?.write(`${path}\n`);
    return promise;
  }

  /**
   * Resolves once the helper has stood still for a time: it neither used the processor nor waited for its turn, as
   * when a driver does not come back. On a busy box a slow helper moves. Ends, without telling, with the signal.
   */
  async standsStill(ms: number, signal: AbortSignal): Promise<void> {
    let before = '';
    let still = 0;
    let last = performance.now();
    while (!signal.aborted && still < ms) {
      await sleep(LOOK_MS, undefined, { signal }).catch(() => {});
      const { state, ticks } = await lookAt(this.pid);
      const now = performance.now();
      // When nothing of ours ran either, the time says nothing about the helper.
      still = state === 'R' || ticks !== before ? 0 : still + Math.min(now - last, 2 * LOOK_MS);
      before = ticks;
      last = now;
    }
  }

  /** Lets an idle helper end by itself, as it also does when we are gone. */
  release(): void {
    this.#child.stdin?.end();
  }

  /** Kills it and lets go of it. Resolves with whether it is gone; the kernel keeps one that waits in state D. */
  async kill(patienceMs: number): Promise<boolean> {
    const child = this.#child;
    child.kill('SIGKILL');
    child.stdin?.destroy();
    child.stdout?.destroy();
    const clock = new AbortController();
    const late = sleep(patienceMs, 'late', { signal: clock.signal }).catch(() => 'late');
    const outcome = await Promise.race([this.#gone, late]);
    clock.abort();
    return outcome !== 'late' || (await lookAt(child.pid)).state !== 'D';
  }

  #take(text: string): void {
    const [first = '', ...lines] = text.split('\n');
    this.#rest.push(first);
    this.#length += first.length;
    for (const next of lines) {
      this.#onLine(this.#rest.join(''));
      this.#rest = [next];
      this.#length = next.length;
    }
    if (this.#length <= MAX_LINE) return;
    this.#end(new ProbeFault('internal', 'helper', `the V4L2 helper said more than ${MAX_LINE} bytes`));
  }

  #end(error: Error): void {
    this.#ended ??= error;
    this.#onEnd(this.#ended);
  }
}

function parse(line: string, path: string): Readonly<Record<string, unknown>> {
  let answer: unknown;
  try {
    answer = JSON.parse(line);
  } catch {
    answer = null;
  }
  if (!isRecord(answer) || answer['path'] !== path)
    throw new ProbeFault('internal', 'helper', `the V4L2 helper said: ${line.slice(0, 60)}`);
  return answer;
}

/** State letter and processor time (in ticks, as text) of a process; empty when it is gone. */
async function lookAt(pid: number | undefined): Promise<{ readonly state: string; readonly ticks: string }> {
  const stat = await readFile(`/proc/${pid}/stat`, 'latin1').catch(() => '');
  const [state = '', ...fields] = stat.slice(stat.lastIndexOf(')') + 2).split(' ');
  return { state, ticks: fields.slice(10, 12).join(' ') };
}

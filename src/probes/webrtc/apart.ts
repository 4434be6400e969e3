import { type ChildProcess, fork } from 'node:child_process';
import { once } from 'node:events';
import process from 'node:process';
import type { Config } from '../../config/config.ts';
import type { Fault, Readings, WebrtcPlayback } from '../../model/index.ts';
import { ownProgram } from '../../own-program.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { webrtc } from './webrtc.ts';

/** What the process is told to do. */
export type Order =
  | { readonly giveUp: number }
  | {
      readonly id: number;
      readonly path: string;
      readonly config: Config;
      readonly known: Readings;
      readonly leftMs: number;
    };

/** What it answers. */
export type Told = { readonly id: number } & ({ readonly value: WebrtcPlayback } | { readonly fault: Fault });

/** It waits so long for another order, ms: cameras are played one after the other, then not for minutes. */
const IDLE_MS = 2_000;
/** So long it may take to delete its sessions when all ends, ms. */
const LEAVE_MS = 1_000;

/**
 * Plays WebRTC in a process of its own that ends soon after. The library and what it computes with take 60 MiB and more: who
 * watches all day shall not keep them between two proofs.
 */
export class WebrtcApart implements Probe<'webrtc'>, AsyncDisposable {
  readonly kind = 'webrtc';
  readonly title = webrtc.title;
  readonly deadlineMs = webrtc.deadlineMs;
  readonly maxAgeMs = webrtc.maxAgeMs;
  readonly active = true;
  readonly source = webrtc.source;
  readonly #program = ownProgram(import.meta.url, './webrtc-child.ts', 'webrtc-child.js');
  readonly #waiting = new Map<number, PromiseWithResolvers<WebrtcPlayback>>();
  #child: ChildProcess | null = null;
  #idle: NodeJS.Timeout | undefined;
  #last = 0;

  async observe(path: string, context: ProbeContext): Promise<WebrtcPlayback> {
    if (this.#program === null) return webrtc.observe(path, context);
    clearTimeout(this.#idle);
    const child = this.#child ?? this.#start(this.#program);
    const id = ++this.#last;
    const { config, known, signal, deadline } = context;
    const answer = Promise.withResolvers<WebrtcPlayback>();
    this.#waiting.set(id, answer);
    const tell = (order: Order) => child.connected && child.send(order);
    const giveUp = () => tell({ giveUp: id });
    signal.addEventListener('abort', giveUp, { once: true });
    tell({ id, path, config, known: told(known), leftMs: deadline - performance.now() });
    try {
      return await answer.promise;
    } finally {
      signal.removeEventListener('abort', giveUp);
      this.#waiting.delete(id);
      if (this.#waiting.size === 0) this.#idle = setTimeout(() => this.#letGo(), IDLE_MS).unref();
    }
  }

  /** Pid of the process; null while there is none. */
  get pid(): number | null {
    return this.#child?.pid ?? null;
  }

  async [Symbol.asyncDispose](): Promise<void> {
    clearTimeout(this.#idle);
    const child = this.#child;
    if (!child) return;
    const gone = once(child, 'exit');
    this.#letGo();
    const late = setTimeout(() => child.kill('SIGKILL'), LEAVE_MS);
    await gone;
    clearTimeout(late);
  }

  #start(program: string): ChildProcess {
    const { PATH = '', TMPDIR = '' } = process.env;
    const child = fork(program, { stdio: ['ignore', 'ignore', 'ignore', 'ipc'], env: { PATH, TMPDIR } });
    child.on('message', (message: Told) => {
      const answer = this.#waiting.get(message.id);
      if ('value' in message) answer?.resolve(message.value);
      else answer?.reject(new ProbeFault(message.fault.code, message.fault.phase, message.fault.message));
    });
    const ended = (why: string) => {
      // The next one has been started: who waits, waits for that.
      if (this.#child !== null && this.#child !== child) return;
      this.#child = null;
      const fault = new ProbeFault('internal', 'webrtc', `the process that plays WebRTC ${why}`);
      for (const answer of this.#waiting.values()) answer.reject(fault);
    };
    child.once('error', ({ message }) => ended(`failed: ${message}`));
    child.once('exit', (code, signal) => ended(`ended early (${signal ?? code})`));
    this.#child = child;
    return child;
  }

  #letGo(): void {
    if (this.#child?.connected) this.#child.disconnect();
    this.#child = null;
  }
}

/** Of what is known, only what WebRTC is played by. */
const told = (known: Readings): Readings =>
  Object.fromEntries(Object.entries(known).filter(([kind]) => kind === 'host' || kind === 'mediamtx.config'));

import type { Config } from '../config/config.ts';
import type { FaultCode, ReadingKind, Readings, ReadingValues } from '../model/index.ts';
import type { DeviceHost } from './device-host.ts';

/** What a probe may use. The caller owns the deadline: `signal` aborts at it. */
export interface ProbeContext {
  readonly config: Config;
  readonly devices: DeviceHost;
  /** What is known so far, for addresses and earlier answers. */
  readonly known: Readings;
  /** Start idle on-demand paths? */
  readonly wake: boolean;
  /** How long pictures are looked at, ms; absent: a second. */
  readonly lookMs?: number;
  /** Aborted at the deadline and when the whole sweep ends: stop at once, close everything, reject. */
  readonly signal: AbortSignal;
  /** `performance.now()` at which the signal aborts. */
  readonly deadline: number;
}

/** Observes one kind of thing and never judges. */
export interface Probe<K extends ReadingKind> {
  readonly kind: K;
  /** What it does, for progress lines: `reading /proc`. */
  readonly title: string;
  /** Time it may take, ms. */
  readonly deadlineMs: number;
  /** A reading older than this is stale, ms. */
  readonly maxAgeMs: number;
  /** True when it opens a stream or a device, and so can wake something. */
  readonly active: boolean;
  /** What a technician could run or read again: `GET /v3/paths/list`. */
  source(subject: string, context: Pick<ProbeContext, 'config' | 'devices' | 'known'>): string;
  /** Resolves with the value or rejects, with a `ProbeFault` where it knows the code; leaves nothing open. */
  observe(subject: string, context: ProbeContext): Promise<ReadingValues[K]>;
}

/** An observation that failed in a way the probe understands. */
export class ProbeFault extends Error {
  override readonly name = 'ProbeFault';
  readonly code: FaultCode;
  readonly phase: string;
  constructor(code: FaultCode, phase: string, message: string) {
    super(message);
    this.code = code;
    this.phase = phase;
  }
}

/** Why an observation failed. Stable words; `phase` and `message` say where and how. */
export type FaultCode =
  | 'absent'
  | 'denied'
  | 'busy'
  | 'refused'
  | 'unreachable'
  | 'unresolved'
  | 'reset'
  | 'timeout'
  | 'unauthorized'
  | 'untrusted'
  | 'not-found'
  | 'limited'
  | 'protocol'
  | 'unsupported'
  | 'too-large'
  | 'tool-missing'
  | 'tool-failed'
  | 'aborted'
  | 'internal';

/** An observation that failed. */
export interface Fault {
  readonly code: FaultCode;
  /** Where in the observation it happened: `connect`, `upgrade`, `DESCRIBE`, `body`, … */
  readonly phase: string;
  /** In words, without control characters and without secrets. */
  readonly message: string;
}

/**
 * One observation, made or failed. `source` is what a technician could run or read again
 * (`GET /v3/paths/list`); `mono` (ms, monotonic) is for rates, `at` (ISO 8601) for people.
 * `loopDelayMs` is the largest delay of our own event loop meanwhile: a time-out while it is large proves nothing.
 */
export type Reading<T> = {
  readonly source: string;
  readonly at: string;
  readonly mono: number;
  readonly tookMs: number;
  readonly loopDelayMs: number;
  /** Older than this, the reading is stale (ms). */
  readonly maxAgeMs: number;
} & ({ readonly ok: true; readonly value: T } | { readonly ok: false; readonly fault: Fault });

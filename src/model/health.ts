/** One health endpoint's answer. Subject of the reading: the endpoint's path. */
export interface HealthAnswer {
  readonly url: string;
  readonly httpStatus: number;
  readonly contentType: string | null;
  readonly latencyMs: number;
  /** What the body says, in one word of ours; `unclear` when it has no word that we know. */
  readonly says: 'ok' | 'degraded' | 'not-ok' | 'unclear';
  /** The word itself: `ready`, `healthy`, `unhealthy`, `ready: true`, … */
  readonly word: string | null;
  /** By which key the body says it; `not-json` also for what is no object. */
  readonly format: 'status' | 'ready' | 'alive' | 'other' | 'not-json';
  /** ISO 8601 as the service printed it. */
  readonly timestamp: string | null;
  /** Component → state, lower case. */
  readonly components: Readonly<Record<string, string>>;
  /** Cameras that the body counts as connected, where it tells. */
  readonly camerasConnected: number | null;
}

/** A bounded concurrent burst against the readiness endpoint. Times in ms. */
export interface HealthBurst {
  readonly url: string;
  /** How many were sent, and how many at a time. */
  readonly requests: number;
  readonly concurrency: number;
  readonly answered: number;
  /** By fault code (`timeout`): how many failed so. */
  readonly failures: Readonly<Record<string, number>>;
  /** Of those that were answered; null where none was. */
  readonly p50: number | null;
  readonly p95: number | null;
  readonly max: number | null;
}

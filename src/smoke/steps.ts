import type { Reading } from '../model/index.ts';

/**
 * `unknown`: could not be told, as the server wants a user, limits us or shows a certificate that is not trusted;
 * `skip`: not asked for, or by the configuration there is no such server.
 */
export type SmokeStatus = 'pass' | 'fail' | 'unknown' | 'skip';

/** One step of a smoke test. */
export interface SmokeStep {
  readonly name: string;
  readonly status: SmokeStatus;
  /** What was seen, or why it failed, in words. */
  readonly detail: string;
}

/** What a smoke test has seen, and what to do where that is not good. */
export interface Outcome {
  readonly steps: readonly SmokeStep[];
  readonly advice: string;
}

/** `holds` is null where it could not be told. */
export const step = (name: string, holds: boolean | null, detail: string): SmokeStep => ({
  name,
  status: holds === null ? 'unknown' : holds ? 'pass' : 'fail',
  detail,
});

/** Did it answer? Null where it may be well, and does not talk to us. */
export const talks = (made: Reading<unknown>): boolean | null =>
  !made.ok && ['unauthorized', 'untrusted', 'unresolved', 'unreachable', 'limited'].includes(made.fault.code)
    ? null
    : made.ok;
export const skip = (name: string, detail: string): SmokeStep => ({ name, status: 'skip', detail });
export const words = (made: Reading<unknown>): string =>
  made.ok ? '' : `${made.fault.code} at ${made.fault.phase}: ${made.fault.message}`;

/** A box without this server, by its configuration. */
export const absent = (key: string): Outcome => ({
  steps: [skip('connect', `'${key}: off' in the configuration`)],
  advice: '',
});

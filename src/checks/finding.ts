import {
  BOX,
  type Diagnosis,
  type Evidence,
  type FaultCode,
  type Finding,
  type Reading,
  type ReadingKind,
  type Reason,
  reading,
  type Sweep,
} from '../model/index.ts';
import { brokenWords } from './called.ts';
import { diagnose } from './diagnoses/table.ts';
import { overload } from './overload.ts';

/** Short makers of findings for one check and subject, so that a check reads as its decisions. */
export function about(checkId: string, subject: string) {
  const base = { checkId, subject } as const;
  return {
    pass: (summary: string, evidence: readonly Evidence[] = []): Finding => ({
      ...base,
      status: 'pass',
      summary,
      evidence,
    }),
    likely: (summary: string, evidence: readonly Evidence[] = []): Finding => ({
      ...base,
      status: 'pass',
      confidence: 'likely',
      summary: `${summary} (likely)`,
      evidence,
    }),
    warn: (summary: string, evidence: readonly Evidence[], diagnosis: Diagnosis): Finding => ({
      ...base,
      status: 'warn',
      summary,
      evidence,
      diagnosis,
    }),
    fail: (summary: string, evidence: readonly Evidence[], diagnosis: Diagnosis): Finding => ({
      ...base,
      status: 'fail',
      summary,
      evidence,
      diagnosis,
    }),
    blocked: (becauseOf: string): Finding => ({
      ...base,
      status: 'blocked',
      summary: `not judged: ${brokenWords(becauseOf)}`,
      evidence: [],
      becauseOf,
    }),
    unknown: (
      summary: string,
      reason: Reason,
      evidence: readonly Evidence[] = [],
      diagnosis?: Diagnosis,
    ): Finding => ({
      ...base,
      status: 'unknown',
      summary,
      reason,
      evidence,
      ...(diagnosis && { diagnosis }),
    }),
    off: (summary: string, reason: Reason): Finding => ({
      ...base,
      status: 'off',
      summary,
      reason,
      evidence: [],
    }),
  };
}

/** The makers of one check and subject. */
export type Make = ReturnType<typeof about>;

/** One fact of a reading as evidence. What came as it was expected needs no word of that. */
export function saw(label: string, actual: string, from: Reading<unknown>, expected?: string): Evidence {
  return {
    label,
    actual,
    source: from.source,
    at: from.at,
    ...(expected !== undefined && expected !== actual && { expected }),
  };
}

/** A failed observation as evidence. */
export function sawFault(from: Reading<unknown>, label = 'observation'): Evidence {
  return saw(
    label,
    from.ok ? 'made' : `${from.fault.code} at ${from.fault.phase}: ${from.fault.message}`,
    from,
  );
}

/** A reading that a verdict may rest on, or the `unknown` that takes its place. */
export type Sight<T> =
  | { readonly clear: true; readonly reading: Reading<T> & { readonly ok: true }; readonly value: T }
  | { readonly clear: false; readonly unknown: Finding };

/**
 * Looks at a reading for a check. Everything that keeps a reading from being proof is decided here, once: never
 * tried, not reached in time, stale, timed out while our own event loop was late, hidden for want of privilege,
 * or failed. Its words fit one thing as well as several: `what` may be a plural.
 * A fault that is itself a proof (`refused`, `not-found`, …) is looked at with `faulted` first.
 */
export function look<T>(sweep: Sweep, from: Reading<T> | undefined, make: Make, what: string): Sight<T> {
  const cannot = (unknown: Finding): Sight<T> => ({ clear: false, unknown });
  if (from === undefined) return cannot(make.unknown(`${what}: not observed`, 'not-reached'));
  if (from.ok) {
    const age = sweep.mono - from.mono - from.tookMs;
    if (age > from.maxAgeMs) {
      return cannot(
        make.unknown(`${what}: last seen ${Math.round(age / 1000)} s ago`, 'stale', [
          saw(what, 'stale', from),
        ]),
      );
    }
    return { clear: true, reading: from, value: from.value };
  }
  const evidence = [sawFault(from, what)];
  if (from.fault.code === 'aborted')
    return cannot(make.unknown(`${what}: not reached in time`, 'not-reached', evidence));
  if (isOverloaded(sweep, from)) {
    return cannot(overloaded(sweep, make, `${what}: no answer`, from.loopDelayMs, evidence));
  }
  if (from.fault.code === 'denied')
    return cannot(make.unknown(`${what}: no privilege to see it`, 'no-privilege', evidence));
  if (from.fault.code === 'unauthorized') {
    return cannot(make.unknown(`${what}: a password is needed`, 'needs-authentication', evidence));
  }
  if (from.fault.code === 'untrusted') {
    const diagnosis = diagnose('certificate-not-trusted', { what, message: from.fault.message });
    return cannot(
      make.unknown(`${what}: its certificate is not trusted`, 'probe-failed', evidence, diagnosis),
    );
  }
  if (from.fault.code === 'unresolved') {
    const diagnosis = diagnose('name-not-resolved', { what, message: from.fault.message });
    return cannot(make.unknown(`${what}: its host name is not known`, 'probe-failed', evidence, diagnosis));
  }
  if (from.fault.code === 'unreachable') {
    const diagnosis = diagnose('no-route', { what, message: from.fault.message });
    return cannot(make.unknown(`${what}: no way leads to its host`, 'probe-failed', evidence, diagnosis));
  }
  return cannot(make.unknown(`${what}: not observed (${from.fault.message})`, 'probe-failed', evidence));
}

/** Faults that say nothing of the stream: they lie with us, or with what is between. */
export const SAYS_NOTHING: ReadonlySet<FaultCode> = new Set([
  'aborted',
  'internal',
  'untrusted',
  'unreachable',
  'unresolved',
]);

/** True when a time-out says more about us than about the server. */
export const isOverloaded = (sweep: Sweep, from: Reading<unknown>): boolean =>
  !from.ok && from.fault.code === 'timeout' && wasLate(sweep, from);

/** Were we ourselves late while it was observed? Then what did not come in time, or came late, proves nothing. */
export const wasLate = (sweep: Sweep, from: Reading<unknown>): boolean =>
  from.loopDelayMs > sweep.expectations.thresholds.loopDelayMs;

/** What is said of something that did not happen in time, while we ourselves were so late that it proves nothing. */
export function overloaded(
  sweep: Sweep,
  make: Make,
  what: string,
  lateMs: number,
  evidence: readonly Evidence[],
): Finding {
  const words = `${what}, but camproof itself was ${Math.round(lateMs)} ms late: overloaded`;
  return make.unknown(words, 'overloaded', evidence, overload(sweep, lateMs));
}

/** Looks at a reading of the box by kind. */
export function lookAt<K extends ReadingKind>(
  sweep: Sweep,
  kind: K,
  make: Make,
  what: string,
  subject: string = BOX,
) {
  return look(sweep, reading(sweep.readings, kind, subject), make, what);
}

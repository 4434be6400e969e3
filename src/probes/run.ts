import type { Fault, FaultCode, Reading, ReadingKind, ReadingValues } from '../model/index.ts';
import type { LoopWatch } from './loop-watch.ts';
import { type Probe, type ProbeContext, ProbeFault } from './probe.ts';
import { clean, maskSecrets, maskUrls } from './text.ts';

/** How long after its deadline a probe may still clean up before it is left behind, ms. */
const GRACE_MS = 200;

const ERRNO: Readonly<Record<string, FaultCode>> = {
  ENOENT: 'absent',
  ENODEV: 'absent',
  ENXIO: 'absent',
  EACCES: 'denied',
  EPERM: 'denied',
  EBUSY: 'busy',
  ECONNREFUSED: 'refused',
  ECONNRESET: 'reset',
  EPIPE: 'reset',
  ETIMEDOUT: 'timeout',
  EHOSTUNREACH: 'unreachable',
  EHOSTDOWN: 'unreachable',
  ENETUNREACH: 'unreachable',
  ENETDOWN: 'unreachable',
  ENOTFOUND: 'unresolved',
  EAI_AGAIN: 'unresolved',
};

/** What OpenSSL and Node say of a certificate that nobody vouches for, has run out, or is somebody else's. */
const UNTRUSTED = /^(?:CERT_|DEPTH_ZERO_|ERR_TLS_CERT_|SELF_SIGNED_|UNABLE_TO_(?:GET|VERIFY)_)/;

/** Any error as a Fault: its own code, the errno's, or `internal`. `phase` is used where the error has none. */
export function faultOf(error: unknown, phase: string): Fault {
  if (error instanceof ProbeFault) {
    return { code: error.code, phase: error.phase, message: clean(maskSecrets(error.message)) };
  }
  if (error instanceof AggregateError && error.errors.length > 0) {
    // Of a host's addresses one that answered tells most.
    const faults = error.errors.map((one) => faultOf(one, phase));
    return faults.find(({ code }) => code !== 'unreachable') ?? (faults[0] as Fault);
  }
  const errno = error instanceof Error && 'code' in error ? String(error.code) : '';
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : null;
  if (ERRNO[errno] === undefined && cause) return faultOf(cause, phase);
  if (UNTRUSTED.test(errno))
    return { code: 'untrusted', phase: 'TLS', message: `its certificate is not trusted (${errno})` };
  // What answers in plain text, where TLS is asked for.
  if (/^(?:EPROTO$|ERR_SSL)/.test(errno))
    return { code: 'protocol', phase: 'TLS', message: `it does not speak TLS (${errno})` };
  const name = error instanceof Error ? error.name : '';
  const code =
    ERRNO[errno] ?? (name === 'TimeoutError' ? 'timeout' : name === 'AbortError' ? 'aborted' : 'internal');
  return { code, phase, message: clean(maskSecrets(error instanceof Error ? error.message : String(error))) };
}

export type RunContext = Omit<ProbeContext, 'signal' | 'deadline'>;

/**
 * Runs one probe under its deadline. Never throws and always answers: a probe that does not stop at its
 * deadline is left behind after a short grace, with a `timeout`. `outer` ends it earlier, as `aborted`.
 */
export async function runProbe<K extends ReadingKind>(
  probe: Probe<K>,
  subject: string,
  context: RunContext,
  outer: AbortSignal,
  loop: LoopWatch,
  deadlineMs: number = probe.deadlineMs,
): Promise<Reading<ReadingValues[K]>> {
  const mono = performance.now();
  const at = new Date().toISOString();
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), deadlineMs);
  const signal = AbortSignal.any([outer, clock.signal]);
  const source = clean(maskUrls(probe.source(subject, context)));
  const stamp = () => ({
    source,
    at,
    mono,
    tookMs: performance.now() - mono,
    loopDelayMs: loop.maxSince(mono),
    maxAgeMs: probe.maxAgeMs,
  });
  let leave: NodeJS.Timeout | undefined;
  const left = Promise.withResolvers<never>();
  const leaveSoon = () => {
    leave = setTimeout(() => left.reject(new ProbeFault('timeout', probe.kind, 'left behind')), GRACE_MS);
  };
  signal.addEventListener('abort', leaveSoon, { once: true });
  try {
    outer.throwIfAborted();
    const value = await Promise.race([
      probe.observe(subject, { ...context, signal, deadline: mono + deadlineMs }),
      left.promise,
    ]);
    return { ...stamp(), ok: true, value };
  } catch (error) {
    const fault = faultOf(error, probe.kind);
    // Whatever a probe rejects with once its signal fired, the reason is the signal.
    if (outer.aborted)
      return { ...stamp(), ok: false, fault: { ...fault, code: 'aborted', message: 'stopped' } };
    if (clock.signal.aborted) {
      const message = `no answer within ${Math.round(deadlineMs)} ms`;
      return { ...stamp(), ok: false, fault: { code: 'timeout', phase: fault.phase, message } };
    }
    return { ...stamp(), ok: false, fault };
  } finally {
    signal.removeEventListener('abort', leaveSoon);
    clearTimeout(leave);
    clearTimeout(timer);
  }
}

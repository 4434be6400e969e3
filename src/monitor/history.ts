import type { JudgedFinding, Report, Status } from '../model/index.ts';

/** Something that was judged otherwise than before. */
export interface Change {
  /** ISO 8601, for people; `mono` (ms, monotonic) for times between changes. */
  readonly at: string;
  readonly mono: number;
  /** `box`, a camera's id, or `camera/path`. */
  readonly subject: string;
  readonly checkId: string;
  /** Null when it was broken, or hurt, the first time it was seen. */
  readonly from: Status | null;
  readonly to: Status;
  /** The diagnosis behind `to`, else behind `from` (what has ended); null where neither has one. */
  readonly code: string | null;
  /** One line in words, without the subject. */
  readonly summary: string;
  /** The first fact that the new status rests on, as `label: actual`; null where there is none. */
  readonly evidence: string | null;
  /** How long `from` had lasted, as far as it was watched, ms; null without `from`. */
  readonly lastedMs: number | null;
}

/** Changes that are kept, and how many of them at least are failures that came or went. */
const KEPT = 500;

interface State {
  readonly status: Status;
  readonly code: string | null;
  readonly since: number;
}

const SEVERITY: readonly Status[] = ['fail', 'warn', 'unknown', 'pass', 'off'];

/**
 * What changed and when, from one report to the next. Bounded: ordinary changes are forgotten before failures are.
 * `blocked` and what was not reached say nothing about their own link, so the last word about it stands meanwhile.
 */
export class History {
  readonly #limit: number;
  readonly #states = new Map<string, State>();
  #changes: readonly Change[] = [];

  constructor(limit: number = KEPT) {
    this.#limit = limit;
  }

  /** Oldest first. A new list after every change. */
  get changes(): readonly Change[] {
    return this.#changes;
  }

  /** Takes a report, made at `mono` (ms) and `at` (ISO 8601); returns what is new in it. */
  record(report: Report, mono: number, at: string): readonly Change[] {
    const fresh: Change[] = [];
    for (const [key, finding] of worstOf(report)) {
      const { status, subject, checkId, summary, evidence } = finding;
      const before = this.#states.get(key);
      const code = finding.diagnosis?.code ?? null;
      // A machine that has no time is no other reason worth a line for what could not be told anyway.
      const isBusy = status === 'unknown' && [before?.code, code].includes('overloaded');
      if (before?.status === status && (before.code === code || isBusy)) continue;
      this.#states.set(key, { status, code, since: mono });
      if (!before && !['fail', 'warn'].includes(status)) continue;
      const [fact] = evidence;
      fresh.push({
        at,
        mono,
        subject,
        checkId,
        from: before?.status ?? null,
        to: status,
        code: code ?? before?.code ?? null,
        summary,
        evidence: fact ? `${fact.label}: ${fact.actual}` : null,
        lastedMs: before ? Math.round(mono - before.since) : null,
      });
    }
    if (fresh.length > 0) this.#changes = bounded([...this.#changes, ...fresh], this.#limit);
    return fresh;
  }
}

/** One finding per check and subject, by `check subject`: the worst of several. */
function worstOf(report: Report): ReadonlyMap<string, JudgedFinding> {
  const found = new Map<string, JudgedFinding>();
  for (const finding of report.findings) {
    if (finding.status === 'blocked' || finding.reason === 'not-reached') continue;
    const key = `${finding.checkId} ${finding.subject}`;
    const other = found.get(key);
    if (!other || SEVERITY.indexOf(finding.status) < SEVERITY.indexOf(other.status)) found.set(key, finding);
  }
  return found;
}

const isFailure = ({ from, to }: Change): boolean => from === 'fail' || to === 'fail';

/** The newest failures, and as many of the newest others as still have room. */
function bounded(changes: readonly Change[], limit: number): readonly Change[] {
  if (changes.length <= limit) return changes;
  const failures = changes.filter(isFailure).slice(-limit);
  const room = limit - failures.length;
  const others = new Set(room > 0 ? changes.filter((one) => !isFailure(one)).slice(-room) : []);
  const kept = new Set([...failures, ...others]);
  return changes.filter((one) => kept.has(one));
}

import { type JudgedFinding, type Report, type Status, works } from '../model/index.ts';
import { isAbout, SEVERITY } from '../reporters/outcomes.ts';
import { BoxFailure } from './box-failure.ts';
import type { ProvedBox } from './options.ts';

/** What may be demanded of a part of a box. Each throws a BoxFailure with evidence, cause and next steps. */
export interface Expectation {
  /** Nothing in it is broken or (where essential) untold, and something was proved; warnings are allowed. */
  toBeProved(): void;
  /** The worst status of its findings is this one. */
  toBe(status: Status): void;
}

export interface BoxExpectation extends Expectation {
  /** One camera, by its id. */
  camera(id: string): Expectation;
  /** One check, by its id; of one subject (`box`, a camera, `camera/path`) where one is named. */
  check(id: string, subject?: string): Expectation;
}

/** Demands of a proved box, for those who write their own tests: `expectBox(await probeBox()).camera('yard').toBeProved()`. */
export function expectBox({ report }: ProvedBox): BoxExpectation {
  return {
    toBeProved: () => {
      if (report.verdict !== 'pass' && report.verdict !== 'warn')
        throw failureOf(report, report.verdict, null);
    },
    toBe: (status) => {
      if (report.verdict !== status)
        throw failureOf(report, report.verdict, null, `the verdict is ${report.verdict}, expected ${status}`);
    },
    camera: (id) => {
      const camera = report.cameras.find((one) => one.id === id);
      const names = report.cameras.map((one) => one.id).join(', ') || 'none';
      if (!camera) throw failureOf(report, 'fail', null, `no camera is called ${id}; there are: ${names}`);
      return expectation(
        report,
        report.findings.filter((one) => isAbout(one, camera)),
        id,
      );
    },
    check: (id, subject) => {
      const findings = report.findings.filter(
        (one) => one.checkId === id && (subject === undefined || one.subject === subject),
      );
      const what = subject === undefined ? id : `${id} of ${subject}`;
      if (findings.length === 0) throw failureOf(report, 'fail', null, `nothing was judged as ${what}`);
      return expectation(report, findings, what);
    },
  };
}

function expectation(report: Report, findings: readonly JudgedFinding[], what: string): Expectation {
  const worst = findings.toSorted(
    (one, other) => SEVERITY.indexOf(one.status) - SEVERITY.indexOf(other.status),
  )[0];
  const status = worst?.status ?? 'off';
  return {
    toBeProved: () => {
      const missing = findings.find(
        (one) => one.status === 'fail' || (one.status === 'unknown' && one.weight === 'essential'),
      );
      if (missing) throw failureOf(report, missing.status, missing);
      if (!findings.some((one) => works(one.status)))
        throw failureOf(report, status, worst ?? null, `${what}: nothing was proved`);
    },
    toBe: (expected) => {
      if (status !== expected)
        throw failureOf(report, status, worst ?? null, `${what} is ${status}, expected ${expected}`);
    },
  };
}

function failureOf(
  report: Report,
  status: Status,
  finding: JudgedFinding | null,
  words?: string,
): BoxFailure {
  const summary =
    words ?? (finding ? `${finding.subject} ${finding.checkId}: ${finding.summary}` : report.headline);
  return new BoxFailure(status, summary, finding, report.box);
}

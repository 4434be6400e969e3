import {
  BOX,
  type CameraChain,
  type Finding,
  isOfCamera,
  type JudgedFinding,
  type Report,
  type Status,
  works,
} from '../model/index.ts';

/** Statuses from the worst on, where one has to stand for several. */
export const SEVERITY: readonly Status[] = ['fail', 'unknown', 'blocked', 'warn', 'pass', 'off'];

/** What a finding is where there are only tests. An essential unknown is an error: nothing was proved. */
export type Outcome = 'ok' | 'failed' | 'error' | 'skipped';

export function outcomeOf({ status, weight }: Pick<JudgedFinding, 'status' | 'weight'>): Outcome {
  if (works(status)) return 'ok';
  if (status === 'fail') return 'failed';
  return status === 'unknown' && weight === 'essential' ? 'error' : 'skipped';
}

/** One check of one camera, stream or box as a test; `finding` is null for the verdict itself. */
export interface TestCase {
  /** Stable from run to run: it has no measured value in it. */
  readonly name: string;
  readonly outcome: Outcome;
  readonly summary: string;
  readonly finding: JudgedFinding | null;
}

export interface TestSuite {
  readonly name: string;
  readonly tests: readonly TestCase[];
}

/** The suites of the servers, by the checks that are about them; whatever else is not about a camera is in the suite `box`. */
const SERVICES: Readonly<Record<string, readonly string[]>> = {
  MediaMTX: ['mediamtx-api', 'ports'],
  'camera service': ['json-rpc', 'json-rpc-compliance'],
  'health endpoints': ['health-endpoints', 'health-load'],
};

/**
 * A report as suites: one per camera, one per service, and one for the box. The last test of the box is its verdict, so
 * that a report without a single failed check (no camera; all blocked) still cannot pass when its verdict does not.
 */
export function suitesOf(report: Report): readonly TestSuite[] {
  const { cameras, findings } = report;
  const ofCamera = cameras.map((camera) => ({
    name: camera.id,
    tests: testsOf(
      findings.filter((finding) => isAbout(finding, camera)),
      camera.id,
    ),
  }));
  const others = findings.filter((finding) => !cameras.some((camera) => isAbout(finding, camera)));
  const ofService = Object.entries(SERVICES).map(([name, ids]) => ({
    name,
    tests: testsOf(
      others.filter(({ checkId }) => ids.includes(checkId)),
      BOX,
    ),
  }));
  const rest = others.filter(({ checkId }) => !Object.values(SERVICES).flat().includes(checkId));
  return [
    ...[...ofCamera, ...ofService].filter(({ tests }) => tests.length > 0),
    { name: 'box', tests: [...testsOf(rest, BOX), verdictTest(report)] },
  ];
}

/** True for findings of the camera itself and of its streams. */
export const isAbout = ({ subject, link }: JudgedFinding, camera: CameraChain): boolean =>
  link !== null && isOfCamera(subject, camera);

/** A check that found several things about one subject has several tests, told apart by a number. `common`: the subject that needs no name. */
function testsOf(findings: readonly JudgedFinding[], common: string): TestCase[] {
  const seen = new Map<string, number>();
  return findings.map((finding) => {
    const { checkId, subject, title, summary } = finding;
    const name = `${subject === common ? '' : `${subject} `}${checkId}: ${title}`;
    const twin = (seen.get(name) ?? 0) + 1;
    seen.set(name, twin);
    return { name: twin === 1 ? name : `${name} (${twin})`, outcome: outcomeOf(finding), summary, finding };
  });
}

function verdictTest({ verdict, headline }: Report): TestCase {
  const outcome = verdict === 'fail' ? 'failed' : verdict === 'unknown' ? 'error' : 'ok';
  return { name: 'box verdict', outcome, summary: `${verdict}: ${headline}`, finding: null };
}

/** Why a check was not judged, for those who skip tests with a reason. */
export const skipReason = ({ status, summary, reason }: Finding): string =>
  `${status}: ${summary}${reason === undefined ? '' : ` (${reason})`}`;

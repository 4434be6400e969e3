// Prints "passed failed skipped" of a vitest report for scripts/test, and on stderr the time of each suite, slowest
// first, what was skipped, and what was tried on real V4L2 devices. A report that cannot be read counts as a failure.
import { readFileSync } from 'node:fs';
import { relative } from 'node:path';
import process from 'node:process';

interface VitestReport {
  readonly numPassedTests: number;
  readonly numFailedTests: number;
  readonly numPendingTests: number;
  readonly success: boolean;
  readonly testResults: readonly {
    readonly name: string;
    readonly startTime: number;
    readonly endTime: number;
    readonly status: string;
    readonly assertionResults: readonly {
      readonly status: string;
      readonly fullName: string;
      /** What tests/lab/lab.test.ts says of a scenario that held. */
      readonly meta?: { readonly lab?: Tried };
    }[];
  }[];
}

/** A scenario on real V4L2 devices: in which boot, on how many, and which rows of the catalogue of faults it made. */
interface Tried {
  readonly boot: string;
  readonly devices: number;
  /** Null when it broke nothing. */
  readonly faults: readonly number[] | null;
}

/** What was proved on real V4L2 devices. */
function lab({ testResults }: VitestReport): string {
  const tried = testResults.flatMap(({ assertionResults }) =>
    assertionResults.flatMap(({ meta }) => (meta?.lab ? [meta.lab] : [])),
  );
  const most = new Map<string, number>();
  for (const { boot, devices } of tried) most.set(boot, Math.max(devices, most.get(boot) ?? 0));
  const devices = [...most.values()].reduce((sum, one) => sum + one, 0);
  const making = tried.filter(({ faults }) => faults !== null).length;
  const rows = [...new Set(tried.flatMap(({ faults }) => faults ?? []))].toSorted(
    (one, other) => one - other,
  );
  return tried.length === 0
    ? 'NONE: nothing was proved on real V4L2 devices'
    : `${tried.length} scenarios held on ${devices} real V4L2 devices; ${making} of them broke something (of the catalogue: ${rows.join(', ')})`;
}

function read(path: string): VitestReport | null {
  try {
    return JSON.parse(readFileSync(path, 'utf8'));
  } catch {
    return null;
  }
}

const report = read(process.argv[2] ?? '');
if (report === null || report.testResults.length === 0) {
  console.error('the tests left no report');
  console.log('0 1 0');
} else {
  const suites = report.testResults.map(({ name, startTime, endTime }) => ({
    name: relative(process.cwd(), name),
    ms: endTime - startTime,
  }));
  for (const { name, ms } of suites.toSorted((one, other) => other.ms - one.ms))
    console.error(`${(ms / 1000).toFixed(1).padStart(7)} s  ${name}`);
  for (const { assertionResults } of report.testResults) {
    for (const { status, fullName } of assertionResults)
      if (status === 'pending' || status === 'skipped') console.error(`SKIPPED  ${fullName}`);
  }
  console.error(`lab: ${lab(report)}`);
  // A file that could not even be loaded has no failed test and is a failure all the same.
  const broken = report.testResults.filter(
    ({ status, assertionResults }) =>
      status === 'failed' && !assertionResults.some((one) => one.status === 'failed'),
  ).length;
  const unexplained = !report.success && report.numFailedTests + broken === 0 ? 1 : 0;
  console.log(
    `${report.numPassedTests} ${report.numFailedTests + broken + unexplained} ${report.numPendingTests}`,
  );
}

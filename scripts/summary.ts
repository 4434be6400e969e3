// Prints "passed failed skipped" of a vitest report for scripts/test, and on stderr the time of each suite, slowest
// first, and what was skipped. A report that cannot be read counts as a failure.
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
    readonly assertionResults: readonly { readonly status: string; readonly fullName: string }[];
  }[];
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

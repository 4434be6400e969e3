import type { Report } from '../model/index.ts';
import { inertReport } from '../reporters/inert.ts';
import { skipReason, suitesOf, type TestCase } from '../reporters/outcomes.ts';
import { BoxFailure } from './box-failure.ts';
import { findFramework, fromGlobals, type TestFramework } from './frameworks.ts';
import type { DescribeOptions } from './options.ts';
import { probeBox, probeBoxSync } from './probe-box.ts';

/**
 * Proves a box and registers every check of it as a test of the framework that runs: a suite for each camera and each
 * service, a test for each check, and always one called `box verdict`. Await it at the top level of a test file: the box is
 * probed before anything is registered, as frameworks lose tests that come later. Resolves with the report; rejects when the
 * box of `options.box` does not start or the configuration is bad.
 */
export async function describeBox(options: DescribeOptions = {}): Promise<Report> {
  const { framework } = options;
  const found = typeof framework === 'object' ? framework : await findFramework(framework);
  const started = await options.box?.();
  try {
    const own = started ? { ...options, config: started.config } : options;
    const { report } = await probeBox(own, started?.devices);
    register(inertReport(report), found, options);
    return report;
  } finally {
    await started?.stop();
  }
}

/**
 * The same for test files that are loaded with `require` (jest without ES modules): everything waits meanwhile. Throws where
 * the other rejects, and where no framework has its functions in the global object.
 */
export function describeBoxSync(options: Omit<DescribeOptions, 'box'> = {}): Report {
  const { framework } = options;
  const found = typeof framework === 'object' ? framework : fromGlobals();
  const { report } = probeBoxSync(options);
  register(inertReport(report), found, options);
  return report;
}

function register(report: Report, framework: TestFramework, options: DescribeOptions): void {
  const suites = () => {
    for (const { name, tests } of suitesOf(report)) {
      framework.describe(name, () => {
        for (const test of tests) registerTest(test, report, framework, options);
      });
    }
  };
  if (options.name === undefined) suites();
  else framework.describe(options.name, suites);
}

function registerTest(
  test: TestCase,
  report: Report,
  framework: TestFramework,
  options: DescribeOptions,
): void {
  const { unknown = 'fail', warn = 'pass' } = options;
  const { name, outcome, summary, finding } = test;
  const fails = () => {
    throw finding
      ? new BoxFailure(finding.status, summary, finding, report.box)
      : new BoxFailure(report.verdict, report.headline, null, report.box);
  };
  if (outcome === 'failed') framework.it(name, fails);
  else if (outcome === 'error' && (unknown === 'fail' || finding === null)) framework.it(name, fails);
  else if (outcome === 'ok' && finding?.status === 'warn' && warn === 'fail') framework.it(name, fails);
  else if (outcome === 'ok' || finding === null) framework.it(name, () => {});
  else framework.skip(name, skipReason(finding));
}

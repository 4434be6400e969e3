import { stringify } from 'yaml';
import type { BoxIdentity } from '../model/index.ts';
import { stepWords } from './details.ts';
import { skipReason, suitesOf, type TestCase, type TestSuite } from './outcomes.ts';
import type { Reporter } from './reporter.ts';
import { timeWords } from './words.ts';

/** TAP 14: a subtest per camera and one for the box, with the evidence as YAML. */
export const tap: Reporter = (report) => {
  const { box, startedAt } = report;
  const suites = suitesOf(report);
  const lines = [
    'TAP version 14',
    `# camproof ${box.camproofVersion} on ${box.hostname}, ${timeWords(startedAt)}${box.simulated ? ', simulated devices' : ''}`,
    `1..${suites.length}`,
    ...suites.flatMap((suite, index) => subtest(suite, index + 1, box)),
  ];
  return `${lines.join('\n')}\n`;
};

/** `#` begins a directive, and the backslash is what escapes it. */
const escaped = (text: string): string => text.replace(/[\\#]/g, '\\$&');

const isOk = ({ outcome }: TestCase): boolean => outcome === 'ok' || outcome === 'skipped';

const indented = (lines: readonly string[], by: number): string[] =>
  lines.map((line) => `${' '.repeat(by)}${line}`);

function subtest({ name, tests }: TestSuite, number: number, box: BoxIdentity): string[] {
  return [
    `# Subtest: ${name}`,
    ...indented([`1..${tests.length}`, ...tests.flatMap((test, index) => point(test, index + 1, box))], 4),
    `${tests.every(isOk) ? 'ok' : 'not ok'} ${number} - ${escaped(name)}`,
  ];
}

function point(test: TestCase, number: number, box: BoxIdentity): string[] {
  const { name, outcome, finding } = test;
  const skip = outcome === 'skipped' && finding ? ` # SKIP ${escaped(skipReason(finding))}` : '';
  return [
    `${isOk(test) ? 'ok' : 'not ok'} ${number} - ${escaped(name)}${skip}`,
    ...indented(diagnostics(test, box), 2),
  ];
}

/** Strings are always quoted, so that none of them can end the block or mean something to YAML. */
function diagnostics({ outcome, summary, finding }: TestCase, box: BoxIdentity): string[] {
  if (outcome === 'skipped' || (outcome === 'ok' && finding?.status !== 'warn')) return [];
  const facts = {
    message: summary,
    severity: finding?.status ?? 'fail',
    ...(finding?.reason && { reason: finding.reason }),
    ...(finding?.diagnosis && {
      code: finding.diagnosis.code,
      cause: finding.diagnosis.cause,
      do: finding.diagnosis.nextSteps.map((step) => stepWords(step, box)),
    }),
    ...(finding && finding.evidence.length > 0 && { evidence: finding.evidence }),
  };
  const yaml = stringify(facts, { defaultStringType: 'QUOTE_DOUBLE', defaultKeyType: 'PLAIN', lineWidth: 0 });
  return ['---', ...yaml.trimEnd().split('\n'), '...'];
}

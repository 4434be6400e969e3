import type { Report } from '../model/index.ts';
import { detailLines } from './details.ts';
import { type Markup, markup } from './markup.ts';
import { type Outcome, skipReason, suitesOf, type TestCase, type TestSuite } from './outcomes.ts';
import type { Reporter } from './reporter.ts';

/** JUnit XML as Jenkins, GitLab and the others read it: a suite per camera and one for the box. */
export const junit: Reporter = (report) => {
  const suites = suitesOf(report);
  const tests = suites.flatMap((suite) => suite.tests);
  const document = markup`<?xml version="1.0" encoding="UTF-8"?>
<testsuites name="camproof" tests="${tests.length}" failures="${count(tests, 'failed')}" errors="${count(tests, 'error')}" time="${seconds(report.tookMs)}">
${suites.map((suite) => suiteElement(suite, report))}</testsuites>
`;
  return document.text;
};

const seconds = (ms: number): string => (ms / 1000).toFixed(3);

/** The sweep is one for all checks: its time stands at the verdict alone, so that times add up to what it took. */
const timeOf = ({ finding }: TestCase, { tookMs }: Report): number => (finding === null ? tookMs : 0);

const count = (tests: readonly TestCase[], outcome: Outcome): number =>
  tests.filter((test) => test.outcome === outcome).length;

function suiteElement({ name, tests }: TestSuite, report: Report): Markup {
  const { hostname, simulated, camproofVersion, os, kernel } = report.box;
  const ms = tests.reduce((sum, test) => sum + timeOf(test, report), 0);
  const properties = { simulated: String(simulated), camproof: camproofVersion, os, kernel };
  return markup`  <testsuite name="${name}" tests="${tests.length}" failures="${count(tests, 'failed')}" errors="${count(tests, 'error')}" skipped="${count(tests, 'skipped')}" time="${seconds(ms)}" timestamp="${report.startedAt.slice(0, 19)}" hostname="${hostname}">
    <properties>
${Object.entries(properties).map(([key, value]) => markup`      <property name="${key}" value="${value}"/>\n`)}    </properties>
${tests.map((test) => caseElement(test, name, report))}  </testsuite>
`;
}

function caseElement(test: TestCase, suite: string, report: Report): Markup {
  const { name, outcome, summary, finding } = test;
  // Some readers show the message alone, others the text alone.
  const details = [summary, ...(finding ? detailLines(finding, report.box) : [])].join('\n');
  const code = finding?.diagnosis?.code ?? finding?.reason ?? '';
  const inside = {
    ok: markup`<system-out>${details}</system-out>`,
    failed: markup`<failure type="${code}" message="${summary}">${details}</failure>`,
    error: markup`<error type="${code}" message="${summary}">${details}</error>`,
    skipped: markup`<skipped message="${finding ? skipReason(finding) : summary}"/>`,
  }[outcome];
  return markup`    <testcase classname="camproof.${suite}" name="${name}" time="${seconds(timeOf(test, report))}">${inside}</testcase>\n`;
}

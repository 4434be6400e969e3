import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import { brokenAt, emptyBox, everyReport, healthy, NASTY, unknownOnly } from '../support/reports.ts';
import { rendered } from './options.ts';
import { isInstalled, judged } from './outside-tool.ts';

const SCHEMA = fileURLToPath(new URL('junit.xsd', import.meta.url));
const xmllint = (text: string, ...args: readonly string[]) =>
  judged('xmllint', ['--nonet', ...args, '-'], text);
const ask = (text: string, xpath: string): string => xmllint(text, '--xpath', xpath).stdout.trim();

describe.skipIf(!isInstalled('xmllint', 'libxml2-utils'))('the JUnit report, read by xmllint', () => {
  it.each(Object.entries(everyReport))('of %s is what the schema describes', (_, report) => {
    const { code, stderr } = xmllint(rendered('junit', report), '--noout', '--schema', SCHEMA);
    expect(stderr).toBe('- validates\n');
    expect(code).toBe(0);
  });

  it('of every fault that is known is what the schema describes', () => {
    // One document for all, since a process each would take long.
    const inner = faultSweeps.map(({ sweep }) =>
      rendered('junit', judge(sweep))
        .replace(/^<\?xml.*\n<testsuites .*\n/, '')
        .replace('</testsuites>\n', ''),
    );
    const { stderr } = xmllint(`<testsuites>${inner.join('')}</testsuites>`, '--noout', '--schema', SCHEMA);
    expect(stderr).toBe('- validates\n');
  });

  it('is refused by the schema when it is something else', () => {
    const text = rendered('junit', healthy()).replace(' errors="0"', '');
    expect(xmllint(text, '--noout', '--schema', SCHEMA).code).toBe(0);
    const wrong = rendered('junit', healthy()).replace('<testcase classname', '<test classname');
    expect(xmllint(wrong, '--noout', '--schema', SCHEMA).code).not.toBe(0);
  });

  it('counts what it holds', () => {
    const text = rendered('junit', brokenAt('capture'));
    for (const [attribute, element] of [
      ['tests', 'testcase'],
      ['failures', 'failure'],
      ['errors', 'error'],
    ])
      expect(ask(text, `number(/testsuites/@${attribute}) = count(//${element})`)).toBe('true');
    expect(ask(text, 'count(//testsuite[number(@skipped) != count(.//skipped)])')).toBe('0');
  });

  it('adds its times up: the sweep is the time of the verdict', () => {
    const text = rendered('junit', brokenAt('capture'));
    expect(ask(text, 'sum(//testcase/@time) = number(/testsuites/@time)')).toBe('true');
    expect(ask(text, 'count(//testsuite[number(@time) != sum(testcase/@time)])')).toBe('0');
    expect(ask(text, "number(//testcase[@name='box verdict']/@time) > 0")).toBe('true');
  });

  it('says in the text what it says in the message, for readers that show one of them', () => {
    const text = rendered('junit', unknownOnly());
    for (const kind of ['failure', 'error'])
      expect(ask(text, `count(//${kind}[not(starts-with(., @message))])`)).toBe('0');
  });

  it('gives a failure its code, evidence, cause and next step; what lies behind is skipped', () => {
    const text = rendered('junit', brokenAt('capture'));
    const failure = "//testsuite[@name='yard']/testcase[starts-with(@name,'capture')]/failure";
    expect(ask(text, `string(${failure}/@type)`)).toBe('publisher-stopped');
    expect(ask(text, `string(${failure})`)).toMatch(
      /saw: .*\nexpected: .*\ncause: .*\ndo: .*sudo kill -CONT 500/s,
    );
    expect(ask(text, "count(//testsuite[@name='yard']//skipped)")).toBe('4');
    expect(ask(text, "count(//testsuite[@name='gate']//failure)")).toBe('0');
  });

  it('makes an error of an essential unknown, and of the verdict', () => {
    const text = rendered('junit', unknownOnly());
    expect(ask(text, 'count(//error)')).toBe('6');
    expect(ask(text, "count(//testcase[starts-with(@name,'clock')]/skipped)")).toBe('1');
    expect(ask(text, "string(//testcase[@name='box verdict']/error/@message)")).toMatch(/^unknown: /);
  });

  it('fails without a camera', () => {
    expect(ask(rendered('junit', emptyBox()), "count(//testcase[@name='box verdict']/failure)")).toBe('1');
  });

  it('brings odd names back unchanged', () => {
    const text = rendered('junit', everyReport['nasty'] ?? healthy());
    for (const name of [NASTY.markup, NASTY.directive, NASTY.workflow]) {
      const names = ask(text, '//testsuite/@name');
      expect(names).toContain(
        ` name="${name.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;').replaceAll('"', '&quot;')}"`,
      );
    }
  });
});

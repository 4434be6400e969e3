import { type FinalResults, Parser } from 'tap-parser';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import type { Report } from '../../src/model/index.ts';
import { inertReport } from '../../src/reporters/inert.ts';
import { suitesOf } from '../../src/reporters/outcomes.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import { brokenAt, emptyBox, everyReport, unknownOnly, warned } from '../support/reports.ts';
import { rendered } from './options.ts';

interface Point {
  readonly suite: string;
  readonly name: string;
  readonly ok: boolean;
  readonly skip: string | boolean;
  readonly diag: unknown;
}

/** Reads a document strictly: anything that is no TAP counts as a failure. */
function parse(text: string): { points: Point[]; problems: string[]; ok: boolean } {
  const points: Point[] = [];
  const problems: string[] = [];
  const parser = new Parser({ strict: true });
  const listen = (to: Parser, suite: string) => {
    to.on('child', (child) => listen(child, child.name));
    to.on('extra', (line) => problems.push(`not TAP: ${line}`));
    to.on('bailout', (reason) => problems.push(`bailed out: ${reason}`));
    to.on('complete', ({ failures }: FinalResults) =>
      problems.push(
        ...failures.flatMap((one) => ('tapError' in one && one.tapError ? [String(one.tapError)] : [])),
      ),
    );
    if (suite !== '')
      to.on('assert', ({ name, ok, skip, diag }) =>
        points.push({ suite, name, ok, skip: skip ?? false, diag }),
      );
  };
  listen(parser, '');
  parser.end(text);
  return { points, problems, ok: parser.ok };
}

const green = (report: Report): boolean => report.verdict === 'pass' || report.verdict === 'warn';

describe('the TAP report, read by tap-parser', () => {
  it.each([
    ...Object.entries(everyReport),
    ...faultSweeps.map(({ name, sweep }) => [name, judge(sweep)] as const),
  ])('of %s is TAP, with every test in it, and green when its verdict is', (_, report) => {
    const { points, problems, ok } = parse(rendered('tap', report));
    expect(problems).toEqual([]);
    expect(ok).toBe(green(report));
    const expected = suitesOf(inertReport(report)).flatMap(({ name: suite, tests }) =>
      tests.map(({ name, outcome }) => ({
        suite,
        name: name.replaceAll(/ +/g, ' '),
        ok: outcome === 'ok' || outcome === 'skipped',
      })),
    );
    expect(
      points.map(({ suite, name, ok: fine }) => ({ suite, name: name.replaceAll(/ +/g, ' '), ok: fine })),
    ).toEqual(expected);
  });

  it('would be refused if it were something else', () => {
    expect(parse('TAP version 14\n1..1\nok 1 - x\nrubbish\n').problems).not.toEqual([]);
    expect(parse('TAP version 14\n1..2\nok 1 - x\n').problems).not.toEqual([]);
  });

  it('skips what is blocked, with the reason', () => {
    const { points } = parse(rendered('tap', brokenAt('device')));
    const skipped = points.filter(({ skip }) => skip !== false);
    expect(skipped.map(({ name }) => name.split(':')[0])).toEqual([
      'capture',
      'publish',
      'ready',
      'decode',
      'deliver',
    ]);
    expect(skipped[0]?.skip).toBe('blocked: not judged: an earlier link is broken');
  });

  it('has the evidence as YAML', () => {
    const { points } = parse(rendered('tap', brokenAt('capture')));
    expect(points.find(({ ok }) => !ok)?.diag).toMatchObject({
      code: 'publisher-stopped',
      do: ['let the stopped process go on: sudo kill -CONT 500', expect.any(String)],
      evidence: [{ source: '/proc/500/fd' }, { expected: 'CPU time or switches' }],
    });
  });

  it('passes a warning and says it, and fails an unknown', () => {
    const warning = parse(rendered('tap', warned())).points.find(({ diag }) => diag);
    expect(warning).toMatchObject({ ok: true, diag: { severity: 'warn', code: 'packets-lost' } });
    const unknown = parse(rendered('tap', unknownOnly())).points.filter(({ ok }) => !ok);
    expect(unknown).toHaveLength(6);
  });

  it('fails without a camera', () => {
    expect(parse(rendered('tap', emptyBox())).points.at(-1)).toMatchObject({
      name: 'box verdict',
      ok: false,
    });
  });
});

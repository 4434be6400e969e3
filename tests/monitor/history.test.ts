import { describe, expect, it } from 'vitest';
import type { JudgedFinding, Report, Status } from '../../src/model/index.ts';
import { History } from '../../src/monitor/history.ts';

const report = (...findings: Partial<JudgedFinding>[]) => ({ findings }) as unknown as Report;
const finding = (status: Status, over: Partial<JudgedFinding> = {}): Partial<JudgedFinding> => ({
  checkId: 'capture',
  subject: 'yard',
  status,
  summary: status,
  evidence: [],
  ...over,
});
const no = { code: 'no-publisher', cause: '', confidence: 'certain', nextSteps: [] } as const;

describe('history', () => {
  it('tells what changed, from what to what, and how long it had lasted', () => {
    const history = new History();
    expect(history.record(report(finding('pass')), 1_000, 'a')).toEqual([]);
    expect(history.record(report(finding('pass')), 2_000, 'b')).toEqual([]);
    expect(history.record(report(finding('fail', { diagnosis: no })), 3_000, 'c')).toMatchObject([
      {
        at: 'c',
        subject: 'yard',
        checkId: 'capture',
        from: 'pass',
        to: 'fail',
        code: 'no-publisher',
        lastedMs: 2_000,
      },
    ]);
    expect(history.record(report(finding('pass')), 4_500, 'd')).toMatchObject([
      { from: 'fail', to: 'pass', code: 'no-publisher', lastedMs: 1_500 },
    ]);
    expect(history.changes).toHaveLength(2);
  });

  it('tells of what is broken when it is first seen, and not of what works', () => {
    const history = new History();
    const both = report(finding('fail', { diagnosis: no }), finding('pass', { subject: 'gate' }));
    expect(history.record(both, 0, 'a')).toMatchObject([{ subject: 'yard', from: null, lastedMs: null }]);
  });

  it('lets the last word stand while a link is blocked or was not reached', () => {
    const history = new History();
    history.record(report(finding('fail', { diagnosis: no })), 0, 'a');
    expect(history.record(report(finding('blocked')), 1, 'b')).toEqual([]);
    expect(history.record(report(finding('unknown', { reason: 'not-reached' })), 2, 'c')).toEqual([]);
    expect(history.record(report(finding('fail', { diagnosis: no })), 3, 'd')).toEqual([]);
    expect(history.record(report(finding('unknown', { reason: 'stale' })), 4, 'e')).toHaveLength(1);
  });

  it('takes the worst of several findings, and tells of another cause', () => {
    const history = new History();
    history.record(report(finding('pass'), finding('fail', { diagnosis: no })), 0, 'a');
    const other = { ...no, code: 'device-busy' };
    expect(
      history.record(report(finding('fail', { diagnosis: other }), finding('pass')), 1, 'b'),
    ).toMatchObject([{ from: 'fail', to: 'fail', code: 'device-busy' }]);
  });

  it('tells why something cannot be told, and not that the machine had no time besides', () => {
    const history = new History();
    const told = (code: string | null) =>
      history.record(report(finding('unknown', code === null ? {} : { diagnosis: { ...no, code } })), 0, 'a')
        .length;
    history.record(report(finding('pass')), 0, 'a');
    expect([told(null), told('overloaded'), told(null), told('service-locked')]).toEqual([1, 0, 0, 1]);
  });

  it('stays bounded, and forgets ordinary changes before failures', () => {
    const history = new History(6);
    const turns: Status[] = ['pass', 'fail', 'pass', 'warn', 'unknown', 'warn', 'unknown', 'warn', 'unknown'];
    for (const [index, status] of turns.entries()) history.record(report(finding(status)), index, 'x');
    expect(history.changes).toHaveLength(6);
    expect(history.changes.slice(0, 2).map(({ from, to }) => [from, to])).toEqual([
      ['pass', 'fail'],
      ['fail', 'pass'],
    ]);
    for (let round = 0; round < 20; round++) {
      history.record(report(finding('fail')), round, 'y');
      history.record(report(finding('pass')), round, 'y');
    }
    expect(history.changes).toHaveLength(6);
    expect(history.changes.every(({ from, to }) => from === 'fail' || to === 'fail')).toBe(true);
  });
});

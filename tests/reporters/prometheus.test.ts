import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { LINKS, type Report } from '../../src/model/index.ts';
import { faultSweeps } from '../checks/fault-sweeps.ts';
import { brokenAt, camera, everyReport, failure, healthy, NASTY, report } from '../support/reports.ts';
import { rendered } from './options.ts';
import { isInstalled, judged } from './outside-tool.ts';

/** The value of each series, by name and labels as they stand in the text. */
const series = (of: Report): ReadonlyMap<string, number> =>
  new Map(
    rendered('prometheus', of)
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => [line.slice(0, line.lastIndexOf(' ')), Number(line.slice(line.lastIndexOf(' ') + 1))]),
  );

describe.skipIf(!isInstalled('promtool', 'prometheus'))('the Prometheus text, read by promtool', () => {
  it.each([
    ...Object.entries(everyReport),
    ...faultSweeps.slice(0, 5).map(({ name, sweep }) => [name, judge(sweep)] as const),
  ])('of %s is accepted without a complaint', (_, of) => {
    const { code, stdout, stderr } = judged('promtool', ['check', 'metrics'], rendered('prometheus', of));
    expect(stdout + stderr).toBe('');
    expect(code).toBe(0);
  });

  it('is refused by it when a line is broken', () => {
    const text = rendered('prometheus', healthy()).replace(
      'camproof_verdict{verdict="pass"}',
      'camproof_verdict{verdict=pass}',
    );
    expect(judged('promtool', ['check', 'metrics'], text).code).not.toBe(0);
  });
});

describe('the Prometheus text', () => {
  it('has exactly one status per link, and the right one', () => {
    const values = series(brokenAt('publish'));
    for (const link of LINKS) {
      const ones = [...values].filter(
        ([key, value]) => key.startsWith(`camproof_link_status{camera="yard",link="${link}",`) && value === 1,
      );
      expect(ones).toHaveLength(1);
    }
    expect(values.get('camproof_link_status{camera="yard",link="publish",status="fail"}')).toBe(1);
    expect(values.get('camproof_link_status{camera="yard",link="ready",status="blocked"}')).toBe(1);
    expect(values.get('camproof_link_status{camera="gate",link="ready",status="pass"}')).toBe(1);
    expect(values.get('camproof_diagnosis{camera="yard",link="publish",code="publisher-stopped"}')).toBe(1);
  });

  it('has base units and times', () => {
    const values = series(healthy(1));
    expect(values.get('camproof_camera_bytes_per_second{camera="cam1"}')).toBe(250_000);
    expect(values.get('camproof_camera_frames_per_second{camera="cam1"}')).toBe(25);
    expect(values.get('camproof_run_duration_seconds')).toBe(0.9);
    expect(values.get('camproof_last_run_timestamp_seconds')).toBe(
      Date.parse('2026-11-23T10:00:00.900Z') / 1000,
    );
    expect(values.get('camproof_verdict{verdict="pass"}')).toBe(1);
  });

  it('says nothing about what was not measured', () => {
    expect(
      [...series(brokenAt('device')).keys()].filter((key) => key.includes('per_second{camera="yard"')),
    ).toEqual([]);
  });

  it('bounds label values, and keeps long ones apart', () => {
    const long = NASTY.long;
    const of = report([camera(`${long}1`), camera(`${long}2`)], [failure(`${long}1`, 'ready')]);
    const keys = [...series(of).keys()];
    expect(Math.max(...keys.map((key) => key.length))).toBeLessThan(220);
    expect(keys.filter((key) => key.startsWith('camproof_camera_proved'))).toHaveLength(2);
  });

  it('has each series once, even when two streams or names give the same', () => {
    const of = report(
      [camera('a\u0000b', { streams: ['main', 'sub'] }), camera('a b')],
      [failure('a b/main', 'ready'), failure('a b/sub', 'ready')],
    );
    const lines = rendered('prometheus', of).split('\n');
    expect(new Set(lines.map((line) => line.replace(/ [^ ]*$/, ''))).size).toBe(new Set(lines).size);
  });
});

import { readdir } from 'node:fs/promises';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import type { FaultCode, Reading, ReadingKind, Report, Sweep } from '../../src/model/index.ts';
import { readSweep } from '../../src/record/sweep-file.ts';

// Whoever knows less may say less, and nothing else: every recorded box is judged again with some of its readings taken away.
// Nothing that was broken turns green, and nobody turns red who was not red before.

const FOLDER = new URL('../sweeps/', import.meta.url).pathname;
const recorded = await Promise.all(
  (await readdir(FOLDER)).map(async (file) => [file, await readSweep(FOLDER + file)] as const),
);

type Loss = 'never tried' | 'stale' | FaultCode;
type Key = readonly [kind: ReadingKind, subject: string];

/** Ways to lose a reading that say something of us, and nothing of what was asked. */
const LOSSES: readonly Loss[] = ['never tried', 'stale', 'aborted', 'internal', 'unauthorized'];

function lost(from: Reading<unknown>, how: Loss): Reading<unknown> | undefined {
  if (how === 'never tried') return undefined;
  if (how === 'stale') return { ...from, mono: from.mono - 1e9 };
  const { source, at, mono, tookMs, loopDelayMs, maxAgeMs } = from;
  const fault = { code: how, phase: 'made up', message: 'made up' };
  // What was a fault before says no less now.
  return from.ok ? { source, at, mono, tookMs, loopDelayMs, maxAgeMs, ok: false, fault } : from;
}

const keysOf = ({ readings }: Sweep): readonly Key[] =>
  Object.entries(readings).flatMap(([kind, of]) =>
    Object.keys(of).map((subject): Key => [kind as ReadingKind, subject]),
  );

function without(sweep: Sweep, keys: readonly Key[], how: Loss): Sweep {
  const readings: Record<string, Record<string, Reading<unknown>>> = { ...sweep.readings };
  for (const [kind, subject] of keys) {
    const { [subject]: from, ...others } = readings[kind] ?? {};
    const left = from && lost(from, how);
    readings[kind] = left ? { ...others, [subject]: left } : others;
  }
  return { ...sweep, readings };
}

/** Who is broken: cameras and, where it is not about one, the box. */
const broken = ({ findings }: Report): readonly string[] =>
  findings.flatMap(({ status, subject }) => (status === 'fail' ? [subject] : []));

const isGreen = ({ verdict }: Report): boolean => verdict === 'pass' || verdict === 'warn';

function compare(before: Report, after: Report): void {
  expect(after.findings.filter(({ summary }) => summary.startsWith('this check failed itself'))).toEqual([]);
  if (!isGreen(before)) expect(isGreen(after)).toBe(false);
  // A box whose media server is broken shows it at the cameras where the reading that blamed the server is lost.
  if (before.findings.some(({ checkId, status }) => checkId === 'mediamtx-api' && status === 'fail')) return;
  // A camera may get another name when its device is not known.
  const known = ['box', ...before.cameras.map(({ id }) => id)];
  const red = broken(after).filter((subject) => known.includes(subject));
  expect(broken(before)).toEqual(expect.arrayContaining(red));
}

describe.each(recorded)('%s', (_, sweep) => {
  const before = judge(sweep);
  const keys = keysOf(sweep);

  it.each(LOSSES)('with all readings of a kind %s', (how) => {
    for (const kind of Object.keys(sweep.readings)) {
      const of = keys.filter(([one]) => one === kind);
      compare(before, judge(without(sweep, of, how)));
    }
  });

  it('with any one reading lost', () => {
    for (const key of keys) compare(before, judge(without(sweep, [key], 'internal')));
  });

  it('cut off at any moment', () => {
    const ends = keys.map((key) => {
      const { mono = 0, tookMs = 0 } = sweep.readings[key[0]]?.[key[1]] ?? {};
      return { key, end: mono + tookMs };
    });
    for (const { end } of ends) {
      const late = ends.filter((one) => one.end >= end).map(({ key }) => key);
      compare(before, judge(without(sweep, late, 'aborted')));
    }
  });
});

import { readFileSync } from 'node:fs';
import { describe, expect, it } from 'vitest';
import { FORMATS, type Format } from '../../src/reporters/table.ts';
import { expectGolden } from '../support/golden.ts';
import { brokenAt, everyReport } from '../support/reports.ts';
import { rendered } from './options.ts';

const ENDINGS: Readonly<Record<Format, string>> = {
  human: 'txt',
  json: 'json',
  junit: 'xml',
  tap: 'tap',
  nagios: 'nagios',
  prometheus: 'prom',
  markdown: 'md',
  html: 'html',
  github: 'github',
};

describe.each(FORMATS)('%s', (format) => {
  it('of a box with one broken camera', () => {
    expectGolden(`formats/broken-capture.${ENDINGS[format]}`, rendered(format, brokenAt('capture')));
  });

  it.each(Object.entries(everyReport))(
    'of %s ends with a line break and has nothing that a terminal acts upon',
    (_, report) => {
      const text = rendered(format, report, { verbose: true });
      expect(text).toMatch(/[^\n]\n$/);
      expect(text).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u007f-\u009f\u202a-\u202e\u2066-\u2069\ufeff]/);
      expect(text.isWellFormed()).toBe(true);
    },
  );

  it('leaves the report as it was', () => {
    const report = brokenAt('ready');
    const before = structuredClone(report);
    rendered(format, report, { ascii: true });
    expect(report).toEqual(before);
  });
});

it('docs/reports.md names every format and every metric', () => {
  const docs = readFileSync(new URL('../../docs/reports.md', import.meta.url), 'utf8');
  for (const format of FORMATS) expect(docs).toContain(`| \`${format}\` |`);
  const metrics = rendered('prometheus', brokenAt('capture')).match(/(?<=^# TYPE )\w+/gm) ?? [];
  expect(metrics.length).toBeGreaterThan(10);
  for (const metric of metrics) expect(docs).toContain(`\`${metric}\``);
});

import { mkdtempSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import { run } from '../support/cli.ts';

const saved = (fault: string): string =>
  fileURLToPath(new URL(`../sweeps/${fault}.json.gz`, import.meta.url));

describe('check --replay', () => {
  it.each([
    ['none', 0],
    ['service-down', 1],
    ['service-locked', 2],
  ])('of %s ends as the check did: %i', async (fault, code) => {
    const done = await run(['check', '--replay', saved(fault)]);
    expect(done.code, done.stderr).toBe(code);
    expect(done.stderr).toMatch(/^camproof: replay of \S+, 20\S+ \(.*\): nothing is probed\n$/);
  });

  it('judges what is asked for now', async () => {
    const done = await run([
      'check',
      '--replay',
      saved('service-down'),
      '--only',
      'disk',
      '--format',
      'json',
    ]);
    const { findings } = JSON.parse(done.stdout);
    expect(findings.map(({ checkId }: { checkId: string }) => checkId)).toEqual(['disk']);
    expect(done.code).toBe(0);
  });

  it('gives the report that the saving check gave', async () => {
    const file = join(mkdtempSync(join(tmpdir(), 'camproof-save-')), 'a.json.gz');
    const made = await run(['demo', '--check', '--cameras', '1', '--format', 'json', '--save', file]);
    const again = await run(['check', '--replay', file, '--format', 'json', '--quiet']);
    expect(again.stderr).toBe('');
    expect(JSON.parse(again.stdout)).toEqual(JSON.parse(made.stdout));
  }, 60_000);

  it.each([
    ['none', 73],
    ['service-down', 1],
  ])('of %s shows the report where a file cannot be written, and is not green: %i', async (fault, code) => {
    const words = ['--report', 'junit=/no/such/folder/a.xml', '--format', 'json', '--quiet'];
    const done = await run(['check', '--replay', saved(fault), ...words]);
    expect(done.code).toBe(code);
    expect(done.stderr).toBe('camproof: /no/such/folder/a.xml could not be written: ENOENT\n');
    expect(JSON.parse(done.stdout)).toHaveProperty('verdict');
  });

  it.each([
    ['a file that is none', ['--replay', '/no/such/file'], /does not exist/],
    ['what only a probe can do', ['--replay', saved('none'), '--passive'], /cannot be used with/],
    ['an unknown check', ['--replay', saved('none'), '--only', 'nonsense'], /nonsense/],
    [
      'a camera that nobody has heard of',
      ['--replay', saved('none'), '--camera', 'cam9', '--only', 'decode'],
      /no camera is called cam9\. Did you mean cam1\? There are: cam1, cam2/,
    ],
  ])('refuses %s', async (_, words, message) => {
    const done = await run(['check', ...words]);
    expect(done.code).toBe(64);
    expect(done.stderr).toMatch(message);
  });

  it('says that a sweep which somebody bent cannot be judged', async () => {
    const bent = join(mkdtempSync(join(tmpdir(), 'camproof-bent-')), 'bent.json');
    const whole = await (await import('../../src/record/sweep-file.ts')).readSweep(saved('none'));
    const processes = { box: { ...whole.readings.processes?.['box'], value: { processes: [null] } } };
    writeFileSync(bent, JSON.stringify({ ...whole, readings: { ...whole.readings, processes } }));
    const done = await run(['check', '--replay', bent]);
    expect(done.code).toBe(64);
    expect(done.stderr).toContain(`${bent} cannot be judged`);
  });
});

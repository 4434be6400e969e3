import { spawn } from 'node:child_process';
import { utimesSync } from 'node:fs';
import { mkdtemp, readdir, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { type DemoBox, startDemoBox } from '../../src/demo/box.ts';
import { checkBox, loadConfig, type Report } from '../../src/index.ts';
import { probeBox } from '../../src/testing/index.ts';
import {
  cleanEnvironment,
  type Framework,
  frameworks,
  PROJECT,
  runIn,
  runInPytest,
  withoutPytest,
} from './frameworks.ts';
import { type Line, type Told, toldByLines, toldByPytest, toldByReport } from './told.ts';

// A live box, as a stranger meets it: by its configuration file. Everybody has to tell the same of it. Streams are left alone
// (--passive), but for the boxes that the tests start themselves: how soon one plays differs from time to time.

const CAMPROOF = fileURLToPath(new URL('../../dist/camproof.js', import.meta.url));

async function byCommand(file: string): Promise<Told> {
  const child = spawn(
    process.execPath,
    [CAMPROOF, 'check', '--config', file, '--passive', '--format', 'json'],
    {
      stdio: ['ignore', 'pipe', 'inherit'],
      env: cleanEnvironment(),
    },
  );
  const report: Report = JSON.parse(await text(child.stdout));
  return toldByReport(report);
}

async function byLibrary(file: string): Promise<Told> {
  const { config } = await loadConfig({ file, env: {}, cwd: '/', uid: process.getuid?.() ?? -1 });
  return toldByReport((await checkBox({ config, options: { passive: true } })).report);
}

const inProcess = async (framework: Framework, file: string): Promise<Told> =>
  toldByLines(await runIn(framework, { prove: { config: file, passive: true } }));

describe.each([undefined, 'missing-in-list', 'wrong-error-code', 'api-off'])('a box with %s', (fault) => {
  let box: DemoBox;
  let expected: Told;
  beforeAll(async () => {
    box = await startDemoBox({ cameras: 2, server: 'stand-in', ...(fault && { break: [fault] }) });
    expected = await byCommand(box.configFile);
  });
  afterAll(() => box?.stop());

  it('is told by the command', () => {
    const verdict = expected.find((one) => one.startsWith(' verdict'));
    expect(verdict).toBe(` verdict box ${fault ? 'fail' : 'pass'}`);
  });

  it('is the same to the library', async () => {
    expect(await byLibrary(box.configFile)).toEqual(expected);
  });

  it('is the same to probeBox()', async () => {
    expect(toldByReport((await probeBox({ config: box.configFile, passive: true })).report)).toEqual(
      expected,
    );
  });

  it.each(frameworks.map((framework) => [framework.name, framework] as const))(
    'is the same to %s',
    async (_, framework) => {
      expect(await inProcess(framework, box.configFile)).toEqual(expected);
    },
  );

  it('is the same to pytest', async ({ skip }) => {
    if (withoutPytest) skip(withoutPytest);
    const lines = await runInPytest([
      '--camproof',
      `--camproof-config=${box.configFile}`,
      '--camproof-args=--passive',
    ]);
    expect(toldByPytest(lines)).toEqual(expected);
  });
});

describe('a healthy box, however the framework runs,', () => {
  let box: DemoBox;
  let expected: Told;
  beforeAll(async () => {
    box = await startDemoBox({ cameras: 2, server: 'stand-in' });
    expected = await byCommand(box.configFile);
  });
  afterAll(() => box?.stop());

  const [vitest, , , jest] = frameworks;
  const cases = [
    ['vitest with fake timers', vitest, { fakeTimers: true }],
    ['jest with fake timers', jest, { fakeTimers: true }],
    ['vitest without isolation', vitest, { words: ['--no-isolate'] }],
    ['vitest in threads', vitest, { words: ['--pool=threads'] }],
    ['jest in band', jest, { words: ['--runInBand'] }],
  ] as const;

  it.each(cases)('is the same to %s', async (_, framework, how) => {
    if (!framework) throw new Error('there is no such framework');
    const lines = await runIn(framework, { prove: { config: box.configFile, passive: true }, ...how });
    expect(toldByLines(lines)).toEqual(expected);
  });

  it.each([
    ['vitest', vitest],
    ['jest', jest],
  ])('is the same to %s in two workers at once', async (_, framework) => {
    if (!framework) throw new Error('there is no such framework');
    const lines = await runIn(framework, {
      prove: { config: box.configFile, passive: true },
      files: 'box.mjs box-again.mjs',
    });
    expect(toldByLines(lines)).toEqual([...expected, ...expected].toSorted());
  });

  it('is the same to pytest with two workers', async ({ skip }) => {
    if (withoutPytest) skip(withoutPytest);
    const lines = await runInPytest([
      '--camproof',
      `--camproof-config=${box.configFile}`,
      '--camproof-args=--passive',
      '-n2',
    ]);
    expect(toldByPytest(lines)).toEqual(expected);
  });

  it('is the same to vitest when it watches, first and after a change', async () => {
    const [first, again] = await watched(box.configFile, expected.length);
    expect(first).toEqual(expected);
    expect(again).toEqual(expected);
  });
});

/** Two rounds of `vitest --watch`, the second after the test file was touched. */
async function watched(file: string, tests: number): Promise<readonly [Told, Told]> {
  const vitest = frameworks[0]?.argv[0] ?? 'vitest';
  const words = ['--watch', '--config', 'vitest.config.mjs', '--reporter=./vitest-lines.mjs'];
  const child = spawn(vitest, words, {
    cwd: PROJECT,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...cleanEnvironment(),
      CAMPROOF_PROVE: JSON.stringify({ warn: 'fail', config: file, passive: true }),
    },
  });
  let output = '';
  child.stdout.setEncoding('utf8').on('data', (part: string) => {
    output += part;
  });
  const lines = (): readonly Line[] => frameworks[0]?.lines(output) ?? [];
  try {
    await expect.poll(() => lines().length, { timeout: 15_000 }).toBe(tests);
    const now = new Date();
    utimesSync(join(PROJECT, 'box.mjs'), now, now);
    await expect.poll(() => lines().length, { timeout: 15_000 }).toBe(2 * tests);
    return [toldByLines(lines().slice(0, tests)), toldByLines(lines().slice(tests))];
  } finally {
    child.kill('SIGKILL');
  }
}

describe('a box that the tests start themselves', () => {
  it.each(frameworks.filter(({ file }) => file === 'box.mjs').map((one) => [one.name, one] as const))(
    'is proved in %s, and nothing of it stays',
    async (_, framework) => {
      const folder = await mkdtemp(join(tmpdir(), 'camproof-parity-'));
      const prove = { demo: { cameras: 1, server: 'stand-in' } };
      const lines = await runIn(framework, { prove, env: { TMPDIR: folder } });
      const told = toldByLines(lines);
      expect(told).toContain(' ready cam1 pass');
      expect(told).toContain(' verdict box pass');
      const left = (await readdir(folder)).filter((name) => name.startsWith('camproof'));
      await rm(folder, { recursive: true });
      expect(left).toEqual([]);
    },
    30_000,
  );

  it('is started by startDemoBox and startReferenceService with fake timers on as well', async () => {
    const vitest = frameworks[0];
    if (!vitest) throw new Error('there is no vitest');
    const prove = { demo: { cameras: 1, server: 'stand-in' } };
    expect(toldByLines(await runIn(vitest, { prove, fakeTimers: true }))).toContain(' ready cam1 pass');
  }, 30_000);
});

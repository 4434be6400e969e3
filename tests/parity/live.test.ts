import { spawn } from 'node:child_process';
import { mkdtempSync, readdirSync, readFileSync, rmSync, utimesSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import type { DemoBox } from '../../src/demo/box.ts';
import { startDemoBox } from '../../src/demo/start.ts';
import { checkBox, loadConfig, type Report } from '../../src/index.ts';
import { probeBox } from '../../src/testing/index.ts';
import { cleanEnvironment, frameworks, PROJECT, runIn, runInPytest, withoutPytest } from './frameworks.ts';
import { type Line, type Told, toldByLines, toldByPytest, toldByReport } from './told.ts';

// Live boxes, as a stranger meets them: by their configuration files. Everybody has to tell the same of them. Streams are left
// alone (--passive), and no answer is called slow: how soon something comes differs from time to time.

const CAMPROOF = fileURLToPath(new URL('../../dist/camproof.js', import.meta.url));

const folder = mkdtempSync(join(tmpdir(), 'camproof-live-'));
const boxes = new Map<string, DemoBox>();
const fileOf = (name: string): string => join(folder, `${name}.yaml`);
const PATIENT = { pingMs: 10_000, healthLatencyMs: 10_000, loopDelayMs: 10_000 };
const BROKEN = ['publisher-killed', 'missing-in-list', 'api-off'];
const NAMES = ['healthy', ...BROKEN];
/** What the command says of each. */
const said = new Map<string, Told>();
const all = (): Told => NAMES.flatMap((name) => said.get(name) ?? []).toSorted();

beforeAll(async () => {
  const start = async (name: string) => {
    const faults = BROKEN.filter((one) => one === name);
    const box = await startDemoBox({ cameras: 2, server: 'stand-in', break: faults });
    boxes.set(name, box);
    const config = readFileSync(box.configFile, 'utf8');
    writeFileSync(fileOf(name), `${config}thresholds: ${JSON.stringify(PATIENT)}\n`, { mode: 0o600 });
  };
  await Promise.all(NAMES.map(start));
  for (const name of NAMES) said.set(name, await byCommand(name));
});
afterAll(async () => {
  await Promise.all([...boxes.values()].map((box) => box.stop()));
  rmSync(folder, { recursive: true });
});

async function byCommand(name: string): Promise<Told> {
  const argv = [CAMPROOF, 'check', '--config', fileOf(name), '--passive', '--format', 'json'];
  const child = spawn(process.execPath, argv, {
    stdio: ['ignore', 'pipe', 'inherit'],
    env: cleanEnvironment(),
  });
  const report: Report = JSON.parse(await text(child.stdout));
  return toldByReport(report, name);
}

async function eachBox(reportOf: (file: string) => Promise<Report>): Promise<Told> {
  const told: string[] = [];
  for (const name of NAMES) told.push(...toldByReport(await reportOf(fileOf(name)), name));
  return told.toSorted();
}

const prove = NAMES.map((name) => ({ name, config: fileOf(name), passive: true }));
const pytestOptions = [
  ...NAMES.map((name) => `--camproof-config=${fileOf(name)}`),
  '--camproof-args=--passive',
];

describe('a healthy box and three broken ones', () => {
  it('are told by the command', () => {
    const verdicts = all().filter((one) => one.includes(' verdict '));
    expect(verdicts).toEqual(
      NAMES.map((name) => `${name} verdict box ${name === 'healthy' ? 'pass' : 'fail'}`).toSorted(),
    );
  });

  it('are the same to the library', async () => {
    const report = async (file: string) => {
      const { config } = await loadConfig({ file, env: {}, cwd: '/' });
      return (await checkBox({ config, options: { passive: true } })).report;
    };
    expect(await eachBox(report)).toEqual(all());
  });

  it('are the same to probeBox()', async () => {
    const report = async (config: string) => (await probeBox({ config, passive: true })).report;
    expect(await eachBox(report)).toEqual(all());
  });

  it.each(frameworks.map((framework) => [framework.name, framework] as const))(
    'are the same to %s',
    async (_, framework) => {
      expect(toldByLines(await runIn(framework, { prove }))).toEqual(all());
    },
  );

  it('are the same to pytest with two workers', async ({ skip }) => {
    if (withoutPytest) skip(withoutPytest);
    expect(toldByPytest(await runInPytest([...pytestOptions, '-n2']))).toEqual(all());
  });
});

describe('a healthy box, however the framework runs,', () => {
  const healthy = prove.slice(0, 1);
  const expected = (): Told => said.get('healthy') ?? [];
  const [vitest, nodeTest, mocha, jest] = frameworks;

  it.each([
    ['vitest with fake timers', vitest, { fakeTimers: true }],
    ['jest with fake timers', jest, { fakeTimers: true }],
    ['vitest without isolation', vitest, { words: ['--no-isolate'] }],
    ['node:test without isolation', nodeTest, { words: ['--test-isolation=none'] }],
    ['vitest in threads', vitest, { words: ['--pool=threads'] }],
    ['jest in band', jest, { words: ['--runInBand'] }],
  ] as const)('is the same to %s', async (_, framework, how) => {
    if (!framework) throw new Error('there is no such framework');
    expect(toldByLines(await runIn(framework, { prove: healthy, ...how }))).toEqual(expected());
  });

  it.each([
    ['vitest', vitest, []],
    ['jest', jest, []],
    ['node:test', nodeTest, []],
    ['mocha', mocha, ['--parallel', '--jobs', '2']],
  ] as const)('is the same to %s in two workers at once', async (_, framework, words) => {
    if (!framework) throw new Error('there is no such framework');
    const lines = await runIn(framework, { prove: healthy, files: 'box.mjs box-again.mjs', words });
    expect(toldByLines(lines)).toEqual([...expected(), ...expected()].toSorted());
  });

  it('is the same to vitest when it watches, first and after a change', async () => {
    const [first, again] = await watched(healthy, expected().length);
    expect(first).toEqual(expected());
    expect(again).toEqual(expected());
  });
});

/** Two rounds of `vitest --watch`, the second after the test file was touched. */
async function watched(boxes: typeof prove, tests: number): Promise<readonly [Told, Told]> {
  const vitest = frameworks[0]?.argv[0] ?? 'vitest';
  const words = ['--watch', '--config', 'vitest.config.mjs', '--reporter=./vitest-lines.mjs'];
  const child = spawn(vitest, words, {
    cwd: PROJECT,
    stdio: ['pipe', 'pipe', 'ignore'],
    env: {
      ...cleanEnvironment(),
      CAMPROOF_PROVE: JSON.stringify(boxes.map((one) => ({ warn: 'fail', ...one }))),
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
    async (name, framework) => {
      const mine = mkdtempSync(join(tmpdir(), 'camproof-parity-'));
      const lines = await runIn(framework, {
        prove: { demo: { cameras: 1, server: 'stand-in' }, passive: true },
        env: { TMPDIR: mine },
        // It starts with real ones all the same.
        fakeTimers: name === 'vitest',
      });
      const told = toldByLines(lines);
      expect(told).toContain(' ready cam1 pass');
      expect(told).toContain(' verdict box pass');
      const left = readdirSync(mine).filter((file) => file.startsWith('camproof'));
      rmSync(mine, { recursive: true });
      expect(left).toEqual([]);
    },
    30_000,
  );
});

import { execFile } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { expectedOf, faults } from '../../src/demo/faults/table.ts';
import type { Report, Sweep } from '../../src/model/index.ts';
import { frameworks, runIn, runInPytest, withoutPytest } from './frameworks.ts';
import { type Told, toldByLines, toldByPytest, toldByReport } from './told.ts';

// One recorded sweep for each fault of the demo: scripts/record-sweeps.ts makes them.

const CAMPROOF = fileURLToPath(new URL('../../dist/camproof.js', import.meta.url));
const FOLDER = fileURLToPath(new URL('../sweeps/', import.meta.url));
const reports = new Map<string, Report>(
  readdirSync(FOLDER).map((file) => {
    const sweep: Sweep = JSON.parse(gunzipSync(readFileSync(`${FOLDER}/${file}`)).toString());
    return [file.replace('.json.gz', ''), judge(sweep)];
  }),
);

describe('the recorded sweeps', () => {
  it('are one for each fault, and one of a healthy box', () => {
    expect([...reports.keys()].toSorted()).toEqual(['none', ...faults.map(({ id }) => id)].toSorted());
  });

  it.each(faults.map((fault) => [fault.id, fault] as const))(
    'of %s is judged as the table says',
    (id, fault) => {
      const fails = reports
        .get(id)
        ?.findings.filter(({ status }) => status === 'fail')
        .map(({ subject, checkId, diagnosis }) => ({ subject, check: checkId, code: diagnosis?.code }));
      expect(new Set(fails)).toEqual(new Set(expectedOf(fault, 2)));
    },
  );
});

it.each(frameworks.map((framework) => [framework.name, framework] as const))(
  '%s tells the same of every recorded sweep',
  async (_, framework) => {
    const told = toldByLines(await runIn(framework, { prove: { sweeps: FOLDER } }));
    expect(told).toEqual(all());
  },
  60_000,
);

/** Faults of which each needs a process: two at a time. */
async function eachFault(told: (id: string) => Promise<Told>): Promise<Told> {
  const ids = [...reports.keys()];
  const worker = async (): Promise<Told> => {
    const id = ids.pop();
    return id === undefined ? [] : [...(await told(id)), ...(await worker())];
  };
  return (await Promise.all([worker(), worker()])).flat().toSorted();
}

const fileOf = (id: string): string => `${FOLDER}/${id}.json.gz`;
const all = () => [...reports].flatMap(([id, report]) => toldByReport(report, id)).toSorted();

it('camproof check --replay tells the same of every recorded sweep', async () => {
  const replay = async (id: string) => {
    const argv = ['check', '--replay', fileOf(id), '--format', 'json', '--quiet'];
    const { stdout } = await promisify(execFile)(process.execPath, [CAMPROOF, ...argv]).catch(
      (error) => error,
    );
    return toldByReport(JSON.parse(stdout), id);
  };
  expect(await eachFault(replay)).toEqual(all());
}, 60_000);

it('pytest tells the same of every recorded sweep', async ({ skip }) => {
  if (withoutPytest) skip(withoutPytest);
  const replay = async (id: string) =>
    toldByPytest(await runInPytest([`--camproof-replay=${fileOf(id)}`]), id);
  expect(await eachFault(replay)).toEqual(all());
}, 90_000);

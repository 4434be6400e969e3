import { mkdtempSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { text } from 'node:stream/consumers';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { afterAll, describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { type CliContext, currentUid } from '../../src/cli/context.ts';
import { program } from '../../src/cli/program.ts';
import { expectedOf, faults } from '../../src/demo/faults/table.ts';
import type { Report, Sweep } from '../../src/model/index.ts';
import { frameworks, runIn, runInPytest, withoutPytest } from './frameworks.ts';
import { toldByLines, toldByPytest, toldByReport } from './told.ts';

// One recorded sweep for each fault of the demo: scripts/record-sweeps.ts makes them.

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

const fileOf = (id: string): string => join(FOLDER, `${id}.json.gz`);
const all = () => [...reports].flatMap(([id, report]) => toldByReport(report, id)).toSorted();

/** What `camproof check --replay` prints, without a process for each. */
async function replay(id: string): Promise<string> {
  const [stdout, stderr] = [new PassThrough(), new PassThrough().resume()];
  const printed = text(stdout);
  const context = { env: {}, cwd: '/', uid: currentUid(), signal: new AbortController().signal };
  // Neither is a terminal, nor asked to be one.
  const streams = { stdout, stderr } as unknown as Pick<CliContext, 'stdout' | 'stderr'>;
  await program({ ...context, ...streams }).parse(['check', '--replay', fileOf(id), '--format', 'json']);
  stdout.end();
  return printed;
}

describe('every recorded sweep', () => {
  const folder = mkdtempSync(join(tmpdir(), 'camproof-parity-'));
  afterAll(() => rmSync(folder, { recursive: true }));

  it('is the same to camproof check --replay', async () => {
    const told: string[] = [];
    for (const id of reports.keys()) {
      const printed = await replay(id);
      writeFileSync(join(folder, `${id}.json`), printed);
      told.push(...toldByReport(JSON.parse(printed), id));
    }
    expect(told.toSorted()).toEqual(all());
  });

  it('is the same to pytest: of some the sweep, of the others the report that check gave', async ({
    skip,
  }) => {
    if (withoutPytest) skip(withoutPytest);
    const options = [...reports.keys()].map((id, index) =>
      index % 30 === 0
        ? `--camproof-replay=${fileOf(id)}`
        : `--camproof-report=${join(folder, `${id}.json`)}`,
    );
    expect(toldByPytest(await runInPytest(options))).toEqual(all());
  });
});

import { readdirSync, readFileSync } from 'node:fs';
import { fileURLToPath } from 'node:url';
import { gunzipSync } from 'node:zlib';
import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { expectedOf, faults } from '../../src/demo/faults/table.ts';
import type { Report, Sweep } from '../../src/model/index.ts';
import { frameworks, runIn } from './frameworks.ts';
import { toldByLines, toldByReport } from './told.ts';

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
    expect(told).toEqual([...reports].flatMap(([id, report]) => toldByReport(report, id)).toSorted());
  },
  60_000,
);

// Records tests/sweeps/: one sweep for each fault of the demo's table, made on a live box with the stand-in. Run it when
// probes or faults have changed: node scripts/record-sweeps.ts [FAULT...]
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import type { DemoFault } from '../src/demo/faults/fault.ts';
import { expectedOf, faults } from '../src/demo/faults/table.ts';
import { startDemoBox } from '../src/demo/start.ts';
import { checkBox, type Report } from '../src/index.ts';

const CAMERAS = 2;

const folder = new URL('../tests/sweeps/', import.meta.url);
mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
const all = [undefined, ...faults].filter(
  (fault) => wanted.length === 0 || wanted.includes(fault?.id ?? 'none'),
);
for (const fault of all) {
  const generation = fault?.generation ?? 'new';
  await using box = await startDemoBox({
    cameras: CAMERAS,
    generation,
    server: 'stand-in',
    ...(fault && { break: [fault.id] }),
  });
  const { sweep, report } = await checkBox({ config: box.config, devices: box.devices });
  const name = fault?.id ?? 'none';
  const wrong = strays(report, fault);
  if (wrong.length > 0) {
    process.stdout.write(`${name}: not recorded: ${wrong.join('; ')}\n`);
    process.exitCode = 1;
    continue;
  }
  writeFileSync(new URL(`${name}.json.gz`, folder), gzipSync(JSON.stringify(sweep), { level: 9 }));
  process.stdout.write(`${name}: ${report.verdict}\n`);
}

/** What a report says that the table of faults does not, or was not reached because this machine was busy. */
function strays({ findings }: Report, fault: DemoFault | undefined): readonly string[] {
  const key = (subject: string, check: string, code: string | undefined) => `${subject} ${check} ${code}`;
  const told = findings
    .filter(({ status }) => status === 'fail')
    .map(({ subject, checkId, diagnosis }) => key(subject, checkId, diagnosis?.code));
  const expected = fault
    ? expectedOf(fault, CAMERAS).map(({ subject, check, code }) => key(subject, check, code))
    : [];
  return [
    ...told.filter((one) => !expected.includes(one)),
    ...expected.filter((one) => !told.includes(one)).map((one) => `no ${one}`),
    ...findings
      .filter(({ reason }) => reason === 'overloaded' || reason === 'not-reached' || reason === 'stale')
      .map(({ subject, checkId, reason }) => `${subject} ${checkId} ${reason}`),
  ];
}

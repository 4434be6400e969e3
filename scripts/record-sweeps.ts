// Records tests/sweeps/: one sweep for each fault of the demo's table, made on a live box with the stand-in. Run it when
// probes or faults have changed: node scripts/record-sweeps.ts [FAULT...]
import { mkdirSync, writeFileSync } from 'node:fs';
import { gzipSync } from 'node:zlib';
import { startDemoBox } from '../src/demo/box.ts';
import { faults } from '../src/demo/faults/table.ts';
import { checkBox } from '../src/index.ts';

const folder = new URL('../tests/sweeps/', import.meta.url);
mkdirSync(folder, { recursive: true });
const wanted = process.argv.slice(2);
const all = [undefined, ...faults].filter(
  (fault) => wanted.length === 0 || wanted.includes(fault?.id ?? 'none'),
);
for (const fault of all) {
  const generation = fault?.generation ?? 'new';
  await using box = await startDemoBox({
    cameras: 2,
    generation,
    server: 'stand-in',
    ...(fault && { break: [fault.id] }),
  });
  const { sweep, report } = await checkBox({ config: box.config, devices: box.devices });
  writeFileSync(
    new URL(`${fault?.id ?? 'none'}.json.gz`, folder),
    gzipSync(JSON.stringify(sweep), { level: 9 }),
  );
  process.stdout.write(`${fault?.id ?? 'none'}: ${report.verdict}\n`);
}

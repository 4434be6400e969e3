import process from 'node:process';
import { checkBox, startDemoBox } from '../../src/index.ts';
import { atMost, type Part } from './row.ts';

const SWEEPS = Number(process.env['SWEEPS'] ?? 1_000);

/** What many sweeps in one process leave behind. */
export const sweeps: Part = async function* () {
  await using box = await startDemoBox({ cameras: 4 });
  const sweep = () =>
    checkBox({
      config: box.config,
      devices: box.devices,
      options: { passive: true, only: ['mediamtx-api', 'expected-cameras', 'json-rpc'] },
    });
  for (let warm = 0; warm < 100; warm++) await sweep();
  const collect = globalThis.gc ?? (() => {});
  collect();
  const handles = process.getActiveResourcesInfo().length;
  const before = process.memoryUsage().heapUsed;
  for (let count = 0; count < SWEEPS; count++) {
    await sweep();
    // The camera service allows a few hundred requests a minute and connection, and is not what is measured.
    box.service.behaviour.limited = false;
  }
  collect();
  const grown = (process.memoryUsage().heapUsed - before) / 2 ** 20;
  yield atMost(`heap growth over ${SWEEPS} sweeps`, grown, 'MiB', 10, 1);
  const left = process.getActiveResourcesInfo().length - handles;
  yield atMost(`handles left by ${SWEEPS} sweeps`, left, '', 0, 0);
};

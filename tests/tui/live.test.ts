import { expect, it } from 'vitest';
import { breakFault, mendFault, startDemoBox } from '../../src/demo/start.ts';
import { Monitor } from '../../src/index.ts';
import { Shown } from './show.tsx';

/** Faults that come and go on one box while its screen is open, and how its first camera shows them. */
const FAULTS = [
  { id: 'publisher-killed', broken: /✘ cam1 .*capture: / },
  { id: 'device-missing', broken: /✘ cam1 .*device: / },
] as const;

it('shows faults as they come and as they heal, and keeps what happened', { timeout: 60_000 }, async () => {
  await using box = await startDemoBox({ cameras: 2, server: 'stand-in' });
  await using monitor = new Monitor({ config: () => box.config, devices: box.devices, abreast: 4 });
  let together = 0;
  monitor.subscribe(() => {
    together = Math.max(together, monitor.running.filter((key) => key.startsWith('rtsp:')).length);
  });
  await using shown = new Shown(monitor);
  monitor.start();
  await shown.shows(/✔ cam1 [✔ ]{16}[\s\S]*✔ cam2 [✔ ]{16}/, 15_000);
  // Side by side until each was proved once, one at a time from then on.
  expect(together).toBe(2);
  together = 0;
  monitor.again();
  for (const { id, broken } of FAULTS) {
    await breakFault(box, id);
    await shown.shows(broken);
    await mendFault(box, id);
    await shown.shows('✔ cam1 ', 15_000);
  }
  expect(together).toBe(1);
  await shown.keys('6');
  expect(shown.screen()).toMatch(/✘ cam1 capture/);
  expect(shown.screen()).toMatch(/→ pass/);
});

import { expect, it } from 'vitest';
import { breakFault, mendFault, startDemoBox } from '../../src/demo/start.ts';
import { Monitor } from '../../src/index.ts';
import { Shown } from './show.tsx';

/** Faults that come and go together on one box while its screen is open, and how it shows them; the walk has the others. */
const FAULTS = {
  'publisher-killed': /✘ cam1 .*capture: /,
  'health-contradicts-itself': /✘ health endpoints/,
} as const;

it('shows faults as they come and as they heal, and keeps what happened', { timeout: 90_000 }, async () => {
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
  for (const id of Object.keys(FAULTS)) await breakFault(box, id);
  for (const broken of Object.values(FAULTS)) await shown.shows(broken);
  for (const id of Object.keys(FAULTS)) await mendFault(box, id);
  for (const broken of Object.values(FAULTS)) await shown.hides(broken, 15_000);
  await shown.shows('✔ cam1 ', 15_000);
  expect(together).toBe(1);
  await shown.keys('6');
  expect(shown.screen()).toMatch(/✘ cam1 capture/);
  expect(shown.screen()).toMatch(/→ pass/);
});

// What the agent keeps on disk in a year. usage: scripts/year.ts [DAYS [CAMERAS]]
import { mkdtempSync, rmSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { keepDays } from '../tests/support/kept-days.ts';

const [days, cameras] = [Number(process.argv[2] ?? 365), Number(process.argv[3] ?? 8)];
// In memory: it waits for the disk at each line.
const folder = mkdtempSync('/dev/shm/camproof-year-');
try {
  const { peakBytes, turns, reach } = await keepDays(join(folder, 'state'), {
    days,
    cameras,
    dropoutEvery: 10,
    summary: 'no process holds /dev/video0, and the path of the camera has no publisher',
  });
  const text = (of: Readonly<Record<string, number>>) =>
    Object.entries(of)
      .map(([name, value]) => `${name} ${value}`)
      .join(', ');
  process.stdout.write(
    `${days} days of ${cameras} cameras: ${(peakBytes / 2 ** 20).toFixed(1)} MiB at most\n` +
      `begun anew: ${text(turns)}\ndays back to the oldest line: ${text(reach)}\n`,
  );
  process.exitCode = peakBytes <= 20 * 2 ** 20 ? 0 : 1;
} finally {
  rmSync(folder, { recursive: true });
}

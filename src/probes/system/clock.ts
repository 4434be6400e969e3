import { stat } from 'node:fs/promises';
import type { Probe } from '../probe.ts';
import { runTool } from '../run-tool.ts';

/** Is the clock synchronised? The tools that ask the kernel first, then timesyncd's own mark. */
export const clock: Probe<'clock'> = {
  kind: 'clock',
  title: 'looking at the clock',
  deadlineMs: 2_000,
  maxAgeMs: 300_000,
  active: false,
  source: () => 'timedatectl show -p NTPSynchronized',
  async observe(_subject, { signal }) {
    const year = new Date().getFullYear();
    const told = await runTool(['timedatectl', 'show', '-p', 'NTPSynchronized', '--value'], signal).catch(
      () => null,
    );
    const word = told?.stdout.trim();
    if (word === 'yes' || word === 'no') return { synchronized: word === 'yes', source: 'timedatectl', year };
    const chrony = await runTool(['chronyc', '-n', 'tracking'], signal).catch(() => null);
    if (chrony?.code === 0)
      return { synchronized: /Leap status\s*:\s*Normal/.test(chrony.stdout), source: 'chronyc', year };
    // The mark stays when the synchronisation is lost later: the weakest witness.
    const marked = await stat('/run/systemd/timesync/synchronized').catch(() => null);
    if (marked) return { synchronized: true, source: 'systemd-timesyncd', year };
    return { synchronized: null, source: 'nothing here tells', year };
  },
};

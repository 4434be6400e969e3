import { readdir, readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { type Probe, ProbeFault } from '../probe.ts';
import { runTool } from '../run-tool.ts';

/** Under-voltage and throttling, where the board tells: hwmon `rpi_volt`, else the firmware's vcgencmd. */
export function powerProbe(sys = '/sys'): Probe<'power'> {
  return {
    kind: 'power',
    title: 'looking at the supply',
    deadlineMs: 2_000,
    maxAgeMs: 60_000,
    active: false,
    source: () => 'vcgencmd get_throttled; hwmon rpi_volt in0_lcrit_alarm',
    async observe(_subject, { signal }) {
      const firmware = await runTool(['vcgencmd', 'get_throttled'], signal).catch(() => null);
      const bits = Number(/throttled=(0x[0-9a-f]+)/i.exec(firmware?.stdout ?? '')?.[1] ?? Number.NaN);
      const alarm = await voltageAlarm(sys);
      if (Number.isNaN(bits) && alarm === null)
        throw new ProbeFault('unsupported', 'hwmon', 'this board does not tell');
      const bit = (index: number) => (Number.isNaN(bits) ? null : (bits & (1 << index)) !== 0);
      return {
        underVoltageNow: bit(0) ?? alarm,
        // The alarm tells of now only: without it nobody knows what was before.
        underVoltageSeen: bit(16) ?? (alarm || null),
        throttledNow: bit(2),
        // The soft temperature limit (bits 3 and 19) slows a little, well before real throttling.
        throttledSeen: any(bit(18), bit(3), bit(19)),
        source: Number.isNaN(bits) ? 'hwmon rpi_volt' : 'vcgencmd get_throttled',
      };
    },
  };
}

async function voltageAlarm(sys: string): Promise<boolean | null> {
  const root = join(sys, 'class/hwmon');
  for (const name of await readdir(root).catch(() => [])) {
    const sensor = await readFile(join(root, name, 'name'), 'utf8').catch(() => '');
    if (sensor.trim() !== 'rpi_volt') continue;
    const alarm = await readFile(join(root, name, 'in0_lcrit_alarm'), 'utf8').catch(() => null);
    if (alarm !== null) return alarm.trim() === '1';
  }
  return null;
}

const any = (...bits: readonly (boolean | null)[]): boolean | null =>
  bits.includes(null) ? null : bits.includes(true);

import { readdir, readFile } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { join } from 'node:path';
import type { Resources } from '../../model/index.ts';
import type { Probe } from '../probe.ts';
import { clean } from '../text.ts';
import { disksOf } from './disks.ts';

const text = async (path: string): Promise<string> => readFile(path, 'utf8').catch(() => '');
const number = (from: string, pattern: RegExp): number | null => {
  const found = pattern.exec(from)?.[1];
  return found === undefined ? null : Number(found);
};

interface Roots {
  readonly proc: string;
  readonly sys: string;
  readonly fstab: string;
}

/** Load, memory, pressure, heat, disks and network errors: quick files, and one command for each mount of a server. */
export function resourcesProbe(
  roots: Roots = { proc: '/proc', sys: '/sys', fstab: '/etc/fstab' },
): Probe<'resources'> {
  return {
    kind: 'resources',
    title: 'reading load, memory and disks',
    deadlineMs: 3_000,
    maxAgeMs: 60_000,
    active: false,
    source: () =>
      `${roots.proc}/{meminfo,loadavg,pressure,vmstat}, ${roots.sys}/class/{thermal,hwmon,net}, statfs`,
    async observe(_subject, context): Promise<Resources> {
      const [meminfo, loadavg, vmstat, temperatures, network, disks, ...pressure] = await Promise.all([
        text(join(roots.proc, 'meminfo')),
        text(join(roots.proc, 'loadavg')),
        text(join(roots.proc, 'vmstat')),
        temperaturesOf(roots.sys),
        networkOf(roots.sys),
        disksOf(context, roots),
        ...['cpu', 'memory', 'io'].map((name) => text(join(roots.proc, 'pressure', name))),
      ]);
      const [cpu = null, memory = null, io = null] = pressure.map((one) => {
        const percent = number(one, /^some avg10=([\d.]+)/m);
        return percent === null ? null : percent / 100;
      });
      const kib = (key: string) => (number(meminfo, new RegExp(`^${key}:\\s+(\\d+)`, 'm')) ?? 0) * 1024;
      return {
        cpus: availableParallelism(),
        load1: Number(loadavg.split(' ')[0] ?? 0),
        memoryTotal: kib('MemTotal'),
        memoryAvailable: kib('MemAvailable'),
        oomKills: number(vmstat, /^oom_kill (\d+)/m),
        pressure: { cpu, memory, io },
        temperatures,
        disks,
        network,
      };
    },
  };
}

async function temperaturesOf(sys: string): Promise<Resources['temperatures']> {
  const root = join(sys, 'class/thermal');
  const zones = (await readdir(root).catch(() => [])).filter((name) => name.startsWith('thermal_zone'));
  const all = await Promise.all(
    zones.map(async (zone) => {
      const milli = Number.parseInt(await text(join(root, zone, 'temp')), 10);
      const types = await Promise.all(
        [0, 1, 2, 3].map((trip) => text(join(root, zone, `trip_point_${trip}_type`))),
      );
      const critical = types.findIndex((type) => type.trim() === 'critical');
      const limit =
        critical < 0
          ? Number.NaN
          : Number.parseInt(await text(join(root, zone, `trip_point_${critical}_temp`)), 10);
      return {
        name: clean(await text(join(root, zone, 'type'))) || zone,
        celsius: milli / 1000,
        criticalCelsius: Number.isFinite(limit) ? limit / 1000 : null,
      };
    }),
  );
  // Sensors without a reading say 0 or less, or nothing.
  return all.filter(({ celsius }) => Number.isFinite(celsius) && celsius > 0);
}

async function networkOf(sys: string): Promise<Resources['network']> {
  const root = join(sys, 'class/net');
  const names = (await readdir(root).catch(() => [])).filter((name) => name !== 'lo');
  return Promise.all(
    names.map(async (name) => ({
      name: clean(name),
      up: (await text(join(root, name, 'operstate'))).trim() === 'up',
      rxErrors: Number(await text(join(root, name, 'statistics/rx_errors'))) || 0,
      txErrors: Number(await text(join(root, name, 'statistics/tx_errors'))) || 0,
    })),
  );
}

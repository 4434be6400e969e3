import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type DiskUse, known, type Resources } from '../../model/index.ts';
import type { Probe, ProbeContext } from '../probe.ts';
import { runTool } from '../run-tool.ts';
import { clean } from '../text.ts';

/** Recordings are counted up to this many files; more do not change the picture. */
const MAX_RECORDINGS = 5_000;

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

/** The system's disk and those that recordings go to. */
async function disksOf(context: ProbeContext, { proc, fstab }: Roots): Promise<readonly DiskUse[]> {
  const recording = (known(context.known, 'mediamtx.pathConfigs') ?? []).filter(({ record }) => record);
  const folders = [...new Set(recording.map(({ recordPath }) => constantPart(recordPath, context)))];
  const wanted = [
    { path: '/', purpose: 'system' as const },
    ...folders.filter((path) => path !== null).map((path) => ({ path, purpose: 'recordings' as const })),
  ];
  const mounts = mountsNow(await text(join(proc, 'self/mountinfo')));
  const planned = mountsPlanned(await text(fstab));
  const disks = await Promise.all(wanted.map((one) => diskOf(one, mounts, planned, context.signal)));
  return disks.filter((disk) => disk !== null);
}

/** `/rec/%path/%Y` → `/rec`; a relative one starts where MediaMTX was started. */
function constantPart(recordPath: string, context: ProbeContext): string | null {
  const start = recordPath.split('%')[0] ?? '';
  const fixed = start.endsWith('/') ? start.slice(0, -1) : dirname(start);
  if (isAbsolute(fixed)) return fixed;
  const file = known(context.known, 'mediamtx.file')?.path;
  return file === undefined ? null : resolve(dirname(file), fixed);
}

async function diskOf(
  { path, purpose }: Pick<DiskUse, 'path' | 'purpose'>,
  mounts: readonly Mount[],
  planned: readonly Mount[],
  signal: AbortSignal,
): Promise<DiskUse | null> {
  const mount = mountOf(path, mounts);
  if (mount && purpose === 'system' && IMAGE.test(mount.type)) return null;
  const remote = mount !== undefined && REMOTE.test(mount.type);
  const room = remote ? await roomByTool(path, signal) : await roomOf(path);
  if (room === null || room.total === 0) return null;
  // A system that is meant to be read-only is; one that became so has a dying disk.
  const meant = purpose === 'system' && planned.some((one) => one.folder === mount?.folder && one.readOnly);
  const readOnly = (mount?.readOnly ?? false) && !meant;
  const recordings = purpose === 'recordings' && !remote ? await recordingsIn(path) : null;
  return { path, purpose, ...room, readOnly, recordings };
}

async function roomOf(path: string): Promise<Pick<DiskUse, 'total' | 'available'> | null> {
  const facts = await statfs(path).catch(() => null);
  return facts && { total: facts.blocks * facts.bsize, available: facts.bavail * facts.bsize };
}

/** A server that has gone blocks whoever asks for its mount, for hours: so a child asks, which can be left behind. */
async function roomByTool(
  path: string,
  signal: AbortSignal,
): Promise<Pick<DiskUse, 'total' | 'available'> | null> {
  const soon = AbortSignal.any([signal, AbortSignal.timeout(1_500)]);
  const told = await runTool(['df', '--block-size=1', '--output=size,avail', path], soon).catch(() => null);
  const figures = /(\d+)\s+(\d+)\s*$/.exec(told?.stdout ?? '');
  return figures && { total: Number(figures[1]), available: Number(figures[2]) };
}

/** File systems that are always full and never written: the system of a firmware. */
const IMAGE = /^(?:squashfs|erofs|iso9660|cramfs)$/;

/** File systems whose server may be gone. */
const REMOTE = /^(?:nfs|cifs|smb|fuse\.|9p|ceph|glusterfs|afs|autofs|davfs|lustre)/;

interface Mount {
  readonly folder: string;
  readonly type: string;
  readonly readOnly: boolean;
}

/**
 * Lines of /proc/self/mountinfo. What counts are the options of the file system itself, at the end of the line: a sandbox
 * (`ProtectSystem=`) mounts what can be written read-only for us alone.
 */
function mountsNow(table: string): readonly Mount[] {
  return table.split('\n').flatMap((line) => {
    const [mount = '', system = ''] = line.split(' - ');
    const [type = '', , options = ''] = system.split(' ');
    return mountsAt(mount.split(' ')[4], type, options);
  });
}

/** Lines of /etc/fstab. */
function mountsPlanned(table: string): readonly Mount[] {
  return table
    .split('\n')
    .filter((line) => !line.startsWith('#'))
    .flatMap((line) => {
      const [, folder, type = '', options = ''] = line.trim().split(/\s+/);
      return mountsAt(folder, type, options);
    });
}

/** None where there is no folder; blanks in its name are written as `\\040`. */
function mountsAt(folder = '', type: string, options: string): readonly Mount[] {
  const name = folder.replace(/\\(\d{3})/g, (_all, octal: string) =>
    String.fromCharCode(Number.parseInt(octal, 8)),
  );
  return name === '' ? [] : [{ folder: name, type, readOnly: options.split(',').includes('ro') }];
}

/** The mount with the longest folder above the path. */
function mountOf(path: string, mounts: readonly Mount[]): Mount | undefined {
  return mounts
    .filter(({ folder }) => path === folder || path.startsWith(folder === '/' ? '/' : `${folder}/`))
    .toSorted((one, other) => one.folder.length - other.folder.length)
    .at(-1);
}

async function recordingsIn(folder: string): Promise<DiskUse['recordings']> {
  const names = await readdir(folder, { recursive: true, withFileTypes: true }).catch(() => []);
  const files = names.filter((one) => one.isFile()).slice(0, MAX_RECORDINGS);
  const facts = await Promise.all(files.map((one) => stat(join(one.parentPath, one.name)).catch(() => null)));
  const there = facts.filter((one) => one !== null);
  const times = there.map(({ mtimeMs }) => mtimeMs);
  return {
    bytes: there.reduce((sum, { size }) => sum + size, 0),
    files: there.length,
    oldestMs: times.length === 0 ? 0 : Math.min(...times),
    newestMs: times.length === 0 ? 0 : Math.max(...times),
  };
}

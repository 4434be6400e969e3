import { readdir, readFile, stat, statfs } from 'node:fs/promises';
import { dirname, isAbsolute, join, resolve } from 'node:path';
import { type DiskUse, known } from '../../model/index.ts';
import type { ProbeContext } from '../probe.ts';
import { runTool } from '../run-tool.ts';
import { type Mount, mountOf, mountsNow, mountsPlanned } from './mounts.ts';

/** Recordings are counted up to this many files; more do not change the picture. */
const MAX_RECORDINGS = 5_000;

/** File systems that are always full and never written: the system of a firmware. */
const IMAGE = /^(?:squashfs|erofs|iso9660|cramfs)$/;

/** File systems whose server may be gone. */
const REMOTE = /^(?:nfs|cifs|smb|fuse\.|9p|ceph|glusterfs|afs|autofs|davfs|lustre)/;

/** The system's disk and those that recordings go to. */
export async function disksOf(
  context: ProbeContext,
  { proc, fstab }: { readonly proc: string; readonly fstab: string },
): Promise<readonly DiskUse[]> {
  const recording = (known(context.known, 'mediamtx.pathConfigs') ?? []).filter(({ record }) => record);
  const folders = [...new Set(recording.map(({ recordPath }) => constantPart(recordPath, context)))];
  const wanted = [
    { path: '/', purpose: 'system' as const },
    ...folders.filter((path) => path !== null).map((path) => ({ path, purpose: 'recordings' as const })),
  ];
  const table = (file: string) => readFile(file, 'utf8').catch(() => '');
  const mounts = mountsNow(await table(join(proc, 'self/mountinfo')));
  const planned = mountsPlanned(await table(fstab));
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

import { readdir, readFile, readlink } from 'node:fs/promises';
import { join } from 'node:path';

/** Reads of /proc. What vanished or may not be read is null: processes come and go while one looks. */

const TICK_MS = 10;

export async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

export async function readLink(path: string): Promise<string | null> {
  return readlink(path).catch(() => null);
}

/** Process ids, ascending. */
export async function pids(root: string): Promise<readonly number[]> {
  return (await readdir(root)).filter((name) => /^\d+$/.test(name)).map(Number);
}

export interface Stat {
  readonly comm: string;
  readonly state: string;
  readonly ppid: number;
  readonly cpuMs: number;
  readonly startTicks: number;
}

/** /proc/PID/stat; the name in brackets may hold spaces and brackets itself. */
export async function readStat(root: string, pid: number): Promise<Stat | null> {
  const text = await readText(join(root, String(pid), 'stat'));
  const open = text?.indexOf('(') ?? -1;
  const close = text?.lastIndexOf(')') ?? -1;
  if (text === null || open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ');
  return {
    comm: text.slice(open + 1, close),
    state: fields[0] ?? '?',
    ppid: Number(fields[1]),
    cpuMs: (Number(fields[11]) + Number(fields[12])) * TICK_MS,
    startTicks: Number(fields[19]),
  };
}

export async function readArgv(root: string, pid: number): Promise<readonly string[]> {
  const text = await readText(join(root, String(pid), 'cmdline'));
  return (text ?? '').split('\0').filter((word) => word !== '');
}

/** Real uid and all groups, the primary one first. */
export async function readOwner(
  root: string,
  pid: number,
): Promise<{ uid: number; groups: readonly number[] } | null> {
  const text = await readText(join(root, String(pid), 'status'));
  if (text === null) return null;
  const numbers = (key: string) =>
    (new RegExp(`^${key}:\\s*(.*)$`, 'm').exec(text)?.[1] ?? '').split(/\s+/).filter(Boolean).map(Number);
  const gid = numbers('Gid')[1];
  return {
    uid: numbers('Uid')[1] ?? -1,
    groups: [...new Set([...(gid === undefined ? [] : [gid]), ...numbers('Groups')])],
  };
}

/** Context switches of all threads: a busy encoder's main thread alone may sleep. */
export async function readSwitches(root: string, pid: number): Promise<number> {
  const folder = join(root, String(pid), 'task');
  const tasks = await readdir(folder).catch(() => []);
  const counts = await Promise.all(
    tasks.map(async (task) => {
      const text = (await readText(join(folder, task, 'status'))) ?? '';
      return [...text.matchAll(/ctxt_switches:\s*(\d+)/g)].reduce((sum, [, count]) => sum + Number(count), 0);
    }),
  );
  return counts.reduce((sum, count) => sum + count, 0);
}

/** Only the names that MediaMTX gives its hooks are looked at. */
export async function readMtxPath(root: string, pid: number): Promise<string | null> {
  const text = await readText(join(root, String(pid), 'environ'));
  return (
    text
      ?.split('\0')
      .find((one) => one.startsWith('MTX_PATH='))
      ?.slice('MTX_PATH='.length) ?? null
  );
}

/** systemd unit and session scope out of the cgroup path. */
export async function readCgroup(
  root: string,
  pid: number,
): Promise<{ unit: string | null; session: string | null }> {
  const text = (await readText(join(root, String(pid), 'cgroup'))) ?? '';
  const parts = text.split(/[\n/]/);
  const unit = parts.findLast((part) => part.endsWith('.service') && !part.startsWith('user@')) ?? null;
  return { unit, session: parts.find((part) => /^session-.*\.scope$/.test(part)) ?? null };
}

/** Targets of all descriptors; null when they may not be read. */
export async function readDescriptors(root: string, pid: number): Promise<readonly string[] | null> {
  const folder = join(root, String(pid), 'fd');
  const names = await readdir(folder).catch(() => null);
  if (names === null) return null;
  const targets = await Promise.all(names.map((name) => readLink(join(folder, name))));
  return targets.filter((target) => target !== null);
}

import { readdirSync, readFileSync, readlinkSync } from 'node:fs';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { TICK_MS } from '../../model/index.ts';

/**
 * Reads of /proc. What vanished is null: processes come and go while one looks. What the kernel answers from its
 * own tables is read synchronously, which costs a fifth; what lives in the other process's memory (its command
 * line and environment) can make a reader wait for it, and is read off the main thread.
 */

/** A publisher has a few dozen threads; of one that has more, these tell whether it moves. */
const MAX_THREADS = 500;

export async function readText(path: string): Promise<string | null> {
  return readFile(path, 'utf8').catch(() => null);
}

/** For what the kernel answers from its own tables. */
export function textNow(path: string): string | null {
  return orNull(() => readFileSync(path, 'utf8'));
}

export const readLink = (path: string): string | null => orNull(() => readlinkSync(path));

function orNull<T>(read: () => T): T | null {
  try {
    return read();
  } catch {
    return null;
  }
}

/** Was it refused, rather than gone? */
export function isDenied(error: unknown): boolean {
  return error instanceof Error && 'code' in error && (error.code === 'EACCES' || error.code === 'EPERM');
}

/** Process ids, ascending. */
export function pids(root: string): readonly number[] {
  return readdirSync(root)
    .filter((name) => /^\d+$/.test(name))
    .map(Number)
    .toSorted((one, other) => one - other);
}

export interface Stat {
  readonly comm: string;
  readonly state: string;
  readonly ppid: number;
  readonly cpuMs: number;
  readonly startTicks: number;
}

/** /proc/PID/stat; null when the process is gone, throws when it may not be read (`hidepid=1`). */
export function readStat(root: string, pid: number): Stat | null {
  try {
    return parseStat(readFileSync(`${root}/${pid}/stat`, 'utf8'));
  } catch (error) {
    if (isDenied(error)) throw error;
    return null;
  }
}

/** The name in brackets may hold spaces and brackets itself. */
function parseStat(text: string): Stat | null {
  const open = text.indexOf('(');
  const close = text.lastIndexOf(')');
  if (open < 0 || close < open) return null;
  const fields = text.slice(close + 2).split(' ', 20);
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

/** Effective uid and all groups, the primary one first. */
export function readOwner(root: string, pid: number): { uid: number; groups: readonly number[] } | null {
  const text = textNow(join(root, String(pid), 'status'));
  if (text === null) return null;
  const numbers = (key: string) =>
    (new RegExp(`^${key}:[ \\t]*(.*)$`, 'm').exec(text)?.[1] ?? '').split(/\s+/).filter(Boolean).map(Number);
  const gid = numbers('Gid')[1];
  return {
    uid: numbers('Uid')[1] ?? -1,
    groups: [...new Set([...(gid === undefined ? [] : [gid]), ...numbers('Groups')])],
  };
}

/** Context switches so far by thread: a busy encoder's main thread alone may sleep. */
export function readSwitches(root: string, pid: number): ReadonlyMap<string, number> {
  const folder = join(root, String(pid), 'task');
  const tasks = orNull(() => readdirSync(folder)) ?? [];
  return new Map(
    tasks.slice(0, MAX_THREADS).map((task): [string, number] => {
      const all = [...(textNow(`${folder}/${task}/status`) ?? '').matchAll(/ctxt_switches:\s*(\d+)/g)];
      return [task, all.reduce((sum, [, count]) => sum + Number(count), 0)];
    }),
  );
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
export function readCgroup(root: string, pid: number): { unit: string | null; session: string | null } {
  const text = textNow(join(root, String(pid), 'cgroup')) ?? '';
  const parts = text.split(/[\n/]/);
  const unit = parts.findLast((part) => part.endsWith('.service') && !part.startsWith('user@')) ?? null;
  return { unit, session: parts.find((part) => /^session-.*\.scope$/.test(part)) ?? null };
}

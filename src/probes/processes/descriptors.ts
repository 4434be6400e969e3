import { lstatSync, readdirSync, readlinkSync, type Stats, statSync } from 'node:fs';
import { readdir, realpath, stat } from 'node:fs/promises';
import { join } from 'node:path';
import { setImmediate as breathe } from 'node:timers/promises';
import { isDenied } from './proc.ts';

/** What a process has open, as far as it matters to cameras. */
export interface Descriptors {
  /** Video nodes, as our own device folder names them. */
  readonly devices: readonly string[];
  /** Inodes of its sockets. */
  readonly sockets: readonly string[];
  /** Pipes (`pipe:[7]`) of which it holds the reading or the writing end. */
  readonly reads: readonly string[];
  readonly writes: readonly string[];
}

export const NO_DESCRIPTORS: Descriptors = { devices: [], sockets: [], reads: [], writes: [] };

/** The video nodes of this machine by what they are, whatever name they were opened by. */
export interface VideoNodes {
  readonly root: string;
  readonly byIdentity: ReadonlyMap<string, string>;
}

/** So many descriptors are looked at in one go, before others get their turn. */
const AT_ONCE = 500;
const MAY_READ = 0o400;
const MAY_WRITE = 0o200;
/** Open in nearly every process, and no cameras. */
const ORDINARY = /^\/dev\/(?:null|zero|full|u?random|tty|ptmx|pts\/|shm\/)/;

export async function findNodes(devRoot: string): Promise<VideoNodes> {
  const names = (await readdir(devRoot).catch(() => [])).filter((name) => /^video\d+$/.test(name));
  const pairs = await Promise.all(
    names.map(async (name): Promise<[string, string] | null> => {
      const path = join(devRoot, name);
      const facts = await stat(path).catch(() => null);
      return facts && [identity(facts), path];
    }),
  );
  return {
    root: await realpath(devRoot).catch(() => devRoot),
    byIdentity: new Map(pairs.filter((pair) => pair !== null)),
  };
}

/** A container may name `/dev/video2` of this machine `/dev/video0`: only the device number tells. */
const identity = (facts: Stats): string =>
  facts.isCharacterDevice() ? `device ${facts.rdev}` : `file ${facts.dev}:${facts.ino}`;

/** Null when they may not be read; none when the process is gone. */
export async function readDescriptors(
  root: string,
  pid: number,
  nodes: VideoNodes,
): Promise<Descriptors | null> {
  const folder = `${root}/${pid}/fd`;
  const found = {
    devices: new Set<string>(),
    sockets: [],
    reads: new Set<string>(),
    writes: new Set<string>(),
  };
  try {
    const names = readdirSync(folder);
    for (let start = 0; start < names.length; start += AT_ONCE) {
      if (start > 0) await breathe();
      for (const name of names.slice(start, start + AT_ONCE)) sort(`${folder}/${name}`, nodes, found);
    }
  } catch (error) {
    if (isDenied(error)) return null;
  }
  return {
    devices: [...found.devices],
    sockets: found.sockets,
    reads: [...found.reads],
    writes: [...found.writes],
  };
}

interface Found {
  readonly devices: Set<string>;
  readonly sockets: string[];
  readonly reads: Set<string>;
  readonly writes: Set<string>;
}

/** Looks at one descriptor; one that was closed meanwhile is none. */
function sort(link: string, nodes: VideoNodes, found: Found): void {
  try {
    const target = readlinkSync(link);
    if (target.startsWith('socket:[')) found.sockets.push(target.slice('socket:['.length, -1));
    else if (target.startsWith('pipe:')) {
      const { mode } = lstatSync(link);
      if (mode & MAY_READ) found.reads.add(target);
      if (mode & MAY_WRITE) found.writes.add(target);
    } else if (mayBeNode(target, nodes.root)) {
      const node = nodes.byIdentity.get(identity(statSync(link)));
      if (node !== undefined) found.devices.add(node);
    }
  } catch (error) {
    if (isDenied(error)) throw error;
  }
}

/** A node that was unplugged while open keeps its number, which the next camera may get: it is that one's no more. */
const mayBeNode = (target: string, root: string): boolean =>
  (target.startsWith('/dev/') || target.startsWith(`${root}/`)) &&
  !target.endsWith(' (deleted)') &&
  !ORDINARY.test(target);

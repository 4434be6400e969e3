import { readdir, realpath } from 'node:fs/promises';
import { join } from 'node:path';
import type { Listener, ProcessInfo, ProcessSocket, ProcessTable } from '../../model/index.ts';
import type { Probe } from '../probe.ts';
import { clean, maskArgv } from '../text.ts';
import {
  pids,
  readArgv,
  readCgroup,
  readDescriptors,
  readLink,
  readMtxPath,
  readOwner,
  readStat,
  readSwitches,
  readText,
} from './proc.ts';
import { readSockets } from './sockets.ts';

/** Processes looked at side by side: enough to hide latency, few enough to leave the thread pool usable. */
const BATCH = 32;
/** A camera box has a few hundred processes; more than this are not looked at. */
const MAX_PIDS = 20_000;

const MEDIA_URL = /^(?:rtsps?|rtmps?|srt|whips?):\/\//i;
const NODE = /(?:^|=|:\/\/)(?:\/[\w.@-]+)*\/dev\/(?:video\d+|v4l\/)/;

/** A process as the first look shows it. */
interface Glance {
  readonly pid: number;
  readonly comm: string;
  readonly ppid: number;
  readonly argv: readonly string[];
  readonly mtxPath: string | null;
  readonly descriptors: readonly string[] | null;
}

/** One bounded pass over /proc: who holds cameras, who is MediaMTX, who publishes, who listens. */
export function processesProbe(root = '/proc', passwd = '/etc/passwd'): Probe<'processes'> {
  return {
    kind: 'processes',
    title: 'reading /proc',
    deadlineMs: 5_000,
    maxAgeMs: 10_000,
    active: false,
    source: () => `${root}/PID/{stat,status,cmdline,cgroup,fd,net}`,
    async observe(_subject, { devices, signal }) {
      const nodes = await nodesByTarget(devices.devRoot);
      const glances: Glance[] = [];
      const all = (await pids(root)).slice(0, MAX_PIDS);
      for (let start = 0; start < all.length; start += BATCH) {
        signal.throwIfAborted();
        const some = await Promise.all(all.slice(start, start + BATCH).map((pid) => glance(root, pid)));
        glances.push(...some.filter((one) => one !== null));
      }
      const users = await readUsers(passwd);
      const here = await readLink(join(root, 'self/ns/net'));
      const tables = new Map<string, Promise<ReadonlyMap<string, ProcessSocket>>>();
      const socketsOf = (pid: number, netns: string | null) => {
        const key = netns ?? String(pid);
        const known = tables.get(key) ?? readSockets(root, pid);
        tables.set(key, known);
        return known;
      };
      const looked = await Promise.all(
        relevant(
          glances.filter((one) => !isOurs(one)),
          nodes,
        ).map((one) => lookCloser({ root, one, nodes, users, socketsOf })),
      );
      const hidden = glances.filter(({ descriptors }) => descriptors === null).length;
      return {
        sawAll: hidden === 0,
        scanned: glances.length,
        hidden,
        netns: here,
        processes: looked.filter((one) => one !== null),
        listeners: listenersOf(await readSockets(root, 'self'), glances),
      } satisfies ProcessTable;
    },
  };
}

async function glance(root: string, pid: number): Promise<Glance | null> {
  const stat = await readStat(root, pid);
  if (stat === null) return null;
  const argv = await readArgv(root, pid);
  // Kernel threads have neither a command line nor descriptors.
  if (argv.length === 0 && stat.state !== 'Z') return null;
  const [mtxPath, descriptors] = await Promise.all([readMtxPath(root, pid), readDescriptors(root, pid)]);
  return {
    pid,
    comm: stat.comm,
    ppid: stat.ppid,
    argv,
    mtxPath,
    descriptors: stat.state === 'Z' ? [] : descriptors,
  };
}

/** Real paths of the video nodes, so that a descriptor opened through a stable link is recognised too. */
async function nodesByTarget(devRoot: string): Promise<ReadonlyMap<string, string>> {
  const names = (await readdir(devRoot).catch(() => [])).filter((name) => /^video\d+$/.test(name));
  const pairs = await Promise.all(
    names.map(async (name): Promise<[string, string]> => {
      const path = join(devRoot, name);
      return [await realpath(path).catch(() => path), path];
    }),
  );
  return new Map(pairs);
}

const isMediamtx = ({ comm, argv }: Glance): boolean =>
  comm.startsWith('mediamtx') || /(?:^|\/)mediamtx[^/\s]*$/.test(argv[0] ?? '');

/** camproof itself and its V4L2 helper hold and name devices too, and are no part of the box. */
const isOurs = ({ pid, argv }: Glance): boolean =>
  pid === process.pid || argv.some((word) => word.includes('v4l2-helper'));

/** Those that matter to the chain, and those tied to them by a pipe or as a child of MediaMTX. */
function relevant(all: readonly Glance[], nodes: ReadonlyMap<string, string>): readonly Glance[] {
  const holds = ({ descriptors }: Glance) => descriptors?.some((target) => nodes.has(target)) ?? false;
  const names = ({ argv }: Glance) => argv.some((word) => MEDIA_URL.test(word) || NODE.test(word));
  const servers = new Set(all.filter(isMediamtx).map(({ pid }) => pid));
  const first = all.filter(
    (one) =>
      servers.has(one.pid) || servers.has(one.ppid) || one.mtxPath !== null || holds(one) || names(one),
  );
  const pipes = new Set(first.flatMap(({ descriptors }) => pipesOf(descriptors)));
  return all.filter(
    (one) => first.includes(one) || pipesOf(one.descriptors).some((inode) => pipes.has(inode)),
  );
}

const pipesOf = (descriptors: readonly string[] | null): readonly string[] =>
  (descriptors ?? []).filter((target) => target.startsWith('pipe:'));

interface CloserLook {
  readonly root: string;
  readonly one: Glance;
  readonly nodes: ReadonlyMap<string, string>;
  readonly users: ReadonlyMap<number, string>;
  readonly socketsOf: (pid: number, netns: string | null) => Promise<ReadonlyMap<string, ProcessSocket>>;
}

async function lookCloser({ root, one, nodes, users, socketsOf }: CloserLook): Promise<ProcessInfo | null> {
  const { pid, descriptors } = one;
  const [stat, owner, cgroup, switches, netns] = await Promise.all([
    readStat(root, pid),
    readOwner(root, pid),
    readCgroup(root, pid),
    readSwitches(root, pid),
    readLink(join(root, String(pid), 'ns/net')),
  ]);
  if (stat === null || owner === null) return null;
  const inodes = (descriptors ?? [])
    .map((target) => /^socket:\[(\d+)\]$/.exec(target)?.[1])
    .filter((inode) => inode !== undefined);
  const sockets = inodes.length > 0 ? await socketsOf(pid, netns) : new Map<string, ProcessSocket>();
  return {
    pid,
    ppid: stat.ppid,
    startTicks: stat.startTicks,
    uid: owner.uid,
    user: users.get(owner.uid) ?? null,
    groups: owner.groups,
    comm: clean(stat.comm, 40),
    argv: maskArgv(one.argv.slice(0, 200)),
    state: stat.state,
    cpuMs: stat.cpuMs,
    switches,
    unit: cgroup.unit,
    session: cgroup.session,
    mtxPath: one.mtxPath === null ? null : clean(one.mtxPath),
    fdsReadable: descriptors !== null,
    devices: [
      ...new Set((descriptors ?? []).map((target) => nodes.get(target)).filter((path) => path !== undefined)),
    ],
    sockets: inodes.map((inode) => sockets.get(inode)).filter((socket) => socket !== undefined),
    pipes: [...new Set(pipesOf(descriptors))],
    netns,
  };
}

async function readUsers(passwd: string): Promise<ReadonlyMap<number, string>> {
  const lines = ((await readText(passwd)) ?? '').split('\n').map((line) => line.split(':'));
  return new Map(
    lines
      .filter(([name]) => name)
      .map(([name = '', , uid]): [number, string] => [Number(uid), clean(name, 40)]),
  );
}

function listenersOf(
  sockets: ReadonlyMap<string, ProcessSocket>,
  glances: readonly Glance[],
): readonly Listener[] {
  const owners = new Map<string, Glance>();
  for (const one of glances) for (const target of one.descriptors ?? []) owners.set(target, one);
  return [...sockets]
    .filter(([, { listening }]) => listening)
    .map(([inode, { protocol, localAddress: address, localPort: port }]) => {
      const owner = owners.get(`socket:[${inode}]`);
      return { protocol, address, port, pid: owner?.pid ?? null, comm: owner ? clean(owner.comm, 40) : null };
    });
}

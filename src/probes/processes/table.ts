import { join } from 'node:path';
import type { Listener, ProcessInfo, ProcessSocket } from '../../model/index.ts';
import type { Probe } from '../probe.ts';
import { clean, maskArgv } from '../text.ts';
import { findNodes, NO_DESCRIPTORS } from './descriptors.ts';
import { type Glance, glance, relevant } from './glance.ts';
import { pids, readCgroup, readLink, readOwner, readStat, readSwitches, readText } from './proc.ts';
import { portsOf, serverOf } from './server.ts';
import { readSockets } from './sockets.ts';
import { Spoken } from './spoken.ts';

/** Processes looked at side by side: enough to hide latency, few enough to let others have their turn. */
const BATCH = 32;
/** A camera box has a few hundred processes; more than this are not looked at. */
const MAX_PIDS = 20_000;
const MAX_WORDS = 200;

/** One bounded pass over /proc: who holds cameras, who is MediaMTX, who publishes, who listens. */
export function processesProbe(root = '/proc', passwd = '/etc/passwd'): Probe<'processes'> {
  const spoken = new Spoken(root);
  return {
    kind: 'processes',
    title: 'reading /proc',
    deadlineMs: 5_000,
    maxAgeMs: 60_000,
    active: false,
    source: () => `${root}/PID/{stat,status,cmdline,cgroup,fd,net}`,
    async observe(_subject, { config, devices, signal }) {
      const nodes = await findNodes(devices.devRoot);
      const all = pids(root);
      const seen: Glance[] = [];
      // There always is a process 1: where it is not listed, others are hidden too (`hidepid=2`).
      let hidden = Math.max(0, all.length - MAX_PIDS) + (all[0] === 1 ? 0 : 1);
      for (let start = 0; start < Math.min(all.length, MAX_PIDS); start += BATCH) {
        signal.throwIfAborted();
        const batch = all.slice(start, start + BATCH);
        for (const one of await Promise.all(batch.map((pid) => glance(root, pid, nodes, spoken)))) {
          if (one === 'hidden' || (one && isHidden(one))) hidden += 1;
          if (one !== null && one !== 'hidden') seen.push(one);
        }
      }
      spoken.keep(all);
      const here = readSockets(root, 'self');
      const listeners = listenersOf(here, seen);
      const owners = new Set(
        listeners.filter(({ port }) => portsOf(config).includes(port)).map(({ pid }) => pid ?? 0),
      );
      const netns = readLink(join(root, 'self/ns/net'));
      const tables = new Map(netns === null ? [] : [[netns, here]]);
      const look = closerLook(root, await readUsers(passwd), tables);
      const processes = relevant(seen, owners)
        .map(look)
        .filter((one) => one !== null);
      // Made-up devices lie in a folder that nobody else may enter: who is hidden does not hold them.
      const sawAll = hidden === 0 || devices.simulated !== null;
      const server = serverOf(processes, listeners, config);
      return { sawAll, scanned: seen.length, hidden, netns, server, processes, listeners };
    },
  };
}

/** Process 1 keeps no camera, and in a sandbox not even root may look at it. */
const isHidden = ({ pid, descriptors }: Glance): boolean => descriptors === null && pid !== 1;

type Sockets = ReadonlyMap<string, ProcessSocket>;

/** Everything else about a process that matters; null when it is gone. Socket tables are read once per net namespace. */
function closerLook(root: string, users: ReadonlyMap<number, string>, tables: Map<string, Sockets>) {
  const socketsOf = (pid: number, netns: string | null): Sockets => {
    const key = netns ?? String(pid);
    const sockets = tables.get(key) ?? readSockets(root, pid);
    tables.set(key, sockets);
    return sockets;
  };
  return (one: Glance): ProcessInfo | null => {
    const { pid } = one;
    const stat = readStat(root, pid);
    const owner = readOwner(root, pid);
    const { unit, session } = readCgroup(root, pid);
    const switches = readSwitches(root, pid);
    const netns = readLink(join(root, String(pid), 'ns/net'));
    if (stat === null || owner === null) return null;
    const { devices, sockets, reads, writes } = one.descriptors ?? NO_DESCRIPTORS;
    const table: Sockets = sockets.length > 0 ? socketsOf(pid, netns) : new Map();
    return {
      pid,
      ppid: stat.ppid,
      startTicks: stat.startTicks,
      uid: owner.uid,
      user: users.get(owner.uid) ?? null,
      groups: owner.groups,
      comm: clean(stat.comm, 40),
      argv: maskArgv(one.argv.slice(0, MAX_WORDS)),
      state: stat.state,
      cpuMs: stat.cpuMs,
      switches: [...switches.values()].reduce((sum, count) => sum + count, 0),
      unit,
      session,
      mtxPath: one.mtxPath === null ? null : clean(one.mtxPath),
      fdsReadable: one.descriptors !== null,
      devices,
      sockets: sockets.map((inode) => table.get(inode)).filter((socket) => socket !== undefined),
      pipes: [...new Set([...reads, ...writes])],
      reads,
      netns,
    };
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

function listenersOf(sockets: Sockets, all: readonly Glance[]): readonly Listener[] {
  const owners = new Map(all.flatMap((one) => (one.descriptors?.sockets ?? []).map((inode) => [inode, one])));
  return [...sockets]
    .filter(([, { listening }]) => listening)
    .map(([inode, { protocol, localAddress: address, localPort: port }]) => {
      const owner = owners.get(inode);
      return { protocol, address, port, pid: owner?.pid ?? null, comm: owner ? clean(owner.comm, 40) : null };
    });
}

import {
  type MediamtxSession,
  mediamtxOf,
  type PathConfig,
  type PathState,
  type ProcessInfo,
  type ProcessSocket,
  type ProcessTable,
} from '../model/index.ts';
import { type Peer, peerOf } from './peer.ts';
import { deviceInText, onlyReads, pathsSent } from './text.ts';

/** Which process publishes a path, from which device, and how sure that is. */
export interface Join {
  readonly path: string;
  readonly pid: number | null;
  /** The device that the process holds (or, less surely, names). */
  readonly device: string | null;
  /** `kernel`: its socket is the session's peer; `command-line` and `hook`: by text only. */
  readonly certainty: 'kernel' | 'command-line' | 'hook' | 'none';
  /** How it was joined, or why it could not be, in words. */
  readonly why: string;
  /** Processes that feed the publisher through a pipe and count as one with it; without a publisher those of which one is it. */
  readonly also: readonly number[];
}

/** Joins every path that has a source to the process behind it. */
export function joinPublishers(
  table: ProcessTable,
  sessions: readonly MediamtxSession[],
  paths: readonly PathState[],
  configs: readonly PathConfig[],
): readonly Join[] {
  return paths
    .filter(({ source }) => source !== null)
    .map((path) => {
      const session = sessions.find((one) => one.state === 'publish' && one.path === path.name);
      return (
        (session && bySocket(table, path.name, session)) ??
        byMediamtxItself(table, path) ??
        byCommandLine(table, path.name, session) ??
        byHook(table, path.name, configs, session) ??
        unjoined(table, path, session)
      );
    });
}

/** The kernel's word: a socket of the process is the other end of what MediaMTX sees as the session's peer. */
function bySocket(table: ProcessTable, path: string, session: MediamtxSession): Join | null {
  const peer = peerOf(session);
  if (!peer) return null;
  const network = networkOf(table);
  const owners = table.processes.filter(
    (process) =>
      process.sockets.some((socket) => isPeer(table, socket, peer)) &&
      (!peer.loopback || sharesNetwork(process, network)),
  );
  // A child may have inherited its parent's socket.
  const process = owners.find(({ devices }) => devices.length > 0) ?? owners[0];
  if (!process) return null;
  const group = pipeGroup(table, process);
  const device = group.flatMap(({ devices }) => devices)[0] ?? null;
  const also = group.slice(1);
  const pipe = also.length > 0 ? `, fed by pid ${also.map(({ pid }) => pid).join(', ')} through a pipe` : '';
  const why = `socket :${peer.port} of pid ${process.pid} ${process.comm} is the ${session.protocol} session's peer${pipe}`;
  return join(path, process, device, 'kernel', why, also);
}

function isPeer(table: ProcessTable, socket: ProcessSocket, { protocol, address, port, loopback }: Peer) {
  if (socket.protocol !== protocol || socket.localPort !== port) return false;
  if (protocol === 'tcp') return !socket.listening && socket.localAddress === address;
  // SRT and ICE seldom bind an address: then only the port tells, and only of peers that are on this machine.
  const anywhere = socket.localAddress === '0.0.0.0' || socket.localAddress === '::';
  return socket.localAddress === address || (anywhere && (loopback || isHere(table, address)));
}

/** An address that some socket of this machine has as its own. */
const isHere = (table: ProcessTable, address: string): boolean =>
  table.listeners.some((one) => one.address === address) ||
  table.processes.some(({ sockets }) => sockets.some((one) => one.localAddress === address));

/** The net namespace that MediaMTX's ports and loopback addresses are of. */
const networkOf = (table: ProcessTable): string | null => mediamtxOf(table)?.netns ?? table.netns;

/** False when both are known and differ: then equal ports have nothing to do with each other. */
const sharesNetwork = ({ netns }: ProcessInfo, network: string | null): boolean =>
  netns === null || network === null || netns === network;

/** The Raspberry Pi camera has no session: a child of MediaMTX holds the device. */
function byMediamtxItself(table: ProcessTable, { name, source }: PathState): Join | null {
  if (source?.type !== 'rpiCameraSource') return null;
  const server = mediamtxOf(table);
  if (!server) return null;
  const children = table.processes.filter(({ ppid, devices }) => ppid === server.pid && devices.length > 0);
  const process = children[0] ?? server;
  const why = 'driven by MediaMTX itself (rpiCamera)';
  if (children.length < 2) return join(name, process, process.devices[0] ?? null, 'kernel', why, []);
  const pids = children.map(({ pid }) => pid).join(', ');
  const also = children.map(({ pid }) => pid);
  return { ...nobody(name, 'none', `${why}: one of pid ${pids}, nothing tells which`), also };
}

/**
 * Could this process be behind a session that is not its by its sockets? Not when its descriptors were read, it shares
 * MediaMTX's network, and the peer is another machine's address; a relay or a new connection may explain the rest.
 */
function couldBe(table: ProcessTable, process: ProcessInfo, session: MediamtxSession | undefined): boolean {
  if (leadsElsewhere(table, process)) return false;
  const peer = session && peerOf(session);
  if (!peer || peer.loopback || isHere(table, peer.address)) return true;
  return !process.fdsReadable || !sharesNetwork(process, networkOf(table));
}

/** Every connection that it has to a server of this machine is to another one than MediaMTX. */
function leadsElsewhere(table: ProcessTable, process: ProcessInfo): boolean {
  const server = mediamtxOf(table);
  if (!server || !sharesNetwork(process, table.netns)) return false;
  const owners = process.sockets.map(
    ({ remotePort }) => table.listeners.find(({ port }) => port === remotePort)?.pid ?? null,
  );
  const known = owners.filter((pid) => pid !== null);
  return known.length > 0 && !known.includes(server.pid);
}

function byCommandLine(table: ProcessTable, path: string, session: MediamtxSession | undefined): Join | null {
  const process = table.processes.find(
    (one) => pathsSent(one.argv).includes(path) && named(one) !== null && couldBe(table, one, session),
  );
  if (!process) return null;
  const device = process.devices[0] ?? named(process);
  const why = `command line of pid ${process.pid} names device and path`;
  return join(path, process, device, 'command-line', why, []);
}

function byHook(
  table: ProcessTable,
  path: string,
  configs: readonly PathConfig[],
  session: MediamtxSession | undefined,
): Join | null {
  const config = configs.find(({ name }) => name === path);
  const device = deviceInText(config?.runOnInit || config?.runOnDemand || '');
  const process = hookOf(
    table.processes.filter((one) => couldBe(table, one, session)),
    path,
  );
  if (process) {
    const why = `pid ${process.pid} is MediaMTX's hook for this path (MTX_PATH)`;
    return join(path, process, process.devices[0] ?? named(process) ?? device, 'hook', why, []);
  }
  const peer = session && peerOf(session);
  if (!device || (peer && !peer.loopback && !isHere(table, peer.address))) return null;
  return { ...nobody(path, 'hook', 'text of the runOnInit or runOnDemand command'), device };
}

/**
 * The process of a path's hook that is most likely its publisher. Readers that MediaMTX starts for a path carry its
 * name too (`runOnReady`), and so does all that a hook starts.
 */
export function hookOf(processes: readonly ProcessInfo[], path: string): ProcessInfo | undefined {
  const hooks = processes.filter((one) => one.mtxPath === path && !onlyReads(one.argv, path));
  return (
    hooks.find(({ devices }) => devices.length > 0) ?? hooks.find((one) => named(one) !== null) ?? hooks[0]
  );
}

function unjoined(
  table: ProcessTable,
  { name, source }: PathState,
  session: MediamtxSession | undefined,
): Join {
  if (!session) return nobody(name, 'none', `no session behind its source (${source?.type ?? 'none'})`);
  const network = networkOf(table);
  const rewritten =
    network !== table.netns || table.processes.some((one) => publishes(one) && !sharesNetwork(one, network));
  const address = session.remoteAddr;
  const why = rewritten
    ? `no process has the port of ${address}: a container's network rewrites it (NAT)`
    : table.sawAll
      ? `no process here has the port of ${address}: it comes from another machine`
      : `the process behind ${address} is hidden from this user`;
  return nobody(name, 'none', why);
}

function join(
  path: string,
  process: ProcessInfo,
  device: string | null,
  certainty: Join['certainty'],
  why: string,
  also: readonly ProcessInfo[],
): Join {
  return { path, pid: process.pid, device, certainty, why, also: also.map(({ pid }) => pid) };
}

const nobody = (path: string, certainty: Join['certainty'], why: string): Join => ({
  path,
  pid: null,
  device: null,
  certainty,
  why,
  also: [],
});

const publishes = ({ devices, argv }: ProcessInfo): boolean =>
  devices.length > 0 || pathsSent(argv).length > 0;

const named = (process: ProcessInfo): string | null => deviceInText(process.argv.join(' '));

/**
 * The process and all that feed it through pipes, directly or through one another. Those that merely write into
 * the same pipe (a log) are not tied by it.
 */
export function pipeGroup(table: ProcessTable, start: ProcessInfo): readonly ProcessInfo[] {
  const group = [start];
  for (const member of group) {
    const fed = member.reads ?? member.pipes;
    for (const other of table.processes) {
      if (!group.includes(other) && feeds(other, fed)) group.push(other);
    }
  }
  return group;
}

/** Does it write into one of these pipes? */
const feeds = ({ pipes, reads }: ProcessInfo, fed: readonly string[]): boolean =>
  fed.length > 0 && pipes.some((pipe) => fed.includes(pipe) && !reads?.includes(pipe));

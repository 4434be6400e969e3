import type { MediamtxSession, PathConfig, PathState, ProcessInfo, ProcessTable } from '../model/index.ts';
import { deviceInText, pathOfUrl } from './text.ts';

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
  /** Processes that share a pipe with the publisher and count as one with it. */
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
        byCommandLine(table, path.name) ??
        byHook(table, path.name, configs) ??
        unjoined(table, path, session)
      );
    });
}

/** The kernel's word: a socket of the process has the port that MediaMTX sees as the session's peer. */
function bySocket(table: ProcessTable, path: string, session: MediamtxSession): Join | null {
  // A WebRTC session's address is that of its HTTP request; its media comes from the selected candidate.
  const address = session.remoteCandidate ? addressOfCandidate(session.remoteCandidate) : session.remoteAddr;
  const port = Number(/:(\d+)$/.exec(address)?.[1] ?? Number.NaN);
  const process = table.processes.find(({ sockets }) =>
    sockets.some((one) => !one.listening && one.localPort === port),
  );
  if (!process) return null;
  const group = pipeGroup(table, process);
  // Its own device first: publishers that merely share a log pipe are one group too.
  const device = process.devices[0] ?? group.flatMap(({ devices }) => devices)[0] ?? null;
  const also = group.filter((one) => one !== process);
  const pipe = also.length > 0 ? `, with pid ${also.map(({ pid }) => pid).join(', ')} through a pipe` : '';
  const why = `socket :${port} of pid ${process.pid} ${process.comm} is the ${session.protocol} session's peer${pipe}`;
  if (device || process.fdsReadable) return join(path, process, device, 'kernel', why, also);
  return join(path, process, named(process), 'command-line', `${why}; its descriptors are hidden`, also);
}

/** `host/udp/192.0.2.7/50000` → `192.0.2.7:50000`. */
function addressOfCandidate(candidate: string): string {
  const [, , host, port] = candidate.split('/');
  return `${host}:${port}`;
}

/** The Raspberry Pi camera has no session: a child of MediaMTX holds the device. */
function byMediamtxItself(table: ProcessTable, { name, source }: PathState): Join | null {
  if (source?.type !== 'rpiCameraSource') return null;
  const server = table.processes.find(({ comm }) => comm.startsWith('mediamtx'));
  const child = table.processes.find(({ ppid, devices }) => ppid === server?.pid && devices.length > 0);
  const process = child ?? server;
  return process
    ? join(name, process, process.devices[0] ?? null, 'kernel', 'driven by MediaMTX itself (rpiCamera)', [])
    : null;
}

function byCommandLine(table: ProcessTable, path: string): Join | null {
  const process = table.processes.find(
    ({ argv }) =>
      argv.some((word) => pathOfUrl(word) === path) && argv.some((word) => deviceInText(word) !== null),
  );
  if (!process) return null;
  return join(
    path,
    process,
    process.devices[0] ?? named(process),
    'command-line',
    `command line of pid ${process.pid} names device and path`,
    [],
  );
}

function byHook(table: ProcessTable, path: string, configs: readonly PathConfig[]): Join | null {
  const process = table.processes.find(({ mtxPath }) => mtxPath === path);
  const config = configs.find(({ name }) => name === path);
  const text = config?.runOnInit || config?.runOnDemand || '';
  const device = process?.devices[0] ?? deviceInText(text);
  if (process)
    return join(
      path,
      process,
      device,
      'hook',
      `pid ${process.pid} is MediaMTX's hook for this path (MTX_PATH)`,
      [],
    );
  if (!device) return null;
  return {
    path,
    pid: null,
    device,
    certainty: 'hook',
    why: 'text of the runOnInit or runOnDemand command',
    also: [],
  };
}

function unjoined(
  table: ProcessTable,
  { name, source }: PathState,
  session: MediamtxSession | undefined,
): Join {
  const elsewhere = table.processes.some(
    ({ netns }) => netns !== null && table.netns !== null && netns !== table.netns,
  );
  const why = !session
    ? `no session behind its source (${source?.type ?? 'none'})`
    : elsewhere
      ? `no process has the port of ${session.remoteAddr}: a container's network rewrites it (NAT)`
      : table.sawAll
        ? `no process here has the port of ${session.remoteAddr}: it comes from another machine`
        : `the process behind ${session.remoteAddr} is hidden from this user`;
  return { path: name, pid: null, device: null, certainty: 'none', why, also: [] };
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

const named = (process: ProcessInfo): string | null => deviceInText(process.argv.join(' '));

/** The process and all that are tied to it by a pipe, directly or through one another. */
export function pipeGroup(table: ProcessTable, start: ProcessInfo): readonly ProcessInfo[] {
  const group = [start];
  for (const member of group) {
    for (const other of table.processes) {
      if (!group.includes(other) && other.pipes.some((inode) => member.pipes.includes(inode)))
        group.push(other);
    }
  }
  return group;
}

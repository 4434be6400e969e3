import { type Descriptors, NO_DESCRIPTORS, readDescriptors, type VideoNodes } from './descriptors.ts';
import { isDenied, readStat } from './proc.ts';
import type { Spoken } from './spoken.ts';

/** A process as the first look shows it. */
export interface Glance {
  readonly pid: number;
  readonly comm: string;
  readonly ppid: number;
  readonly argv: readonly string[];
  readonly mtxPath: string | null;
  /** Null when they may not be read. */
  readonly descriptors: Descriptors | null;
}

/** Null for kernel threads and for what is gone; `hidden` for one of which not even the name may be read. */
export async function glance(
  root: string,
  pid: number,
  nodes: VideoNodes,
  spoken: Spoken,
): Promise<Glance | 'hidden' | null> {
  try {
    const stat = readStat(root, pid);
    if (stat === null) return null;
    const { comm, ppid, state } = stat;
    if (state === 'Z') return { pid, comm, ppid, argv: [], mtxPath: null, descriptors: NO_DESCRIPTORS };
    const { argv, mtxPath } = await spoken.of(pid, stat);
    // Kernel threads have neither a command line nor descriptors.
    if (argv.length === 0) return null;
    const descriptors = await readDescriptors(root, pid, nodes);
    return { pid, comm, ppid, argv, mtxPath, descriptors };
  } catch (error) {
    if (isDenied(error)) return 'hidden';
    throw error;
  }
}

const MEDIA_URL = /(?:^|=)(?:rtsps?|rtmps?|srt|whips?):\/\//i;
const NODE = /(?:^|=|:\/\/)(?:\/[\w.@-]+)*\/dev\/(?:video\d+|v4l\/)/;

const isMediamtx = ({ comm, argv }: Glance): boolean =>
  /^(?:mediamtx|rtsp-simple-ser)/.test(comm) || /(?:^|\/)mediamtx[^/\s]*$/.test(argv[0] ?? '');

/** camproof itself and its V4L2 helper hold and name devices too, and are no part of the box. */
const isOurs = ({ pid, argv }: Glance): boolean =>
  pid === process.pid || argv.some((word) => word.includes('v4l2-helper'));

/**
 * Those that matter to the chain: MediaMTX, its children and hooks, holders of devices, whoever names a device or a
 * media URL, the `owners` of ports that matter; and whoever feeds one of them, or is fed by it, through a pipe.
 * That two write into one pipe means nothing: logs are collected so.
 */
export function relevant(all: readonly Glance[], owners: ReadonlySet<number>): readonly Glance[] {
  const others = all.filter((one) => !isOurs(one));
  const servers = new Set(others.filter(isMediamtx).map(({ pid }) => pid));
  const first = new Set(
    others.filter(
      ({ pid, ppid, mtxPath, descriptors, argv }) =>
        servers.has(pid) ||
        servers.has(ppid) ||
        owners.has(pid) ||
        mtxPath !== null ||
        (descriptors?.devices.length ?? 0) > 0 ||
        argv.some((word) => MEDIA_URL.test(word) || NODE.test(word)),
    ),
  );
  const read = new Set([...first].flatMap(({ descriptors }) => descriptors?.reads ?? []));
  const written = new Set([...first].flatMap(({ descriptors }) => descriptors?.writes ?? []));
  return others.filter(
    (one) =>
      first.has(one) ||
      one.descriptors?.writes.some((pipe) => read.has(pipe)) ||
      one.descriptors?.reads.some((pipe) => written.has(pipe)),
  );
}

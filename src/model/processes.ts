/** A tick of the kernel's counters, ms: `getconf CLK_TCK` is 100 on every Linux that Node runs on. */
export const TICK_MS = 10;

/** A process that matters to the chain: a holder of a device, MediaMTX, a publisher, the camera service. */
export interface ProcessInfo {
  readonly pid: number;
  readonly ppid: number;
  /** Start time in clock ticks since boot (/proc/PID/stat field 22): pid and start time together are an identity. */
  readonly startTicks: number;
  readonly uid: number;
  readonly user: string | null;
  /** All groups of the process, the primary one included. */
  readonly groups: readonly number[];
  readonly comm: string;
  /** Command line with secrets removed. */
  readonly argv: readonly string[];
  /** R, S, D, T, Z … */
  readonly state: string;
  /** CPU time since it was started, ms; and voluntary plus involuntary context switches. */
  readonly cpuMs: number;
  readonly switches: number;
  /** systemd unit (`mediamtx.service`) and session scope (`session-3.scope`) from /proc/PID/cgroup. */
  readonly unit: string | null;
  readonly session: string | null;
  /** `MTX_PATH` of the environment: the process is a hook of MediaMTX for that path. */
  readonly mtxPath: string | null;
  /** False when its descriptors could not be read for want of privilege. */
  readonly fdsReadable: boolean;
  /** Video nodes it holds open: real paths. */
  readonly devices: readonly string[];
  /** Local ports of its connected or bound sockets, from its own /proc/PID/net tables. */
  readonly sockets: readonly ProcessSocket[];
  /** Inodes of its pipes, for `rpicam-vid | ffmpeg`. */
  readonly pipes: readonly string[];
  /** Those of `pipes` that it reads: who writes into them feeds it. Absent: which ends it holds is not known. */
  readonly reads?: readonly string[];
  /** Net namespace id: another one than ours means a container whose ports may be rewritten. */
  readonly netns: string | null;
}

/** One of a process's sockets; without a remote end it listens, or is bound only. */
export interface ProcessSocket {
  readonly protocol: 'tcp' | 'udp';
  readonly localAddress: string;
  readonly localPort: number;
  readonly remoteAddress: string | null;
  readonly remotePort: number | null;
  readonly listening: boolean;
}

/** A listening socket of this machine, and who owns it where that could be read. */
export interface Listener {
  readonly protocol: 'tcp' | 'udp';
  readonly address: string;
  readonly port: number;
  readonly pid: number | null;
  readonly comm: string | null;
}

/** One bounded pass over /proc. */
export interface ProcessTable {
  /** Our own view: true when every process's descriptors were readable. */
  readonly sawAll: boolean;
  /** How many processes were looked at, and how many hid their descriptors. */
  readonly scanned: number;
  readonly hidden: number;
  /** Our own net namespace, to compare with `ProcessInfo.netns`. */
  readonly netns: string | null;
  /** Pid of the MediaMTX that has the port of the configured API or RTSP; null or absent where none was seen to. */
  readonly server?: number | null;
  readonly processes: readonly ProcessInfo[];
  readonly listeners: readonly Listener[];
}

/** Does a process move? Samples over a window; subject of the reading: the pid. */
export interface ProcessProgress {
  readonly pid: number;
  /** As in `ProcessInfo`: which process of that pid. */
  readonly startTicks: number;
  readonly windowMs: number;
  /** CPU time and context switches within the window. */
  readonly cpuMs: number;
  readonly switches: number;
  /** State letters seen over the window, in order. */
  readonly states: readonly string[];
  /** True when the process ended meanwhile (or its pid was given to another). */
  readonly ended: boolean;
}

/** Who and where we are. */
export interface HostFacts {
  readonly hostname: string;
  readonly machineId: string | null;
  readonly bootId: string | null;
  /** `6.1.0-13-amd64`. */
  readonly kernel: string;
  readonly os: string;
  /** As Node names it: `arm64`, `x64`. */
  readonly arch: string;
  /** Who runs camproof. */
  readonly user: string;
  readonly uid: number;
  readonly groups: readonly number[];
  /** Board model (`Raspberry Pi 5 Model B`) from the device tree or DMI. */
  readonly model: string | null;
  readonly uptimeSeconds: number;
  /** It was started by systemd. */
  readonly systemd: boolean;
  /** Addresses of this machine that are not loopback. */
  readonly addresses: readonly string[];
}

/** Quick figures from /proc, /sys and statfs. Bytes, °C, fractions 0 to 1. */
export interface Resources {
  readonly cpus: number;
  /** Load average of a minute. */
  readonly load1: number;
  readonly memoryTotal: number;
  readonly memoryAvailable: number;
  /** Processes that the kernel has ended for want of memory, since boot. */
  readonly oomKills: number | null;
  /** Share of the last 10 s in which something waited for CPU, memory or I/O; null without PSI. */
  readonly pressure: {
    readonly cpu: number | null;
    readonly memory: number | null;
    readonly io: number | null;
  };
  readonly temperatures: readonly {
    readonly name: string;
    readonly celsius: number;
    readonly criticalCelsius: number | null;
  }[];
  readonly disks: readonly DiskUse[];
  readonly network: readonly {
    readonly name: string;
    readonly up: boolean;
    /** Since boot. */
    readonly rxErrors: number;
    readonly txErrors: number;
  }[];
}
/** Room on the disk of a folder, bytes. */
export interface DiskUse {
  /** The folder asked about (a record path, `/`), and what it is for. */
  readonly path: string;
  readonly purpose: 'system' | 'recordings';
  readonly total: number;
  readonly available: number;
  readonly readOnly: boolean;
  /** Bytes that recordings hold and their age span, to say how long is left; null for other disks. */
  readonly recordings: {
    readonly bytes: number;
    readonly files: number;
    readonly oldestMs: number;
    readonly newestMs: number;
  } | null;
}

/** Is the clock right? */
export interface ClockFacts {
  /** Null when nothing on this machine tells. */
  readonly synchronized: boolean | null;
  /** Who told: `timedatectl`, `chronyc`, `systemd-timesyncd`. */
  readonly source: string;
  /** Year of the system clock: 1970 to 2023 is wrong for certain. */
  readonly year: number;
}

/** Under-voltage and throttling, now and since boot, from hwmon `rpi_volt` and `vcgencmd get_throttled`; null where neither tells. */
export interface PowerFacts {
  readonly underVoltageNow: boolean | null;
  readonly underVoltageSeen: boolean | null;
  readonly throttledNow: boolean | null;
  readonly throttledSeen: boolean | null;
  readonly source: string;
}

/** Lines of the kernel log that say the same about one thing. */
export interface KernelLogCount {
  /** Since boot, as far back as the log goes. */
  readonly count: number;
  /** In the last hour; absent where the lines carry no time. */
  readonly recent?: number;
  /** The newest of the lines. */
  readonly last: string;
}

/** Counts of kernel-log lines that matter, with the last of each. */
export interface KernelLogFacts {
  readonly usbDisconnects: readonly (KernelLogCount & { readonly port: string })[];
  /** `Non-zero status (-71)` and its like, by port or driver; not those of a plug being pulled. */
  readonly videoErrors: readonly (KernelLogCount & { readonly subject: string })[];
  /** Something is plugged in that the kernel cannot talk to, by port. */
  readonly notEnumerated?: readonly (KernelLogCount & { readonly port: string })[];
  readonly suspendErrors: readonly string[];
  /** A USB controller that the kernel gave up, with all that is plugged into it. */
  readonly controllerDied?: readonly string[];
  readonly underVoltage: readonly string[];
  readonly oomKills: readonly string[];
}

/** A systemd unit in the words of `systemctl show`. */
export interface UnitFacts {
  readonly unit: string;
  /** `simple`, `oneshot`, …; absent in sweeps that were saved before this was asked. */
  readonly type?: string;
  readonly activeState: string;
  readonly subState: string;
  /** `enabled`, `disabled`, `static`, … */
  readonly unitFileState: string;
  /** How it ended last: `success`, `exit-code`, `oom-kill`, … */
  readonly result: string;
  /** `Restart=`, and how often that was done. */
  readonly restart: string;
  readonly restarts: number;
  /** Exit code or signal of its main process. */
  readonly execMainStatus: number;
  /** Units that it is started after. */
  readonly after: readonly string[];
  /** What starts it, enabled or not: other units, devices, timers. */
  readonly startedBy?: readonly string[];
  /** Its file. */
  readonly fragmentPath: string;
}

/** The systemd units of MediaMTX, of publishers and of the camera service. */
export interface Units {
  /** False on a machine without systemd. */
  readonly available: boolean;
  readonly units: readonly UnitFacts[];
}

/** Error lines of a unit's journal, newest last, control characters removed. Subject: the unit. */
export interface JournalTail {
  readonly unit: string;
  readonly lines: readonly string[];
}

import type { HealthAnswer, HealthBurst } from './health.ts';
import type { HlsPlayback } from './hls.ts';
import type {
  MediamtxConfig,
  MediamtxFile,
  MediamtxFlow,
  MediamtxInfo,
  MediamtxSession,
  PathConfig,
  PathState,
} from './mediamtx.ts';
import type { Pictures } from './pictures.ts';
import type { ProcessProgress, ProcessTable } from './processes.ts';
import type { Reading } from './reading.ts';
import type { RtspStream } from './rtsp.ts';
import type { ServiceCompliance, ServiceState } from './service.ts';
import type {
  ClockFacts,
  HostFacts,
  JournalTail,
  KernelLogFacts,
  PowerFacts,
  Resources,
  Units,
} from './system.ts';
import type { DeviceInventory, NodeCapabilities } from './v4l2.ts';
import type { BoxIdentity } from './verdict.ts';
import type { WebrtcPlayback } from './webrtc.ts';

/** Everything that can be observed, by kind. One probe makes one kind; readings of a kind are kept by subject. */
export interface ReadingValues {
  host: HostFacts;
  devices: DeviceInventory;
  /** Subject: the node's path. */
  capabilities: NodeCapabilities;
  processes: ProcessTable;
  /** Subject: the pid. */
  progress: ProcessProgress;
  'mediamtx.info': MediamtxInfo;
  'mediamtx.config': MediamtxConfig;
  'mediamtx.pathConfigs': readonly PathConfig[];
  'mediamtx.paths': readonly PathState[];
  /** The same once more, where a stream failed: its publisher may have left meanwhile. */
  'mediamtx.pathsAfter': readonly PathState[];
  'mediamtx.sessions': readonly MediamtxSession[];
  'mediamtx.flow': MediamtxFlow;
  'mediamtx.file': MediamtxFile;
  /** Subject: the path. */
  rtsp: RtspStream;
  /** Subject: the path. */
  hls: HlsPlayback;
  /** Subject: the path. */
  webrtc: WebrtcPlayback;
  /** Subject: the path. */
  pictures: Pictures;
  service: ServiceState;
  'service.compliance': ServiceCompliance;
  /** Subject: the endpoint (`/health/ready`). */
  health: HealthAnswer;
  'health.burst': HealthBurst;
  resources: Resources;
  clock: ClockFacts;
  power: PowerFacts;
  kernelLog: KernelLogFacts;
  units: Units;
  /** Subject: the unit. */
  journal: JournalTail;
}

/** A kind of reading: `mediamtx.paths`. */
export type ReadingKind = keyof ReadingValues;

/** The subject of readings that exist once per box. */
export const BOX = 'box';

/** What was read, by kind and subject; kinds that were never tried are absent. */
export type Readings = { readonly [K in ReadingKind]?: Readonly<Record<string, Reading<ReadingValues[K]>>> };

/** A camera as configuration declares it. */
export interface DeclaredCamera {
  readonly name: string;
  /** A node, a by-id or a by-path name; absent for a network source. */
  readonly device?: string;
  /** MediaMTX paths: usually one, or main and sub. */
  readonly paths: readonly string[];
  /** A reason in words when the camera is deliberately off. */
  readonly off?: string;
  /** What its streams are to be like; what is absent is not judged. */
  readonly expect?: {
    readonly width?: number;
    readonly height?: number;
    readonly fps?: number;
    readonly codec?: string;
    /** Which camera it is: `046d:0825`, with the serial number behind a blank where it has one. */
    readonly usb?: string;
    /** `none`: a picture that stands still is right; `always`: it is known to move, so one that stands still is broken. */
    readonly motion?: 'none' | 'always';
  };
}

/** Limits that checks judge by; each has a default and is documented in docs/configuration.md. */
export interface Thresholds {
  /** Measured frame rate below this share of the expected one is a warning, below half of it a failure. */
  readonly fpsShare: number;
  /** Lost packets, share of all, from which on the stream warns. */
  readonly lossShare: number;
  /** Below these shares of disk and memory, and above this heat, there is a warning. */
  readonly diskFreeShare: number;
  readonly memoryFreeShare: number;
  readonly temperatureCelsius: number;
  /** p95 of the health burst, ms. */
  readonly healthLatencyMs: number;
  /** JSON-RPC ping, ms. */
  readonly pingMs: number;
  /** Our own event-loop delay, ms, above which a time-out proves nothing. */
  readonly loopDelayMs: number;
  /** A health timestamp older than this is stale, s. */
  readonly healthAgeSeconds: number;
}

/** What the sweep was asked and is measured against: configuration without secrets. */
export interface Expectations {
  /** The configuration file in use; null where there is none. Absent in older sweeps. */
  readonly configFile?: string | null;
  readonly cameras: readonly DeclaredCamera[];
  readonly expectCameras: number | null;
  /** `local`: streams are watched on this box only. */
  readonly viewers: 'anywhere' | 'local';
  readonly thresholds: Thresholds;
  readonly mediamtx: {
    readonly url: string;
    readonly rtspUrl: string | null;
    /** Where players are configured to look; absent in older sweeps. */
    readonly hlsUrl?: string | null;
    readonly webrtcUrl?: string | null;
  };
  readonly service: { readonly url: string; readonly enabled: boolean; readonly unit: string | null };
  readonly health: {
    readonly url: string;
    readonly endpoints: readonly string[] | null;
    readonly enabled: boolean;
  };
  readonly options: SweepOptions;
}

/** How far one sweep goes. */
export interface SweepOptions {
  /** No stream is opened. */
  readonly passive: boolean;
  /** Idle on-demand paths are started. */
  readonly wake: boolean;
  /** How long each stream's pictures are looked at, ms. Default 1,000. */
  readonly lookMs?: number;
  /** Links, check ids or groups; empty means all. */
  readonly only: readonly string[];
  /** Camera ids; empty means all. */
  readonly cameras: readonly string[];
}

/** Everything that is known at one moment, as plain JSON. `judge(sweep)` needs nothing else. */
export interface Sweep {
  readonly schema: 1;
  readonly box: BoxIdentity;
  /** ISO 8601. */
  readonly startedAt: string;
  readonly tookMs: number;
  /** The monotonic clock (ms) at the end of the sweep: readings are stale measured against it. */
  readonly mono: number;
  /** Readings that the plan still wanted when time ran out: `kind:subject`. */
  readonly notReached: readonly string[];
  readonly expectations: Expectations;
  readonly readings: Readings;
  /**
   * When the line of a camera last broke, healed or could not be told any more, by its id, on the clock of `mono` (ms).
   * Only who watches knows: what others said about the camera until then proves nothing about now.
   */
  readonly turnedAt?: Readonly<Record<string, number>>;
  /** Since when others have said what they say now, by the `source` of their reading (ms); absent: from the beginning. */
  readonly saidFrom?: Readonly<Record<string, number>>;
  /** When the clock on the wall was last seen to be set (ms on `mono`): what others noted before is of another time. */
  readonly clockSetAt?: number;
}

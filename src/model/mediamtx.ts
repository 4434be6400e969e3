/** Which API answers, and from where. `version` is null on servers before 1.15.2. */
export interface MediamtxInfo {
  readonly version: string | null;
  /** `new` has `available`/`online`, `tracks2` and `inbound*` (1.16 and 1.17 on). */
  readonly generation: 'old' | 'new';
  /** Base URL without credentials. */
  readonly url: string;
}

/** The part of the global configuration that says where and how to reach the streams. */
export interface MediamtxConfig {
  readonly rtsp: boolean;
  readonly rtspAddress: string;
  readonly rtspsAddress: string;
  /** `no`, `optional`, `strict` (`yes` on old servers). */
  readonly rtspEncryption: string;
  readonly rtspTransports: readonly string[];
  readonly rtspAuthMethods: readonly string[];
  readonly hls: boolean;
  readonly hlsAddress: string;
  readonly hlsEncryption: boolean;
  readonly hlsVariant: string;
  readonly hlsAlwaysRemux: boolean;
  /** How long and how large a segment is, as MediaMTX prints it (`1s`, `50M`), and where it is kept: empty for memory. Absent in older sweeps. */
  readonly hlsSegmentDuration?: string;
  readonly hlsSegmentMaxSize?: string;
  readonly hlsDirectory?: string;
  readonly webrtc: boolean;
  readonly webrtcAddress: string;
  readonly webrtcEncryption: boolean;
  readonly webrtcLocalUDPAddress: string;
  readonly webrtcLocalTCPAddress: string;
  readonly webrtcIPsFromInterfaces: boolean;
  readonly webrtcAdditionalHosts: readonly string[];
  readonly rtmpAddress: string | null;
  readonly srtAddress: string | null;
  readonly apiAddress: string;
  /** Who may read, by MediaMTX's own list of users; absent where another authority decides, and on old servers. */
  readonly readers?: readonly ReadPermission[];
}

/** A permission to read, without its user. */
export interface ReadPermission {
  /** A name, a regular expression behind `~`, or empty for all paths. */
  readonly path: string;
  /** Addresses and networks that readers may come from; empty for all. */
  readonly ips: readonly string[];
}

/** A configured path (`/v3/config/paths/list`), secrets left out. */
export interface PathConfig {
  readonly name: string;
  /** `publisher`, a URL without credentials, `rpiCamera`, `redirect`. */
  readonly source: string;
  readonly sourceOnDemand: boolean;
  readonly runOnInit: string;
  readonly runOnInitRestart: boolean;
  readonly runOnDemand: string;
  readonly alwaysAvailable: boolean;
  /** 0: as many as want to. Absent in sweeps that were saved before this was asked. */
  readonly maxReaders?: number;
  /** Addresses that readers may come from, on servers of the old generation; empty or absent for all. */
  readonly readIPs?: readonly string[];
  readonly record: boolean;
  readonly recordPath: string;
  /** As MediaMTX prints it: `24h0m0s`, `1d`; `0s` keeps for ever. */
  readonly recordDeleteAfter: string;
}

/** A medium of a path, as the server tells it; `codec` in its words: `H264`, `MPEG-4 Audio`. */
export interface Track {
  readonly codec: string;
  readonly width: number | null;
  readonly height: number | null;
  readonly profile: string | null;
}

/** A path as it is now, both API generations in one shape. */
export interface PathState {
  readonly name: string;
  /** Name of the configuration it lives under: its own, or a pattern's. */
  readonly confName: string;
  /** Readers are let in. With `alwaysAvailable` that is true without a publisher: then only `online` tells. */
  readonly ready: boolean;
  /** Null on servers that do not tell. */
  readonly available: boolean | null;
  readonly online: boolean | null;
  /** ISO 8601; null while it is not ready. */
  readonly readyTime: string | null;
  readonly source: { readonly type: string; readonly id: string } | null;
  readonly tracks: readonly Track[];
  /** Since the path is there; and frames that the server could not use, where it tells. */
  readonly bytesReceived: number;
  readonly bytesSent: number;
  readonly framesInError: number | null;
  readonly readers: readonly { readonly type: string; readonly id: string }[];
}

/** A session or connection that publishes or reads. */
export interface MediamtxSession {
  readonly id: string;
  readonly protocol: 'rtsp' | 'rtsps' | 'rtmp' | 'rtmps' | 'srt' | 'webrtc';
  /** `127.0.0.1:41234`. */
  readonly remoteAddr: string;
  /** For WebRTC: the peer's selected candidate, where the server tells. */
  readonly remoteCandidate: string | null;
  /** `publish`, `read`, `idle`. */
  readonly state: string;
  readonly path: string;
  /** `TCP`, `UDP`, as the server prints it. */
  readonly transport: string | null;
  /** Since it began; null where the server does not count. `jitter` is in the server's own unit. */
  readonly bytesReceived: number;
  readonly packetsReceived: number | null;
  readonly packetsLost: number | null;
  readonly jitter: number | null;
  readonly userAgent: string | null;
}

/** Bytes of every path, sampled until they grew or the window ended. */
export interface MediamtxFlow {
  readonly windowMs: number;
  readonly paths: Readonly<Record<string, PathFlow>>;
}

/** Did bytes arrive on a path? */
export interface PathFlow {
  /** `mono` in ms; the first and the last sample, and those between at which bytes changed. */
  readonly samples: readonly { readonly mono: number; readonly bytesReceived: number }[];
  readonly grew: boolean;
  /** RTP packets that the server counted as lost during the window; null where it does not tell. */
  readonly packetsLost: number | null;
  readonly packetsReceived: number | null;
}

/** The configuration file of the running MediaMTX, found by its command line. */
export interface MediamtxFile {
  readonly path: string;
  readonly pid: number;
  /** Null when the key is absent: the default of `api` is no. */
  readonly api: boolean | null;
  readonly apiAddress: string | null;
  readonly rtspAddress: string | null;
  /** Names under `paths:`, patterns (`all_others`, `~^cam`) included. */
  readonly paths: readonly string[];
  /** Names of variables in its environment that configure paths (`MTX_PATHS_CAM1_SOURCE`), as containers are given them. */
  readonly variables?: readonly string[];
}

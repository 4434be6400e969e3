import type { DeclaredCamera, Thresholds } from '../model/index.ts';

/** The effective configuration, secrets included: for probes only, never part of a sweep or a report. */
export interface Config {
  /** The file that it was read from; null where there is none. */
  readonly file: string | null;
  readonly mediamtx: {
    /** API base URL without credentials. */
    readonly url: string;
    readonly user: string | null;
    readonly password: string | null;
    /** Bearer token; wins over user and password. */
    readonly token: string | null;
    /** PEM of the authority that signed the server's certificate. */
    readonly ca: string | null;
    /** Credentials of a reader of the streams; the API's where absent. */
    readonly readUser: string | null;
    readonly readPassword: string | null;
    /** `rtsp://host:port`; null takes it from MediaMTX's own configuration. */
    readonly rtspUrl: string | null;
    readonly hlsUrl: string | null;
    readonly webrtcUrl: string | null;
    /** How camproof reads streams. */
    readonly transport: 'tcp' | 'udp';
  };
  readonly service: {
    readonly enabled: boolean;
    readonly url: string;
    /** PEM of the authority that signed its certificate. */
    readonly ca: string | null;
    readonly token: string | null;
    /** Its systemd unit; null finds it by its port or name. */
    readonly unit: string | null;
    readonly methods: ServiceMethods;
  };
  readonly health: {
    readonly enabled: boolean;
    readonly url: string;
    readonly ca: string | null;
    /** Null asks the endpoints of both generations and keeps those that exist. */
    readonly endpoints: readonly string[] | null;
  };
  readonly cameras: readonly DeclaredCamera[];
  /** How many cameras have to be here; null where nobody said. */
  readonly expectCameras: number | null;
  /** Where the streams are watched. */
  readonly viewers: 'anywhere' | 'local';
  /** Name or address by which viewers reach this box; null takes the API's, or what MediaMTX tells. */
  readonly viewerHost: string | null;
  readonly thresholds: Thresholds;
  /** What a watch may take on average while it opens and plays streams. */
  readonly budget: { readonly mbitPerSecond: number; readonly cpuShare: number };
  /** An ffmpeg to use instead of the one on PATH. */
  readonly ffmpeg: string | null;
}

/** Names of the service's methods; null where the service has no such method. */
export interface ServiceMethods {
  readonly ping: string;
  readonly authenticate: string | null;
  readonly cameras: string | null;
  readonly streams: string | null;
  readonly status: string | null;
  readonly server: string | null;
  readonly metrics: string | null;
}

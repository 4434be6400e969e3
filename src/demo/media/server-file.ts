import { stringify } from 'yaml';
import type { Generation } from './find-mediamtx.ts';

/** A path of the media server. */
export interface MediaPath {
  readonly name: string;
  readonly runOnInit?: string;
  readonly runOnInitRestart?: boolean;
  readonly runOnDemand?: string;
  /** A URL to pull from, instead of a publisher. */
  readonly source?: string;
  readonly sourceOnDemand?: boolean;
  /** Ready without a publisher; new generation only. */
  readonly alwaysAvailable?: boolean;
  /** False adds the path through the API, so that it is lost at the next restart. */
  readonly inFile?: boolean;
}

export interface Account {
  readonly user: string;
  readonly password: string;
}

/** What the demo and the tests may change while the server runs. */
export interface MediaSetup {
  readonly paths: readonly MediaPath[];
  /** Lets names in that are not configured. */
  readonly anyPath?: boolean;
  /** `open` to this machine (the default), `off`, or for one user only. */
  readonly api?: 'open' | 'off' | Account;
  /** Who may publish and read; everybody where absent or null. */
  readonly streams?: Account | null;
  /** Default: both on. */
  readonly hls?: boolean;
  readonly webrtc?: boolean;
  /** What viewers over WebRTC are told to connect to; default: where the server listens. */
  readonly webrtcHosts?: readonly string[];
  /** A publisher that sends nothing for so long is dropped, s. Default 10. */
  readonly readTimeoutSeconds?: number;
  /** Stand-in only: the byte counters of paths stand still while media flows. */
  readonly driftedCounters?: boolean;
}

/** Every port of one server, all on 127.0.0.1. */
export interface MediaPorts {
  readonly api: number;
  readonly rtsp: number;
  readonly rtp: number;
  readonly rtcp: number;
  readonly hls: number;
  readonly webrtc: number;
  readonly webrtcUdp: number;
}

const LOOPBACK = '127.0.0.1';

/** How a server wants to be told: names differ by generation, and only since 1.6 there is a list of users. */
export interface Dialect {
  readonly generation: Generation;
  readonly userList: boolean;
}

/** The mediamtx.yml of a setup: every listener on a port of its own or off, so that servers run side by side. */
export function serverFile(setup: MediaSetup, ports: MediaPorts, dialect: Dialect): string {
  const at = (port: number) => `${LOOPBACK}:${port}`;
  const old = dialect.generation === 'old';
  const { api = 'open', streams, webrtcHosts: hosts = [] } = setup;
  const transports = ['tcp', 'udp'];
  const methods = streams ? ['digest', 'basic'] : ['basic'];
  const settings = {
    logLevel: 'info',
    readTimeout: `${setup.readTimeoutSeconds ?? 10}s`,
    api: api !== 'off',
    apiAddress: at(ports.api),
    metrics: false,
    pprof: false,
    playback: false,
    rtsp: true,
    ...(old
      ? { protocols: transports, encryption: 'no', authMethods: methods }
      : { rtspTransports: transports, rtspEncryption: 'no', rtspAuthMethods: methods }),
    rtspAddress: at(ports.rtsp),
    rtpAddress: at(ports.rtp),
    rtcpAddress: at(ports.rtcp),
    rtmp: false,
    srt: false,
    hls: setup.hls ?? true,
    hlsAddress: at(ports.hls),
    webrtc: setup.webrtc ?? true,
    webrtcAddress: at(ports.webrtc),
    webrtcLocalUDPAddress: at(ports.webrtcUdp),
    // One of the two has to name an address.
    ...(hosts.length > 0 && { webrtcIPsFromInterfaces: false, webrtcAdditionalHosts: hosts }),
    ...users(setup, dialect),
    // No server but the stand-in knows it.
    ...(setup.driftedCounters && { driftedCounters: true }),
    paths: Object.fromEntries([
      ...setup.paths
        .filter(({ inFile }) => inFile !== false)
        .map((path) => [path.name, pathSettings(path, setup, dialect)]),
      ...(setup.anyPath ? [['all_others', perPath(streams, dialect)]] : []),
    ]),
  };
  // Version 1.1 as MediaMTX reads it: a bare `no` would be a boolean.
  return stringify(settings, { version: '1.1' });
}

/** What a path is told, in the file and over the API. */
export function pathSettings(path: MediaPath, { streams }: MediaSetup, dialect: Dialect): object {
  const { name: _name, inFile: _inFile, alwaysAvailable, ...settings } = path;
  return {
    ...settings,
    ...(alwaysAvailable && { alwaysAvailable, alwaysAvailableTracks: [{ codec: 'H264' }] }),
    ...perPath(streams, dialect),
  };
}

function perPath(streams: Account | null | undefined, { userList }: Dialect): object {
  if (userList || !streams) return {};
  const { user, password } = streams;
  return { readUser: user, readPass: password, publishUser: user, publishPass: password };
}

function users({ api = 'open', streams }: MediaSetup, { userList }: Dialect): object {
  const listed = userList ? (streams ?? null) : null;
  if (typeof api === 'string' && listed === null) return {};
  const may = (account: Account | null, ...actions: string[]) => ({
    user: account?.user ?? 'any',
    pass: account?.password ?? '',
    permissions: actions.map((action) => ({ action })),
  });
  return {
    authInternalUsers: [may(listed, 'publish', 'read'), may(typeof api === 'string' ? null : api, 'api')],
  };
}

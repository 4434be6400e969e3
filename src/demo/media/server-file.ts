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
  /** Who may publish and read; everybody where absent. */
  readonly streams?: Account;
  /** A publisher that sends nothing for so long is dropped, s. Default 10. */
  readonly readTimeoutSeconds?: number;
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

/** The mediamtx.yml of a setup: every listener on a port of its own or off, so that servers run side by side. */
export function serverFile(setup: MediaSetup, ports: MediaPorts, generation: Generation): string {
  const at = (port: number) => `${LOOPBACK}:${port}`;
  const old = generation === 'old';
  const { api = 'open', streams } = setup;
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
    hls: true,
    hlsAddress: at(ports.hls),
    webrtc: true,
    webrtcAddress: at(ports.webrtc),
    webrtcLocalUDPAddress: at(ports.webrtcUdp),
    ...users(setup, old),
    paths: Object.fromEntries([
      ...setup.paths
        .filter(({ inFile }) => inFile !== false)
        .map((path) => [path.name, pathSettings(path, setup, old)]),
      ...(setup.anyPath ? [['all_others', old ? readers(streams) : {}]] : []),
    ]),
  };
  // Version 1.1 as MediaMTX reads it: a bare `no` would be a boolean.
  return stringify(settings, { version: '1.1' });
}

/** What a path is told, in the file and over the API. */
export function pathSettings(path: MediaPath, { streams }: MediaSetup, old: boolean): object {
  const { name: _, inFile: __, alwaysAvailable, ...settings } = path;
  return {
    ...settings,
    ...(alwaysAvailable && { alwaysAvailable, alwaysAvailableTracks: [{ codec: 'H264' }] }),
    ...(old && readers(streams)),
  };
}

/** The oldest servers know users per path only. */
const readers = (streams: Account | undefined): object =>
  streams
    ? {
        readUser: streams.user,
        readPass: streams.password,
        publishUser: streams.user,
        publishPass: streams.password,
      }
    : {};

function users({ api = 'open', streams }: MediaSetup, old: boolean): object {
  if (typeof api === 'string' && (old || !streams)) return {};
  const may = (account: Account | null, ...actions: string[]) => ({
    user: account?.user ?? 'any',
    pass: account?.password ?? '',
    permissions: actions.map((action) => ({ action })),
  });
  return {
    authInternalUsers: [
      may(old ? null : (streams ?? null), 'publish', 'read'),
      may(typeof api === 'string' ? null : api, 'api'),
    ],
  };
}

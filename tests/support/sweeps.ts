import type {
  Fault,
  FaultCode,
  HlsPlayback,
  NodeCapabilities,
  PathConfig,
  PathState,
  Pictures,
  ProcessInfo,
  Reading,
  ReadingKind,
  Readings,
  ReadingValues,
  RtspStream,
  ServiceCamera,
  Sweep,
  VideoNode,
  WebrtcPlayback,
} from '../../src/model/index.ts';
import { BOX } from '../../src/model/index.ts';

/** Literal sweeps: a healthy box, and ways to break one fact of it at a time. */

/** When every reading of a literal box was made. */
export const AT = '2026-11-23T10:00:00.000Z';
const frame = { source: 'literal', at: AT, mono: 1000, tookMs: 5, loopDelayMs: 0, maxAgeMs: 60_000 };

export const made = <T>(value: T, over: Partial<Reading<T>> = {}): Reading<T> =>
  ({ ...frame, ok: true, value, ...over }) as Reading<T>;

export const failed = (
  code: FaultCode,
  phase = 'connect',
  message = code as string,
  loopDelayMs = 0,
): Reading<never> => ({
  ...frame,
  loopDelayMs,
  ok: false,
  fault: { code, phase, message } satisfies Fault,
});

export const node = (index: number, over: Partial<VideoNode> = {}): VideoNode => ({
  path: `/dev/video${index}`,
  name: `video${index}`,
  file: 'character',
  uid: 0,
  gid: 44,
  mode: 0o660,
  group: 'video',
  card: 'HD Camera',
  index: 0,
  driver: 'uvcvideo',
  parent: `/sys/devices/usb1/1-${index + 1}`,
  byId: [`/dev/v4l/by-id/usb-Acme_Cam_${index}-video-index0`],
  byPath: [`/dev/v4l/by-path/pci-usb-0:${index}-video-index0`],
  usb: null,
  runtimeStatus: 'active',
  powerControl: 'on',
  ...over,
});

export const capabilities = (over: Partial<NodeCapabilities> = {}): NodeCapabilities => ({
  driver: 'uvcvideo',
  card: 'HD Camera',
  busInfo: 'usb-0000:00:14.0-1',
  capabilities: 0x84a00001,
  deviceCaps: 0x04200001,
  flags: ['VIDEO_CAPTURE', 'STREAMING'],
  formats: [
    {
      fourcc: 'MJPG',
      description: 'Motion-JPEG',
      compressed: true,
      sizes: [
        { width: 640, height: 360, rates: [30, 15] },
        { width: 1280, height: 720, rates: [15] },
      ],
    },
  ],
  current: { fourcc: 'MJPG', width: 640, height: 360, fps: 15 },
  inputStatus: [],
  ...over,
});

export const publisherProcess = (index: number, over: Partial<ProcessInfo> = {}): ProcessInfo => ({
  pid: 500 + index,
  ppid: 1,
  startTicks: 100,
  uid: 998,
  user: 'camera',
  groups: [998, 44],
  comm: 'ffmpeg',
  argv: [
    'ffmpeg',
    '-f',
    'v4l2',
    '-i',
    `/dev/v4l/by-id/usb-Acme_Cam_${index}-video-index0`,
    '-f',
    'rtsp',
    `rtsp://127.0.0.1:8554/cam${index}`,
  ],
  state: 'S',
  cpuMs: 1000,
  switches: 4000,
  unit: `camera${index}.service`,
  session: null,
  mtxPath: null,
  fdsReadable: true,
  devices: [`/dev/video${index}`],
  sockets: [
    {
      protocol: 'tcp',
      localAddress: '127.0.0.1',
      localPort: 40_000 + index,
      remoteAddress: '127.0.0.1',
      remotePort: 8554,
      listening: false,
    },
  ],
  pipes: [],
  netns: 'net:[1]',
  ...over,
});

export const mediamtxProcess = (over: Partial<ProcessInfo> = {}): ProcessInfo => ({
  ...publisherProcess(0),
  pid: 400,
  comm: 'mediamtx',
  argv: ['/usr/local/bin/mediamtx', '/etc/mediamtx.yml'],
  unit: 'mediamtx.service',
  devices: [],
  sockets: [],
  ...over,
});

export const path = (index: number, over: Partial<PathState> = {}): PathState => ({
  name: `cam${index}`,
  confName: `cam${index}`,
  ready: true,
  available: true,
  online: true,
  readyTime: AT,
  source: { type: 'rtspSession', id: `session-${index}` },
  tracks: [{ codec: 'H264', width: 640, height: 360, profile: 'Baseline' }],
  bytesReceived: 100_000,
  bytesSent: 0,
  framesInError: 0,
  readers: [],
  ...over,
});

export const pathConfig = (index: number, over: Partial<PathConfig> = {}): PathConfig => ({
  name: `cam${index}`,
  source: 'publisher',
  sourceOnDemand: false,
  runOnInit: '',
  runOnInitRestart: false,
  runOnDemand: '',
  alwaysAvailable: false,
  record: false,
  recordPath: './recordings/%path/%Y',
  recordDeleteAfter: '1d',
  ...over,
});

export const stream = (index: number, over: Partial<RtspStream> = {}): RtspStream => ({
  url: `rtsp://127.0.0.1:8554/cam${index}`,
  transport: 'tcp',
  connectMs: 1,
  describeMs: 3,
  firstPacketMs: 20,
  proofMs: 800,
  media: [
    {
      kind: 'video',
      codec: 'H264',
      clockRate: 90_000,
      profile: 'Baseline',
      level: '3.0',
      width: 640,
      height: 360,
      announcedFps: 15,
    },
  ],
  video: {
    windowMs: 1000,
    packets: 100,
    bytes: 60_000,
    lost: 0,
    reordered: 0,
    jitterMs: 1,
    frames: 15,
    fps: 15,
    bitrate: 480_000,
    keyFrames: 1,
    keyFrameIntervalMs: null,
    keyFrameIntervalAtLeastMs: 1000,
    bFrames: false,
  },
  ...over,
});

export const pictures = (over: Partial<Pictures> = {}): Pictures => ({
  width: 640,
  height: 360,
  frames: 16,
  lookMs: 1000,
  luma: { least: 114, most: 116 },
  contrast: { least: 34, most: 36 },
  colourContrast: 12,
  change: 30,
  keyFrames: 2,
  distinctKeyFrames: 2,
  keyFrameBytes: 16_000,
  otherFrameBytes: 2_400,
  flatBottom: { least: 0, most: 0 },
  flatBottomChanges: 0,
  complaints: 0,
  complaint: null,
  ...over,
});

export const hlsPlayback = (index: number, over: Partial<HlsPlayback> = {}): HlsPlayback => ({
  url: `http://127.0.0.1:8888/cam${index}/index.m3u8`,
  lowLatency: true,
  container: 'fmp4',
  codecs: 'avc1.42c016',
  playlistMs: 1200,
  firstMediaMs: 1210,
  mediaBytes: 20_000,
  advanced: true,
  proofMs: 1400,
  outside: null,
  ...over,
});

export const webrtcPlayback = (index: number, over: Partial<WebrtcPlayback> = {}): WebrtcPlayback => ({
  url: `http://127.0.0.1:8889/cam${index}/whep`,
  reached: 'media',
  closed: false,
  candidates: [{ address: '192.0.2.10', port: 8189, protocol: 'udp' }],
  codec: 'H264',
  connectedMs: 160,
  firstPacketMs: 200,
  keyFrameMs: 900,
  packets: 80,
  loopDelayMs: 20,
  connectsWithOurAddresses: null,
  outside: null,
  ...over,
});

export const serviceCamera = (index: number, over: Partial<ServiceCamera> = {}): ServiceCamera => ({
  device: `/dev/video${index}`,
  name: `Camera ${index}`,
  status: 'CONNECTED',
  resolution: '640x360',
  fps: 15,
  streams: { rtsp: `rtsp://127.0.0.1:8554/cam${index}` },
  ...over,
});

const numbers = (count: number): number[] => Array.from({ length: count }, (_, index) => index);
const health = (path: string, word: string) => ({
  url: `http://127.0.0.1:8003${path}`,
  httpStatus: 200,
  contentType: 'application/json',
  latencyMs: 3,
  says: 'ok' as const,
  word,
  format: 'status' as const,
  timestamp: AT,
  components: {},
  camerasConnected: null,
});

/** A box on which everything works, with as many cameras as wanted: device, publisher, path, stream, listed. */
export function healthyBox(count = 2): Sweep {
  const all = numbers(count);
  const by = <T>(make: (index: number) => readonly [string, T]) => Object.fromEntries(all.map(make));
  return {
    schema: 1,
    box: {
      hostname: 'box',
      machineId: 'm',
      bootId: 'b',
      kernel: '6.1',
      os: 'Debian 12',
      user: 'root',
      privileged: true,
      simulated: false,
      camproofVersion: '0.0.0',
    },
    startedAt: AT,
    tookMs: 900,
    mono: 2000,
    notReached: [],
    expectations: {
      cameras: [],
      expectCameras: null,
      viewers: 'anywhere',
      thresholds: {
        fpsShare: 0.8,
        lossShare: 0.01,
        diskFreeShare: 0.05,
        memoryFreeShare: 0.05,
        temperatureCelsius: 80,
        healthLatencyMs: 1000,
        pingMs: 500,
        loopDelayMs: 250,
        healthAgeSeconds: 60,
      },
      mediamtx: { url: 'http://127.0.0.1:9997', rtspUrl: null },
      service: { url: 'ws://127.0.0.1:8002/ws', enabled: true, unit: null },
      health: { url: 'http://127.0.0.1:8003', endpoints: null, enabled: true },
      options: { passive: false, wake: false, only: [], cameras: [] },
    },
    readings: {
      host: {
        [BOX]: made({
          hostname: 'box',
          machineId: 'm',
          bootId: 'b',
          kernel: '6.1',
          os: 'Debian 12',
          arch: 'x64',
          user: 'root',
          uid: 0,
          groups: [0],
          model: null,
          uptimeSeconds: 1000,
          systemd: true,
          addresses: ['192.0.2.7'],
        }),
      },
      devices: { [BOX]: made({ root: '/dev', nodes: all.map((index) => node(index)), usbWithoutNode: [] }) },
      capabilities: by((index) => [`/dev/video${index}`, made(capabilities())]),
      processes: {
        [BOX]: made({
          sawAll: true,
          scanned: 90,
          hidden: 0,
          netns: 'net:[1]',
          processes: [mediamtxProcess(), ...all.map((index) => publisherProcess(index))],
          listeners: [
            { protocol: 'tcp', address: '127.0.0.1', port: 9997, pid: 400, comm: 'mediamtx' },
            { protocol: 'tcp', address: '::', port: 8554, pid: 400, comm: 'mediamtx' },
          ],
        }),
      },
      progress: by((index) => [
        String(500 + index),
        made({
          pid: 500 + index,
          startTicks: 100,
          windowMs: 200,
          cpuMs: 20,
          switches: 60,
          states: ['S'],
          ended: false,
        }),
      ]),
      'mediamtx.info': {
        [BOX]: made({ version: 'v1.20.1', generation: 'new', url: 'http://127.0.0.1:9997' }),
      },
      'mediamtx.config': {
        [BOX]: made({
          rtsp: true,
          rtspAddress: ':8554',
          rtspsAddress: ':8322',
          rtspEncryption: 'no',
          rtspTransports: ['tcp', 'udp'],
          rtspAuthMethods: ['basic'],
          hls: true,
          hlsAddress: ':8888',
          hlsEncryption: false,
          hlsVariant: 'lowLatency',
          hlsAlwaysRemux: false,
          webrtc: true,
          webrtcAddress: ':8889',
          webrtcEncryption: false,
          webrtcLocalUDPAddress: ':8189',
          webrtcLocalTCPAddress: '',
          webrtcIPsFromInterfaces: true,
          webrtcAdditionalHosts: [],
          rtmpAddress: null,
          srtAddress: null,
          apiAddress: ':9997',
        }),
      },
      'mediamtx.pathConfigs': { [BOX]: made(all.map((index) => pathConfig(index))) },
      'mediamtx.paths': { [BOX]: made(all.map((index) => path(index))) },
      'mediamtx.sessions': {
        [BOX]: made(
          all.map((index) => ({
            id: `session-${index}`,
            protocol: 'rtsp' as const,
            remoteAddr: `127.0.0.1:${40_000 + index}`,
            remoteCandidate: null,
            state: 'publish',
            path: `cam${index}`,
            transport: 'TCP',
            bytesReceived: 100_000,
            packetsReceived: 300,
            packetsLost: 0,
            jitter: 10,
            userAgent: 'Lavf59',
          })),
        ),
      },
      'mediamtx.flow': {
        [BOX]: made({
          windowMs: 200,
          paths: by((index) => [
            `cam${index}`,
            {
              samples: [
                { mono: 1000, bytesReceived: 100_000 },
                { mono: 1200, bytesReceived: 112_000 },
              ],
              grew: true,
              packetsLost: 0,
              packetsReceived: 20,
            },
          ]),
        }),
      },
      'mediamtx.file': {
        [BOX]: made({
          path: '/etc/mediamtx.yml',
          pid: 400,
          api: true,
          apiAddress: ':9997',
          rtspAddress: ':8554',
          paths: all.map((index) => `cam${index}`),
        }),
      },
      rtsp: by((index) => [`cam${index}`, made(stream(index))]),
      pictures: by((index) => [`cam${index}`, made(pictures())]),
      hls: by((index) => [`cam${index}`, made(hlsPlayback(index))]),
      webrtc: by((index) => [`cam${index}`, made(webrtcPlayback(index))]),
      service: {
        [BOX]: made({
          url: 'ws://127.0.0.1:8002/ws',
          connectMs: 4,
          pingMs: [1, 2, 3],
          ping: { kind: 'result', value: 'pong', ms: 1 },
          unknownMethod: { kind: 'error', code: -32601, message: 'Method not found', ms: 1 },
          pongFrameMs: 1,
          authentication: 'open',
          cameras: { kind: 'result', value: all.map((index) => serviceCamera(index)), ms: 2 },
          streams: { kind: 'result', value: [], ms: 2 },
          status: { kind: 'result', value: { status: 'healthy', version: '1.0', components: {} }, ms: 2 },
          server: { kind: 'result', value: {}, ms: 2 },
          metrics: { kind: 'result', value: {}, ms: 2 },
          messagesSent: 9,
          closeCode: 1000,
          limited: null,
        }),
      },
      'service.compliance': {
        [BOX]: made({
          url: 'ws://127.0.0.1:8002/ws',
          cases: [
            {
              id: 'parse-error',
              title: 'parse error',
              outcome: 'conforms',
              sent: '{',
              expected: '-32700',
              received: '-32700',
            },
          ],
          messagesSent: 8,
          limited: null,
        }),
      },
      health: {
        '/health/ready': made(health('/health/ready', 'ready')),
        '/health/cameras': made(health('/health/cameras', 'healthy')),
        '/health/live': failed('not-found', 'GET', '404'),
      },
      'health.burst': {
        [BOX]: made({
          url: 'http://127.0.0.1:8003/health/ready',
          requests: 20,
          concurrency: 5,
          answered: 20,
          failures: {},
          p50: 3,
          p95: 6,
          max: 7,
        }),
      },
      resources: {
        [BOX]: made({
          cpus: 4,
          load1: 0.4,
          memoryTotal: 4e9,
          memoryAvailable: 3e9,
          oomKills: 0,
          pressure: { cpu: 0.01, memory: 0, io: 0 },
          temperatures: [{ name: 'cpu', celsius: 48, criticalCelsius: 100 }],
          disks: [
            { path: '/', purpose: 'system', total: 32e9, available: 20e9, readOnly: false, recordings: null },
          ],
          network: [],
        }),
      },
      clock: { [BOX]: made({ synchronized: true, source: 'timedatectl', year: 2026 }) },
      power: {
        [BOX]: made({
          underVoltageNow: false,
          underVoltageSeen: false,
          throttledNow: false,
          throttledSeen: false,
          source: 'hwmon',
        }),
      },
      kernelLog: {
        [BOX]: made({
          usbDisconnects: [],
          videoErrors: [],
          suspendErrors: [],
          underVoltage: [],
          oomKills: [],
        }),
      },
      units: {
        [BOX]: made({
          available: true,
          units: ['mediamtx.service', ...all.map((index) => `camera${index}.service`)].map((unit) => ({
            unit,
            activeState: 'active',
            subState: 'running',
            unitFileState: 'enabled',
            result: 'success',
            restart: 'always',
            restarts: 0,
            execMainStatus: 0,
            after: ['network-online.target'],
            fragmentPath: `/etc/systemd/system/${unit}`,
          })),
        }),
      },
      journal: {},
    },
  };
}

/** The same sweep with one reading replaced. */
export function withReading<K extends ReadingKind>(
  sweep: Sweep,
  kind: K,
  subject: string,
  reading: Reading<ReadingValues[K]>,
): Sweep {
  const readings: Readings = { ...sweep.readings, [kind]: { ...sweep.readings[kind], [subject]: reading } };
  return { ...sweep, readings };
}

/** The same sweep with the value of one reading changed. */
export function change<K extends ReadingKind>(
  sweep: Sweep,
  kind: K,
  alter: (value: ReadingValues[K]) => ReadingValues[K],
  subject: string = BOX,
): Sweep {
  const before = sweep.readings[kind]?.[subject];
  if (!before?.ok) throw new Error(`the sweep has no ${kind} of ${subject} to change`);
  return withReading(sweep, kind, subject, { ...before, value: alter(before.value) } as Reading<
    ReadingValues[K]
  >);
}

/** The same sweep without the readings of a kind (or one subject of it). */
export function without(sweep: Sweep, kind: ReadingKind, subject?: string): Sweep {
  const kept = Object.fromEntries(
    Object.entries(sweep.readings[kind] ?? {}).filter(([key]) => subject !== undefined && key !== subject),
  );
  return { ...sweep, readings: { ...sweep.readings, [kind]: kept } };
}

/** The same sweep with other expectations. */
export function expecting(sweep: Sweep, over: Partial<Sweep['expectations']>): Sweep {
  return { ...sweep, expectations: { ...sweep.expectations, ...over } };
}

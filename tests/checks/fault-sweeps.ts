import { BOX, reading, type Sweep } from '../../src/model/index.ts';

import {
  capabilities,
  change,
  expecting,
  failed,
  healthyBox,
  made,
  node,
  path,
  pathConfig,
  publisherProcess,
  serviceCamera,
  stream,
  without,
  withReading,
} from '../support/sweeps.ts';
import { dead, truthful, withNode, withPublisher } from './broken.ts';
import { deliverSweeps } from './deliver-sweeps.ts';
import { deviceSweeps } from './device-sweeps.ts';
import type { FaultSweep } from './fault-sweep.ts';
import { pictureSweeps } from './picture-sweeps.ts';

const CAM = 'usb-Acme_Cam_0';
const box = () => healthyBox(2);

const unplugged = () =>
  dead(
    change(without(box(), 'capabilities', '/dev/video0'), 'devices', (inventory) => ({
      ...inventory,
      nodes: inventory.nodes.slice(1),
    })),
  );

const withProgress = (sweep: Sweep, states: readonly string[]) =>
  truthful(
    change(
      change(sweep, 'progress', (progress) => ({ ...progress, cpuMs: 0, switches: 0, states }), '500'),
      'mediamtx.flow',
      (flow) => ({
        windowMs: 3000,
        paths: {
          ...flow.paths,
          cam0: {
            samples: [
              { mono: 1, bytesReceived: 5 },
              { mono: 3000, bytesReceived: 5 },
            ],
            grew: false,
            packetsLost: 0,
            packetsReceived: 0,
          },
        },
      }),
    ),
  );

const withPath = (sweep: Sweep, over: Parameters<typeof path>[1]) =>
  change(sweep, 'mediamtx.paths', (paths) => paths.map((one) => (one.name === 'cam0' ? path(0, over) : one)));

const withConfig = (sweep: Sweep, over: Parameters<typeof pathConfig>[1]) =>
  change(sweep, 'mediamtx.pathConfigs', (configs) =>
    configs.map((one) => (one.name === 'cam0' ? pathConfig(0, over) : one)),
  );

/** Camera 0 starts for its viewers only, and may be woken. */
const onDemand = (sweep: Sweep) =>
  expecting(withConfig(sweep, { runOnDemand: 'ffmpeg -i /dev/v4l/by-id/usb-Acme_Cam_0-video-index0' }), {
    options: { ...sweep.expectations.options, wake: true },
  });

const withRtsp = (sweep: Sweep, over: Parameters<typeof stream>[1]) =>
  change(sweep, 'rtsp', (value) => ({ ...value, ...over }), 'cam0');

const asking = (sweep: Sweep, ...cameras: readonly string[]) =>
  expecting(sweep, { options: { ...sweep.expectations.options, cameras } });

const declared = (sweep: Sweep, expect: Record<string, unknown>) =>
  expecting(sweep, { cameras: [{ name: 'yard', device: '/dev/video0', paths: ['cam0'], expect }] });

const video = () => {
  const value = stream(0).video;
  if (!value) throw new Error('a healthy stream has video');
  return value;
};

const kernel = (sweep: Sweep, over: object) => change(sweep, 'kernelLog', (log) => ({ ...log, ...over }));
const answer = (sweep: Sweep, over: object, endpoint = '/health/ready') =>
  change(sweep, 'health', (value) => ({ ...value, ...over }), endpoint);
const service = (sweep: Sweep, over: object) => change(sweep, 'service', (value) => ({ ...value, ...over }));
const noApi = (sweep: Sweep, fault: ReturnType<typeof failed>) =>
  (
    [
      'mediamtx.info',
      'mediamtx.config',
      'mediamtx.pathConfigs',
      'mediamtx.paths',
      'mediamtx.sessions',
      'mediamtx.flow',
    ] as const
  ).reduce<Sweep>((next, kind) => withReading(next, kind, BOX, fault), without(sweep, 'rtsp'));
/** With the API gone the cameras are known from configuration. */
const declaredBoth = (sweep: Sweep) =>
  expecting(sweep, {
    cameras: [0, 1].map((index) => ({
      name: `yard${index}`,
      device: `/dev/video${index}`,
      paths: [`cam${index}`],
    })),
  });
const noMediamtx = (sweep: Sweep) =>
  without(
    change(sweep, 'processes', (table) => ({
      ...table,
      processes: table.processes.filter(({ comm }) => comm !== 'mediamtx'),
      listeners: [],
    })),
    'mediamtx.file',
  );

/** Every publisher has ended. */
const nobodyPublishes = (sweep: Sweep): Sweep =>
  without(
    change(sweep, 'processes', (table) => ({
      ...table,
      processes: table.processes.filter(({ comm }) => comm === 'mediamtx'),
    })),
    'progress',
  );
/** Every publisher waits for something. */
const standStill = (sweep: Sweep): Sweep => ({
  ...sweep,
  readings: {
    ...sweep.readings,
    progress: Object.fromEntries(
      Object.entries(sweep.readings.progress ?? {}).map(([pid, from]) => [
        pid,
        from.ok ? { ...from, value: { ...from.value, cpuMs: 0, switches: 0 } } : from,
      ]),
    ),
  },
});
const withRtspUrl = (sweep: Sweep): Sweep =>
  expecting(sweep, { mediamtx: { ...sweep.expectations.mediamtx, rtspUrl: 'rtsp://127.0.0.1:8554' } });

export const faultSweeps: readonly FaultSweep[] = [
  ...deviceSweeps,
  ...deliverSweeps,
  ...pictureSweeps,
  { row: 0, name: 'healthy box', sweep: box(), found: [] },
  {
    row: 1,
    name: 'USB camera without a node',
    sweep: change(box(), 'devices', (inventory) => ({
      ...inventory,
      usbWithoutNode: [
        {
          port: '1-3',
          vendorId: '046d',
          productId: '0825',
          manufacturer: null,
          product: 'Cam',
          serial: null,
          speedMbps: 480,
          busnum: 1,
          devnum: 4,
        },
      ],
    })),
    found: [
      'fail usb-1-3 Cam device usb-without-node',
      'fail usb-1-3 Cam service service-misses-camera',
      'fail usb-1-3 Cam health health-says-ok',
    ],
  },
  {
    row: 2,
    name: 'a plain file in place of the node',
    sweep: truthful(withNode(box(), { file: 'not-a-device' })),
    found: [`fail ${CAM} device not-a-device`],
  },
  {
    row: 3,
    name: 'publisher that runs but may not open the node',
    sweep: truthful(withPublisher(box(), { groups: [998], devices: [], sockets: [] })),
    found: [`fail ${CAM} device device-denied`],
  },
  {
    row: 4,
    name: 'another process holds the device',
    sweep: change(dead(box()), 'processes', (table) => ({
      ...table,
      processes: [
        ...table.processes,
        publisherProcess(0, { pid: 900, comm: 'cheese', argv: ['cheese'], unit: null, sockets: [] }),
      ],
    })),
    found: [`fail ${CAM} capture device-busy`],
  },
  {
    row: 5,
    name: 'metadata node named in the configuration',
    sweep: truthful(
      expecting(
        withReading(
          change(box(), 'devices', (inventory) => ({
            ...inventory,
            nodes: [
              ...inventory.nodes,
              node(7, { index: 1, parent: '/sys/devices/usb1/1-1', byId: [], byPath: [] }),
            ],
          })),
          'capabilities',
          '/dev/video7',
          made(
            capabilities({
              deviceCaps: 0x04a00000,
              flags: ['META_CAPTURE', 'STREAMING'],
              formats: [],
              current: null,
            }),
          ),
        ),
        { cameras: [{ name: 'yard', device: '/dev/video7', paths: ['cam0'] }] },
      ),
    ),
    found: ['fail yard device not-a-capture-node'],
  },
  {
    row: 7,
    name: 'publisher on the device of another camera',
    sweep: truthful(
      expecting(withPublisher(box(), { devices: ['/dev/video1'] }), {
        cameras: [{ name: 'yard', device: '/dev/video0', paths: ['cam0'] }],
      }),
    ),
    found: ['fail yard capture wrong-device'],
  },
  {
    row: 7,
    name: 'the same, and nobody can tell who publishes: the picture runs, so the service is no liar',
    sweep: withReading(
      expecting(withPublisher(box(), { devices: ['/dev/video1'], argv: ['ffmpeg'] }), {
        cameras: [{ name: 'yard', device: '/dev/video0', paths: ['cam0'] }],
      }),
      'mediamtx.sessions',
      BOX,
      failed('internal'),
    ),
    found: ['fail yard capture no-publisher'],
  },
  {
    row: 0,
    name: 'a driver that does not answer us while its publisher gets pictures',
    sweep: withReading(box(), 'capabilities', '/dev/video0', failed('timeout', 'open')),
    found: [`warn ${CAM} device driver-hangs`],
  },
  {
    row: 0,
    name: 'nobody holds a device whose path may wait for a viewer',
    sweep: withReading(dead(box()), 'mediamtx.pathConfigs', BOX, failed('internal')),
    found: [],
  },
  {
    row: 0,
    name: 'an on-demand camera that was woken after the service had called it disconnected',
    sweep: onDemand(truthful(box())),
    found: [],
  },
  {
    row: 0,
    name: 'an on-demand command that publishes nothing',
    sweep: withReading(
      onDemand(dead(box())),
      'rtsp',
      'cam0',
      failed('protocol', 'DESCRIBE', '400 Bad Request'),
    ),
    found: [`fail ${CAM} decode on-demand-failed`],
  },
  {
    row: 0,
    name: 'a health endpoint that could not be read for a reason of ours',
    sweep: withReading(box(), 'health', '/health/ready', failed('internal')),
    found: [],
  },
  {
    row: 13,
    name: 'suspended while held',
    sweep: withNode(box(), { runtimeStatus: 'suspended', powerControl: 'auto' }),
    found: [`warn ${CAM} device device-asleep`],
  },
  {
    row: 13,
    name: 'suspended while nobody holds it is normal (auto)',
    sweep: withNode(box(), { powerControl: 'auto' }),
    found: [],
  },
  {
    row: 9,
    name: 'transfer errors',
    sweep: kernel(box(), { videoErrors: [{ subject: '1-1', count: 9, last: 'Non-zero status (-71)' }] }),
    found: ['warn box kernel-log usb-errors'],
  },
  {
    row: 10,
    name: 're-enumeration loop',
    sweep: kernel(box(), { usbDisconnects: [{ port: '1-1', count: 5, last: 'USB disconnect' }] }),
    found: ['warn box kernel-log usb-disconnects'],
  },
  {
    row: 11,
    name: 'under-voltage now',
    sweep: change(box(), 'power', (power) => ({ ...power, underVoltageNow: true })),
    found: ['fail box power under-voltage'],
  },
  {
    row: 12,
    name: 'throttled by heat',
    sweep: change(box(), 'resources', (all) => ({
      ...all,
      temperatures: [{ name: 'cpu', celsius: 88, criticalCelsius: null }],
    })),
    found: ['warn box temperature too-hot'],
  },
  {
    row: 15,
    name: 'a mode that the camera does not have',
    sweep: withPublisher(withPath(truthful(without(box(), 'rtsp', 'cam0')), { ready: false, source: null }), {
      devices: [],
      sockets: [],
      argv: [
        'ffmpeg',
        '-f',
        'v4l2',
        '-video_size',
        '1920x1080',
        '-i',
        '/dev/video0',
        'rtsp://127.0.0.1:8554/cam0',
      ],
    }),
    found: [`fail ${CAM} capture mode-not-offered`],
  },
  {
    row: 17,
    name: 'falls behind',
    sweep: withRtsp(
      declared(
        change(box(), 'resources', (all) => ({ ...all, pressure: { cpu: 0.8, memory: 0, io: 0 } })),
        { fps: 15 },
      ),
      { video: { ...video(), fps: 10 } },
    ),
    found: ['warn yard decode low-frame-rate'],
  },
  {
    row: 18,
    name: 'runOnInit that died',
    sweep: withConfig(dead(box()), {
      runOnInit:
        'ffmpeg -f v4l2 -i /dev/v4l/by-id/usb-Acme_Cam_0-video-index0 -f rtsp rtsp://127.0.0.1:8554/cam0',
      runOnInitRestart: true,
    }),
    found: [`fail ${CAM} capture hook-failed`],
  },
  {
    row: 19,
    name: 'stopped publisher',
    sweep: withProgress(box(), ['T']),
    found: [`fail ${CAM} capture publisher-stopped`],
  },
  {
    row: 19,
    name: 'hung publisher',
    sweep: withProgress(box(), ['S']),
    found: [`fail ${CAM} capture publisher-hung`],
  },
  {
    row: 19,
    name: 'publisher stuck in the driver',
    sweep: withProgress(box(), ['D']),
    found: [`fail ${CAM} capture publisher-unkillable`],
  },
  {
    row: 19,
    name: 'publisher that ended and was left a zombie',
    sweep: withProgress(box(), ['Z']),
    found: [`fail ${CAM} capture publisher-zombie`],
  },
  {
    row: 19,
    name: 'publisher that ends just now',
    sweep: withProgress(box(), ['S', 'Z']),
    found: [`fail ${CAM} capture no-publisher`],
  },
  {
    row: 20,
    name: 'published under another name',
    sweep: truthful(
      change(
        change(
          withPath(
            withPublisher(box(), {
              argv: [
                'ffmpeg',
                '-f',
                'v4l2',
                '-i',
                '/dev/v4l/by-id/usb-Acme_Cam_0-video-index0',
                '-f',
                'rtsp',
                'rtsp://127.0.0.1:8554/camera-0',
              ],
            }),
            { ready: false, available: false, online: false, source: null },
          ),
          'mediamtx.sessions',
          (sessions) => sessions.filter((one) => one.path !== 'cam0'),
        ),
        'mediamtx.pathConfigs',
        (configs) => configs,
      ),
    ),
    found: [`fail ${CAM} publish path-name-differs`],
  },
  {
    row: 21,
    name: 'API off',
    sweep: truthful(noApi(declaredBoth(box()), failed('refused'))),
    found: ['fail box mediamtx-api mediamtx-api-off'],
  },
  {
    row: 21,
    name: 'API off, and its address in the file another one',
    sweep: change(noApi(declaredBoth(truthful(box())), failed('refused')), 'mediamtx.file', (file) => ({
      ...file,
      apiAddress: ':19997',
      rtspAddress: ':18554',
      api: false,
    })),
    found: ['fail box mediamtx-api mediamtx-api-off'],
  },
  {
    row: 21,
    name: 'API nowhere, of a MediaMTX that this user may not look into, on ports of its own',
    sweep: change(
      withReading(
        noApi(declaredBoth(truthful(box())), failed('refused')),
        'mediamtx.file',
        BOX,
        failed('denied'),
      ),
      'processes',
      (table) => ({
        ...table,
        sawAll: false,
        listeners: [{ protocol: 'tcp', address: '::', port: 18_554, pid: null, comm: null }],
        processes: table.processes.map((one) =>
          one.comm === 'mediamtx' ? { ...one, fdsReadable: false } : one,
        ),
      }),
    ),
    found: ['fail box mediamtx-api mediamtx-api-off'],
  },
  {
    row: 24,
    name: 'MediaMTX is just being started: it serves, but its API is not open yet',
    sweep: change(noApi(declaredBoth(box()), failed('refused')), 'processes', (table) => ({
      ...table,
      // The machine has been up for 100,000 ticks.
      processes: table.processes.map((one) =>
        one.comm === 'mediamtx' ? { ...one, startTicks: 99_900 } : one,
      ),
    })),
    found: ['fail box mediamtx-api mediamtx-starting'],
  },
  {
    row: 24,
    name: 'MediaMTX has opened its API since it refused',
    sweep: withReading(noApi(declaredBoth(box()), failed('refused')), 'processes', BOX, {
      ...(reading(box().readings, 'processes') ?? failed('internal')),
      mono: 1_200,
    }),
    found: ['fail box mediamtx-api mediamtx-starting'],
  },
  {
    row: 24,
    name: 'MediaMTX was killed a moment ago and still stands in the table, with all ports closed',
    sweep: change(noApi(declaredBoth(box()), failed('refused')), 'processes', (table) => ({
      ...table,
      listeners: table.listeners.filter(({ comm }) => comm !== 'mediamtx'),
    })),
    found: ['fail box mediamtx-api mediamtx-down'],
  },
  {
    row: 22,
    name: 'API wants a user',
    sweep: noApi(declaredBoth(box()), failed('unauthorized', '/v3/paths/list', 'credentials are wanted')),
    found: [],
  },
  {
    row: 23,
    name: 'another program on the API port',
    sweep: change(
      noApi(declaredBoth(truthful(box())), failed('protocol', 'body', 'not JSON')),
      'processes',
      (table) => ({
        ...table,
        listeners: [{ protocol: 'tcp', address: '::', port: 9997, pid: 77, comm: 'nginx' }],
      }),
    ),
    found: ['fail box mediamtx-api port-taken'],
  },
  {
    row: 24,
    name: 'MediaMTX down, and every publisher with it',
    sweep: nobodyPublishes(noMediamtx(noApi(declaredBoth(truthful(box())), failed('refused')))),
    found: ['fail box mediamtx-api mediamtx-down'],
  },
  {
    row: 24,
    name: "MediaMTX down, beside somebody else's",
    sweep: change(
      change(
        nobodyPublishes(noApi(withRtspUrl(declaredBoth(truthful(box()))), failed('refused'))),
        'mediamtx.file',
        (file) => ({
          ...file,
          apiAddress: ':19997',
          rtspAddress: ':18554',
        }),
      ),
      'processes',
      (table) => ({ ...table, listeners: [] }),
    ),
    found: ['fail box mediamtx-api mediamtx-down'],
  },
  {
    row: 24,
    name: 'MediaMTX ends while its streams are looked at',
    sweep: withReading(
      withReading(box(), 'hls', 'cam0', failed('reset')),
      'mediamtx.pathsAfter',
      BOX,
      failed('refused'),
    ),
    found: ['fail box mediamtx-api mediamtx-ended'],
  },
  {
    row: 24,
    name: 'MediaMTX hangs, and its publishers wait for it',
    sweep: standStill(noApi(declaredBoth(truthful(box())), failed('timeout'))),
    found: ['fail box mediamtx-api server-mute'],
  },
  {
    row: 24,
    name: 'MediaMTX stays dead',
    sweep: change(noMediamtx(noApi(declaredBoth(truthful(box())), failed('refused'))), 'units', (units) => ({
      ...units,
      units: units.units.map((unit) =>
        unit.unit === 'mediamtx.service'
          ? { ...unit, activeState: 'failed', result: 'exit-code', restart: 'no' }
          : unit,
      ),
    })),
    found: [
      'fail box mediamtx-api mediamtx-failed',
      'fail box units unit-failed',
      'warn box persistence unit-no-restart',
    ],
  },
  {
    row: 29,
    name: 'packets lost',
    sweep: change(box(), 'mediamtx.flow', (flow) => ({
      ...flow,
      paths: {
        ...flow.paths,
        cam0: {
          samples: [
            { mono: 1, bytesReceived: 5 },
            { mono: 200, bytesReceived: 900 },
          ],
          grew: true,
          packetsLost: 12,
          packetsReceived: 100,
        },
      },
    })),
    found: [`warn ${CAM} ready packets-lost`],
  },
  {
    row: 30,
    name: 'online, zero bytes',
    sweep: truthful(
      change(box(), 'mediamtx.flow', (flow) => ({
        windowMs: 3100,
        paths: {
          ...flow.paths,
          cam0: {
            samples: [
              { mono: 1, bytesReceived: 5 },
              { mono: 3100, bytesReceived: 5 },
            ],
            grew: false,
            packetsLost: 0,
            packetsReceived: 0,
          },
        },
      })),
    ),
    found: [`fail ${CAM} ready no-bytes`],
  },
  {
    row: 31,
    name: 'false green of alwaysAvailable',
    sweep: expecting(withPath(unplugged(), { online: false, source: null }), {
      cameras: [{ name: 'yard', paths: ['cam0'] }],
    }),
    found: ['fail yard publish false-green'],
  },
  {
    row: 32,
    name: 'disk full',
    sweep: change(box(), 'resources', (all) => ({
      ...all,
      disks: [
        { path: '/', purpose: 'system', total: 32e9, available: 1e6, readOnly: false, recordings: null },
      ],
    })),
    found: ['fail box disk disk-full'],
  },
  {
    row: 33,
    name: 'clock not synchronised',
    sweep: change(box(), 'clock', (clock) => ({ ...clock, synchronized: false })),
    found: ['warn box clock clock-free'],
  },
  {
    row: 35,
    name: 'WebSocket refused',
    sweep: withReading(box(), 'service', BOX, failed('refused')),
    found: ['fail box json-rpc service-down'],
  },
  {
    row: 36,
    name: 'JSON-RPC mute',
    sweep: service(box(), {
      ping: { kind: 'none', fault: { code: 'timeout', phase: 'ping', message: 'no reply' } },
      cameras: { kind: 'none', fault: { code: 'timeout', phase: 'ping', message: 'no reply' } },
    }),
    found: ['fail box json-rpc json-rpc-mute'],
  },
  {
    row: 35,
    name: 'wrong error code',
    sweep: service(box(), { unknownMethod: { kind: 'error', code: -32000, message: 'x', ms: 1 } }),
    found: ['fail box json-rpc unknown-method-wrong'],
  },
  {
    row: 35,
    name: 'wrong ping',
    sweep: service(box(), { ping: { kind: 'result', value: 'PONG!', ms: 1 } }),
    found: ['fail box json-rpc ping-wrong'],
  },
  {
    row: 37,
    name: 'health says ok, camera is dead',
    sweep: answer(
      answer(unplugged(), { says: 'ok', word: 'ready', httpStatus: 200 }),
      { says: 'ok', word: 'healthy', httpStatus: 200 },
      '/health/cameras',
    ),
    found: [`fail cam0 device device-missing`, 'fail box health-endpoints status-contradicts-health'],
  },
  {
    row: 37,
    name: 'HTTP status against body',
    sweep: answer(box(), { httpStatus: 503 }),
    found: ['fail box health-endpoints health-contradicts-itself'],
  },
  {
    row: 37,
    name: 'stale health',
    sweep: answer(box(), { timestamp: '2026-11-23T09:00:00.000Z' }),
    found: ['fail box health-endpoints health-stale'],
  },
  {
    row: 37,
    name: 'degraded against ready',
    sweep: service(box(), {
      status: { kind: 'result', ms: 1, value: { status: 'degraded', version: null, components: {} } },
    }),
    found: ['fail box health-endpoints status-contradicts-health'],
  },
  {
    row: 37,
    name: 'health down',
    sweep: {
      ...without(box(), 'health'),
      readings: { ...box().readings, health: { '/health/ready': failed('refused') } },
    },
    found: ['fail box health-endpoints health-down'],
  },
  {
    row: 38,
    name: 'unit starts before the network',
    sweep: change(box(), 'units', (units) => ({
      ...units,
      units: units.units.map((unit) => (unit.unit === 'camera0.service' ? { ...unit, after: [] } : unit)),
    })),
    found: ['warn box persistence unit-order'],
  },
  {
    row: 39,
    name: 'unit not enabled',
    sweep: change(box(), 'units', (units) => ({
      ...units,
      units: units.units.map((unit) =>
        unit.unit === 'mediamtx.service' ? { ...unit, unitFileState: 'disabled' } : unit,
      ),
    })),
    found: ['warn box persistence unit-disabled'],
  },
  {
    row: 39,
    name: 'path in memory only',
    sweep: change(box(), 'mediamtx.file', (file) => ({ ...file, paths: ['cam1'] })),
    found: ['warn box persistence path-in-memory'],
  },
  {
    row: 39,
    name: 'publisher in a login session',
    sweep: withPublisher(box(), { unit: null, session: 'session-3.scope' }),
    found: ['warn box persistence lives-in-session'],
  },
  {
    row: 39,
    name: '/dev/videoN in a command line',
    sweep: withPublisher(box(), { argv: ['ffmpeg', '-i', '/dev/video0', 'rtsp://127.0.0.1:8554/cam0'] }),
    found: ['warn box persistence unstable-name'],
  },
  {
    row: 40,
    name: 'loopback only',
    sweep: change(box(), 'mediamtx.config', (config) => ({
      ...config,
      rtspAddress: '127.0.0.1:8554',
      hlsAddress: '127.0.0.1:8888',
      webrtcAddress: '127.0.0.1:8889',
    })),
    found: ['warn box ports loopback-only'],
  },
  {
    row: 42,
    name: 'we are starved ourselves',
    sweep: withReading(box(), 'service', BOX, failed('timeout', 'connect', 'no answer within 4000 ms', 900)),
    found: [],
  },
  { row: 43, name: 'rate limited', sweep: service(box(), { limited: 'rate limit exceeded' }), found: [] },
  {
    row: 44,
    name: 'expected camera has no node',
    sweep: unplugged(),
    found: ['fail cam0 device device-missing'],
  },
  {
    row: 0,
    name: 'missing in the list of the service',
    sweep: service(box(), { cameras: { kind: 'result', ms: 1, value: [serviceCamera(1)] } }),
    found: [`fail ${CAM} service service-misses-camera`],
  },
  {
    row: 0,
    name: 'service hands out a path that does not exist',
    sweep: service(box(), {
      cameras: {
        kind: 'result',
        ms: 1,
        value: [serviceCamera(0, { streams: { rtsp: 'rtsp://127.0.0.1:8554/nowhere' } }), serviceCamera(1)],
      },
    }),
    found: [`fail ${CAM} service service-stream-missing`],
  },
  {
    row: 0,
    name: 'wrong size',
    sweep: declared(box(), { width: 1280, height: 720 }),
    found: ['fail yard decode wrong-size'],
  },
  {
    row: 0,
    name: 'wrong codec',
    sweep: declared(box(), { codec: 'H265' }),
    found: ['fail yard decode wrong-codec'],
  },
  {
    row: 0,
    name: 'fewer cameras than expected',
    sweep: expecting(box(), { expectCameras: 3 }),
    found: ['fail box expected-cameras too-few-cameras'],
  },
  {
    row: 0,
    name: 'a camera that was asked for and is none',
    sweep: asking(box(), 'yard'),
    found: ['fail box expected-cameras no-such-camera'],
  },
  {
    row: 0,
    name: 'a camera that was asked for, where MediaMTX does not tell of its own',
    sweep: asking(withReading(box(), 'mediamtx.paths', BOX, failed('timeout')), 'yard'),
    found: ['fail box mediamtx-api server-mute'],
  },
  {
    row: 14,
    name: 'CSI sensor that needs libcamera',
    sweep: truthful(
      withNode(
        change(
          box(),
          'capabilities',
          (value) => ({
            ...value,
            driver: 'unicam',
            formats: [{ fourcc: 'RG10', description: '10-bit Bayer', compressed: false, sizes: [] }],
          }),
          '/dev/video0',
        ),
        { driver: 'unicam' },
      ),
    ),
    found: [`fail ${CAM} device needs-libcamera`],
  },
  {
    row: 6,
    name: 'codec nodes are no cameras',
    sweep: change(box(), 'devices', (inventory) => ({
      ...inventory,
      nodes: [
        ...inventory.nodes,
        node(10, { driver: 'bcm2835-codec', card: 'bcm2835-codec-decode', byId: [], byPath: [] }),
      ],
    })),
    found: [],
  },
];

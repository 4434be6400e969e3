// What can be wrong, or only look wrong, about devices and the processes that hold them.
import type {
  KernelLogFacts,
  MediamtxSession,
  NodeCapabilities,
  Sweep,
  UsbDevice,
  VideoNode,
} from '../../src/model/index.ts';
import { troubleIn } from '../../src/probes/system/journal.ts';
import {
  capabilities,
  change,
  expecting,
  healthyBox,
  made,
  node,
  path,
  pathConfig,
  publisherProcess,
  serviceCamera,
  without,
  withReading,
} from '../support/sweeps.ts';
import { dead, truthful, withNode, withPublisher } from './broken.ts';
import type { FaultSweep } from './fault-sweep.ts';

const CAM = 'usb-Acme_Cam_0';
const box = () => healthyBox(2);

const on = (row: number, name: string, sweep: Sweep, ...found: readonly string[]): FaultSweep => ({
  row,
  name,
  sweep,
  found: found.map((one) =>
    / (?:box|yard|gate|cam0|video0) /.test(one) ? one : one.replace(' ', ` ${CAM} `),
  ),
});

/** What a program said, as the probe of the journal keeps it. */
const said = (unit: string, ...lines: readonly string[]): Sweep =>
  withReading(dead(box()), 'journal', unit, made({ unit, lines: troubleIn(lines.join('\n')) }));

/** Last words as ffmpeg 5.1 and GStreamer 1.22 write them, each with what stands around them. */
const words: readonly (readonly [row: number, code: string, ...lines: readonly string[]])[] = [
  [
    8,
    'no-usb-bandwidth',
    '[video4linux2,v4l2 @ 0x5581] ioctl(VIDIOC_STREAMON): No space left on device',
    '/dev/video0: No space left on device',
  ],
  [8, 'no-usb-bandwidth', 'libv4l2: error turning on stream: No space left on device'],
  [
    16,
    'no-hardware-encoder',
    '[h264_v4l2m2m @ 0x55b817717440] Could not find a valid device',
    "[h264_v4l2m2m @ 0x55b817717440] can't configure encoder",
    'Error initializing output stream 0:0 -- Error while opening encoder for output stream #0:0 - maybe incorrect parameters such as bit_rate, rate, width or height',
  ],
  [16, 'no-hardware-encoder', '[h264_omx @ 0x562f481b8440] libOMX_Core.so not found'],
  [16, 'no-hardware-encoder', 'WARNING: erroneous pipeline: no element "v4l2h264enc"'],
  [9, 'streaming-error', '[video4linux2,v4l2 @ 0x5581] ioctl(VIDIOC_DQBUF): Input/output error'],
  [10, 'camera-left', '[video4linux2,v4l2 @ 0x5581] ioctl(VIDIOC_DQBUF): No such device'],
  [
    15,
    'no-such-format',
    "[video4linux2,v4l2 @ 0x5581] Cannot find a proper format for codec 'mjpeg' (id 7), pixel format 'none' (id -1)",
    '/dev/video0: Invalid argument',
  ],
  [
    14,
    'no-such-format',
    '[video4linux2,v4l2 @ 0x563eed0218c0] ioctl(VIDIOC_G_INPUT): Inappropriate ioctl for device',
    '/dev/video0: Inappropriate ioctl for device',
  ],
  [
    4,
    'device-busy-for-publisher',
    '[video4linux2,v4l2 @ 0x5581] ioctl(VIDIOC_REQBUFS): Device or resource busy',
    '/dev/video0: Device or resource busy',
  ],
  [
    3,
    'publisher-denied',
    '[video4linux2,v4l2 @ 0x5570] Cannot open video device /dev/video0: Permission denied',
    '/dev/video0: Permission denied',
  ],
];

const usb = (over: Partial<UsbDevice> = {}): UsbDevice => ({
  port: '1-1.2',
  vendorId: '046d',
  productId: '0825',
  manufacturer: null,
  product: 'Cam',
  serial: null,
  speedMbps: 480,
  busnum: 1,
  devnum: 4,
  ...over,
});

const asks = (...options: readonly string[]) => [
  'ffmpeg',
  ...['-f', 'lavfi', '-i', 'anullsrc', '-f', 'v4l2', ...options],
  ...['-i', '/dev/v4l/by-id/usb-Acme_Cam_0-video-index0', '-f', 'rtsp', 'rtsp://127.0.0.1:8554/cam0'],
];

/** A raw sensor on a CSI cable in place of camera 0. */
const csi = (): Sweep =>
  change(
    withNode(box(), { driver: 'unicam', usb: null, byId: [], byPath: [] }),
    'capabilities',
    (value): NodeCapabilities => ({
      ...value,
      driver: 'unicam',
      formats: [{ fourcc: 'RG10', description: '10-bit Bayer', compressed: false, sizes: [] }],
    }),
    '/dev/video0',
  );

/** MediaMTX drives the sensor itself: a child of it holds the node, and the path has no session. */
const driven = (sweep: Sweep): Sweep =>
  [
    (next: Sweep) =>
      withPublisher(next, {
        ppid: 400,
        comm: 'mtxrpicam',
        argv: ['/dev/shm/mtxrpicam'],
        sockets: [],
        unit: 'mediamtx.service',
      }),
    (next: Sweep) =>
      change(next, 'mediamtx.paths', ([, other]) => [
        path(0, { source: { type: 'rpiCameraSource', id: '' } }),
        ...(other ? [other] : []),
      ]),
    (next: Sweep) =>
      change(next, 'mediamtx.sessions', (all: readonly MediamtxSession[]) =>
        all.filter((one) => one.path !== 'cam0'),
      ),
  ].reduce((next, step) => step(next), sweep);

/** Both cameras of the box are such. */
function twoDriven(): Sweep {
  const other = change(driven(csi()), 'devices', (inventory) => ({
    ...inventory,
    nodes: inventory.nodes.map((one) => ({ ...one, driver: 'unicam', byId: [], byPath: [] })),
  }));
  const held = change(other, 'processes', (table) => ({
    ...table,
    processes: table.processes.map((one) =>
      one.pid === 501
        ? { ...one, ppid: 400, comm: 'mtxrpicam', argv: ['/dev/shm/mtxrpicam'], sockets: [] }
        : one,
    ),
  }));
  const paths = change(held, 'mediamtx.paths', () =>
    [0, 1].map((index) => path(index, { source: { type: 'rpiCameraSource', id: '' } })),
  );
  return change(paths, 'mediamtx.sessions', () => []);
}

/** `rpicam-vid | ffmpeg`: one holds the sensor, the other publishes. */
const piped = (sweep: Sweep): Sweep =>
  change(
    withPublisher(sweep, {
      argv: ['ffmpeg', '-i', '-', '-f', 'rtsp', 'rtsp://127.0.0.1:8554/cam0'],
      devices: [],
      pipes: ['pipe:[7]'],
      reads: ['pipe:[7]'],
    }),
    'processes',
    (table) => ({
      ...table,
      processes: [
        ...table.processes,
        publisherProcess(0, {
          pid: 600,
          comm: 'rpicam-vid',
          argv: ['rpicam-vid', '-t', '0', '-o', '-'],
          sockets: [],
          pipes: ['pipe:[7]'],
          reads: [],
        }),
      ],
    }),
  );
const moving = (sweep: Sweep, pid: number): Sweep => {
  const progress = sweep.readings.progress?.['500'];
  if (!progress?.ok) throw new Error('no progress of the publisher');
  return withReading(sweep, 'progress', String(pid), made({ ...progress.value, pid }));
};

/** Its descriptors are hidden from us. */
const hidden = (sweep: Sweep, over: Parameters<typeof publisherProcess>[1]): Sweep =>
  change(
    withPublisher(sweep, { fdsReadable: false, devices: [], sockets: [], ...over }),
    'processes',
    (table) => ({
      ...table,
      sawAll: false,
      hidden: 1,
    }),
  );

const withNodes = (sweep: Sweep, ...nodes: readonly VideoNode[]): Sweep =>
  change(sweep, 'devices', (inventory) => ({ ...inventory, nodes: [...inventory.nodes, ...nodes] }));

const loopback = (deviceCaps: number, flags: readonly string[]): Sweep =>
  change(
    withPublisher(
      withNode(box(), {
        driver: null,
        parent: null,
        byId: [],
        byPath: [],
        card: 'Dummy video device (0x0000)',
      }),
      { argv: ['ffmpeg', '-i', '/dev/video0', 'rtsp://127.0.0.1:8554/cam0'] },
    ),
    'capabilities',
    (value) => ({ ...value, driver: 'v4l2 loopback', deviceCaps, flags, formats: [] }),
    '/dev/video0',
  );

const kernel = (over: Partial<KernelLogFacts>): Sweep =>
  change(withNode(box(), { usb: usb() }), 'kernelLog', (log) => ({ ...log, ...over }));

/** Service and health say what is true: both cameras are broken. */
const truthfulAll = (sweep: Sweep): Sweep =>
  change(truthful(sweep), 'service', (service) => ({
    ...service,
    cameras: {
      kind: 'result',
      ms: 1,
      value: [0, 1].map((index) => serviceCamera(index, { status: 'DISCONNECTED' })),
    },
  }));

export const deviceSweeps: readonly FaultSweep[] = [
  on(
    9,
    'transfer errors of the last hour',
    kernel({ videoErrors: [{ subject: '1-1.2:1.1', count: 9, recent: 3, last: 'Non-zero status (-71)' }] }),
    'warn box kernel-log usb-errors',
  ),
  on(
    9,
    'transfer errors of yesterday',
    kernel({ videoErrors: [{ subject: '1-1.2:1.1', count: 9, recent: 0, last: 'Non-zero status (-71)' }] }),
  ),
  on(
    10,
    'a loop of the last hour',
    kernel({ usbDisconnects: [{ port: '1-1.2', count: 30, recent: 12, last: 'USB disconnect' }] }),
    'warn box kernel-log usb-disconnects',
  ),
  on(
    10,
    'a plug that was pulled now and then',
    kernel({ usbDisconnects: [{ port: '1-1.2', count: 30, recent: 1, last: 'USB disconnect' }] }),
  ),
  on(
    44,
    'something on the USB that does not come up',
    kernel({
      notEnumerated: [{ port: '1-1.3', count: 1, recent: 1, last: 'unable to enumerate USB device' }],
    }),
    'warn box kernel-log usb-not-enumerated',
  ),
  on(
    44,
    'a USB controller that died',
    kernel({ controllerDied: ['xhci_hcd 0000:01:00.0: HC died; cleaning up'] }),
    'warn box kernel-log usb-controller-died',
  ),
  ...words.map(([row, code, ...lines]) =>
    on(row, `last words: ${lines[0]}`, said('camera0.service', ...lines), `fail capture ${code}`),
  ),
  on(
    4,
    'what another camera’s publisher said is not about this one',
    said('mediamtx.service', '/dev/video1: Device or resource busy'),
    'fail capture no-publisher',
  ),
  on(
    4,
    'what a unit said that holds another camera is not about this one',
    said('camera1.service', '[h264_v4l2m2m @ 0x55] Could not find a valid device'),
    'fail capture no-publisher',
  ),
  on(
    32,
    'a disk without room is no USB without room',
    said('camera0.service', 'av_interleaved_write_frame(): No space left on device'),
    'fail capture no-publisher',
  ),
  on(
    15,
    'a size that the driver replaced by another one',
    withPublisher(box(), { argv: asks('-video_size', '1920x1080') }),
    'warn capture mode-changed',
  ),
  on(
    15,
    'a rate that the driver replaced by another one',
    withPublisher(box(), { argv: asks('-video_size', '1280x720', '-framerate', '30') }),
    'warn capture mode-changed',
  ),
  on(
    15,
    'a mode that it has, after another input',
    withPublisher(box(), {
      argv: asks('-input_format', 'mjpeg', '-video_size', '1280x720', '-framerate', '15'),
    }),
  ),
  on(
    15,
    'a format whose name nobody here knows',
    withPublisher(box(), { argv: asks('-input_format', 'yuvj422p', '-video_size', '640x360') }),
  ),
  on(14, 'a CSI sensor that MediaMTX drives', driven(csi())),
  on(14, 'two CSI sensors that MediaMTX drives: which is which is not told, and nothing is red', twoDriven()),
  on(14, 'a CSI sensor that rpicam-vid feeds to ffmpeg', moving(piped(csi()), 600)),
  on(
    13,
    'suspended while held, by the USB device and not its interface',
    withNode(box(), { runtimeStatus: 'suspended', powerControl: 'auto', usb: usb() }),
    'warn device device-asleep',
  ),
  on(
    3,
    'a publisher outside the group whose descriptors are hidden, and whose stream flows',
    hidden(box(), { groups: [998] }),
  ),
  on(
    3,
    'a publisher outside the group whose descriptors are hidden, and whose stream does not flow',
    truthful(
      change(
        change(hidden(box(), { groups: [998] }), 'mediamtx.paths', (all) =>
          all.map((one) =>
            one.name === 'cam0'
              ? path(0, { ready: false, available: false, online: false, source: null, bytesReceived: 0 })
              : one,
          ),
        ),
        'mediamtx.flow',
        (flow) => ({
          ...flow,
          paths: {
            cam1: flow.paths['cam1'] ?? {
              samples: [],
              grew: false,
              packetsLost: null,
              packetsReceived: null,
            },
          },
        }),
      ),
    ),
    'fail device device-denied',
  ),
  on(
    0,
    'a loopback device that nobody writes to',
    truthful(
      expecting(loopback(0x0520_0002, ['VIDEO_OUTPUT', 'STREAMING']), {
        cameras: [{ name: 'yard', device: '/dev/video0', paths: ['cam0'] }],
      }),
    ),
    'fail yard device no-producer',
    'warn box persistence unstable-name',
  ),
  on(
    0,
    'a loopback device with a writer and no publisher',
    change(
      dead(loopback(0x0520_0003, ['VIDEO_CAPTURE', 'VIDEO_OUTPUT', 'STREAMING'])),
      'processes',
      (table) => ({
        ...table,
        processes: [
          ...table.processes,
          publisherProcess(0, {
            pid: 700,
            argv: ['ffmpeg', '-i', 'film.mp4', '-f', 'v4l2', '/dev/video0'],
            unit: null,
            sockets: [],
          }),
        ],
      }),
    ),
    'fail video0 capture no-publisher',
    'warn box persistence unstable-name',
  ),
  on(
    7,
    'a hook that names a number that no camera has any more',
    change(dead(box()), 'mediamtx.pathConfigs', (all) =>
      all.map((one) =>
        one.name === 'cam0'
          ? pathConfig(0, { runOnInit: 'ffmpeg -f v4l2 -i /dev/video7 -f rtsp rtsp://127.0.0.1:8554/cam0' })
          : one,
      ),
    ),
    'fail cam0 device device-renumbered',
    'fail capture no-publisher',
    'warn box persistence unstable-name',
  ),
  on(
    7,
    'a camera that was declared by a number, and has another one now',
    expecting(
      withReading(
        dead(
          withNode(without(box(), 'capabilities', '/dev/video0'), {
            path: '/dev/video6',
            name: 'video6',
            usb: usb({ serial: 'A1' }),
          }),
        ),
        'capabilities',
        '/dev/video6',
        made(capabilities()),
      ),
      {
        cameras: [{ name: 'yard', device: '/dev/video0', paths: ['cam0'], expect: { usb: '046d:0825 A1' } }],
      },
    ),
    'fail yard device device-renumbered',
  ),
  on(
    7,
    'two publishers on the device of each other: each path shows the other camera',
    truthfulAll(
      expecting(
        change(box(), 'processes', (table) => ({
          ...table,
          processes: table.processes.map((one) =>
            one.comm === 'ffmpeg'
              ? { ...one, devices: [one.pid === 500 ? '/dev/video1' : '/dev/video0'] }
              : one,
          ),
        })),
        {
          cameras: ['yard', 'gate'].map((name, index) => ({
            name,
            device: `/dev/video${index}`,
            paths: [`cam${index}`],
          })),
        },
      ),
    ),
    'fail yard capture wrong-device',
    'fail gate capture wrong-device',
  ),
  on(
    0,
    'one device declared as two cameras',
    expecting(box(), {
      cameras: [
        { name: 'gate', device: '/dev/video0', paths: ['cam0'] },
        { name: 'yard', device: '/dev/v4l/by-id/usb-Acme_Cam_0-video-index0', paths: [] },
      ],
    }),
    'fail yard publish camera-twice',
    'fail yard service service-says-alive',
    'fail yard health health-says-ok',
  ),
  on(
    5,
    'a publisher on the metadata node of its camera',
    truthful(
      withReading(
        withPublisher(
          withNodes(box(), node(7, { index: 1, parent: '/sys/devices/usb1/1-1', byId: [], byPath: [] })),
          {
            argv: ['ffmpeg', '-f', 'v4l2', '-i', '/dev/video7', '-f', 'rtsp', 'rtsp://127.0.0.1:8554/cam0'],
            devices: [],
            sockets: [],
          },
        ),
        'capabilities',
        '/dev/video7',
        made(capabilities({ deviceCaps: 0x04a00000, flags: ['META_CAPTURE'], formats: [], current: null })),
      ),
    ),
    'fail capture not-a-capture-node',
  ),
];

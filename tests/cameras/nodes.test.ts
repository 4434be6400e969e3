import { describe, expect, it } from 'vitest';
import { nearestMode, nodeKind, physicalCameras } from '../../src/cameras/nodes.ts';
import type { FrameSize, NodeCapabilities, UsbDevice, VideoNode } from '../../src/model/index.ts';
import { capabilities, made, node } from '../support/sweeps.ts';

const opened = (over: Partial<NodeCapabilities>) => capabilities({ formats: [], ...over });
const format = (fourcc: string, sizes: readonly FrameSize[] = []) => ({
  fourcc,
  description: '',
  compressed: false,
  sizes,
});
const usb = (port: string, serial: string | null): UsbDevice => ({
  port,
  vendorId: '046d',
  productId: '0825',
  manufacturer: null,
  product: null,
  serial,
  speedMbps: 480,
  busnum: 1,
  devnum: 2,
});

describe('nodeKind', () => {
  it.each<[string, Partial<VideoNode>, Partial<NodeCapabilities> | null, string]>([
    ['a UVC capture node', {}, { deviceCaps: 0x0420_0001 }, 'camera'],
    ['its metadata node', { index: 1 }, { deviceCaps: 0x04a0_0000 }, 'metadata'],
    ['a multi-planar camera', { driver: 'vivid' }, { driver: 'vivid', deviceCaps: 0x0420_1000 }, 'camera'],
    ['an output', { driver: 'vivid' }, { driver: 'vivid', deviceCaps: 0x0420_0002 }, 'output'],
    ['a metadata output', { driver: 'vivid' }, { driver: 'vivid', deviceCaps: 0x0c20_0000 }, 'metadata'],
    ['a radio with a video node', {}, { deviceCaps: 0x0001_0000 }, 'other'],
    ['an unknown codec', { driver: 'acme-vpu' }, { driver: 'acme-vpu', deviceCaps: 0x0420_4000 }, 'codec'],
    ['a known codec by sysfs', { driver: 'bcm2835_codec' }, null, 'codec'],
    ['a known codec by its card', { driver: null, card: 'bcm2835-isp-capture0' }, null, 'codec'],
    ['a camera with a codec in its name', { card: 'coda Webcam' }, null, 'camera'],
    ['a decoder that captures', { driver: 'rkvdec' }, { driver: 'rkvdec', deviceCaps: 0x0420_1000 }, 'codec'],
    ['a raw receiver by sysfs', { driver: 'rp1-cfe' }, null, 'csi'],
    [
      'a raw receiver that also carries metadata',
      { driver: 'unicam' },
      { driver: 'unicam', deviceCaps: 0x0480_0001, formats: [format('pBAA'), format('BA10')] },
      'csi',
    ],
    [
      'a receiver behind an HDMI bridge',
      { driver: 'unicam' },
      { driver: 'unicam', deviceCaps: 0x0400_0001, formats: [format('UYVY')] },
      'camera',
    ],
    [
      'a piece of a media pipeline',
      { driver: 'intel-ipu6' },
      { driver: 'isys', deviceCaps: 0x2400_0001, formats: [format('BA10')] },
      'csi',
    ],
    ['a loopback without a producer', {}, { driver: 'v4l2 loopback', deviceCaps: 0x0520_0002 }, 'output'],
    ['a plain file', { file: 'not-a-device' }, null, 'not-a-device'],
    ['a node that is not in /dev', { file: 'missing' }, null, 'missing'],
    ['a codec that is not in /dev', { file: 'missing', driver: 'rpivid' }, null, 'codec'],
    ['the second stream of a UVC camera', { index: 2 }, null, 'camera'],
    ['an unopened metadata node', { index: 3 }, null, 'metadata'],
  ])('%s', (_, of, answer, kind) => {
    const judged = nodeKind(node(0, of), answer ? opened(answer) : undefined);
    expect(judged.kind).toBe(kind);
    expect(judged.why).not.toBe('');
  });
});

describe('physicalCameras', () => {
  const cameras = (...nodes: VideoNode[]) => physicalCameras({ root: '/dev', nodes, usbWithoutNode: [] });
  const names = (...nodes: VideoNode[]) => cameras(...nodes).map(({ stableName }) => stableName);

  it('puts the nodes of one device together, and leaves out what is none', () => {
    const parent = '/sys/devices/usb1/1-1/1-1:1.0';
    const found = cameras(
      node(0, { parent }),
      node(1, { parent, index: 1 }),
      node(10, { driver: 'bcm2835-codec', parent: '/sys/devices/codec' }),
      node(11, { file: 'missing', driver: 'bcm2835-isp', parent: '/sys/devices/isp' }),
    );
    expect(found.map(({ primary, nodes }) => [primary.name, nodes.map(({ name }) => name)])).toEqual([
      ['video0', ['video0', 'video1']],
    ]);
  });

  it('tells several cameras of one driver’s parent apart', () => {
    const parent = '/sys/devices/platform/vivid.0';
    const nodes = [
      node(3, { parent }),
      node(4, { parent, index: 1 }),
      node(7, { parent }),
      node(8, { parent, index: 1 }),
    ];
    expect(cameras(...nodes).map(({ nodes: own }) => own.map(({ name }) => name))).toEqual([
      ['video3', 'video4'],
      ['video7', 'video8'],
    ]);
  });

  it('takes each channel of a capture card for a camera', () => {
    const card = { driver: 'tw686x', parent: '/sys/devices/pci0000:00/0000:02:00.0' };
    expect(cameras(...[0, 1, 2, 3].map((index) => node(index, { ...card, index })))).toHaveLength(4);
  });

  it('goes by the bus address where numbers are mixed up', () => {
    const parent = '/sys/devices/platform/vivid.0';
    const nodes = [node(0, { parent }), node(1, { parent }), node(2, { parent, index: 1 })];
    const on = (busInfo: string, deviceCaps = 0x0420_0001) => made(capabilities({ busInfo, deviceCaps }));
    const answers = { '/dev/video0': on('a'), '/dev/video1': on('b'), '/dev/video2': on('a', 0x0c20_0000) };
    const found = physicalCameras({ root: '/dev', nodes, usbWithoutNode: [] }, answers);
    expect(found.map(({ nodes: own }) => own.map(({ name }) => name))).toEqual([
      ['video0', 'video2'],
      ['video1'],
    ]);
  });

  it('counts a plain file and a missing node as cameras that should be there', () => {
    expect(names(node(0, { file: 'not-a-device' }), node(1, { file: 'missing' }))).toHaveLength(2);
  });

  it('does not trust a by-id link that two interfaces of one camera want', () => {
    const colour = node(0, { usb: usb('1-1', 'A1'), parent: '/a/1-1:1.0' });
    const infrared = node(2, { usb: usb('1-1', 'A1'), parent: '/a/1-1:1.2', byId: [] });
    expect(names(colour, infrared)).toEqual([colour.byPath[0], infrared.byPath[0]]);
    const metadata = { ...colour, path: '/dev/video1', name: 'video1', index: 1 };
    expect(names(colour, metadata)).toEqual([colour.byId[0]]);
  });

  it('names a camera by-id, by-path where a twin wants the same link, and by its node where there is nothing', () => {
    const one = node(0, { usb: usb('1-1', 'A1'), parent: '/a' });
    const other = node(2, { usb: usb('1-2', 'B2'), parent: '/b' });
    expect(names(one, other)).toEqual([one.byId[0], other.byId[0]]);
    for (const serial of ['A1', null]) {
      const twins = [one, other].map((camera) => ({
        ...camera,
        usb: camera.usb && { ...camera.usb, serial },
      }));
      expect(names(...twins)).toEqual([one.byPath[0], other.byPath[0]]);
    }
    expect(names(node(4, { byId: [], byPath: [] }))).toEqual(['/dev/video4']);
  });
});

describe('nearestMode', () => {
  const sizes: FrameSize[] = [
    { width: 640, height: 480, rates: [30, 15] },
    { width: 1280, height: 720, rates: [10] },
  ];
  const camera = opened({ formats: [format('YUYV', sizes), format('MJPG', [sizes[1] as FrameSize])] });
  const range: FrameSize = {
    width: 48,
    height: 32,
    maxWidth: 1920,
    maxHeight: 1080,
    stepWidth: 16,
    stepHeight: 8,
    rates: [30, 1],
    anyRateBetween: true,
  };

  it.each<[string, Parameters<typeof nearestMode>[1], object]>([
    ['a listed mode', { fourcc: 'YUYV', width: 640, height: 480, fps: 15 }, { fps: 15, exact: true }],
    ['29.97 for 30', { width: 640, height: 480, fps: 29.97 }, { fps: 30, exact: true }],
    ['the nearest rate', { width: 640, height: 480, fps: 25 }, { fps: 30, exact: false }],
    [
      'the size before the rate',
      { width: 1280, height: 720, fps: 30 },
      { width: 1280, fps: 10, exact: false },
    ],
    ['the nearest size', { width: 800, height: 600 }, { width: 640, height: 480, exact: false }],
    ['another format only where there is no such', { fourcc: 'H264' }, { exact: false }],
    [
      'the format before the size',
      { fourcc: 'MJPG', width: 640, height: 480 },
      { fourcc: 'MJPG', width: 1280 },
    ],
    ['nothing in particular', {}, { exact: true }],
  ])('finds %s', (_, wanted, expected) => {
    expect(nearestMode(camera, wanted)).toMatchObject(expected);
  });

  it.each<[string, Parameters<typeof nearestMode>[1], object]>([
    ['a size on a step', { width: 640, height: 480, fps: 12 }, { width: 640, fps: 12, exact: true }],
    ['a size off the steps', { width: 641, height: 480 }, { width: 640, height: 480, exact: false }],
    ['a size beyond the end', { width: 4096, height: 2160 }, { width: 1920, height: 1080, exact: false }],
    ['a rate beyond the end', { width: 640, height: 480, fps: 60 }, { fps: 30, exact: false }],
  ])('finds %s of a range', (_, wanted, expected) => {
    expect(nearestMode(opened({ formats: [format('YUYV', [range])] }), wanted)).toMatchObject(expected);
  });

  it('does not speak against a size that the driver does not list', () => {
    const silent = opened({ formats: [format('MJPG')] });
    expect(nearestMode(silent, { fourcc: 'MJPG', width: 640, height: 480, fps: 30 })).toMatchObject({
      exact: true,
    });
    expect(nearestMode(silent, { fourcc: 'H264' })).toMatchObject({ fourcc: 'MJPG', exact: false });
    expect(nearestMode(opened({}), { width: 640 })).toBeNull();
  });
});

import { describe, expect, it } from 'vitest';
import { physicalCameras } from '../../src/cameras/physical-cameras.ts';
import type { UsbDevice, VideoNode } from '../../src/model/index.ts';
import { capabilities, made, node } from '../support/sweeps.ts';

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

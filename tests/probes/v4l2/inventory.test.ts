import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import { type DeviceHost, realDevices } from '../../../src/probes/device-host.ts';
import { inventory } from '../../../src/probes/v4l2/inventory.ts';
import { deviceTree, uvcCamera } from '../../support/v4l2-tree.ts';

const look = (devices: DeviceHost, configured: readonly string[] = []) =>
  inventory.observe('box', {
    config: { cameras: configured.map((device) => ({ device })) } as never,
    devices,
    known: {},
    wake: false,
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
  });

describe('inventory', () => {
  it('reads what sysfs and the links of udev tell about a USB camera', async () => {
    await using tree = await deviceTree({
      ...uvcCamera('1-1.2', [0, 1], { manufacturer: 'Logi\u001b[31mtech', serial: 'D8A7' }),
      '/dev/v4l/by-id/usb-046d_C920_D8A7-video-index0': '-> ../../video0',
      '/dev/v4l/by-id/usb-046d_C920_D8A7-video-index1': '-> ../../video1',
      '/dev/v4l/by-path/pci-0-usb-0:1.2:1.0-video-index0': '-> ../../video0',
      '/dev/v4l/by-path/pci-0-usbv2-0:1.2:1.0-video-index0': '-> ../../video0',
      '/dev/front-door': '-> video0',
      '/dev/fd': '-> /proc/self/fd',
    });
    const { nodes, usbWithoutNode, root } = await look(tree.host);
    const dev = (path: string) => join(tree.root, 'dev', path);
    expect(root).toBe(tree.host.devRoot);
    expect(usbWithoutNode).toEqual([]);
    expect(nodes).toHaveLength(2);
    expect(nodes[0]).toEqual({
      path: dev('video0'),
      name: 'video0',
      file: 'character',
      uid: process.getuid?.(),
      gid: expect.any(Number),
      mode: expect.any(Number),
      group: expect.any(String),
      card: 'HD Pro Webcam C920',
      index: 0,
      driver: 'uvcvideo',
      parent: join(tree.root, 'sys/devices/pci0000:00/usb1/1-1.2/1-1.2:1.0'),
      byId: [dev('v4l/by-id/usb-046d_C920_D8A7-video-index0')],
      byPath: [
        dev('v4l/by-path/pci-0-usb-0:1.2:1.0-video-index0'),
        dev('v4l/by-path/pci-0-usbv2-0:1.2:1.0-video-index0'),
      ],
      aliases: [dev('front-door')],
      usb: {
        port: '1-1.2',
        vendorId: '046d',
        productId: '082d',
        manufacturer: 'Logitech',
        product: 'HD Pro Webcam C920',
        serial: 'D8A7',
        speedMbps: 480,
        busnum: 1,
        devnum: 4,
      },
      // Of the device: its interface, which is awake whenever it has a driver, says nothing.
      runtimeStatus: 'suspended',
      powerControl: 'auto',
    });
    expect(nodes[1]).toMatchObject({ index: 1, parent: nodes[0]?.parent, usb: nodes[0]?.usb });
    expect(nodes[1]).not.toHaveProperty('aliases');
  });

  it('follows links through links, and finds those that the configuration names wherever they are', async () => {
    await using tree = await deviceTree({
      ...uvcCamera('1-1', [0]),
      '/dev/v4l/by-id/usb-046d_C920-video-index0': '-> ../../video0',
      '/dev/yard': '-> v4l/by-id/usb-046d_C920-video-index0',
      '/dev/cameras/gate': '-> ../yard',
      '/dev/cameras/unnamed': '-> ../video0',
      '/dev/cameras/gone': '-> ../video7',
    });
    const dev = (path: string) => join(tree.root, 'dev', path);
    const named = ['cameras/gate', 'cameras/gone', 'yard', 'v4l/by-id/usb-046d_C920-video-index0'].map(dev);
    expect((await look(tree.host, named)).nodes).toMatchObject([
      { byId: [dev('v4l/by-id/usb-046d_C920-video-index0')], aliases: [dev('yard'), dev('cameras/gate')] },
    ]);
  });

  it('puts nodes in the order of their numbers', async () => {
    await using tree = await deviceTree({
      ...uvcCamera('1-1', [10]),
      ...uvcCamera('1-2', [2]),
      ...uvcCamera('1-3', [0]),
    });
    expect((await look(tree.host)).nodes.map(({ name }) => name)).toEqual(['video0', 'video2', 'video10']);
  });

  it('tells a plain file in place of a node, with and without a device in sysfs', async () => {
    const files = ['/dev/video0', '/dev/video7'];
    await using tree = await deviceTree({ ...uvcCamera('1-1', [0]), '/dev/video7': 'pictures' }, files);
    expect((await look(tree.host)).nodes).toMatchObject([
      { name: 'video0', file: 'not-a-device', card: 'HD Pro Webcam C920' },
      { name: 'video7', file: 'not-a-device', card: null, driver: null, parent: null },
    ]);
  });

  it('lists what sysfs knows and /dev has not, and what is in /dev alone', async () => {
    const { '/dev/video0': _, ...without } = uvcCamera('1-1', [0]);
    await using tree = await deviceTree({
      ...without,
      '/dev/v4l/by-id/usb-046d_C920-video-index0': '-> ../../video0',
      '/dev/video9': '',
      '/dev/video8': '-> video9',
      '/dev/v4l-subdev0': '',
      '/dev/video-notes': '',
      '/dev/vbi0': '',
    });
    expect((await look(tree.host)).nodes).toMatchObject([
      {
        name: 'video0',
        file: 'missing',
        uid: null,
        mode: null,
        group: null,
        driver: 'uvcvideo',
        byId: [expect.stringContaining('by-id')],
      },
      { name: 'video9', file: 'character', card: null, aliases: [join(tree.root, 'dev/video8')] },
    ]);
  });

  it('finds a USB camera for which no node came up, once, with the driver of its interface', async () => {
    const failed = uvcCamera('1-1.3', [], { idProduct: '0825' });
    const { '/sys/devices/pci0000:00/usb1/1-1.4/1-1.4:1.0/driver': _, ...driverless } = uvcCamera(
      '1-1.4',
      [],
    );
    await using tree = await deviceTree({
      ...uvcCamera('1-1.2', [0]),
      ...failed,
      ...driverless,
      '/sys/devices/pci0000:00/usb1/1-1.5/1-1.5:1.0/bInterfaceClass': '03\n',
      '/sys/bus/usb/devices/1-1.5:1.0': '-> /sys/devices/pci0000:00/usb1/1-1.5/1-1.5:1.0',
      '/sys/bus/usb/devices/1-1.6:1.0': '-> /sys/devices/went-away-just-now',
    });
    expect((await look(tree.host)).usbWithoutNode).toMatchObject([
      { port: '1-1.3', productId: '0825', videoDriver: 'uvcvideo' },
      { port: '1-1.4', productId: '082d', videoDriver: null },
    ]);
  });

  it('does not mind a parent without USB, or a device without a parent', async () => {
    await using tree = await deviceTree({
      '/sys/devices/platform/vivid.0/video4linux/video0/name': 'vivid-000-vid-cap\n',
      '/sys/devices/platform/vivid.0/video4linux/video0/index': 'x\n',
      '/sys/devices/platform/vivid.0/video4linux/video0/device': '-> /sys/devices/platform/vivid.0',
      '/sys/devices/platform/vivid.0/driver': '-> /sys/bus/platform/drivers/vivid',
      '/sys/class/video4linux/video0': '-> /sys/devices/platform/vivid.0/video4linux/video0',
      '/sys/devices/virtual/video4linux/video1/name': 'Dummy video device\n',
      '/sys/class/video4linux/video1': '-> /sys/devices/virtual/video4linux/video1',
      '/dev/video0': '',
      '/dev/video1': '',
    });
    expect((await look(tree.host)).nodes).toMatchObject([
      { driver: 'vivid', usb: null, index: null, runtimeStatus: null },
      { driver: null, usb: null, parent: null, card: 'Dummy video device' },
    ]);
  });

  it('finds nothing on a box without video, and says so where there is no /dev', async () => {
    await using tree = await deviceTree({});
    expect(await look(tree.host)).toEqual({ root: tree.host.devRoot, nodes: [], usbWithoutNode: [] });
    const nowhere = { ...tree.host, devRoot: join(tree.root, 'nowhere') };
    await expect(look(nowhere)).rejects.toThrow('ENOENT');
  });

  it('reads the machine that the tests run on', async () => {
    const { nodes } = await look(realDevices);
    for (const node of nodes) expect(node.path).toMatch(/^\/dev\/video\d+$/);
  });
});

import { describe, expect, it } from 'vitest';
import { physicalCameras } from '../../../src/cameras/nodes.ts';
import type { realDevices } from '../../../src/probes/device-host.ts';
import { inventory } from '../../../src/probes/v4l2/inventory.ts';
import { deviceTree } from '../../support/v4l2-tree.ts';

/**
 * Recorded: how real machines call their USB cameras, after listings that their owners published (`udevadm info`,
 * `lsusb -t`, the kernel's log). Paths, ports and node numbers are theirs; where a listing names no maker or link, one
 * is filled in, and the rest of sysfs is left out. What the kernel itself makes of a USB camera is tried in the lab.
 */
interface Recorded {
  readonly machine: string;
  readonly cameras: readonly RecordedCamera[];
}
interface RecordedCamera {
  /** The interface of the nodes, below /sys/devices. */
  readonly at: string;
  readonly nodes: readonly number[];
  readonly attributes: Readonly<Record<string, string>>;
  /** Links of udev to the first node. */
  readonly links?: readonly string[];
  /** What the tests expect of it: its port, and the name by which it is known for good. */
  readonly port: string;
  readonly stable: string;
}

const C615 = 'v4l/by-id/usb-046d_HD_Webcam_C615_1563CF40-video-index0';
const CHICONY = 'v4l/by-id/usb-Chicony_Electronics_Co.__Ltd._Chicony_USB_2.0_Camera_SN0001-video-index0';

const recorded: readonly Recorded[] = [
  {
    machine: 'a PC, behind two hubs; sound comes first, so the video interface is the third',
    cameras: [
      {
        at: 'pci0000:00/0000:00:1a.7/usb1/1-6/1-6.1/1-6.1.2/1-6.1.2:1.2',
        nodes: [0],
        attributes: { idVendor: '046d', idProduct: '082c', serial: '1563CF40', speed: '480', busnum: '1' },
        links: ['v4l/by-path/pci-0000:00:1a.7-usb-0:6.1.2:1.2-video-index0', C615],
        port: '1-6.1.2',
        stable: C615,
      },
    ],
  },
  {
    machine: 'a laptop with its own camera',
    cameras: [
      {
        at: 'pci0000:00/0000:00:1a.7/usb1/1-6/1-6:1.0',
        nodes: [0],
        attributes: { idVendor: '04f2', idProduct: 'b008', serial: 'SN0001', speed: '480', busnum: '1' },
        links: ['v4l/by-path/pci-0000:00:1a.7-usb-0:6:1.0-video-index0', CHICONY],
        port: '1-6',
        stable: CHICONY,
      },
    ],
  },
  {
    machine: 'a camera with four nodes on one interface, at the end of a chain of hubs in a monitor',
    cameras: [
      {
        at: 'pci0000:00/0000:00:14.0/usb5/5-1/5-1.4/5-1.4.4/5-1.4.4.4/5-1.4.4.4.2/5-1.4.4.4.2:1.0',
        nodes: [0, 1, 2, 3],
        attributes: {
          idVendor: '046d',
          idProduct: '086b',
          product: 'Logi 4K Stream Edition',
          serial: '476C95B2',
          speed: '480',
          busnum: '5',
          devnum: '98',
        },
        port: '5-1.4.4.4.2',
        stable: 'video0',
      },
    ],
  },
  {
    machine: 'an RK3588 board: two controllers without PCI, two equal cameras without a serial number',
    cameras: [
      {
        at: 'platform/usbdrd3_0/fc000000.usb/xhci-hcd.0.auto/usb7/7-1/7-1:1.0',
        nodes: [0, 1],
        attributes: { idVendor: '32e4', idProduct: '9230', speed: '480', busnum: '7' },
        links: [
          'v4l/by-path/platform-xhci-hcd.0.auto-usb-0:1:1.0-video-index0',
          'v4l/by-id/usb-HD_USB_Camera-video-index0',
        ],
        port: '7-1',
        stable: 'v4l/by-path/platform-xhci-hcd.0.auto-usb-0:1:1.0-video-index0',
      },
      {
        at: 'platform/fc880000.usb/usb3/3-1/3-1:1.0',
        nodes: [2, 3],
        attributes: { idVendor: '32e4', idProduct: '9230', speed: '480', busnum: '3' },
        links: ['v4l/by-path/platform-fc880000.usb-usb-0:1:1.0-video-index0'],
        port: '3-1',
        stable: 'v4l/by-path/platform-fc880000.usb-usb-0:1:1.0-video-index0',
      },
    ],
  },
  {
    machine: 'a Raspberry Pi 4, whose four ports hang on one hub; the camera is in its second configuration',
    cameras: [
      {
        at: 'platform/scb/fd500000.pcie/pci0000:00/0000:00:00.0/0000:01:00.0/usb1/1-1/1-1.3/1-1.3:2.0',
        nodes: [0, 1],
        attributes: { idVendor: '1d6b', idProduct: '0104', product: 'Piwebcam', speed: '480', busnum: '1' },
        port: '1-1.3',
        stable: 'video0',
      },
    ],
  },
  {
    machine: 'a Raspberry Pi 5, whose ports are spread over two controllers',
    cameras: [
      {
        at: 'platform/axi/1000120000.pcie/1f00200000.usb/xhci-hcd.0/usb1/1-1/1-1:1.0',
        nodes: [8, 9],
        attributes: { idVendor: '046d', idProduct: '0825', speed: '480', busnum: '1' },
        port: '1-1',
        stable: 'video8',
      },
      {
        at: 'platform/axi/1000120000.pcie/1f00300000.usb/xhci-hcd.1/usb3/3-2/3-2:1.0',
        nodes: [10, 11],
        attributes: { idVendor: '046d', idProduct: '0825', speed: '480', busnum: '3' },
        port: '3-2',
        stable: 'video10',
      },
    ],
  },
];

const entriesOf = ({ at, nodes, attributes, links = [] }: RecordedCamera): Record<string, string> => {
  const parent = `/sys/devices/${at}`;
  const device = parent.slice(0, parent.lastIndexOf('/'));
  const name = at.slice(at.lastIndexOf('/') + 1);
  return {
    ...Object.fromEntries(
      Object.entries(attributes).map(([key, value]) => [`${device}/${key}`, `${value}\n`]),
    ),
    [`${parent}/bInterfaceClass`]: '0e\n',
    [`${parent}/driver`]: '-> /sys/bus/usb/drivers/uvcvideo',
    [`/sys/bus/usb/devices/${name}`]: `-> ${parent}`,
    ...Object.assign(
      {},
      ...nodes.map((number, index) => ({
        [`${parent}/video4linux/video${number}/index`]: `${index}\n`,
        [`${parent}/video4linux/video${number}/device`]: `-> ${parent}`,
        [`/sys/class/video4linux/video${number}`]: `-> ${parent}/video4linux/video${number}`,
        [`/dev/video${number}`]: '',
      })),
    ),
    ...Object.fromEntries(links.map((link) => [`/dev/${link}`, `-> ../../video${nodes[0]}`])),
  };
};

const look = (devices: typeof realDevices) =>
  inventory.observe('box', {
    config: { cameras: [] } as never,
    devices,
    known: {},
    wake: false,
    signal: new AbortController().signal,
    deadline: Number.POSITIVE_INFINITY,
  });

describe('recorded topologies', () => {
  it.each(recorded.map((one) => [one.machine, one.cameras] as const))('%s', async (_, cameras) => {
    await using tree = await deviceTree(Object.assign({}, ...cameras.map(entriesOf)));
    const found = await look(tree.host);
    expect(found.usbWithoutNode).toEqual([]);
    const physical = physicalCameras(found);
    const dev = `${tree.host.devRoot}/`;
    expect(
      physical.map(({ primary, nodes, stableName }) => ({
        port: primary.usb?.port,
        id: `${primary.usb?.vendorId}:${primary.usb?.productId} ${primary.usb?.serial}`,
        bus: `${primary.usb?.busnum} at ${primary.usb?.speedMbps}`,
        nodes: nodes.map(({ name }) => name),
        stable: stableName.replace(dev, ''),
      })),
    ).toEqual(
      cameras.map(({ port, nodes, stable, attributes: { idVendor, idProduct, serial, busnum, speed } }) => ({
        port,
        id: `${idVendor}:${idProduct} ${serial ?? null}`,
        bus: `${busnum} at ${speed}`,
        nodes: nodes.map((number) => `video${number}`),
        stable,
      })),
    );
  });

  it.each(recorded.map((one) => [one.machine, one.cameras] as const))(
    '%s, without a node',
    async (_, cameras) => {
      const driverless = Object.entries(Object.assign({}, ...cameras.map(entriesOf))).filter(
        ([path]) => !path.includes('video') && !path.endsWith('/driver'),
      );
      await using tree = await deviceTree(Object.fromEntries(driverless) as Record<string, string>);
      const { usbWithoutNode } = await look(tree.host);
      expect(usbWithoutNode.map(({ port, videoDriver }) => [port, videoDriver]).toSorted()).toEqual(
        cameras.map(({ port }) => [port, null]).toSorted(),
      );
    },
  );
});

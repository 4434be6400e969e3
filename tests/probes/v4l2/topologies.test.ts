import { describe, expect, it } from 'vitest';
import { physicalCameras } from '../../../src/cameras/physical-cameras.ts';
import type { realDevices } from '../../../src/probes/device-host.ts';
import { inventory } from '../../../src/probes/v4l2/inventory.ts';
import { deviceTree } from '../../support/v4l2-tree.ts';

/**
 * USB cameras of real machines, after listings that their owners published. `recorded` is what such a listing says,
 * word by word; `filledIn` is what it leaves out and the probe reads, as the kernel would have it. No whole sysfs of a
 * machine was recorded: files that are named by neither are not there. What the kernel itself makes of a USB camera is
 * tried in the lab.
 */
interface Machine {
  readonly machine: string;
  /** What was published. */
  readonly listing: string;
  readonly cameras: readonly UsbCamera[];
}
interface UsbCamera {
  /** The interface of the nodes, below /sys/devices. Always recorded. */
  readonly at: string;
  readonly recorded: Facts;
  readonly filledIn: Facts;
  /** What the tests expect of it: its port, and the name by which it is known for good. */
  readonly port: string;
  readonly stable: string;
}
interface Facts {
  /** Numbers of its nodes, in the order of their index. */
  readonly nodes?: readonly number[];
  /** Files of the device. */
  readonly attributes?: Readonly<Record<string, string>>;
  /** Links of udev to the first node. */
  readonly links?: readonly string[];
}

const C615 = 'v4l/by-id/usb-046d_HD_Webcam_C615_1563CF40-video-index0';
const CHICONY = 'v4l/by-id/usb-Chicony_Electronics_Co.__Ltd._Chicony_USB_2.0_Camera_SN0001-video-index0';

const machines: readonly Machine[] = [
  {
    machine: 'a PC, behind two hubs; sound comes first, so the video interface is the third',
    listing: 'udevadm info --query=all',
    cameras: [
      {
        at: 'pci0000:00/0000:00:1a.7/usb1/1-6/1-6.1/1-6.1.2/1-6.1.2:1.2',
        recorded: {
          nodes: [0],
          attributes: { idVendor: '046d', idProduct: '082c', product: 'HD Webcam C615', serial: '1563CF40' },
          links: ['v4l/by-path/pci-0000:00:1a.7-usb-0:6.1.2:1.2-video-index0', C615],
        },
        filledIn: { attributes: { speed: '480', busnum: '1' } },
        port: '1-6.1.2',
        stable: C615,
      },
    ],
  },
  {
    machine: 'a laptop with its own camera',
    listing: 'udevadm info --export-db',
    cameras: [
      {
        at: 'pci0000:00/0000:00:1a.7/usb1/1-6/1-6:1.0',
        recorded: {
          nodes: [0],
          attributes: {
            idVendor: '04f2',
            idProduct: 'b008',
            manufacturer: 'Chicony Electronics Co., Ltd.',
            product: 'Chicony USB 2.0 Camera',
            serial: 'SN0001',
            busnum: '1',
            devnum: '2',
          },
          links: ['v4l/by-path/pci-0000:00:1a.7-usb-0:6:1.0-video-index0', CHICONY],
        },
        filledIn: { attributes: { speed: '480' } },
        port: '1-6',
        stable: CHICONY,
      },
    ],
  },
  {
    machine: 'a camera with four nodes on one interface, at the end of a chain of hubs in a monitor',
    listing: 'its owner’s notes of sysfs',
    cameras: [
      {
        at: 'pci0000:00/0000:00:08.1/0000:0b:00.4/usb5/5-1/5-1.4/5-1.4.4/5-1.4.4.4/5-1.4.4.4.2/5-1.4.4.4.2:1.0',
        recorded: {
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
        },
        filledIn: {},
        port: '5-1.4.4.4.2',
        stable: 'video0',
      },
    ],
  },
  {
    machine: 'an RK3588 board: two controllers without PCI, two equal cameras without a serial number',
    listing: 'names of nodes, links and ports; which cameras sat there is not said',
    cameras: [
      {
        at: 'platform/usbdrd3_0/fc000000.usb/xhci-hcd.0.auto/usb7/7-1/7-1:1.0',
        recorded: {
          nodes: [0],
          links: ['v4l/by-path/platform-xhci-hcd.0.auto-usb-0:1:1.0-video-index0'],
        },
        filledIn: {
          nodes: [1],
          attributes: { idVendor: '32e4', idProduct: '9230', speed: '480', busnum: '7' },
          links: ['v4l/by-id/usb-HD_USB_Camera-video-index0'],
        },
        port: '7-1',
        stable: 'v4l/by-path/platform-xhci-hcd.0.auto-usb-0:1:1.0-video-index0',
      },
      {
        at: 'platform/fc880000.usb/usb3/3-1/3-1:1.0',
        recorded: {
          nodes: [2],
          links: ['v4l/by-path/platform-fc880000.usb-usb-0:1:1.0-video-index0'],
        },
        filledIn: {
          nodes: [3],
          attributes: { idVendor: '32e4', idProduct: '9230', speed: '480', busnum: '3' },
        },
        port: '3-1',
        stable: 'v4l/by-path/platform-fc880000.usb-usb-0:1:1.0-video-index0',
      },
    ],
  },
  {
    machine: 'a Raspberry Pi 4, whose four ports hang on one hub; the camera is in its second configuration',
    listing: 'the log of the kernel',
    cameras: [
      {
        at: 'platform/scb/fd500000.pcie/pci0000:00/0000:00:00.0/0000:01:00.0/usb1/1-1/1-1.3/1-1.3:2.0',
        recorded: { attributes: { idVendor: '1d6b', idProduct: '0104', product: 'Piwebcam' } },
        filledIn: { nodes: [0, 1], attributes: { speed: '480', busnum: '1' } },
        port: '1-1.3',
        stable: 'video0',
      },
    ],
  },
  {
    machine: 'a Raspberry Pi 5, whose ports are spread over two controllers',
    listing: 'paths of devices on its ports; which ones sat there is not said',
    cameras: [
      {
        at: 'platform/axi/1000120000.pcie/1f00200000.usb/xhci-hcd.0/usb1/1-1/1-1:1.0',
        recorded: {},
        filledIn: {
          nodes: [8, 9],
          attributes: { idVendor: '046d', idProduct: '0825', speed: '480', busnum: '1' },
        },
        port: '1-1',
        stable: 'video8',
      },
      {
        at: 'platform/axi/1000120000.pcie/1f00300000.usb/xhci-hcd.1/usb3/3-2/3-2:1.0',
        recorded: {},
        filledIn: {
          nodes: [10, 11],
          attributes: { idVendor: '046d', idProduct: '0825', speed: '480', busnum: '3' },
        },
        port: '3-2',
        stable: 'video10',
      },
    ],
  },
];

/** What is known of a camera, from whichever hand. */
const factsOf = ({ recorded, filledIn }: UsbCamera): Required<Facts> => ({
  nodes: [...(recorded.nodes ?? []), ...(filledIn.nodes ?? [])],
  attributes: { ...filledIn.attributes, ...recorded.attributes },
  links: [...(recorded.links ?? []), ...(filledIn.links ?? [])],
});

const entriesOf = (camera: UsbCamera): Record<string, string> => {
  const { at } = camera;
  const { nodes, attributes, links } = factsOf(camera);
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

describe('USB topologies after published listings', () => {
  it.each(machines.map(({ machine, listing, cameras }) => [machine, listing, cameras] as const))(
    '%s (%s)',
    async (_, __, cameras) => {
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
        cameras.map((camera) => {
          const { nodes, attributes } = factsOf(camera);
          const { idVendor, idProduct, serial, busnum, speed } = attributes;
          return {
            port: camera.port,
            id: `${idVendor}:${idProduct} ${serial ?? null}`,
            bus: `${busnum} at ${speed}`,
            nodes: nodes.map((number) => `video${number}`),
            stable: camera.stable,
          };
        }),
      );
    },
  );

  it.each(machines.map(({ machine, listing, cameras }) => [machine, listing, cameras] as const))(
    '%s (%s), without a node',
    async (_, __, cameras) => {
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

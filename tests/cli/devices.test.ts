import { describe, expect, it } from 'vitest';
import { deviceList } from '../../src/cli/device-list.ts';
import { inWords } from '../../src/cli/devices-text.ts';
import type { DeviceInventory, ProcessTable, Readings, UsbDevice } from '../../src/model/index.ts';
import { capabilities, failed, made, node, publisherProcess } from '../support/sweeps.ts';

const usb: UsbDevice = {
  port: '1-1.2',
  vendorId: '046d',
  productId: '082d',
  manufacturer: null,
  product: 'HD Pro Webcam C920',
  serial: 'D8A7',
  speedMbps: 480,
  busnum: 1,
  devnum: 4,
};
const camera = node(0, { usb, parent: '/sys/devices/usb1/1-1.2/1-1.2:1.0', aliases: ['/dev/front-door'] });
const metadata = node(1, { usb, parent: camera.parent, index: 1, byId: [], byPath: [] });
const output = node(9, { byId: [], byPath: [], parent: null, driver: 'vivid', card: 'vivid' });
const inventory: DeviceInventory = { root: '/dev', nodes: [camera, metadata, output], usbWithoutNode: [] };
const table: ProcessTable = {
  sawAll: true,
  scanned: 9,
  hidden: 0,
  netns: null,
  processes: [publisherProcess(0)],
  listeners: [],
};
const readings: Readings = {
  devices: { box: made(inventory) },
  processes: { box: made(table) },
  capabilities: {
    '/dev/video0': made(capabilities()),
    '/dev/video1': made(
      capabilities({ deviceCaps: 0x04a0_0000, flags: ['META_CAPTURE'], formats: [], current: null }),
    ),
    '/dev/video9': made(
      capabilities({
        driver: 'vivid',
        card: 'vivid',
        deviceCaps: 0x2,
        flags: ['VIDEO_OUTPUT'],
        formats: [],
        current: null,
      }),
    ),
  },
};
const text = (over: Partial<Readings> = {}, all = false, columns = 80) =>
  inWords(deviceList({ readings: { ...readings, ...over } }, all), columns);

describe('camproof devices', () => {
  it('shows a camera with all that is known of it, in 80 columns', () => {
    expect(text()).toBe(
      `/dev/video0  HD Camera
  driver   uvcvideo
  bus      usb-0000:00:14.0-1
  usb      046d:082d, port 1-1.2, 480 Mbit/s, serial D8A7
  name     /dev/v4l/by-id/usb-Acme_Cam_0-video-index0
  also     /dev/v4l/by-path/pci-usb-0:0-video-index0
  also     /dev/front-door
  formats  MJPG: 640x360 at 30/15 fps; 1280x720 at 15 fps
  now      MJPG 640x360 at 15 fps
  held by  pid 500 ffmpeg -f v4l2 -i /dev/v4l/by-id/usb-Acme_Cam_0-video-index0
           -f rtsp rtsp://127.0.0.1:8554/cam0

2 more video nodes are no cameras: --all shows why
`,
    );
  });

  it('shows what is no camera, and why, when asked for all', () => {
    const shown = text({}, true);
    expect(shown).toContain(
      '/dev/video1  HD Camera  (metadata, no camera)\n  because  metadata only (device_caps META_CAPTURE)\n',
    );
    expect(shown).toContain(
      '/dev/video9  vivid  (output, no camera)\n  because  output (device_caps VIDEO_OUTPUT)\n',
    );
    expect(shown).toContain('  name     none that is stable: its number may change\n');
    expect(shown).not.toContain('--all');
  });

  it('never says that nobody holds a device when it could not see everybody', () => {
    const nobody = { ...table, processes: [] };
    const holder = (value: ProcessTable) =>
      /held by {2}(.*)/.exec(text({ processes: { box: made(value) } }))?.[1];
    expect(holder(nobody)).toBe('nobody');
    expect(holder({ ...nobody, sawAll: false, hidden: 7 })).toBe(
      'nobody seen; 7 processes are hidden without sudo',
    );
    expect(text({ processes: { box: failed('denied') } })).toContain(
      'held by  not known: /proc could not be read',
    );
  });

  it('tells formats of the same modes together, and ranges as ranges', () => {
    const range = {
      width: 48,
      height: 32,
      maxWidth: 1920,
      maxHeight: 1080,
      stepWidth: 16,
      stepHeight: 8,
      rates: [30, 1],
      anyRateBetween: true,
    } as const;
    const formats = ['YUYV', 'UYVY'].map((fourcc) => ({
      fourcc,
      description: '',
      compressed: false,
      sizes: [range],
    }));
    const listless = { fourcc: 'Y10 ', description: '', compressed: false, sizes: [] };
    const answers = { '/dev/video0': made(capabilities({ formats: [...formats, listless] })) };
    expect(text({ capabilities: answers })).toContain(
      `  formats  YUYV UYVY: 48x32 to 1920x1080 in steps of 16x8 at 30 to 1 fps
           Y10: sizes not listed
`,
    );
  });

  it('says why a camera could not be asked, and which USB camera has no node', () => {
    const inventoryNow = {
      ...inventory,
      usbWithoutNode: [{ ...usb, port: '1-1.4', videoDriver: 'uvcvideo' }],
    };
    const shown = text({
      devices: { box: made(inventoryNow) },
      capabilities: { '/dev/video0': failed('denied', 'open', '/dev/video0: EACCES: permission denied') },
    });
    expect(shown).toContain('  problem  /dev/video0: EACCES: permission denied (denied)\n');
    expect(shown).toContain(
      'usb 1-1.4  HD Pro Webcam C920 (046d:082d) has no video node: uvcvideo could not\n',
    );
  });

  it('tells a box without cameras what to do, and a failed look from an empty box', () => {
    const none = { ...inventory, nodes: [output] };
    expect(text({ devices: { box: made(none) } })).toBe(
      `No camera here: plug one in

1 more video node is no camera: --all shows why
`,
    );
    expect(() => text({ devices: { box: failed('denied', 'open', 'EACCES: /dev') } })).toThrow(
      expect.objectContaining({ exitCode: 2, message: 'the devices cannot be listed: EACCES: /dev' }),
    );
  });

  it('gives plain data for JSON', () => {
    const list = deviceList({ readings }, true);
    expect(JSON.parse(JSON.stringify(list))).toEqual(list);
    expect(list.devices.map(({ kind }) => kind)).toEqual(['camera', 'metadata', 'output']);
    expect(list.devices[0]?.holders).toMatchObject([{ pid: 500, comm: 'ffmpeg' }]);
  });
});

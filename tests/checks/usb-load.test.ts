import { expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import type { UsbDevice } from '../../src/model/index.ts';
import { capabilities, change, healthyBox, made, withReading } from '../support/sweeps.ts';
import { dead } from './broken.ts';

const usb = (port: string, busnum: number): UsbDevice => ({
  ...{ port, vendorId: '046d', productId: '0825', manufacturer: null, product: null, serial: null },
  ...{ speedMbps: 480, busnum, devnum: 4 },
});

it('USB bandwidth is told with what the cameras on the same bus are set to', () => {
  const box = change(healthyBox(3), 'devices', (inventory) => ({
    ...inventory,
    nodes: inventory.nodes.map((node, index) => ({ ...node, usb: usb(`${index}-1`, index < 2 ? 1 : 3) })),
  }));
  const raw = capabilities({ current: { fourcc: 'YUYV', width: 1280, height: 720, fps: 10 } });
  const words = { unit: 'camera0.service', lines: ['ioctl(VIDIOC_STREAMON): No space left on device'] };
  const sweep = withReading(
    withReading(dead(box), 'capabilities', '/dev/video1', made(raw)),
    'journal',
    'camera0.service',
    made(words),
  );
  const { evidence, diagnosis } = judge(sweep).findings.find(({ checkId }) => checkId === 'capture') ?? {};
  expect(diagnosis?.code).toBe('no-usb-bandwidth');
  expect(evidence?.at(-1)).toMatchObject({
    label: 'USB bus 1 at 480 Mbit/s',
    actual: '/dev/video0 MJPG 640x360 15 fps; /dev/video1 YUYV 1280x720 10 fps, 147 Mbit/s',
  });
});

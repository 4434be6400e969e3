import { chmod } from 'node:fs/promises';
import type { Fault, NodeCapabilities } from '../../model/index.ts';
import { METADATA_NODE, RAW_SENSOR } from '../device-tree.ts';
import type { DemoFault } from './fault.ts';
import { endExtras, publisherInWaiting } from './programs.ts';

const DEAD = 'usb-1-9 Camproof Dead Camera';

const expect = (code: string) => [{ subject: 'cam1', check: 'device', code }];

/** The node of the first camera answers wrongly, and its publisher has died of it. */
function answersWrongly(
  id: string,
  describes: string,
  code: string,
  answer: 'plain-file' | Partial<NodeCapabilities> | Fault,
): DemoFault {
  return {
    id,
    link: 'device',
    describes,
    expect: expect(code),
    break: async (box) => {
      await box.publishers[0]?.stop();
      box.tree.fault(0, answer);
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: async (box) => {
      box.tree.fault(0, null);
      await box.republish(0);
    },
  };
}

/** Faults of the link `device`. */
export const deviceFaults: readonly DemoFault[] = [
  {
    id: 'device-missing',
    link: 'device',
    describes: 'the camera is pulled out, its publisher dies',
    expect: expect('device-missing'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      await box.tree.unplug(0);
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: async (box) => {
      const [model] = box.models;
      if (model) await box.tree.plug(model);
      await box.republish(0);
    },
  },
  {
    id: 'camera-replaced',
    link: 'device',
    describes: 'another camera of the same make is plugged in where the first one was',
    expect: expect('other-camera'),
    break: (box) => box.tree.replace(0, '9999'),
    mend: (box) => box.tree.replace(0, null),
  },
  {
    id: 'cameras-swapped',
    link: 'device',
    describes: 'the first two cameras are plugged in where the other one was',
    expect: [...expect('other-camera'), { subject: 'cam2', check: 'device', code: 'other-camera' }],
    break: async (box) => {
      if (box.models.length < 2) throw new RangeError('cameras-swapped needs two cameras');
      await box.tree.swap(0, 1);
    },
    mend: async (box) => {
      await box.tree.replace(0, null);
      await box.tree.replace(1, null);
    },
  },
  answersWrongly('not-a-device', 'a plain file stands in place of the node', 'not-a-device', 'plain-file'),
  answersWrongly(
    'metadata-node',
    'the configured node delivers metadata and no pictures',
    'not-a-capture-node',
    METADATA_NODE,
  ),
  answersWrongly(
    'raw-sensor',
    'the node is a raw CSI sensor that only libcamera can use',
    'needs-libcamera',
    RAW_SENSOR,
  ),
  answersWrongly('no-signal', 'the input of the camera reports no signal', 'no-signal', {
    inputStatus: ['no signal'],
  }),
  answersWrongly('driver-hangs', 'the driver of the camera does not answer', 'driver-hangs', {
    code: 'timeout',
    phase: 'ioctl',
    message: 'no answer within 2000 ms',
  }),
  {
    id: 'device-denied',
    link: 'device',
    describes: "the publisher's user may not open the device, and it waits to try again",
    expect: expect('device-denied'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      await chmod(box.tree.node(0), 0);
      box.extras.push(publisherInWaiting(box, [], 'somebody else'));
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: async (box) => {
      await endExtras(box);
      await chmod(box.tree.node(0), 0o660);
      await box.republish(0);
    },
  },
  {
    id: 'usb-without-node',
    link: 'device',
    describes: 'one camera more is on USB, but came up without a video node',
    expect: [
      { subject: DEAD, check: 'device', code: 'usb-without-node' },
      { subject: DEAD, check: 'service', code: 'service-misses-camera' },
      { subject: DEAD, check: 'health', code: 'health-says-ok' },
    ],
    break: (box) => box.tree.plugDead('1-9', 'Dead Camera'),
    mend: (box) => box.tree.unplugDead('1-9'),
  },
  {
    id: 'device-asleep',
    link: 'device',
    describes: 'the camera is suspended while its publisher holds it',
    expect: [],
    shows: ['cam1 device warn'],
    break: (box) => box.tree.suspend(0, true),
    mend: (box) => box.tree.suspend(0, false),
  },
];

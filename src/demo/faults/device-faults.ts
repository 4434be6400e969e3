import { METADATA_NODE } from '../device-tree.ts';
import type { DemoFault } from './table.ts';

const expect = (code: string) => [{ subject: 'cam1', check: 'device', code }];
const healthyNode: NonNullable<DemoFault['mend']> = async (box) => box.tree.fault(0, null);

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
    id: 'not-a-device',
    link: 'device',
    describes: 'a plain file stands in place of the node',
    expect: expect('not-a-device'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      box.tree.fault(0, 'plain-file');
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: async (box) => {
      box.tree.fault(0, null);
      await box.republish(0);
    },
  },
  {
    id: 'metadata-node',
    link: 'device',
    describes: 'the configured node delivers metadata and no pictures',
    expect: expect('not-a-capture-node'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      box.tree.fault(0, METADATA_NODE);
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: async (box) => {
      box.tree.fault(0, null);
      await box.republish(0);
    },
  },
  {
    id: 'no-signal',
    link: 'device',
    describes: 'the input of the camera reports no signal',
    expect: expect('no-signal'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      box.tree.fault(0, { inputStatus: ['no signal'] });
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: async (box) => {
      await healthyNode(box);
      await box.republish(0);
    },
  },
  {
    id: 'driver-hangs',
    link: 'device',
    describes: 'the driver of the camera does not answer',
    expect: expect('driver-hangs'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      box.tree.fault(0, { code: 'timeout', phase: 'ioctl', message: 'no answer within 2000 ms' });
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: async (box) => {
      await healthyNode(box);
      await box.republish(0);
    },
  },
];

import type { Fault, NodeCapabilities } from '../../model/index.ts';
import { METADATA_NODE } from '../device-tree.ts';
import type { DemoFault } from './table.ts';

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
  answersWrongly('not-a-device', 'a plain file stands in place of the node', 'not-a-device', 'plain-file'),
  answersWrongly(
    'metadata-node',
    'the configured node delivers metadata and no pictures',
    'not-a-capture-node',
    METADATA_NODE,
  ),
  answersWrongly('no-signal', 'the input of the camera reports no signal', 'no-signal', {
    inputStatus: ['no signal'],
  }),
  answersWrongly('driver-hangs', 'the driver of the camera does not answer', 'driver-hangs', {
    code: 'timeout',
    phase: 'ioctl',
    message: 'no answer within 2000 ms',
  }),
];

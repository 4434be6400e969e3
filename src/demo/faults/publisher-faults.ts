import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { type DemoBox, pathOf } from '../box.ts';
import type { DemoFault } from './table.ts';

const expect = (check: string, code: string) => [{ subject: 'cam1', check, code }];
const republish: NonNullable<DemoFault['mend']> = async (box) => {
  await box.republish(0);
};
const noticed = (box: DemoBox) => box.until(() => !box.flows(0), 'the service has noticed');

/** Faults of the links `capture`, `publish`, `ready` and `decode` that a publisher makes. */
export const publisherFaults: readonly DemoFault[] = [
  {
    id: 'publisher-stopped',
    link: 'capture',
    describes: 'the publisher is stopped by SIGSTOP; it keeps device and session',
    expect: expect('capture', 'publisher-stopped'),
    break: async (box) => {
      box.publishers[0]?.process.kill('SIGSTOP');
      await noticed(box);
    },
    mend: republish,
  },
  {
    id: 'publisher-killed',
    link: 'capture',
    describes: 'the publisher is killed and nothing starts it again',
    expect: expect('capture', 'no-publisher'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      await noticed(box);
    },
    mend: republish,
  },
  {
    id: 'device-busy',
    link: 'capture',
    describes: 'another program holds the device, the publisher is gone',
    expect: expect('capture', 'device-busy'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      box.extras.push(holdDevice(box.tree.node(0)));
      await noticed(box);
    },
    mend: async (box) => {
      await Promise.all(box.extras.splice(0).map((extra) => extra.stop()));
      await box.republish(0);
    },
  },
  {
    id: 'hook-failed',
    link: 'capture',
    describes: 'the publisher is a runOnInit command that dies at once',
    expect: expect('capture', 'hook-failed'),
    break: async (box) => {
      await box.publishers[0]?.stop();
      await box.media.reconfigure({ paths: pathsWith(box, { runOnInit: '/bin/false' }) });
      await noticed(box);
    },
    mend: async (box) => {
      await box.media.reconfigure({ paths: pathsWith(box, {}) });
      await box.republish(0);
    },
  },
  {
    id: 'wrong-device',
    link: 'capture',
    describes: 'the publisher holds the device of the second camera',
    expect: expect('capture', 'wrong-device'),
    break: async (box) => {
      await box.republish(0, { device: box.tree.node(1) });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
  {
    id: 'wrong-path-name',
    link: 'publish',
    describes: 'the publisher sends to a path of another name, and MediaMTX lets it',
    expect: expect('publish', 'path-name-differs'),
    break: async (box) => {
      await box.media.reconfigure({ anyPath: true });
      await box.republish(0, { url: `${box.media.rtspUrl}/kamera1` });
      await box.until(
        () => box.facts.flows('kamera1') && !box.flows(0),
        'the stream flows under the other name',
      );
    },
    mend: async (box) => {
      await box.publishers[0]?.stop();
      await box.media.reconfigure({ anyPath: false });
      box.publish(0);
    },
  },
  {
    id: 'wrong-size',
    link: 'decode',
    describes: 'the publisher sends 320x240 instead of 640x360',
    expect: expect('decode', 'wrong-size'),
    break: async (box) => {
      await box.republish(0, { model: { index: 0, width: 320, height: 240, fps: 15 } });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
  {
    id: 'low-frame-rate',
    link: 'decode',
    describes: 'the publisher sends 5 instead of 15 frames a second',
    expect: expect('decode', 'low-frame-rate'),
    break: async (box) => {
      await box.republish(0, { model: { index: 0, width: 640, height: 360, fps: 5 } });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
  {
    id: 'unstable-name',
    link: 'box',
    describes: "the publisher's command line names /dev/videoN",
    expect: [],
    shows: ['box persistence warn'],
    break: async (box) => {
      await box.republish(0, { deviceName: box.tree.node(0) });
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: republish,
  },
];

/** The paths of the box, the first one with something added. */
export function pathsWith(box: DemoBox, first: object): { name: string }[] {
  return box.models.map(({ index }) => ({ name: pathOf(index), ...(index === 0 ? first : {}) }));
}

/** A program that has the device open and does nothing with it. */
function holdDevice(path: string): { stop(): Promise<void> } {
  const descriptor = openSync(path, 'r');
  const holder = spawn('setpriv', ['--pdeathsig', 'KILL', '--', 'sleep', '3600'], {
    stdio: ['ignore', 'ignore', 'ignore', descriptor],
  });
  closeSync(descriptor);
  return {
    stop: async () => {
      if (holder.exitCode !== null || holder.signalCode !== null) return;
      const exit = once(holder, 'exit');
      holder.kill('SIGKILL');
      await exit;
    },
  };
}

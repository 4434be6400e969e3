import process from 'node:process';
import type { DemoBox } from '../box.ts';
import { pathOf } from '../cameras.ts';
import type { DemoFault } from './fault.ts';
import { endExtras, otherProgram, publisherHook } from './programs.ts';
import { pathsWith } from './publisher-faults.ts';

const api = (code: string) => ({ subject: 'box', check: 'mediamtx-api', code });

const everythingEnded = (box: DemoBox) =>
  box.until(
    () => box.publishers.every(({ ended }) => ended) && box.models.every(({ index }) => !box.flows(index)),
    'the publishers have ended and the service has noticed',
  );

/** The first camera has no device here any more, and nobody publishes it. */
async function makeNetworkCamera(box: DemoBox): Promise<void> {
  box.withoutDevice.add(0);
  await box.publishers[0]?.stop();
  await box.tree.unplug(0);
}

async function mendNetworkCamera(box: DemoBox): Promise<void> {
  const [model] = box.models;
  box.withoutDevice.delete(0);
  if (model) await box.tree.plug(model);
  await box.media.reconfigure({ paths: pathsWith(box, {}) });
  await box.republish(0);
}

async function republishAll(box: DemoBox): Promise<void> {
  for (const { index } of box.models) await box.republish(index);
}

async function startAgain(box: DemoBox): Promise<void> {
  await box.media.restart();
  await republishAll(box);
}

function signalServer({ media: { pid } }: DemoBox, signal: NodeJS.Signals): void {
  if (pid !== null) process.kill(pid, signal);
}

const STREAM_USER = { user: 'viewer', password: 'demo-secret' };

/** Faults of the media server and of its configuration. */
export const serverFaults: readonly DemoFault[] = [
  {
    id: 'api-off',
    link: 'box',
    describes: "MediaMTX's API is off, as it is by default",
    expect: [api('mediamtx-api-off')],
    shows: ['cam1 publish blocked', 'cam1 ready blocked'],
    break: (box) => box.media.reconfigure({ api: 'off' }),
    mend: (box) => box.media.reconfigure({ api: 'open' }),
  },
  {
    id: 'api-locked',
    link: 'box',
    generation: 'new',
    describes: "MediaMTX's API wants a user that camproof does not have",
    expect: [],
    shows: ['box mediamtx-api unknown', 'cam1 ready unknown'],
    break: (box) => box.media.reconfigure({ api: { user: 'admin', password: 'demo' } }),
    mend: (box) => box.media.reconfigure({ api: 'open' }),
  },
  {
    id: 'media-server-hung',
    link: 'box',
    describes: 'MediaMTX is stopped by SIGSTOP: its ports are open and nobody answers',
    expect: [api('server-mute')],
    shows: ['cam1 publish blocked', 'cam1 ready blocked', 'cam1 decode blocked'],
    break: async (box) => void signalServer(box, 'SIGSTOP'),
    mend: async (box) => {
      signalServer(box, 'SIGCONT');
      await republishAll(box);
    },
  },
  {
    id: 'media-server-down',
    link: 'box',
    describes: 'MediaMTX is not running; its publishers have died with it',
    expect: [api('mediamtx-down')],
    shows: ['cam1 capture blocked', 'cam1 publish blocked', 'cam1 ready blocked', 'cam1 decode blocked'],
    break: async (box) => {
      await box.media.end();
      await everythingEnded(box);
    },
    mend: startAgain,
  },
  {
    id: 'port-taken',
    link: 'box',
    describes: "another program has the port of MediaMTX's API",
    expect: [api('port-taken')],
    shows: ['cam1 capture blocked', 'cam1 publish blocked', 'cam1 ready blocked', 'cam1 decode blocked'],
    break: async (box) => {
      const { port } = new URL(box.media.apiUrl);
      await box.media.end();
      await everythingEnded(box);
      box.extras.push(await otherProgram(Number(port)));
    },
    mend: async (box) => {
      await endExtras(box);
      await startAgain(box);
    },
  },
  {
    id: 'path-missing',
    link: 'publish',
    describes: 'MediaMTX has no path for a network camera, and refuses its publisher',
    expect: [
      { subject: 'cam1', check: 'publish', code: 'path-missing' },
      { subject: 'cam1', check: 'service', code: 'service-stream-missing' },
    ],
    break: async (box) => {
      await makeNetworkCamera(box);
      await box.media.reconfigure({ paths: pathsWith(box, {}).slice(1) });
      box.publish(0, { device: null, deviceName: 'a network camera' });
      await box.until(() => box.publishers[0]?.ended === true && !box.flows(0), 'the publisher was refused');
    },
    mend: mendNetworkCamera,
  },
  {
    id: 'false-green',
    link: 'publish',
    describes: 'an alwaysAvailable path is ready with growing bytes and has no publisher (a network camera)',
    generation: 'new',
    expect: [{ subject: 'cam1', check: 'publish', code: 'false-green' }],
    break: async (box) => {
      await makeNetworkCamera(box);
      await box.media.reconfigure({ paths: pathsWith(box, { alwaysAvailable: true }) });
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: mendNetworkCamera,
  },
  {
    id: 'drifted-counters',
    link: 'ready',
    describes: 'media flows, but the byte counters of MediaMTX stand still (stand-in only)',
    server: { server: 'stand-in' },
    expect: [{ subject: '*', check: 'ready', code: 'no-bytes' }],
    break: async (box) => {
      await box.media.reconfigure({ driftedCounters: true });
      await box.until(() => box.models.every(({ index }) => !box.flows(index)), 'the service has noticed');
    },
    mend: (box) => box.media.reconfigure({ driftedCounters: false }),
  },
  {
    id: 'streams-locked',
    link: 'decode',
    describes: 'reading a stream wants a user that camproof does not have',
    expect: [],
    shows: ['cam1 ready pass', 'cam1 decode unknown'],
    break: async (box) => {
      await box.media.reconfigure({ streams: STREAM_USER });
      const { user, password } = STREAM_USER;
      const base = box.media.rtspUrl.replace('//', `//${user}:${password}@`);
      for (const { index } of box.models) await box.republish(index, { url: `${base}/${pathOf(index)}` });
      await box.until(() => box.models.every(({ index }) => box.flows(index)), 'every stream flows');
    },
    mend: async (box) => {
      await box.media.reconfigure({ streams: null });
      await republishAll(box);
    },
  },
  {
    id: 'path-in-memory',
    link: 'box',
    describes: 'a path was added through the API only and is gone after a restart',
    expect: [],
    shows: ['box persistence warn'],
    break: async (box) => {
      await box.publishers[0]?.stop();
      await box.media.reconfigure({ paths: pathsWith(box, { inFile: false }) });
      await box.republish(0);
      await box.until(() => box.flows(0), 'the stream flows');
    },
    mend: async (box) => {
      await box.publishers[0]?.stop();
      await box.media.reconfigure({ paths: pathsWith(box, {}) });
      await box.republish(0);
    },
  },
  {
    id: 'on-demand-idle',
    link: 'ready',
    describes: 'a path starts its publisher only when somebody watches, and nobody does',
    expect: [],
    shows: ['cam1 capture unknown', 'cam1 publish unknown', 'cam1 ready unknown', 'cam1 decode unknown'],
    break: async (box) => {
      await box.publishers[0]?.stop();
      await box.media.reconfigure({ paths: pathsWith(box, { runOnDemand: await publisherHook(box) }) });
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: async (box) => {
      await box.media.reconfigure({ paths: pathsWith(box, {}) });
      await box.republish(0);
    },
  },
  {
    id: 'too-few-cameras',
    link: 'box',
    describes: 'one camera more has to be here than anybody knows of',
    expect: [{ subject: 'box', check: 'expected-cameras', code: 'too-few-cameras' }],
    break: async (box) => {
      box.expectCameras = box.models.length + 1;
    },
    mend: async (box) => {
      box.expectCameras = null;
    },
  },
];

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { DemoBox } from '../box.ts';
import { pathsWith } from './publisher-faults.ts';
import type { DemoFault } from './table.ts';

const api = (code: string) => ({ subject: 'box', check: 'mediamtx-api', code });
const everyPublisherDies = { subject: '*', check: 'capture', code: 'no-publisher' };

const everythingEnded = (box: DemoBox) =>
  box.until(
    () => box.publishers.every(({ ended }) => ended) && box.models.every(({ index }) => !box.flows(index)),
    'the publishers have ended and the service has noticed',
  );

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
    id: 'media-server-down',
    link: 'box',
    describes: 'MediaMTX is not running; its publishers have died with it',
    expect: [api('mediamtx-down'), everyPublisherDies],
    break: async (box) => {
      await box.media.stop();
      await everythingEnded(box);
    },
  },
  {
    id: 'port-taken',
    link: 'box',
    describes: "another program has the port of MediaMTX's API",
    expect: [api('port-taken'), everyPublisherDies],
    break: async (box) => {
      const { port } = new URL(box.media.apiUrl);
      await box.media.stop();
      await everythingEnded(box);
      const server = createServer((_request, response) => response.writeHead(404).end('nothing here'));
      server.listen(Number(port), '127.0.0.1');
      await once(server, 'listening');
      box.extras.push({
        stop: async () => {
          server.closeAllConnections();
          server.close();
        },
      });
    },
  },
  {
    id: 'false-green',
    link: 'publish',
    describes: 'an alwaysAvailable path is ready with growing bytes and has no publisher (a network camera)',
    generation: 'new',
    expect: [{ subject: 'cam1', check: 'publish', code: 'false-green' }],
    break: async (box) => {
      box.withoutDevice.add(0);
      await box.publishers[0]?.stop();
      await box.tree.unplug(0);
      await box.media.reconfigure({ paths: pathsWith(box, { alwaysAvailable: true }) });
      await box.until(() => !box.flows(0), 'the service has noticed');
    },
    mend: async (box) => {
      const [model] = box.models;
      box.withoutDevice.delete(0);
      if (model) await box.tree.plug(model);
      await box.media.reconfigure({ paths: pathsWith(box, {}) });
      await box.republish(0);
    },
  },
  {
    id: 'drifted-counters',
    link: 'ready',
    describes: 'media flows, but the byte counters of MediaMTX stand still (stand-in only)',
    server: { driftedCounters: true, server: 'stand-in' },
    expect: [{ subject: '*', check: 'ready', code: 'no-bytes' }],
    break: async () => {},
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
      box.publish(0);
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
      await box.media.reconfigure({ paths: pathsWith(box, { runOnDemand: 'sleep 1' }) });
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

import { type Behaviour, goodBehaviour } from '../service/behaviour.ts';
import type { DemoFault, ExpectedFinding } from './fault.ts';
import { endExtras, otherProgram } from './programs.ts';

/** A fault that is only a matter of how the reference service behaves. */
function misbehaves(
  id: string,
  link: string,
  describes: string,
  change: Partial<Behaviour>,
  expect: readonly ExpectedFinding[],
  shows?: readonly string[],
): DemoFault {
  return {
    id,
    link,
    describes,
    expect,
    ...(shows && { shows }),
    break: async (box) => void Object.assign(box.service.behaviour, change),
    mend: async (box) => void Object.assign(box.service.behaviour, goodBehaviour()),
  };
}

const box = (check: string, code: string): ExpectedFinding => ({ subject: 'box', check, code });
const camera = (subject: string, check: string, code: string): ExpectedFinding => ({ subject, check, code });

/** Faults of the camera service and of its health endpoints. */
export const serviceFaults: readonly DemoFault[] = [
  misbehaves(
    'websocket-mute',
    'service',
    'the WebSocket opens and answers no request',
    { muteRequests: true },
    [box('json-rpc', 'json-rpc-mute')],
    ['cam1 service blocked'],
  ),
  misbehaves('wrong-ping', 'service', 'ping is answered with something else than pong', { pong: 'PONG?' }, [
    box('json-rpc', 'ping-wrong'),
  ]),
  misbehaves(
    'wrong-error-code',
    'service',
    'an unknown method gives -32000 instead of -32601',
    { unknownMethodCode: -32000 },
    [box('json-rpc', 'unknown-method-wrong')],
  ),
  {
    id: 'service-down',
    link: 'service',
    describes: 'nothing listens where the camera service should',
    expect: [box('json-rpc', 'service-down')],
    shows: ['cam1 service blocked'],
    break: (demo) => demo.service.stopWebSocket(),
    mend: (demo) => demo.service.startWebSocket(),
  },
  {
    id: 'service-port-taken',
    link: 'service',
    describes: 'another program has the port of the camera service',
    expect: [box('json-rpc', 'upgrade-refused')],
    shows: ['cam1 service blocked'],
    break: async (demo) => {
      const { port } = new URL(demo.service.wsUrl);
      await demo.service.stopWebSocket();
      demo.extras.push(await otherProgram(Number(port)));
    },
    mend: async (demo) => {
      await endExtras(demo);
      await demo.service.startWebSocket();
    },
  },
  misbehaves(
    'rate-limited',
    'service',
    'every request is answered with "rate limit exceeded"',
    { limited: true },
    [],
    ['box json-rpc unknown'],
  ),
  {
    ...misbehaves(
      'connections-full',
      'service',
      'no connection is free: the upgrade is answered with 503',
      { connectionsFull: true },
      [],
      ['box json-rpc unknown'],
    ),
    break: async (demo) => {
      demo.service.behaviour.connectionsFull = true;
      // Who is connected keeps their place otherwise, and meets nothing of it.
      demo.service.hangUp();
    },
  },
  misbehaves(
    'service-locked',
    'service',
    'the service wants a token that camproof does not have',
    { locked: true },
    [],
    ['box json-rpc unknown', 'cam1 service unknown'],
  ),
  misbehaves(
    'missing-in-list',
    'service',
    'the service does not list the first camera',
    { hidden: new Set(['cam1']) },
    [camera('cam1', 'service', 'service-misses-camera')],
  ),
  misbehaves(
    'phantom-camera',
    'service',
    'the service lists a camera that does not exist',
    { phantom: true },
    [
      camera('ghost', 'publish', 'path-missing'),
      camera('ghost', 'service', 'service-stream-missing'),
      camera('ghost', 'health', 'health-says-ok'),
    ],
  ),
  misbehaves(
    'wrong-stream-address',
    'service',
    'the service hands out a stream address that does not exist',
    { wrongStream: 'nowhere' },
    [camera('cam1', 'service', 'service-stream-missing')],
  ),
  {
    id: 'lying-service',
    link: 'health',
    describes: 'the publisher is dead, service and health say that all is well',
    expect: [
      camera('cam1', 'capture', 'no-publisher'),
      camera('cam1', 'service', 'service-says-alive'),
      camera('cam1', 'health', 'health-says-ok'),
    ],
    break: async (demo) => {
      demo.service.behaviour.lies = true;
      await demo.publishers[0]?.stop();
      await demo.until(() => !demo.flows(0), 'the stream has ended');
    },
    mend: async (demo) => {
      demo.service.behaviour.lies = false;
      await demo.republish(0);
    },
  },
  {
    id: 'service-blind',
    link: 'service',
    describes: 'the service and health have lost sight of a camera that works',
    expect: [camera('cam1', 'service', 'service-says-dead'), box('health-endpoints', 'health-says-bad')],
    break: async (demo) => void demo.unseen.add('cam1'),
    mend: async (demo) => void demo.unseen.delete('cam1'),
  },
  {
    id: 'health-down',
    link: 'health',
    describes: 'nothing listens where the health endpoints should',
    expect: [box('health-endpoints', 'health-down')],
    shows: ['cam1 health blocked'],
    break: (demo) => demo.service.stopHealth(),
    mend: (demo) => demo.service.startHealth(),
  },
  misbehaves(
    'health-contradicts-itself',
    'health',
    'HTTP 503 with a body that says ready',
    { healthStatus: 503 },
    [box('health-endpoints', 'health-contradicts-itself')],
    ['cam1 health blocked'],
  ),
  misbehaves('health-stale', 'health', 'the health report is an hour old', { healthAgeSeconds: 3600 }, [
    box('health-endpoints', 'health-stale'),
  ]),
  misbehaves(
    'health-cries-wolf',
    'health',
    'health says not ready, and every camera works',
    { criesWolf: true },
    [box('health-endpoints', 'health-says-bad')],
  ),
  misbehaves(
    'status-contradicts-health',
    'health',
    'get_status says degraded, health says ready',
    { degradedStatus: true },
    [box('health-endpoints', 'status-contradicts-health')],
  ),
];

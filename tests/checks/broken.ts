// Ways to break camera 0 of a healthy box that several sweeps share.
import type { Sweep } from '../../src/model/index.ts';
import { change, node, path, publisherProcess, serviceCamera, without } from '../support/sweeps.ts';

/** Camera 0 has no publisher any more: neither process, nor session, nor bytes. */
export function dead(sweep: Sweep): Sweep {
  let next = change(sweep, 'processes', (table) => ({
    ...table,
    processes: table.processes.filter(({ pid }) => pid !== 500),
  }));
  next = change(next, 'mediamtx.paths', (paths) =>
    paths.map((one) =>
      one.name === 'cam0'
        ? path(0, { ready: false, available: false, online: false, source: null, bytesReceived: 0 })
        : one,
    ),
  );
  next = change(next, 'mediamtx.sessions', (sessions) => sessions.filter((one) => one.path !== 'cam0'));
  next = without(next, 'rtsp', 'cam0');
  return truthful(without(next, 'progress', '500'));
}

/** Service and health say what is true: camera 0 is broken. */
export function truthful(sweep: Sweep): Sweep {
  const listed = change(sweep, 'service', (service) => ({
    ...service,
    cameras: {
      kind: 'result',
      ms: 1,
      value: [serviceCamera(0, { status: 'DISCONNECTED' }), serviceCamera(1)],
    },
    status: { kind: 'result', ms: 1, value: { status: 'degraded', version: null, components: {} } },
  }));
  return ['/health/ready', '/health/cameras'].reduce(
    (next, endpoint) =>
      change(
        next,
        'health',
        (answer) => ({ ...answer, httpStatus: 503, says: 'not-ok', word: 'unhealthy' }),
        endpoint,
      ),
    listed,
  );
}

export const withNode = (sweep: Sweep, over: Parameters<typeof node>[1]) =>
  change(sweep, 'devices', (inventory) => ({
    ...inventory,
    nodes: inventory.nodes.map((one) => (one.path === '/dev/video0' ? node(0, over) : one)),
  }));

export const withPublisher = (sweep: Sweep, over: Parameters<typeof publisherProcess>[1]) =>
  change(sweep, 'processes', (table) => ({
    ...table,
    processes: table.processes.map((one) => (one.pid === 500 ? publisherProcess(0, over) : one)),
  }));

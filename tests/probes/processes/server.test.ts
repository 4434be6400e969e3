import { expect, it } from 'vitest';
import type { Config } from '../../../src/config/config.ts';
import type { Listener } from '../../../src/model/index.ts';
import { serverOf } from '../../../src/probes/processes/server.ts';
import { mediamtxProcess } from '../../support/sweeps.ts';

const config = { mediamtx: { url: 'http://127.0.0.1:9997', rtspUrl: null } } as Config;
const servers = [mediamtxProcess({ pid: 300 }), mediamtxProcess()];
const listener = (port: number, pid: number): Listener => ({
  protocol: 'tcp',
  address: '127.0.0.1',
  port,
  pid,
  comm: 'any',
});

it.each([
  ['the API', [listener(9997, 400), listener(8554, 300)], 400],
  ['RTSP, where the API is off', [listener(8554, 400)], 400],
  ['RTSP, where another program forwards the API', [listener(9997, 77), listener(8554, 300)], 300],
  ['neither: nobody can tell which of them it is', [listener(9996, 400)], null],
] as const)('MediaMTX is the one that has the port of %s', (_, listeners, pid) => {
  expect(serverOf(servers, listeners, config)).toBe(pid);
});

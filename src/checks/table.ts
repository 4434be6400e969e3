import { disk } from './box/disk.ts';
import { expectedCameras } from './box/expected-cameras.ts';
import { healthEndpoints } from './box/health-endpoints.ts';
import { healthLoad } from './box/health-load.ts';
import { jsonRpc } from './box/json-rpc.ts';
import { jsonRpcCompliance } from './box/json-rpc-compliance.ts';
import { kernelLog } from './box/kernel-log.ts';
import { clock, memory, power, temperature, units } from './box/machine.ts';
import { mediamtxApi } from './box/mediamtx-api.ts';
import { persistence } from './box/persistence.ts';
import { ports } from './box/ports.ts';
import { capture } from './capture.ts';
import type { Check } from './check.ts';
import { decode } from './decode.ts';
import { decodePictures } from './decode-pictures.ts';
import { deliverHls } from './deliver-hls.ts';
import { deliverWebrtc } from './deliver-webrtc.ts';
import { device } from './device.ts';
import { health } from './health.ts';
import { publish } from './publish.ts';
import { ready } from './ready.ts';
import { service } from './service.ts';

/** Every check there is, in causal order: a check sees what those before it found. */
export const checks: readonly Check[] = [
  expectedCameras,
  mediamtxApi,
  device,
  capture,
  publish,
  ready,
  decode,
  decodePictures,
  deliverHls,
  deliverWebrtc,
  jsonRpc,
  jsonRpcCompliance,
  service,
  healthEndpoints,
  health,
  healthLoad,
  persistence,
  ports,
  units,
  disk,
  memory,
  temperature,
  power,
  clock,
  kernelLog,
];

/** Names for `--only` that stand for several checks. */
export const GROUPS: Readonly<Record<string, readonly string[]>> = {
  chain: [
    'device',
    'capture',
    'publish',
    'ready',
    'decode',
    'decode-pictures',
    'deliver-hls',
    'deliver-webrtc',
  ],
  deliver: ['deliver-hls', 'deliver-webrtc'],
  mediamtx: ['mediamtx-api', 'publish', 'ready', 'ports'],
  websocket: ['json-rpc', 'json-rpc-compliance', 'service'],
  http: ['health-endpoints', 'health', 'health-load'],
  machine: ['units', 'disk', 'memory', 'temperature', 'power', 'clock', 'kernel-log'],
};

/** The checks that some ids or groups name; all of them for none. Throws a RangeError that names an unknown id. */
export function selectChecks(only: readonly string[]): readonly Check[] {
  const wanted = new Set(only.flatMap((id) => GROUPS[id] ?? [id]));
  for (const id of wanted) {
    if (!checks.some((check) => check.id === id))
      throw new RangeError(`no check, link or group is called ${id}`);
  }
  return only.length === 0 ? checks : checks.filter(({ id }) => wanted.has(id));
}

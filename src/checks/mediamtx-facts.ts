import type { Camera } from '../cameras/cameras.ts';
import { configOfPath } from '../cameras/path-config.ts';
import {
  type Evidence,
  type Finding,
  known,
  mediamtxOf,
  type PathConfig,
  type PathState,
  reading,
  type Sweep,
  type UnitFacts,
} from '../model/index.ts';
import type { Owner, Server } from './diagnoses/owner.ts';
import { diagnose } from './diagnoses/table.ts';
import { type Make, saw } from './finding.ts';

/** The configuration of a path, its own or a pattern's; undefined where there is none or it is not known. */
export function pathConfig({ readings }: Sweep, path: string): PathConfig | undefined {
  const [configs, states] = [known(readings, 'mediamtx.pathConfigs'), known(readings, 'mediamtx.paths')];
  return configOfPath(path, configs ?? [], states ?? []);
}

/** The state of a path now; undefined where MediaMTX has no such path or is not known. */
export function pathState(sweep: Sweep, path: string): PathState | undefined {
  return known(sweep.readings, 'mediamtx.paths')?.find(({ name }) => name === path);
}

/** `alwaysAvailable` paths are ready without a publisher: only `online` and the source tell. */
export const isPublished = (state: PathState): boolean => state.source !== null && state.online !== false;

/** True when somebody publishes to a path of the camera and bytes were seen to arrive. */
export function isFed(sweep: Sweep, camera: Camera): boolean {
  const flow = known(sweep.readings, 'mediamtx.flow');
  return camera.streams.some(({ path }) => {
    const state = pathState(sweep, path);
    return state !== undefined && isPublished(state) && flow?.paths[path]?.grew === true;
  });
}

/** True where MediaMTX serves no RTSP by its configuration: viewers have other ways, and camproof has no reader then. */
export const rtspIsOff = ({ readings, expectations }: Sweep): boolean =>
  expectations.mediamtx.rtspUrl == null && known(readings, 'mediamtx.config')?.rtsp === false;

/** A path that lets only so many readers in may have refused us for that alone; null where it lets all in. */
export function fullHouse(
  sweep: Sweep,
  path: string,
  make: Make,
  evidence: readonly Evidence[],
): Finding | null {
  const { maxReaders: limit = 0 } = pathConfig(sweep, path) ?? {};
  if (limit === 0) return null;
  const diagnosis = diagnose('readers-limited', { path, limit });
  return make.unknown(
    `only ${limit} may watch at once, and camproof was not let in`,
    'probe-failed',
    evidence,
    diagnosis,
  );
}

/** The systemd unit of MediaMTX, where it runs as one. */
export function mediamtxUnit(sweep: Sweep): string | null {
  const running = mediamtxOf(known(sweep.readings, 'processes'))?.unit;
  const unit = known(sweep.readings, 'units')?.units.find(({ unit }) => unit.startsWith('mediamtx'))?.unit;
  return running ?? unit ?? null;
}

/** The unit of the camera service: the configured one, else that of whoever listens on its port, else the one called `camera-service` or the like. */
export function serviceUnit(sweep: Sweep, port: number): UnitFacts | null {
  const table = known(sweep.readings, 'processes');
  const listener = table?.listeners.find((candidate) => candidate.port === port);
  const running = table?.processes.find(({ pid }) => pid === listener?.pid)?.unit;
  const { units } = known(sweep.readings, 'units') ?? { units: [] };
  const named = (name: string) => units.find(({ unit }) => unit === name || unit === `${name}.service`);
  const wanted = sweep.expectations.service.unit ?? running;
  if (wanted) return named(wanted) ?? null;
  const publishers = new Set(
    table?.processes.filter(({ devices }) => devices.length > 0).map(({ unit }) => unit),
  );
  const candidates = units.filter(({ unit }) => /camera[-_.]?serv/i.test(unit) && !publishers.has(unit));
  return candidates.length === 1 ? (candidates[0] ?? null) : null;
}

/** The port of a URL, with the scheme's own where none is written. */
export function portOf(url: string): number {
  const { port, protocol } = new URL(url);
  return port === '' ? (DEFAULT_PORTS[protocol] ?? 80) : Number(port);
}

/** What keeps MediaMTX as a whole from serving; without its API alone the streams still run. */
const SERVER_GONE: readonly string[] = [
  'mediamtx-down',
  'mediamtx-starting',
  'mediamtx-failed',
  'mediamtx-ended',
  'port-taken',
  'server-mute',
];

/** The finding that says that MediaMTX itself is down or hangs: a publisher cannot live then, nor a reader be served. */
export function serverGone(earlier: readonly Finding[]): Finding | undefined {
  return earlier.find(
    ({ checkId, status, diagnosis }) =>
      checkId === 'mediamtx-api' && status === 'fail' && SERVER_GONE.includes(diagnosis?.code ?? ''),
  );
}

/** Programs that hold a port for a container: whoever answers behind them is another. */
export const isForwarder = (comm: string): boolean =>
  /^(?:docker-proxy|rootlesskit|rootlessport|slirp4netns|pasta|passt|conmon|netavark)/.test(comm);

/** The program that listens on the port of a URL; null where nobody does or it is hidden. */
export function listenerOf(sweep: Sweep, url: string): Owner | null {
  const port = portOf(url);
  const table = known(sweep.readings, 'processes');
  const found = table?.listeners.find((one) => one.protocol === 'tcp' && one.port === port);
  if (!found?.comm) return null;
  const process = table?.processes.find(({ pid }) => pid === found.pid);
  // A stopped one has its port still: the kernel accepts connections for it, and nobody answers.
  const stopped = process?.state === 'T' || process?.state === 't';
  return { port, comm: found.comm, pid: found.pid, unit: process?.unit ?? null, stopped };
}

/** How the server runs that is asked at a URL, as far as it may be seen. */
export function serverAt(sweep: Sweep, url: string, unit: string | null): Server {
  const port = portOf(url);
  const owner = listenerOf(sweep, url);
  return { port, unit: unit ?? owner?.unit ?? null, pid: owner?.pid ?? null };
}

/** How MediaMTX runs. */
export const mediamtxServer = (sweep: Sweep): Server =>
  serverAt(sweep, sweep.expectations.mediamtx.url, mediamtxUnit(sweep));

/** How the camera service runs. */
export const cameraService = (sweep: Sweep): Server => ofService(sweep, sweep.expectations.service.url);

/** How what serves the health endpoints runs. */
export const healthServer = (sweep: Sweep): Server => ofService(sweep, sweep.expectations.health.url);

const ofService = (sweep: Sweep, url: string): Server =>
  serverAt(sweep, url, serviceUnit(sweep, portOf(url))?.unit ?? null);

/** What systemd says of a unit, as evidence. */
export function unitEvidence(sweep: Sweep, unit: UnitFacts | null): readonly Evidence[] {
  const from = reading(sweep.readings, 'units');
  if (!unit || !from) return [];
  const state = `${unit.activeState}/${unit.subState}, result ${unit.result}`;
  return [saw(unit.unit, state, from, 'active')];
}

/** By the protocol of a URL; 80 for the rest. */
const DEFAULT_PORTS: Readonly<Record<string, number>> = {
  'https:': 443,
  'wss:': 443,
  'rtsp:': 554,
  'rtsps:': 322,
  'rtmp:': 1935,
  'rtmps:': 1936,
};

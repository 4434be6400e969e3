import { type Camera, findCameras } from '../cameras/cameras.ts';
import { nodeKind } from '../cameras/nodes.ts';
import { configOfPath, startsOnDemand } from '../cameras/path-config.ts';
import {
  BOX,
  type Expectations,
  faultIn,
  known,
  type Reading,
  type ReadingKind,
  type Readings,
  reading,
  type UnitFacts,
} from '../model/index.ts';
import type { Lane } from './lanes.ts';

/** What the plan decides from. `kinds` are those that the asked checks need. */
export interface PlanInput {
  readonly readings: Readings;
  readonly expectations: Expectations;
  readonly kinds: ReadonlySet<ReadingKind>;
  /** Is a reading that was made to be made again? Absent: never. */
  readonly due?: (kind: ReadingKind, subject: string, made: Reading<unknown>) => boolean;
  /** Fewer side by side than `LANES` says. */
  readonly lanes?: Partial<Record<Lane, number>>;
}

interface PlanRow {
  readonly kind: ReadingKind;
  readonly lane: Lane;
  /** The kind of reading that it is made of, subject by subject. */
  readonly of?: ReadingKind;
  /** The subjects wanted now; more may follow once more is known. */
  subjects(input: PlanInput): readonly string[];
}

const once = (kind: ReadingKind): PlanRow => ({ kind, lane: 'quick', subjects: () => [BOX] });

/** Wanted once every named kind was tried, with or without success. */
const after = (kind: ReadingKind, ...needs: ReadingKind[]): PlanRow => ({
  kind,
  lane: 'quick',
  subjects: ({ readings, kinds }) =>
    needs.every((need) => !kinds.has(need) || reading(readings, need)) ? [BOX] : [],
});

/** Everything that says which cameras there are has been tried. */
function camerasKnown({ readings, kinds }: PlanInput): boolean {
  const sources: ReadingKind[] = [
    'devices',
    'processes',
    'mediamtx.pathConfigs',
    'mediamtx.paths',
    'mediamtx.sessions',
  ];
  return sources.every((kind) => !kinds.has(kind) || reading(readings, kind) !== undefined);
}

/** The cameras that were asked for, without those declared off. */
export function askedCameras(input: PlanInput): readonly Camera[] {
  const { cameras } = input.expectations.options;
  return findCameras(input.readings, input.expectations).filter(
    (camera) => camera.off === null && (cameras.length === 0 || cameras.includes(camera.id)),
  );
}

const healthSubjects = ({ expectations }: PlanInput): readonly string[] =>
  expectations.health.enabled ? (expectations.health.endpoints ?? KNOWN_HEALTH_ENDPOINTS) : [];

/** Asked when no endpoint is configured: those of both generations; the ones that answer 404 are left out. */
export const KNOWN_HEALTH_ENDPOINTS = [
  '/health',
  '/health/live',
  '/health/ready',
  '/health/detailed',
  '/health/system',
  '/health/cameras',
  '/health/mediamtx',
] as const;

/** What opens a stream, and plays it. */
const OPENED: readonly PlanRow[] = [
  {
    kind: 'rtsp',
    lane: 'stream',
    subjects: (input) =>
      !camerasKnown(input) || input.expectations.options.passive || !isServed(input)
        ? []
        : askedCameras(input).flatMap((camera) =>
            camera.streams.filter((stream) => mayOpen(input, stream.path)).map((stream) => stream.path),
          ),
  },
  playing('hls'),
  playing('webrtc'),
];

/** The visible table of what is probed, in the order in which it is started. */
export const rows: readonly PlanRow[] = [
  once('host'),
  once('devices'),
  once('processes'),
  once('mediamtx.info'),
  once('mediamtx.config'),
  once('mediamtx.pathConfigs'),
  once('mediamtx.paths'),
  once('mediamtx.sessions'),
  {
    kind: 'service',
    lane: 'quick',
    subjects: ({ expectations }) => (expectations.service.enabled ? [BOX] : []),
  },
  { kind: 'health', lane: 'quick', subjects: healthSubjects },
  once('clock'),
  once('power'),
  once('kernelLog'),
  {
    kind: 'mediamtx.flow',
    lane: 'quick',
    subjects: ({ readings }) => (known(readings, 'mediamtx.paths') ? [BOX] : []),
  },
  after('mediamtx.file', 'processes'),
  after('resources', 'mediamtx.pathConfigs'),
  after('units', 'processes'),
  {
    kind: 'capabilities',
    lane: 'device',
    subjects: ({ readings }) =>
      (known(readings, 'devices')?.nodes ?? [])
        .filter((node) => node.file === 'character' && nodeKind(node).kind !== 'codec')
        .map((node) => node.path),
  },
  {
    kind: 'progress',
    lane: 'quick',
    subjects: ({ readings }) =>
      (known(readings, 'processes')?.processes ?? [])
        .filter(
          (process) => process.devices.length > 0 || process.mtxPath !== null || process.argv.some(namesNode),
        )
        .map((process) => String(process.pid)),
  },
  ...OPENED,
  {
    kind: 'mediamtx.pathsAfter',
    lane: 'quick',
    subjects: (input) => (isOver(input) && brokeOff(input.readings) ? [BOX] : []),
  },
  {
    kind: 'pictures',
    lane: 'decoder',
    of: 'rtsp',
    subjects: ({ readings }) =>
      Object.entries(readings.rtsp ?? {}).flatMap(([path, from]) =>
        from.ok && (from.value.video?.keyFrames ?? 0) > 0 ? [path] : [],
      ),
  },
  {
    kind: 'service.compliance',
    lane: 'quick',
    subjects: ({ readings, expectations }) =>
      expectations.service.enabled && worthComplianceCases(readings) ? [BOX] : [],
  },
  {
    kind: 'health.burst',
    lane: 'quick',
    subjects: (input) =>
      healthSubjects(input).some((path) => reading(input.readings, 'health', path)?.ok) ? [BOX] : [],
  },
  {
    kind: 'journal',
    lane: 'quick',
    subjects: ({ readings }) =>
      (known(readings, 'units')?.units ?? [])
        .filter((unit) => inTrouble(unit) || (unit.unit.startsWith('mediamtx') && hookIsIdle(readings)))
        .map((unit) => unit.unit),
  },
];

const inTrouble = (unit: UnitFacts): boolean =>
  unit.activeState === 'failed' || unit.result !== 'success' || unit.restarts > 0;

/** MediaMTX drops its hooks' exit codes: why one is not publishing stands in its journal only. */
function hookIsIdle(readings: Readings): boolean {
  const live = (known(readings, 'mediamtx.paths') ?? []).filter(({ ready }) => ready).map(({ name }) => name);
  const configs = known(readings, 'mediamtx.pathConfigs') ?? [];
  return configs.some(({ name, runOnInit }) => runOnInit !== '' && !live.includes(name));
}

const namesNode = (word: string): boolean => /^\/dev\/(video\d+|v4l\/)/.test(word);

/** Plays every stream of a camera that flows, where MediaMTX says (or somebody configured) where that is done. */
function playing(kind: 'hls' | 'webrtc'): PlanRow {
  const isOffered = ({ readings, expectations: { mediamtx } }: PlanInput): boolean => {
    const url = kind === 'hls' ? mediamtx.hlsUrl : mediamtx.webrtcUrl;
    const told = known(readings, 'mediamtx.config');
    return told ? told[kind] : reading(readings, 'mediamtx.config') !== undefined && url != null;
  };
  return {
    kind,
    lane: 'viewer',
    subjects: (input) =>
      !camerasKnown(input) || input.expectations.options.passive || !isOffered(input)
        ? []
        : askedCameras(input).flatMap(({ streams }) =>
            streams
              .map(({ path }) => path)
              .filter((path) => mayOpen(input, path) && flows(input.readings, path)),
          ),
  };
}

/** Has every stream been opened and played that is to be? */
function isOver(input: PlanInput): boolean {
  const { readings, kinds } = input;
  const rest = OPENED.filter(({ kind }) => kinds.has(kind));
  return (
    (!kinds.has('mediamtx.flow') || reading(readings, 'mediamtx.flow') !== undefined) &&
    rest.every(({ kind, subjects }) => subjects(input).every((path) => reading(readings, kind, path)))
  );
}

/** Did a stream fail, or end early, that flowed when the paths were listed? */
function brokeOff(readings: Readings): boolean {
  const flowing = (known(readings, 'mediamtx.paths') ?? []).filter(({ ready }) => ready);
  return flowing.some(({ name }) => {
    const [flow, read] = [known(readings, 'mediamtx.flow'), reading(readings, 'rtsp', name)];
    const [hls, webrtc] = [reading(readings, 'hls', name), reading(readings, 'webrtc', name)];
    return (
      flow?.paths[name]?.grew === false ||
      (read && !(read.ok && (read.value.video?.frames ?? 0) > 0 && read.value.video?.keyFrames !== 0)) ||
      (hls && !(hls.ok && hls.value.advanced)) ||
      (webrtc && !(webrtc.ok && webrtc.value.reached === 'media'))
    );
  });
}

/** Is it known where RTSP is served, and is it at all? */
function isServed({ readings, kinds, expectations }: PlanInput): boolean {
  if (expectations.mediamtx.rtspUrl != null) return true;
  const told = known(readings, 'mediamtx.config');
  return told
    ? told.rtsp
    : !kinds.has('mediamtx.config') || reading(readings, 'mediamtx.config') !== undefined;
}

/** A dead stream would cost a player its whole deadline. Bytes tell at once; where they do not, the reader does. */
function flows(readings: Readings, path: string): boolean {
  const { grew = false } = known(readings, 'mediamtx.flow')?.paths[path] ?? {};
  return grew || (known(readings, 'rtsp', path)?.video?.frames ?? 0) > 0;
}

/** Reading an idle on-demand path would start its source, so that is left to `--wake`. */
export function mayOpen({ readings, expectations }: PlanInput, path: string): boolean {
  const state = known(readings, 'mediamtx.paths')?.find(({ name }) => name === path);
  if (state?.ready) return true;
  if (isOnDemand(readings, path)) return expectations.options.wake;
  // A MediaMTX that accepts and does not answer serves no stream either: each would cost its whole deadline.
  return (
    faultIn(readings, 'mediamtx.paths') !== undefined &&
    faultIn(readings, 'mediamtx.paths')?.code !== 'timeout'
  );
}

/** Its source runs only while somebody reads it. */
export function isOnDemand(readings: Readings, path: string): boolean {
  const [configs, states] = [known(readings, 'mediamtx.pathConfigs'), known(readings, 'mediamtx.paths')];
  const config = configOfPath(path, configs ?? [], states ?? []);
  return config !== undefined && startsOnDemand(config);
}

/** What an idle on-demand path keeps from being seen: its publisher, and all that it sends. */
const HIDDEN_WHILE_IDLE: ReadonlySet<ReadingKind> = new Set([
  'processes',
  'progress',
  'mediamtx.paths',
  'mediamtx.sessions',
  'mediamtx.flow',
]);

/** Was it made before a reader woke an on-demand path, so that it shows a box that slept? */
export function isFromBeforeWaking(
  { readings, expectations }: PlanInput,
  kind: ReadingKind,
  made: Reading<unknown>,
): boolean {
  if (!expectations.options.wake || !HIDDEN_WHILE_IDLE.has(kind)) return false;
  return Object.entries(readings.rtsp ?? {}).some(
    ([path, read]) => read.ok && isOnDemand(readings, path) && read.mono + read.tookMs > made.mono,
  );
}

/** A mute, limited or locked service is not asked a dozen questions more. */
function worthComplianceCases(readings: Readings): boolean {
  const service = known(readings, 'service');
  return service !== undefined && service.limited === null && service.ping.kind !== 'none';
}

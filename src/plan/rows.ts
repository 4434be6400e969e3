import { nodeKind } from '../cameras/nodes.ts';
import { BOX, known, type ReadingKind, type Readings, reading, type UnitFacts } from '../model/index.ts';
import type { PlanInput, PlanRow } from './input.ts';
import { brokeOff, isOver, OPENED } from './streams.ts';

const once = (kind: ReadingKind): PlanRow => ({ kind, lane: 'quick', subjects: () => [BOX] });

/** Wanted once every named kind was tried, with or without success. */
const after = (kind: ReadingKind, ...needs: ReadingKind[]): PlanRow => ({
  kind,
  lane: 'quick',
  subjects: ({ readings, kinds }) =>
    needs.every((need) => !kinds.has(need) || reading(readings, need)) ? [BOX] : [],
});

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

/** A mute, limited or locked service is not asked a dozen questions more. */
function worthComplianceCases(readings: Readings): boolean {
  const service = known(readings, 'service');
  return service !== undefined && service.limited === null && service.ping.kind !== 'none';
}

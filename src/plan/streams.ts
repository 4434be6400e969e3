import { findCameras } from '../cameras/cameras.ts';
import { known, type ReadingKind, type Readings, reading } from '../model/index.ts';
import type { PlanInput, PlanRow } from './input.ts';
import { mayOpen } from './on-demand.ts';

/** What opens a stream, and plays it. */
export const OPENED: readonly PlanRow[] = [
  { kind: 'rtsp', lane: 'stream', subjects: (input) => (isServed(input) ? openable(input) : []) },
  playing('hls'),
  playing('webrtc'),
];

/** Plays every stream that flows, where MediaMTX says (or somebody configured) where that is done. */
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
      isOffered(input) ? openable(input).filter((path) => flows(input.readings, path)) : [],
  };
}

/** The streams of the cameras that were asked for, without those declared off and those that may not be opened. */
function openable(input: PlanInput): readonly string[] {
  const { readings, expectations } = input;
  const { passive, cameras } = expectations.options;
  if (passive || !areCamerasKnown(input)) return [];
  return findCameras(readings, expectations)
    .filter(({ id, off }) => off === null && (cameras.length === 0 || cameras.includes(id)))
    .flatMap(({ streams }) => streams.map(({ path }) => path))
    .filter((path) => mayOpen(input, path));
}

/** What says which cameras there are. */
const SOURCES = [
  'devices',
  'processes',
  'mediamtx.pathConfigs',
  'mediamtx.paths',
  'mediamtx.sessions',
] as const satisfies readonly ReadingKind[];

/** Has all of that been tried? */
const areCamerasKnown = ({ readings, kinds }: PlanInput): boolean =>
  SOURCES.every((kind) => !kinds.has(kind) || reading(readings, kind) !== undefined);

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

/** Has every stream been opened and played that is to be? */
export function isOver(input: PlanInput): boolean {
  const { readings, kinds } = input;
  const rest = OPENED.filter(({ kind }) => kinds.has(kind));
  return (
    (!kinds.has('mediamtx.flow') || reading(readings, 'mediamtx.flow') !== undefined) &&
    rest.every(({ kind, subjects }) => subjects(input).every((path) => reading(readings, kind, path)))
  );
}

/** Did a stream fail, or end early, that flowed when the paths were listed? */
export function brokeOff(readings: Readings): boolean {
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

import type { Camera } from '../cameras/cameras.ts';
import {
  type Evidence,
  type Finding,
  faultIn,
  known,
  type OutsideTry,
  type Reading,
  type ReadingValues,
  type RtspMedia,
  reading,
  type Sweep,
} from '../model/index.ts';
import { type Check, streamSubject } from './check.ts';
import { diagnose } from './diagnoses/table.ts';
import { secondsOf } from './duration.ts';
import {
  about,
  isOverloaded,
  lookAt,
  type Make,
  overloaded,
  SAYS_NOTHING,
  saw,
  sawFault,
} from './finding.ts';
import { excused } from './interrupted.ts';
import { fullHouse, pathState, portOf, serverGone } from './mediamtx-facts.ts';
import { isIdleOnDemand, sleeps } from './on-demand.ts';
import { onlyFromHere } from './readers.ts';

type Kind = 'hls' | 'webrtc';

/** What both ways of delivery share; the rest is their own. */
interface Delivery<K extends Kind> {
  readonly id: string;
  readonly kind: K;
  /** As people call it. */
  readonly what: string;
  /** Faults that prove something, beyond what both share; null leaves it unknown. */
  faulted(from: Reading<ReadingValues[K]> & { ok: false }, stream: Judged): Finding | null;
  played(from: Reading<ReadingValues[K]> & { ok: true }, stream: Judged): Finding;
}

/** The stream that is judged. */
export interface Judged {
  readonly sweep: Sweep;
  readonly path: string;
  /** What was played, for people. */
  readonly url: string;
  readonly make: Make;
}

/** A slow start is worth a word from here on, s. */
const PATIENCE_SECONDS = 6;

/** One of the two sibling checks of the link `deliver`. */
export function delivery<K extends Kind>(of: Delivery<K>): Check {
  return {
    id: of.id,
    title: `a viewer can play it over ${of.what}`,
    link: 'deliver',
    weight: 'essential',
    needs: [
      of.kind,
      'mediamtx.config',
      'mediamtx.paths',
      'mediamtx.pathsAfter',
      'mediamtx.pathConfigs',
      'mediamtx.flow',
      'rtsp',
      'host',
    ],
    judge: ({ sweep, cameras, earlier }) => {
      const server = serverGone(earlier);
      return cameras.flatMap((camera) =>
        camera.streams.map((stream) => {
          const make = about(of.id, streamSubject(camera, stream));
          return excused(sweep, stream.path, judgeStream(of, sweep, camera, stream.path, make, server));
        }),
      );
    },
  };
}

function judgeStream<K extends Kind>(
  of: Delivery<K>,
  sweep: Sweep,
  camera: Camera,
  path: string,
  make: Make,
  server: Finding | undefined,
): Finding {
  if (sweep.expectations.options.passive) return make.off('no stream was opened (--passive)', 'not-asked');
  if (known(sweep.readings, 'mediamtx.config')?.[of.kind] === false)
    return make.off(`${of.what} is switched off in MediaMTX's configuration`, 'not-configured');
  if (server) return make.blocked(server.checkId);
  const from: Reading<ReadingValues[K]> | undefined = reading(sweep.readings, of.kind, path);
  if (!from) return notPlayed(of, sweep, camera, path, make);
  const stream: Judged = { sweep, path, url: from.source.replace(/^\S+ /, ''), make };
  if (!from.ok && !isOverloaded(sweep, from)) {
    const failed = common(of, from, stream) ?? of.faulted(from, stream);
    if (failed) return failed;
  }
  const sight = lookAt(sweep, of.kind, make, of.what, path);
  if (!sight.clear) return sight.unknown;
  // What `look` hands out is this very reading.
  return from.ok ? of.played(from, stream) : make.unknown(`${of.what}: not observed`, 'not-reached');
}

/** Why the plan did not play it. */
function notPlayed<K extends Kind>(
  { what }: Delivery<K>,
  sweep: Sweep,
  camera: Camera,
  path: string,
  make: Make,
): Finding {
  if (isIdleOnDemand(sweep, path)) return sleeps(sweep, make, camera);
  const flow = known(sweep.readings, 'mediamtx.flow')?.paths[path];
  const idle = camera.streams.length > 0 && (pathState(sweep, path)?.ready === false || flow?.grew === false);
  if (idle) return make.unknown('nothing flows that could be played', 'not-seen');
  const told = faultIn(sweep.readings, 'mediamtx.config');
  if (told?.code === 'unauthorized')
    return make.unknown(
      `not played: MediaMTX tells where its ${what} is only to a user with a password`,
      'needs-authentication',
    );
  if (told)
    return make.unknown(
      `not played: MediaMTX's API, which tells where its ${what} is, does not answer`,
      'probe-failed',
    );
  return make.unknown(`${what} was not played`, 'not-reached');
}

function common<K extends Kind>(
  { what, kind }: Delivery<K>,
  from: Reading<unknown> & { ok: false },
  { sweep, path, url, make }: Judged,
): Finding | null {
  const { code } = from.fault;
  const evidence = [sawFault(from, what)];
  if (code === 'unauthorized') {
    const fromHere = onlyFromHere(sweep, path);
    if (fromHere !== null) return refusesOutside(what, path, fromHere, make, evidence);
    const diagnosis = diagnose('viewer-needs-user', { url });
    return make.unknown(
      `${what} asks for a user and a password`,
      'needs-authentication',
      evidence,
      diagnosis,
    );
  }
  if (SAYS_NOTHING.has(code)) return null;
  if (code !== 'refused') return fullHouse(sweep, path, make, evidence);
  return make.fail(
    `${what} is refused`,
    evidence,
    diagnose('viewer-refused', { url, what, told: toldElsewhere(sweep, kind, url) }),
  );
}

/** Where MediaMTX says that it serves, while camproof was told to ask at another port; null where that is not so. */
function toldElsewhere({ readings, expectations }: Sweep, kind: Kind, url: string): string | null {
  const { hlsUrl, webrtcUrl } = expectations.mediamtx;
  const [configured, key] =
    kind === 'hls' ? ([hlsUrl, 'hlsAddress'] as const) : ([webrtcUrl, 'webrtcAddress'] as const);
  const address = known(readings, 'mediamtx.config')?.[key] ?? '';
  if ((configured ?? null) === null || address === '') return null;
  return address.endsWith(`:${portOf(url)}`) ? null : address;
}

/** Viewers elsewhere are refused, whoever they are. */
function refusesOutside(
  what: string,
  path: string,
  ips: string,
  make: Make,
  evidence: readonly Evidence[],
): Finding {
  return make.warn(
    `${what} lets in this box only`,
    evidence,
    diagnose('readers-inside-only', { paths: [path], ips }),
  );
}

/** The codec of the stream, by whoever knows it. */
export function codecOf({ sweep, path }: Judged): string | null {
  const read = known(sweep.readings, 'rtsp', path)?.media.find(isVideo)?.codec;
  return read ?? pathState(sweep, path)?.tracks[0]?.codec ?? null;
}

const isH265 = (codec: string | null): boolean => /h\.?265|hevc|hvc1|hev1/i.test(codec ?? '');

/** What MediaMTX delivers and browsers decode in part only; null where they all do. */
function rarelyPlayed(sweep: Sweep, path: string, codec: string | null): string | null {
  if (isH265(codec)) return 'H265';
  const { profile = null } = known(sweep.readings, 'rtsp', path)?.media.find(isVideo) ?? {};
  // Their decoders take 4:2:0 with 8 bits; an encoder that is fed 4:2:2, as USB cameras give it, passes it on.
  return /^High (10|4:)/.test(profile ?? '') ? `H264 ${profile}` : null;
}

const isVideo = ({ kind }: RtspMedia): boolean => kind === 'video';

/** What did not happen in time, while our own event loop was late: it proves nothing. Null where it was not. */
export function starved(
  { sweep, make }: Judged,
  loopDelayMs: number,
  what: string,
  evidence: readonly Evidence[],
): Finding | null {
  // Turned round, so that a sweep saved before this was measured is judged as it was then.
  if (!(loopDelayMs > sweep.expectations.thresholds.loopDelayMs)) return null;
  return overloaded(sweep, make, what, loopDelayMs, evidence);
}

/** What plays, but not for everybody or not soon; a pass where there is nothing to say. */
export function afterPlaying(
  { sweep, path, make }: Judged,
  from: Reading<unknown>,
  seen: {
    readonly what: string;
    readonly summary: string;
    readonly evidence: readonly Evidence[];
    readonly codec: string | null;
    readonly startMs: number;
    /** Where it listens, when nobody outside can reach that. */
    readonly insideOnly: string | null;
  },
): Finding {
  const { what, summary, codec, startMs, insideOnly } = seen;
  const evidence = [...seen.evidence, saw('beyond this box', 'a firewall on the way is not proved', from)];
  if (insideOnly !== null && sweep.expectations.viewers === 'anywhere') {
    const first = saw('viewers outside', `cannot reach ${insideOnly}`, from, 'an outer address');
    const diagnosis = diagnose('viewer-loopback-only', { what, address: insideOnly });
    return make.warn(`${summary}, but on this box only`, [first, ...evidence], diagnosis);
  }
  const fromHere = onlyFromHere(sweep, path);
  if (fromHere !== null) return refusesOutside(what, path, fromHere, make, evidence);
  const rare = rarelyPlayed(sweep, path, codec);
  if (rare !== null) {
    const diagnosis = diagnose('browser-cannot-play', { path, codec: rare });
    return make.warn(`${summary}, but ${rare} plays in few browsers`, evidence, diagnosis);
  }
  const seconds = startMs / 1000;
  if (seconds > PATIENCE_SECONDS) {
    const facts = {
      path,
      seconds,
      segment: what === 'HLS' ? segmentOf(sweep) : null,
      ...keyFrames(sweep, path),
      fps: rateOf(sweep, path),
    };
    const diagnosis = diagnose('slow-start', facts);
    return make.warn(`${summary}: slow`, evidence, diagnosis);
  }
  return make.pass(summary, evidence);
}

/** The length of HLS segments as it is configured, where that is what a viewer waits for; null where it is not. */
function segmentOf(sweep: Sweep): string | null {
  const { hlsSegmentDuration: segment = '' } = known(sweep.readings, 'mediamtx.config') ?? {};
  return (secondsOf(segment) ?? 0) * 1000 > OFTEN_MS ? segment : null;
}

/** The frame rate that was measured; null where it was not. */
export const rateOf = ({ readings }: Sweep, path: string): number | null =>
  known(readings, 'rtsp', path)?.video?.fps ?? null;

/** How often key frames come, in words, and whether that is often enough for a quick start. */
function keyFrames(
  sweep: Sweep,
  path: string,
): { readonly keyFrames: string | null; readonly often: boolean } {
  const video = known(sweep.readings, 'rtsp', path)?.video;
  const [mean, least] = [video?.keyFrameIntervalMs ?? null, video?.keyFrameIntervalAtLeastMs ?? 0];
  if (mean !== null) return { keyFrames: `${(mean / 1000).toFixed(1)} s`, often: mean <= OFTEN_MS };
  return { keyFrames: least > 1000 ? `${(least / 1000).toFixed(1)} s or more` : null, often: false };
}

/** The key-frame interval that is asked for, with a little room, ms. */
const OFTEN_MS = 2_500;

export const isLoopback = (address: string): boolean => /^(127\.|localhost$|\[?::1\]?$)/.test(address);

/** The address that viewers outside cannot reach; null where they can, or where that was not tried. */
export const shutOff = (outside: OutsideTry | null): string | null =>
  outside === null || outside.open ? null : `${outside.address}:${outside.port}`;

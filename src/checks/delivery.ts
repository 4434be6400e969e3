import type { Camera } from '../cameras/cameras.ts';
import {
  type Evidence,
  type Finding,
  faultIn,
  known,
  type Reading,
  type ReadingValues,
  reading,
  type Sweep,
  videoOf,
} from '../model/index.ts';
import { type Check, streamSubject } from './check.ts';
import type { At } from './diagnoses/deliver.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, isOverloaded, lookAt, type Make, overloaded, SAYS_NOTHING, sawFault } from './finding.ts';
import { excused } from './interrupted.ts';
import { fullHouse, mediamtxServer, pathState, portOf, serverGone } from './mediamtx-facts.ts';
import { isIdleOnDemand, sleeps } from './on-demand.ts';
import { refusesOutside } from './readers.ts';

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

/** The same for its diagnosis. */
export const atOf = ({ sweep, path, url }: Judged): At => ({ path, url, mediamtx: mediamtxServer(sweep) });

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
    const inside = refusesOutside(sweep, path, what, make, evidence);
    if (inside) return inside;
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
  const told = toldElsewhere(sweep, kind, url);
  return make.fail(
    told === null ? `${what} is refused` : `nothing answers at '${kind}Url' of camproof's configuration`,
    evidence,
    diagnose('viewer-refused', { url, what, told }),
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

/** The codec of the stream, by whoever knows it. */
export function codecOf({ sweep, path }: Judged): string | null {
  const read = videoOf(known(sweep.readings, 'rtsp', path))?.codec;
  return read ?? pathState(sweep, path)?.tracks[0]?.codec ?? null;
}

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

/** The frame rate that was measured; null where it was not. */
export const rateOf = ({ readings }: Sweep, path: string): number | null =>
  known(readings, 'rtsp', path)?.video?.fps ?? null;

export const isLoopback = (address: string): boolean => /^(127\.|localhost$|\[?::1\]?$)/.test(address);

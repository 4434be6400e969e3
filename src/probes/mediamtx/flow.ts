import { setTimeout as delay } from 'node:timers/promises';
import {
  faultIn,
  type MediamtxFlow,
  type MediamtxSession,
  type PathFlow,
  type PathState,
} from '../../model/index.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { type MediamtxApi, mediamtxApi } from './client.ts';
import { pathsNow, sessionsNow } from './lists.ts';

/** A failing verdict needs at least this long a look, ms. */
const LEAST_WINDOW_MS = 3000;
/** The first pauses are short, so that a healthy box is quick; then every 200 ms. */
const PAUSES_MS = [60, 100, 200] as const;
const PAUSE_MS = 200;
/** Left for the last requests before the deadline, ms. */
const RESERVE_MS = 500;

/** Do bytes arrive on every path? Sampled until they grew on all that are ready, or the window ended. */
export const mediamtxFlow: Probe<'mediamtx.flow'> = {
  kind: 'mediamtx.flow',
  title: 'watching bytes arrive',
  deadlineMs: 12_000,
  maxAgeMs: 60_000,
  active: false,
  source: () => 'GET /v3/paths/list, repeated',
  observe: async (_subject, context) => {
    // Asking again with refused credentials would only add to the server's count of attacks.
    const refused = faultIn(context.known, 'mediamtx.paths');
    if (refused?.code === 'unauthorized') throw new ProbeFault(refused.code, refused.phase, refused.message);
    return watch(mediamtxApi(context.config.mediamtx, context.signal), context);
  },
};

async function watch(api: MediamtxApi, context: ProbeContext): Promise<MediamtxFlow> {
  const start = performance.now();
  const end = Math.min(start + windowMs(context), context.deadline - RESERVE_MS);
  const first = await pathsNow(api);
  const samples = new Map<string, Sample[]>();
  record(samples, first, performance.now());
  const before = await sessionsNow(api);
  const awaited = new Set(first.filter(hasSource).map(({ name }) => name));
  for (let round = 0; awaited.size > 0 && performance.now() < end; round++) {
    await delay(PAUSES_MS[round] ?? PAUSE_MS, undefined, { signal: context.signal });
    const now = await pathsNow(api);
    record(samples, now, performance.now());
    const present = new Set(now.map(({ name }) => name));
    for (const name of awaited) if (!present.has(name) || grew(samples.get(name) ?? [])) awaited.delete(name);
  }
  const after = await sessionsNow(api);
  const paths: Record<string, PathFlow> = {};
  for (const [name, of] of samples) {
    paths[name] = { samples: of.filter(isTelling), grew: grew(of), ...packets(name, before, after) };
  }
  return { windowMs: performance.now() - start, paths };
}

interface Sample {
  readonly mono: number;
  readonly bytesReceived: number;
}

/** Three frames of the slowest declared camera must have had the time to come. */
function windowMs({ config }: ProbeContext): number {
  const rates = config.cameras.map(({ expect }) => expect?.fps ?? Number.POSITIVE_INFINITY);
  return Math.max(LEAST_WINDOW_MS, 3000 / Math.min(...rates, Number.POSITIVE_INFINITY));
}

/** A pulled source that never connected is named as source all the same, so `ready` is asked too. */
const hasSource = ({ source, ready }: PathState): boolean => source !== null && ready;

function record(samples: Map<string, Sample[]>, paths: readonly PathState[], mono: number): void {
  for (const { name, bytesReceived } of paths) {
    const of = samples.get(name);
    if (of) of.push({ mono, bytesReceived });
    else samples.set(name, [{ mono, bytesReceived }]);
  }
}

/** A publisher that restarts sets the counter back, so growth is looked for from sample to sample. */
const grew = (samples: readonly Sample[]): boolean =>
  samples.some(
    ({ bytesReceived }, index) =>
      bytesReceived > (samples[index - 1]?.bytesReceived ?? Number.POSITIVE_INFINITY),
  );

/** First, last, and those at which bytes changed. */
const isTelling = ({ bytesReceived }: Sample, index: number, all: readonly Sample[]): boolean =>
  index === 0 || index === all.length - 1 || bytesReceived !== all[index - 1]?.bytesReceived;

/** What the publishing session counted meanwhile; null where the server does not count, or the session changed. */
function packets(path: string, before: readonly MediamtxSession[], after: readonly MediamtxSession[]) {
  const last = after.find((one) => one.path === path && one.state === 'publish');
  const first = before.find(({ id }) => id === last?.id);
  const difference = (key: 'packetsLost' | 'packetsReceived'): number | null => {
    const [from, to] = [first?.[key] ?? null, last?.[key] ?? null];
    return from === null || to === null ? null : Math.max(0, to - from);
  };
  return { packetsLost: difference('packetsLost'), packetsReceived: difference('packetsReceived') };
}

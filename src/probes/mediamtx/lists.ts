import type { z } from 'zod';
import type { MediamtxConfig, MediamtxSession, PathState } from '../../model/index.ts';
import { type Probe, ProbeFault } from '../probe.ts';
import { type MediamtxApi, mediamtxApi } from './client.ts';
import { globalConfig, pathConfig, pathState, session, shaped } from './schemas.ts';

/** All take up to 4 s for a refusal: MediaMTX answers wrong credentials late on purpose. */
const API_PROBE = { deadlineMs: 6000, maxAgeMs: 60_000, active: false } as const;

/** Where MediaMTX says its streams can be reached. */
export const mediamtxConfig: Probe<'mediamtx.config'> = {
  ...API_PROBE,
  kind: 'mediamtx.config',
  title: "reading MediaMTX's configuration",
  source: () => 'GET /v3/config/global/get',
  observe: async (_subject, { config, signal }): Promise<MediamtxConfig> => {
    const route = '/v3/config/global/get';
    return shaped(globalConfig, await mediamtxApi(config.mediamtx, signal).get(route), `GET ${route}`);
  },
};

/** The configured paths, also those that were only added through the API. */
export const mediamtxPathConfigs: Probe<'mediamtx.pathConfigs'> = {
  ...API_PROBE,
  kind: 'mediamtx.pathConfigs',
  title: 'listing configured paths',
  source: () => 'GET /v3/config/paths/list',
  observe: (_subject, { config, signal }) =>
    everyOne(
      mediamtxApi(config.mediamtx, signal),
      '/v3/config/paths/list',
      pathConfig,
      ({ name }): string => name,
    ),
};

/** The paths as they are now. */
export const mediamtxPaths: Probe<'mediamtx.paths'> = {
  ...API_PROBE,
  kind: 'mediamtx.paths',
  title: 'listing paths',
  source: () => 'GET /v3/paths/list',
  observe: (_subject, { config, signal }) => pathsNow(mediamtxApi(config.mediamtx, signal)),
};

/** The same again, at the end of a sweep in which a stream failed. */
export const mediamtxPathsAfter: Probe<'mediamtx.pathsAfter'> = {
  ...mediamtxPaths,
  kind: 'mediamtx.pathsAfter',
  title: 'listing paths again',
};

/** Who publishes and reads, over every protocol that is switched on. */
export const mediamtxSessions: Probe<'mediamtx.sessions'> = {
  ...API_PROBE,
  kind: 'mediamtx.sessions',
  title: 'listing sessions',
  source: () => SESSION_LISTS.map(([, route]) => `GET ${route}`).join(', '),
  observe: (_subject, { config, signal }) => sessionsNow(mediamtxApi(config.mediamtx, signal)),
};

const SESSION_LISTS = [
  ['rtsp', '/v3/rtspsessions/list'],
  ['rtsps', '/v3/rtspssessions/list'],
  ['rtmp', '/v3/rtmpconns/list'],
  ['rtmps', '/v3/rtmpsconns/list'],
  ['srt', '/v3/srtconns/list'],
  ['webrtc', '/v3/webrtcsessions/list'],
] as const satisfies readonly (readonly [MediamtxSession['protocol'], string])[];

/** The state of every path. */
export const pathsNow = (api: MediamtxApi): Promise<readonly PathState[]> =>
  everyOne(api, '/v3/paths/list', pathState, ({ name }) => name);

/** The sessions of every protocol. */
export async function sessionsNow(api: MediamtxApi): Promise<readonly MediamtxSession[]> {
  const [first, ...rest] = SESSION_LISTS;
  // Alone first: a refusal is then one failed attempt and not six.
  const sessions = await sessionsOf(api, ...first);
  const lists = await Promise.allSettled(rest.map(([protocol, route]) => sessionsOf(api, protocol, route)));
  for (const list of lists) {
    if (list.status === 'rejected') throw list.reason;
    sessions.push(...list.value);
  }
  return sessions;
}

/** A protocol that is switched off has no route: 404, and no session. */
async function sessionsOf(
  api: MediamtxApi,
  protocol: MediamtxSession['protocol'],
  route: string,
): Promise<MediamtxSession[]> {
  try {
    return await everyOne(api, route, session(protocol), ({ id }) => id);
  } catch (error) {
    if (error instanceof ProbeFault && error.code === 'not-found') return [];
    throw error;
  }
}

/** The items of all pages; one that moved to another page while we read is kept once. */
async function everyOne<T extends z.ZodType>(
  api: MediamtxApi,
  route: string,
  schema: T,
  keyOf: (item: z.output<T>) => string,
): Promise<z.output<T>[]> {
  const items = (await api.list(route)).map((item) => shaped(schema, item, `GET ${route}`));
  return [...new Map(items.map((item) => [keyOf(item), item])).values()];
}

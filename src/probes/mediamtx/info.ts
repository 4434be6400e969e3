import type { MediamtxInfo } from '../../model/index.ts';
import { type Probe, ProbeFault } from '../probe.ts';
import { type MediamtxApi, mediamtxApi } from './client.ts';
import { info, pathList, shaped } from './schemas.ts';

const ROUTE = '/v3/info';

/** Which MediaMTX answers, and which of the two generations of its API it speaks. */
export const mediamtxInfo: Probe<'mediamtx.info'> = {
  kind: 'mediamtx.info',
  title: "asking MediaMTX's version",
  deadlineMs: 6000,
  maxAgeMs: 60_000,
  active: false,
  source: () => `GET ${ROUTE}`,
  observe: async (_subject, { config, signal }): Promise<MediamtxInfo> => {
    const api = mediamtxApi(config.mediamtx, signal);
    const version = await versionOf(api);
    return { version, generation: await generationOf(api, version), url: api.url };
  },
};

/** Null on servers before 1.15.2, which answer 404 as text. */
async function versionOf(api: MediamtxApi): Promise<string | null> {
  try {
    return shaped(info, await api.get(ROUTE), `GET ${ROUTE}`).version;
  } catch (error) {
    if (error instanceof ProbeFault && error.code === 'not-found') return null;
    throw error;
  }
}

/** A path's own fields say most; a server without paths is told by its version: `online` came with 1.16. */
async function generationOf(api: MediamtxApi, version: string | null): Promise<MediamtxInfo['generation']> {
  const [first] = await firstPath(api);
  if (first) return first.online === null ? 'old' : 'new';
  const minor = /^v?1\.(\d+)\./.exec(version ?? '')?.[1];
  return version === null || (minor !== undefined && Number(minor) < 16) ? 'old' : 'new';
}

/** The first path in a list of its own, or none. Where even this route is unknown, something else than MediaMTX answers. */
async function firstPath(api: MediamtxApi) {
  const phase = 'GET /v3/paths/list';
  try {
    const reply = await api.get('/v3/paths/list?itemsPerPage=1&page=0');
    return shaped(pathList, reply, phase);
  } catch (error) {
    if (!(error instanceof ProbeFault && error.code === 'not-found')) throw error;
    throw new ProbeFault('protocol', phase, 'what answers there is not MediaMTX: it has no such route');
  }
}

import { type ApiAccess, mediamtxApi } from './client.ts';

// The only writes camproof makes, and only for `smoke --exercise`: a path of its own, added and removed.

/** Adds a path that waits for a publisher, in MediaMTX's memory only. Rejects with a `ProbeFault`. */
export async function addPath(config: ApiAccess, name: string, signal: AbortSignal): Promise<void> {
  const route = `/v3/config/paths/add/${encodeURIComponent(name)}`;
  await mediamtxApi(config, signal).send('POST', route, { source: 'publisher' });
}

/** Removes a path that was added with `addPath`. A path that is not there is a `not-found` fault. */
export async function removePath(config: ApiAccess, name: string, signal: AbortSignal): Promise<void> {
  const route = `/v3/config/paths/delete/${encodeURIComponent(name)}`;
  await mediamtxApi(config, signal).send('DELETE', route);
}

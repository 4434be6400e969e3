import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import * as z from 'zod';
import { allowed, parseAuthorization } from '../access.ts';
import type { Log } from '../log.ts';
import type { PathTable } from '../paths.ts';
import type { RtspServer } from '../rtsp/server.ts';
import { type Generation, pathSettings, type Settings, splitAddress } from '../settings.ts';
import { MUXER_AGENT } from '../viewers/muxer.ts';
import type { Viewers } from '../viewers/viewers.ts';
import {
  connectionItem,
  globalConfig,
  muxerItem,
  pathConfigItem,
  pathItem,
  sessionItem,
  viewerItem,
} from './items.ts';
import { ApiError, paginate } from './pages.ts';

/** Refused credentials are answered this late, as by the real server, ms. */
const REFUSAL_MS = 2000;
const MAX_BODY = 1024 * 1024;

export interface ApiOptions {
  readonly generation: Generation;
  /** What `/v3/info` prints. */
  readonly version: string;
  readonly settings: Settings;
  readonly paths: PathTable;
  readonly rtsp: RtspServer;
  readonly viewers: Viewers;
  readonly log: Log;
}

/** The HTTP API under /v3, as the generation that it stands for. */
export class ApiServer {
  readonly #options: ApiOptions;
  readonly #server: Server;
  readonly #started = new Date();

  constructor(options: ApiOptions) {
    this.#options = options;
    this.#server = createServer((request, response) => {
      void this.#answer(request, response);
    });
  }

  async listen(): Promise<void> {
    const { apiAddress } = this.#options.settings;
    this.#server.listen(splitAddress(apiAddress));
    await once(this.#server, 'listening');
    this.#options.log('INF', `[API] listener opened on ${apiAddress}`);
  }

  close(): void {
    this.#options.log('INF', '[API] listener is closing');
    this.#server.close();
    this.#server.closeAllConnections();
  }

  async #answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    response.setHeader('Server', 'mediamtx');
    if (this.#options.generation === 'new') response.setHeader('Access-Control-Allow-Origin', '*');
    try {
      if (!(await this.#mayEnter(request, response))) return;
      const reply = await this.#route(request);
      if (reply === 'done')
        this.#send(response, 200, this.#options.generation === 'new' ? { status: 'ok' } : null);
      else this.#send(response, 200, reply);
    } catch (error) {
      if (!(error instanceof ApiError)) {
        this.#fail(response, 500, String(error));
      } else if (error.status === 'no-route') {
        response.writeHead(404, { 'content-type': 'text/plain' }).end('404 page not found');
      } else {
        this.#options.log('ERR', `[API] ${error.message}`);
        this.#fail(response, error.status, error.message);
      }
    }
  }

  #send(response: ServerResponse, status: number, body: object | null): void {
    if (body === null) response.writeHead(status).end();
    else
      response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        .end(JSON.stringify(body));
  }

  #fail(response: ServerResponse, status: number, error: string): void {
    this.#send(response, status, this.#options.generation === 'new' ? { status: 'error', error } : { error });
  }

  /** Whoever gave nothing is asked at once; who gave something wrong waits and is not asked again. */
  async #mayEnter(request: IncomingMessage, response: ServerResponse): Promise<boolean> {
    const credentials = parseAuthorization(request.headers.authorization);
    const challenge = { realm: 'mediamtx', nonce: '', method: request.method ?? '' };
    if (allowed(this.#options.settings.authInternalUsers, 'api', '', credentials, challenge)) return true;
    if (request.headers.authorization === undefined)
      response.setHeader('WWW-Authenticate', 'Basic realm="mediamtx"');
    else await delay(REFUSAL_MS);
    this.#fail(response, 401, 'authentication error');
    return false;
  }

  async #route(request: IncomingMessage): Promise<object | 'done'> {
    const url = new URL(request.url ?? '/', 'http://stand-in');
    const { generation, settings, paths, rtsp, viewers, version } = this.#options;
    const [, route = '', name = ''] =
      /^\/v3\/(config\/(?:global|paths|pathdefaults)\/\w+|\w+(?:\/\w+)?)(?:\/(.*))?$/.exec(url.pathname) ??
      [];
    const page = (items: readonly object[]) => paginate(items, url.searchParams, generation);
    switch (`${request.method} ${route}`) {
      case 'GET info':
        if (generation === 'old') break;
        return { version, started: this.#started.toISOString() };
      case 'GET config/global/get':
        return globalConfig(settings, generation);
      case 'GET config/paths/list':
        return page(byName(paths.configured).map(([one, of]) => pathConfigItem(one, of, generation)));
      case 'GET config/paths/get':
        return pathConfigItem(
          name,
          found(paths.configured.get(valid(name)), 'path configuration not found'),
          generation,
        );
      case 'POST config/paths/add':
        return this.#add(valid(name), await readBody(request));
      case 'DELETE config/paths/delete':
        if (!paths.remove(valid(name))) throw new ApiError(404, 'path not found');
        return 'done';
      case 'GET paths/list':
        return page(byName(paths.live).map(([, path]) => this.#path(path)));
      case 'GET paths/get':
        return this.#path(found(paths.live.get(valid(name)), 'path not found'));
      case 'GET rtspsessions/list':
        return page(
          [...rtsp.sessions]
            .filter(({ link }) => link.userAgent !== MUXER_AGENT)
            .map((session) => this.#session(session)),
        );
      case 'GET rtspsessions/get':
        return this.#session(
          found(
            [...rtsp.sessions].find(({ id }) => id === uuid(name)),
            'session not found',
          ),
        );
      case 'GET rtspconns/list':
        return page([...rtsp.connections].map((connection) => connectionItem(connection, generation)));
      case 'GET hlsmuxers/list':
        return page(viewers.muxers.map(([name, muxer]) => muxerItem(name, muxer)));
      case 'GET webrtcsessions/list':
        return page(viewers.sessions.map((session) => viewerItem(session, generation)));
      case 'GET recordings/list':
        if (generation === 'old') break;
        return page([]);
    }
    throw new ApiError('no-route', '404 page not found');
  }

  #path(path: Parameters<typeof pathItem>[0]): object {
    return pathItem(path, this.#options.generation, this.#options.settings.driftedCounters);
  }

  #session(session: Parameters<typeof sessionItem>[0]): object {
    const conns = [...this.#options.rtsp.connections]
      .filter((one) => one.session === session)
      .map(({ id }) => id);
    return sessionItem(session, this.#options.generation, conns);
  }

  #add(name: string, body: string): 'done' {
    let json: unknown;
    try {
      json = JSON.parse(body);
    } catch (error) {
      throw new ApiError(400, error instanceof Error ? error.message : 'invalid JSON');
    }
    const settings = pathSettings.safeParse(json);
    if (!settings.success) throw new ApiError(400, problemOf(settings.error));
    if (this.#options.paths.configured.has(name)) throw new ApiError(400, 'path already exists');
    this.#options.paths.add(name, settings.data);
    return 'done';
  }
}

const byName = <T>(of: ReadonlyMap<string, T>): [string, T][] => [...of].sort(([a], [b]) => (a < b ? -1 : 1));

function found<T>(value: T | undefined, otherwise: string): T {
  if (value === undefined) throw new ApiError(404, otherwise);
  return value;
}

function valid(name: string): string {
  if (name === '') throw new ApiError(400, 'invalid name');
  return decodeURIComponent(name);
}

function uuid(text: string): string {
  if (!z.guid().safeParse(text).success) throw new ApiError(400, `invalid UUID length: ${text.length}`);
  return text;
}

function problemOf({ issues: [issue] }: z.ZodError): string {
  return issue?.code === 'unrecognized_keys'
    ? `json: unknown field "${issue.keys[0]}"`
    : `json: ${issue?.message}`;
}

async function readBody(request: IncomingMessage): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    size += chunk.length;
    if (size > MAX_BODY) throw new ApiError(400, 'http: request body too large');
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString();
}

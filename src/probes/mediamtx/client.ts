import type { Config } from '../../config/config.ts';
import { type HttpAnswer, http, isRecord, json, reasonOf } from '../http.ts';
import { ProbeFault } from '../probe.ts';
import { clean, maskSecrets } from '../text.ts';

/** Never 0: `itemsPerPage=0` ends the process of MediaMTX 1.5.0. */
const ITEMS_PER_PAGE = 100;
const MAX_PAGES = 50;

/** Where the API is, and what it is told to prove who asks. */
export type ApiAccess = Pick<Config['mediamtx'], 'url' | 'user' | 'password' | 'token' | 'ca'>;

/** MediaMTX's HTTP API, both generations. Every method rejects with a `ProbeFault` where it knows the reason. */
export interface MediamtxApi {
  /** Base URL without credentials. */
  readonly url: string;
  /** The JSON of one route (`/v3/info`). 404 is a `not-found` fault. */
  get(route: string): Promise<unknown>;
  /** All items of a paged list, in the server's order. */
  list(route: string): Promise<readonly unknown[]>;
  /** For `smoke --exercise` only: nothing else writes. */
  send(method: 'POST' | 'DELETE', route: string, body?: object): Promise<unknown>;
}

/** A client for one observation: `signal` ends every request. */
export function mediamtxApi(config: ApiAccess, signal: AbortSignal): MediamtxApi {
  const get = (route: string) => exchange(config, signal, 'GET', route);
  return {
    url: config.url,
    get,
    list: (route) => allPages(route, get),
    send: (method, route, body) => exchange(config, signal, method, route, body),
  };
}

async function allPages(
  route: string,
  get: (route: string) => Promise<unknown>,
): Promise<readonly unknown[]> {
  const items: unknown[] = [];
  for (let page = 0; page < MAX_PAGES; page++) {
    const reply = await get(`${route}?itemsPerPage=${ITEMS_PER_PAGE}&page=${page}`);
    const { items: more, pageCount } = pageOf(reply, `GET ${route}`);
    items.push(...more);
    if (page + 1 >= pageCount) return items;
  }
  throw new ProbeFault('too-large', `GET ${route}`, `more than ${MAX_PAGES * ITEMS_PER_PAGE} items`);
}

function pageOf(reply: unknown, phase: string): { items: readonly unknown[]; pageCount: number } {
  const { items, pageCount } = isRecord(reply) ? reply : {};
  // Go prints an empty list as null where it was never filled.
  if ((Array.isArray(items) || items === null) && typeof pageCount === 'number')
    return { items: items ?? [], pageCount };
  throw new ProbeFault('protocol', phase, 'the reply is no list with items and pageCount');
}

async function exchange(
  config: ApiAccess,
  signal: AbortSignal,
  method: 'GET' | 'POST' | 'DELETE',
  route: string,
  body?: object,
): Promise<unknown> {
  const phase = `${method} ${route.replace(/\?.*/, '')}`;
  try {
    const answer = await http(`${config.url.replace(/\/+$/, '')}${route}`, {
      method,
      signal,
      ca: config.ca,
      headers: {
        accept: 'application/json',
        ...authorization(config),
        ...(body && { 'content-type': 'application/json' }),
      },
      ...(body && { body: JSON.stringify(body) }),
    });
    if (answer.status === 401 || answer.status === 403) {
      const asked = answer.headers['www-authenticate'] !== undefined;
      throw new ProbeFault('unauthorized', phase, `HTTP ${answer.status}: ${refusal(config, asked)}`);
    }
    if (answer.status < 200 || answer.status > 299) {
      const code = answer.status === 404 ? 'not-found' : answer.status === 429 ? 'limited' : 'protocol';
      throw new ProbeFault(code, phase, `HTTP ${answer.status}: ${errorText(answer)}`);
    }
    // The old generation answers a write with an empty body.
    return answer.body.length === 0 ? null : json(answer);
  } catch (error) {
    throw asFault(error, phase);
  }
}

/** The token wins over user and password. */
function authorization({ token, user, password }: ApiAccess): Record<string, string> {
  if (token !== null) return { authorization: `Bearer ${token}` };
  if (user === null) return {};
  return { authorization: `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}` };
}

/** MediaMTX asks for credentials (`WWW-Authenticate`) only where none were given; a missing permission is 401 too. */
function refusal({ token, user }: ApiAccess, asked: boolean): string {
  if (token !== null) return 'the token was refused, or lacks the permission "api"';
  if (user !== null) return `user ${user} was refused: wrong password, or no permission "api"`;
  return asked ? 'it asks for a user and password' : 'it refuses requests without credentials';
}

/** `{"error": "…"}` of both generations, else the text itself. */
function errorText(answer: HttpAnswer): string {
  try {
    const body = json(answer);
    if (isRecord(body) && typeof body['error'] === 'string') return clean(maskSecrets(body['error']));
  } catch {
    // Not JSON: the text itself says what is wrong.
  }
  return clean(maskSecrets(answer.body.toString()), 120) || (reasonOf(answer) ?? 'no reason given');
}

/** Says which request it was, and what the connection itself says where it is no errno. */
function asFault(error: unknown, phase: string): unknown {
  if (error instanceof ProbeFault)
    return new ProbeFault(error.code, error.phase === 'TLS' ? 'TLS' : phase, error.message);
  if (error instanceof Error && error.name === 'HTTPParserError') {
    return new ProbeFault('protocol', phase, `it does not speak HTTP: ${error.message}`);
  }
  return error;
}

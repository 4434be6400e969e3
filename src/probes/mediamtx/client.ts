import { STATUS_CODES } from 'node:http';
import { Agent, request } from 'undici';
import type { Config } from '../../config/config.ts';
import { ProbeFault } from '../probe.ts';
import { clean } from '../text.ts';

/** Largest reply that is read, bytes: a page of 100 path configurations is about 300 kB. */
const MAX_BYTES = 4 * 1024 * 1024;
/** Never 0: `itemsPerPage=0` ends the process of MediaMTX 1.5.0. */
const ITEMS_PER_PAGE = 100;
const MAX_PAGES = 50;

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

/** Runs `work` with a client of its own and closes every connection afterwards, also on abort. */
export async function withApi<T>(
  config: Config['mediamtx'],
  signal: AbortSignal,
  work: (api: MediamtxApi) => Promise<T>,
): Promise<T> {
  const dispatcher = new Agent({ connections: 8, connect: config.ca === null ? {} : { ca: config.ca } });
  const call = (method: 'GET' | 'POST' | 'DELETE', route: string, body?: object) =>
    exchange({ config, dispatcher, signal, method, route, body });
  const get = (route: string) => call('GET', route);
  try {
    return await work({ url: config.url, get, list: (route) => allPages(route, get), send: call });
  } finally {
    await dispatcher.destroy();
  }
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
  if (typeof reply === 'object' && reply !== null && 'items' in reply && 'pageCount' in reply) {
    const { items, pageCount } = reply;
    // Go prints an empty list as null where it was never filled.
    if ((Array.isArray(items) || items === null) && typeof pageCount === 'number') {
      return { items: items ?? [], pageCount };
    }
  }
  throw new ProbeFault('protocol', phase, 'the reply is no list with items and pageCount');
}

interface Exchange {
  readonly config: Config['mediamtx'];
  readonly dispatcher: Agent;
  readonly signal: AbortSignal;
  readonly method: 'GET' | 'POST' | 'DELETE';
  readonly route: string;
  readonly body: object | undefined;
}

async function exchange({ config, dispatcher, signal, method, route, body }: Exchange): Promise<unknown> {
  const phase = `${method} ${route.replace(/\?.*/, '')}`;
  const authorization = authorizationOf(config);
  let reply: Awaited<ReturnType<typeof request>>;
  let text: string;
  try {
    reply = await request(`${config.url.replace(/\/+$/, '')}${route}`, {
      method,
      dispatcher,
      signal,
      headers: {
        accept: 'application/json',
        ...(authorization && { authorization }),
        ...(body && { 'content-type': 'application/json' }),
      },
      body: body ? JSON.stringify(body) : null,
    });
    text = await readText(reply.body, phase);
  } catch (error) {
    throw asFault(error, phase);
  }
  const { statusCode } = reply;
  if (statusCode === 401 || statusCode === 403) {
    const asked = reply.headers['www-authenticate'] !== undefined;
    throw new ProbeFault('unauthorized', phase, `HTTP ${statusCode}: ${refusal(config, asked)}`);
  }
  if (statusCode < 200 || statusCode > 299) {
    const code = statusCode === 404 ? 'not-found' : statusCode === 429 ? 'limited' : 'protocol';
    throw new ProbeFault(code, phase, `HTTP ${statusCode}: ${errorText(text, statusCode)}`);
  }
  return text === '' ? null : parseJson(text, phase);
}

/** The token wins over user and password. */
function authorizationOf({ token, user, password }: Config['mediamtx']): string | null {
  if (token !== null) return `Bearer ${token}`;
  if (user === null) return null;
  return `Basic ${Buffer.from(`${user}:${password ?? ''}`).toString('base64')}`;
}

/** MediaMTX asks for credentials (`WWW-Authenticate`) only where none were given; a missing permission is 401 too. */
function refusal({ token, user }: Config['mediamtx'], asked: boolean): string {
  if (token !== null) return 'the token was refused, or lacks the permission "api"';
  if (user !== null) return `user ${user} was refused: wrong password, or no permission "api"`;
  return asked ? 'it asks for a user and password' : 'it refuses requests without credentials';
}

async function readText(body: AsyncIterable<Uint8Array>, phase: string): Promise<string> {
  const chunks: Uint8Array[] = [];
  let size = 0;
  // Leaving the loop destroys the body, so an endless one ends here.
  for await (const chunk of body) {
    size += chunk.length;
    if (size > MAX_BYTES) throw new ProbeFault('too-large', phase, `a reply of more than ${MAX_BYTES} bytes`);
    chunks.push(chunk);
  }
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(chunks));
  } catch {
    throw new ProbeFault('protocol', phase, 'the reply is not UTF-8');
  }
}

function parseJson(text: string, phase: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new ProbeFault('protocol', phase, `the reply is not JSON: ${clean(text, 60)}`);
  }
}

/** `{"error": "…"}` of both generations, else the text itself. */
function errorText(text: string, statusCode: number): string {
  try {
    const { error } = JSON.parse(text);
    if (typeof error === 'string') return clean(error);
  } catch {
    // Not JSON: the text itself says what is wrong.
  }
  return clean(text, 120) || (STATUS_CODES[statusCode] ?? 'no reason given');
}

/** What the connection itself says where it is no errno: a certificate, TLS on a plain port, no HTTP at all. */
function asFault(error: unknown, phase: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const message = error instanceof Error ? error.message : '';
  if (/CERT|SELF_SIGNED|UNABLE_TO_/.test(code)) {
    return new ProbeFault('protocol', 'TLS', `its certificate is not trusted (${code}): give mediamtx.ca`);
  }
  if (code === 'EPROTO' || code.startsWith('ERR_SSL')) return new ProbeFault('protocol', 'TLS', message);
  if (code.startsWith('HPE_')) return new ProbeFault('protocol', phase, `it does not speak HTTP: ${message}`);
  return error;
}

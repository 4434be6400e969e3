import type { ClientRequest, IncomingMessage } from 'node:http';
import process from 'node:process';
import { lookupUntil } from './lookup.ts';
import { ProbeFault } from './probe.ts';

export interface HttpOptions {
  readonly signal: AbortSignal;
  readonly method?: 'GET' | 'POST' | 'DELETE';
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string;
  /** PEM of the authority behind the server's certificate. */
  readonly ca?: string | null;
  /** A longer body is the fault `too-large`, bytes. Default 4 MiB. */
  readonly maxBytes?: number;
}

export interface HttpAnswer {
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  /** Raw bytes: text where it decodes as UTF-8 is for the caller. */
  readonly body: Buffer;
  readonly ms: number;
}

/**
 * One HTTP exchange on a connection of its own, bounded in time by the signal and in size by `maxBytes`;
 * redirects are answers and not followed. Rejects with a ProbeFault (`timeout`, `reset`, `too-large`, `protocol`) or
 * the socket's error.
 */
export async function http(url: string, options: HttpOptions): Promise<HttpAnswer> {
  const { signal, maxBytes = 4 * 1024 * 1024 } = options;
  signal.throwIfAborted();
  const start = performance.now();
  const request = send(url, options);
  let phase = 'connect';
  // Destroying the request is what ends it in every phase; the error it is given says why.
  const abort = () =>
    request.destroy(new ProbeFault('timeout', phase, `no ${phase === 'body' ? 'whole answer' : 'answer'}`));
  signal.addEventListener('abort', abort, { once: true });
  try {
    const answer = await new Promise<IncomingMessage>((resolve, reject) => {
      request.once('response', resolve);
      request.once('error', reject);
    });
    phase = 'body';
    // From here on errors come out of the body.
    request.on('error', () => {});
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer) {
      size += chunk.length;
      if (size > maxBytes)
        throw new ProbeFault('too-large', 'body', `the answer is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    const body = Buffer.concat(chunks);
    if (answer.statusCode === 400 && WANTS_TLS.test(body.toString('latin1', 0, 500)))
      throw new ProbeFault('protocol', 'TLS', 'it wants HTTPS and was asked over HTTP');
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    );
    return {
      status: answer.statusCode ?? 0,
      headers,
      body,
      ms: performance.now() - start,
    };
  } catch (error) {
    throw signal.aborted
      ? new ProbeFault('timeout', phase, `no ${phase === 'body' ? 'whole answer' : 'answer'}`)
      : asFault(error, phase);
  } finally {
    signal.removeEventListener('abort', abort);
    request.destroy();
  }
}

function send(url: string, { signal, method = 'GET', headers, body, ca = null }: HttpOptions): ClientRequest {
  const init = {
    lookup: lookupUntil(signal),
    method,
    headers: { ...headers, connection: 'close' },
    agent: false as const,
    maxHeaderSize: 65_536,
  };
  // Not imported: `import` of node:http brings a WebSocket client of its own along, and TLS is seldom wanted. Together they
  // are a third of the time that a smoke test takes.
  const request = url.startsWith('https:')
    ? process.getBuiltinModule('node:https').request(url, { ...init, ...(ca !== null && { ca }) })
    : process.getBuiltinModule('node:http').request(url, init);
  request.end(body);
  return request;
}

/** Go's servers and nginx say so when they are asked in plain text. */
const WANTS_TLS = /HTTP request (?:to an HTTPS server|was sent to HTTPS port)/i;

/** What does not speak HTTP, or stops in the middle of it, is `protocol`; who hangs up without a word is `reset`. */
function asFault(error: unknown, phase: string): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  if (code === 'HPE_HEADER_OVERFLOW') return new ProbeFault('too-large', 'headers', 'the headers do not end');
  if (error instanceof ProbeFault) return error;
  if (code === 'ECONNRESET' && phase === 'connect')
    return new ProbeFault('reset', phase, 'it closed the connection without an answer');
  const spoken = code.startsWith('HPE_') || code === 'ECONNRESET' || code === 'ERR_STREAM_PREMATURE_CLOSE';
  if (!spoken) return error;
  return new ProbeFault('protocol', phase, error instanceof Error ? error.message : String(error));
}

/** What a status stands for: `Bad Gateway`; undefined where it stands for nothing. */
export const reasonOf = ({ status }: HttpAnswer): string | undefined =>
  process.getBuiltinModule('node:http').STATUS_CODES[status];

/** The body as UTF-8 text; invalid bytes are the fault `protocol`. */
export function text(answer: HttpAnswer): string {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(answer.body);
  } catch {
    throw new ProbeFault('protocol', 'body', 'the answer is not valid UTF-8');
  }
}

/** The body as JSON; anything else is the fault `protocol`. */
export function json(answer: HttpAnswer): unknown {
  const body = text(answer);
  try {
    return JSON.parse(body);
  } catch {
    throw new ProbeFault('protocol', 'body', `the answer is not JSON: ${body.slice(0, 60)}`);
  }
}

/** Plain objects only; arrays and null are none. */
export function isRecord(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

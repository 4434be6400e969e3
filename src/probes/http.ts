import { Agent, request } from 'undici';
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
 * redirects are answers and not followed. Rejects with a ProbeFault (`timeout`, `too-large`, `protocol`) or
 * the socket's error.
 */
export async function http(url: string, options: HttpOptions): Promise<HttpAnswer> {
  const { signal, ca = null, maxBytes = 4 * 1024 * 1024 } = options;
  signal.throwIfAborted();
  const agent = new Agent({ pipelining: 0, maxHeaderSize: 65_536, connect: ca === null ? {} : { ca } });
  const start = performance.now();
  let phase = 'connect';
  try {
    const answer = await request(url, {
      dispatcher: agent,
      signal,
      method: options.method ?? 'GET',
      headers: { ...options.headers, connection: 'close' },
      body: options.body ?? null,
    });
    phase = 'body';
    const chunks: Buffer[] = [];
    let size = 0;
    for await (const chunk of answer.body) {
      size += chunk.length;
      if (size > maxBytes)
        throw new ProbeFault('too-large', 'body', `the answer is larger than ${maxBytes} bytes`);
      chunks.push(chunk);
    }
    const headers = Object.fromEntries(
      Object.entries(answer.headers).map(([name, value]) => [
        name,
        Array.isArray(value) ? value.join(', ') : (value ?? ''),
      ]),
    );
    return { status: answer.statusCode, headers, body: Buffer.concat(chunks), ms: performance.now() - start };
  } catch (error) {
    if (signal.aborted)
      throw new ProbeFault('timeout', phase, `no ${phase === 'body' ? 'whole answer' : 'answer'}`);
    if (error instanceof ProbeFault) throw error;
    const code = error instanceof Error && 'code' in error ? String(error.code) : '';
    if (code.startsWith('HPE_') || code === 'UND_ERR_SOCKET')
      throw new ProbeFault('protocol', phase, messageOf(error));
    throw error;
  } finally {
    await agent.destroy();
  }
}

const messageOf = (error: unknown): string => (error instanceof Error ? error.message : String(error));

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

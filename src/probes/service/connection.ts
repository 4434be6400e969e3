import WebSocket from 'ws';
import type { Config } from '../../config/config.ts';
import { isRecord } from '../http.ts';
import { lookupUntil } from '../lookup.ts';
import { ProbeFault } from '../probe.ts';
import { clean, maskSecrets } from '../text.ts';

/** A service's message is at most 1 MB; more is a fault, not a reason to run out of memory. */
const MAX_MESSAGE = 4 * 1024 * 1024;

/** A message from the service: parsed where it is JSON. */
export interface Incoming {
  readonly text: string;
  readonly value: unknown;
}

/** A WebSocket to the camera service: sends texts, hands out what comes back, closes with a handshake. */
export class ServiceConnection {
  readonly #socket: WebSocket;
  readonly #signal: AbortSignal;
  readonly #waiting = new Set<{
    accepts: (incoming: Incoming) => boolean;
    resolve: (incoming: Incoming) => void;
    reject: (error: unknown) => void;
  }>();
  #failure: unknown = null;
  /** Close code and reason, once the service has closed. */
  closed: { readonly code: number; readonly reason: string } | null = null;
  sent = 0;

  private constructor(socket: WebSocket, signal: AbortSignal) {
    this.#socket = socket;
    this.#signal = signal;
    socket.on('message', (data) => this.#receive(String(data)));
    socket.on('error', (error) => this.#fail(frameFault(error)));
    socket.on('close', (code, reason) => {
      this.closed = { code, reason: clean(maskSecrets(reason.toString())) };
      this.#fail(closeFault(code, this.closed.reason));
    });
  }

  /**
   * Opens it until `signal`; `life` ends what waits on the open connection. Rejects with the HTTP status behind a
   * refused upgrade as a ProbeFault.
   */
  static async open(
    { url, ca }: Pick<Config['service'], 'url' | 'ca'>,
    signal: AbortSignal,
    life = signal,
  ): Promise<ServiceConnection> {
    signal.throwIfAborted();
    const socket = new WebSocket(url, {
      maxPayload: MAX_MESSAGE,
      perMessageDeflate: false,
      followRedirects: false,
      lookup: lookupUntil(signal),
      ...(ca !== null && { ca }),
    });
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => reject(new ProbeFault('timeout', 'upgrade', 'the WebSocket does not open'));
    socket.once('open', resolve);
    socket.once('error', reject);
    socket.once('unexpected-response', (_request, response) => {
      response.resume();
      reject(upgradeFault(response.statusCode ?? 0));
    });
    signal.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } catch (error) {
      socket.on('error', () => {});
      socket.terminate();
      throw upgradeError(error);
    } finally {
      signal.removeEventListener('abort', abort);
      socket.off('error', reject);
    }
    return new ServiceConnection(socket, life);
  }

  /** Calls back once the connection has ended, by whichever side. */
  onClosed(listener: () => void): void {
    this.#socket.once('close', listener);
  }

  /** Sends a text and waits for the first message that is accepted, until the signal or `waitMs`. */
  async exchange(
    text: string,
    accepts: (incoming: Incoming) => boolean,
    phase: string,
    waitMs: number,
  ): Promise<Incoming> {
    if (this.#failure !== null) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<Incoming>();
    const waiter = { accepts, resolve, reject };
    const late = () => reject(new ProbeFault('timeout', phase, `no reply to ${phase}`));
    const timer = setTimeout(late, waitMs);
    this.#signal.addEventListener('abort', late, { once: true });
    this.#waiting.add(waiter);
    this.sent++;
    this.#socket.send(text);
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#signal.removeEventListener('abort', late);
      this.#waiting.delete(waiter);
    }
  }

  /** Round trip of a ping frame, ms; null when no pong came within `waitMs`. */
  async pingFrame(waitMs: number): Promise<number | null> {
    if (this.#failure !== null) return null;
    const start = performance.now();
    const { promise, resolve } = Promise.withResolvers<number | null>();
    const timer = setTimeout(() => resolve(null), waitMs);
    const pong = () => resolve(performance.now() - start);
    const stop = () => resolve(null);
    this.#socket.once('pong', pong);
    this.#signal.addEventListener('abort', stop, { once: true });
    this.#socket.ping();
    try {
      return await promise;
    } finally {
      clearTimeout(timer);
      this.#socket.off('pong', pong);
      this.#signal.removeEventListener('abort', stop);
    }
  }

  /** The close handshake; the code that the service answered, or null when it did not within `waitMs`. */
  async close(waitMs: number): Promise<number | null> {
    if (this.closed === null && this.#socket.readyState === WebSocket.OPEN) {
      const { promise, resolve } = Promise.withResolvers<void>();
      const timer = setTimeout(resolve, waitMs);
      this.#socket.once('close', () => resolve());
      this.#signal.addEventListener('abort', () => resolve(), { once: true });
      this.#socket.close(1000);
      await promise;
      clearTimeout(timer);
    }
    this.#socket.terminate();
    // 1006 is our own word for a connection that ended without a handshake.
    return this.closed === null || this.closed.code === 1006 ? null : this.closed.code;
  }

  #receive(text: string): void {
    const incoming = { text, value: parse(text) };
    for (const waiter of this.#waiting) {
      if (!waiter.accepts(incoming)) continue;
      waiter.resolve(incoming);
      return;
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    for (const { reject } of this.#waiting) reject(this.#failure);
  }
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return undefined;
  }
}

/** A reply to the request with this id, also where it comes back as a string: which that is, is plain all the same. */
export const repliesTo =
  (id: number) =>
  ({ value }: Incoming): boolean =>
    isRecord(value) &&
    [id, String(id)].includes(value['id'] as number) &&
    ('result' in value || 'error' in value);

function upgradeFault(status: number): ProbeFault {
  const message = `HTTP ${status} instead of a WebSocket`;
  if (status === 401 || status === 403) return new ProbeFault('unauthorized', 'upgrade', message);
  if (status === 404) return new ProbeFault('not-found', 'upgrade', message);
  if (status === 429 || status === 503) return new ProbeFault('limited', 'upgrade', message);
  return new ProbeFault('protocol', 'upgrade', message);
}

/** What ws and the HTTP parser say of a server that is none. */
function upgradeError(error: unknown): unknown {
  const code = error instanceof Error && 'code' in error ? String(error.code) : '';
  const spoken =
    error instanceof Error &&
    !(error instanceof ProbeFault) &&
    (code === '' || code.startsWith('HPE_') || code.startsWith('WS_'));
  return spoken ? new ProbeFault('protocol', 'upgrade', error.message) : error;
}

/** What ws says of frames that are none, or too large. */
function frameFault(error: Error): unknown {
  const code = 'code' in error ? String(error.code) : '';
  if (!code.startsWith('WS_ERR')) return error;
  const tooLarge = code === 'WS_ERR_UNSUPPORTED_MESSAGE_LENGTH';
  return new ProbeFault(tooLarge ? 'too-large' : 'protocol', 'frame', error.message);
}

function closeFault(code: number, reason: string): ProbeFault {
  const words = `the service closed the connection: ${code}${reason ? ` ${reason}` : ''}`;
  return new ProbeFault(
    code === 1013 || /limit|too many/i.test(reason) ? 'limited' : 'protocol',
    'connection',
    words,
  );
}

import { connect as connectTcp, isIP, type Socket } from 'node:net';
import process from 'node:process';
import { lookupUntil } from '../lookup.ts';
import { ProbeFault } from '../probe.ts';
import { maskUrls } from '../text.ts';
import { authorizationFor, type Credentials } from './authentication.ts';
import { RtspParser, type RtspResponse } from './message.ts';

export interface RtspTarget {
  /** `rtsp://host:port/path` or `rtsps://…`, without credentials. */
  readonly url: string;
  readonly credentials: Credentials | null;
  readonly ca: string | null;
}

const REDIRECTS = new Set([301, 302, 303, 307, 308]);

/** One connection to an RTSP server: requests in order, interleaved frames to a listener. */
export class RtspSession {
  readonly #socket: Socket;
  readonly #target: RtspTarget;
  readonly #parser = new RtspParser();
  readonly #signal: AbortSignal;
  #sequence = 0;
  #session: string | null = null;
  #challenges: readonly string[] = [];
  #waiting: { resolve: (response: RtspResponse) => void; reject: (error: unknown) => void } | null = null;
  #failure: unknown = null;
  #onFrame: (channel: number, payload: Buffer) => void = () => {};
  #onFailure: (error: unknown) => void = () => {};

  private constructor(socket: Socket, target: RtspTarget, signal: AbortSignal) {
    this.#socket = socket;
    this.#target = target;
    this.#signal = signal;
    socket.on('data', (bytes: Buffer) => this.#receive(bytes));
    socket.on('error', (error) => this.#fail(error));
    socket.on('close', () =>
      this.#fail(new ProbeFault('protocol', 'connection', 'the server closed the connection')),
    );
  }

  static async open(target: RtspTarget, signal: AbortSignal): Promise<RtspSession> {
    signal.throwIfAborted();
    const { hostname, port, protocol } = new URL(target.url);
    const host = hostname.replace(/^\[|\]$/g, '');
    const secure = protocol === 'rtsps:';
    const to = { host, port: Number(port || (secure ? 322 : 554)), lookup: lookupUntil(signal) };
    const socket = secure
      ? process.getBuiltinModule('node:tls').connect({
          ...to,
          servername: isIP(host) ? '' : host,
          ...(target.ca !== null && { ca: target.ca }),
        })
      : connectTcp(to);
    const { promise, resolve, reject } = Promise.withResolvers<void>();
    const abort = () => reject(new ProbeFault('timeout', 'connect', `${host}:${to.port} does not answer`));
    socket.once(secure ? 'secureConnect' : 'connect', resolve);
    socket.once('error', reject);
    signal.addEventListener('abort', abort, { once: true });
    try {
      await promise;
    } catch (error) {
      socket.on('error', () => {});
      socket.destroy();
      throw error;
    } finally {
      signal.removeEventListener('abort', abort);
      socket.removeListener('error', reject);
    }
    return new RtspSession(socket, target, signal);
  }

  /** Of the server's address: packets over UDP come from the same one. */
  get family(): 4 | 6 {
    return this.#socket.remoteFamily === 'IPv6' ? 6 : 4;
  }

  /** Frames and the end of the connection go here from now on. */
  listen(onFrame: (channel: number, payload: Buffer) => void, onFailure: (error: unknown) => void): void {
    this.#onFrame = onFrame;
    this.#onFailure = onFailure;
    if (this.#failure !== null) onFailure(this.#failure);
  }

  /** One request and its response; answers a 401 once with the credentials. Other than 200, or a redirect of DESCRIBE, is a ProbeFault. */
  async request(
    method: string,
    uri: string,
    headers: Readonly<Record<string, string>> = {},
  ): Promise<RtspResponse> {
    let response = await this.#exchange(method, uri, headers);
    const { credentials } = this.#target;
    const challenges = response.headers.get('www-authenticate') ?? [];
    // A second 401 means wrong credentials, unless only the nonce has aged.
    const fresh =
      this.#challenges.length === 0 || challenges.some((line) => /stale\s*=\s*"?true/i.test(line));
    if (response.status === 401 && credentials !== null && fresh) {
      this.#challenges = challenges;
      response = await this.#exchange(method, uri, headers);
    }
    if (response.status === 200) {
      this.#session ??= response.headers.get('session')?.[0]?.split(';')[0] ?? null;
      return response;
    }
    if (method === 'DESCRIBE' && REDIRECTS.has(response.status)) return response;
    throw refusal(method, response, credentials !== null);
  }

  /** Ends the session politely where there is one, and the connection in any case. */
  async close(uri: string): Promise<void> {
    if (this.#failure === null && this.#session !== null) {
      // TEARDOWN is sent and not waited for: the close that follows says the same.
      await new Promise<void>((resolve) =>
        this.#socket.write(this.#format('TEARDOWN', uri, {}), () => resolve()),
      );
    }
    this.#onFrame = () => {};
    this.#onFailure = () => {};
    this.#socket.destroy();
  }

  async #exchange(
    method: string,
    uri: string,
    headers: Readonly<Record<string, string>>,
  ): Promise<RtspResponse> {
    if (this.#failure !== null) throw this.#failure;
    const { promise, resolve, reject } = Promise.withResolvers<RtspResponse>();
    const abort = () => reject(new ProbeFault('timeout', method, `no answer to ${method}`));
    this.#waiting = { resolve, reject };
    this.#signal.addEventListener('abort', abort, { once: true });
    if (this.#signal.aborted) abort();
    this.#socket.write(this.#format(method, uri, headers));
    try {
      return await promise;
    } catch (error) {
      if (error instanceof ProbeFault) throw new ProbeFault(error.code, method, error.message);
      throw error;
    } finally {
      this.#waiting = null;
      this.#signal.removeEventListener('abort', abort);
    }
  }

  #format(method: string, uri: string, headers: Readonly<Record<string, string>>): string {
    const { credentials } = this.#target;
    const authorization =
      credentials && this.#challenges.length > 0
        ? authorizationFor(this.#challenges, credentials, method, uri)
        : null;
    const all = {
      CSeq: String(++this.#sequence),
      'User-Agent': 'camproof',
      ...(this.#session !== null && { Session: this.#session }),
      ...(authorization !== null && { Authorization: authorization }),
      ...headers,
    };
    const lines = Object.entries(all).map(([name, value]) => `${name}: ${value}\r\n`);
    return `${method} ${uri} RTSP/1.0\r\n${lines.join('')}\r\n`;
  }

  #receive(bytes: Buffer): void {
    try {
      for (const item of this.#parser.push(bytes)) {
        if (item.kind === 'frame') this.#onFrame(item.channel, item.payload);
        else this.#waiting?.resolve(item.response);
      }
    } catch (error) {
      this.#fail(error);
      this.#socket.destroy();
    }
  }

  #fail(error: unknown): void {
    this.#failure ??= error;
    this.#waiting?.reject(this.#failure);
    this.#onFailure(this.#failure);
  }
}

function refusal(method: string, { status, reason, body }: RtspResponse, gave: boolean): ProbeFault {
  const message = maskUrls(`${status} ${reason}${body ? `: ${body.slice(0, 120)}` : ''}`);
  if (status === 401 || status === 403) {
    return new ProbeFault(
      'unauthorized',
      method,
      gave ? `${message} (the credentials are refused)` : message,
    );
  }
  if (status === 404) return new ProbeFault('not-found', method, message);
  if (status === 453 || status === 503) return new ProbeFault('limited', method, message);
  return new ProbeFault('protocol', method, message);
}

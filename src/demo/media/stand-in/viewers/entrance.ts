import { once } from 'node:events';
import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { setTimeout as delay } from 'node:timers/promises';
import { allowed, parseAuthorization, usersFor } from '../access.ts';
import type { Log } from '../log.ts';
import { type MediaPath, PathError, type PathTable } from '../paths.ts';
import { type Generation, type Settings, splitAddress } from '../settings.ts';

/** Refused credentials are answered this late, as by the real server, ms. */
const REFUSAL_MS = 2000;

export interface ViewerOptions {
  readonly generation: Generation;
  readonly settings: Settings;
  readonly paths: PathTable;
  readonly log: Log;
}

/** What a viewer is answered instead of media. */
export class ViewerRefusal extends Error {
  readonly status: number;
  constructor(status: number, message: string) {
    super(message);
    this.status = status;
  }
}

/** Answers a request, or throws a `ViewerRefusal` or a `PathError`. */
export type Answer = (request: IncomingMessage, response: ServerResponse, url: URL) => Promise<void>;

/** The HTTP side of HLS and WebRTC: listens, lets readers in, and says no in MediaMTX's words. */
export class Entrance {
  readonly options: ViewerOptions;
  readonly #server: Server;

  constructor(options: ViewerOptions, answer: Answer) {
    this.options = options;
    this.#server = createServer((request, response) => {
      response.setHeader('Server', 'mediamtx');
      const url = new URL(request.url ?? '/', 'http://stand-in');
      answer(request, response, url).catch((error: unknown) => this.#refuse(response, error));
    });
  }

  async listen(address: string): Promise<void> {
    this.#server.listen(splitAddress(address));
    await once(this.#server, 'listening');
  }

  close(): void {
    this.#server.close();
    this.#server.closeAllConnections();
  }

  /** The path, for somebody who may read it and when there is something to read. */
  async open(name: string, request: IncomingMessage, response: ServerResponse): Promise<MediaPath> {
    const { paths, settings } = this.options;
    const path = paths.find(name);
    const credentials = parseAuthorization(request.headers.authorization);
    const challenge = { realm: 'mediamtx', nonce: '', method: request.method ?? '' };
    const users = usersFor(settings.authInternalUsers, path.settings);
    if (!allowed(users, 'read', name, credentials, challenge)) {
      if (request.headers.authorization === undefined)
        response.setHeader('WWW-Authenticate', 'Basic realm="mediamtx"');
      else await delay(REFUSAL_MS);
      throw new ViewerRefusal(401, 'authentication error');
    }
    await path.available();
    return path;
  }

  #refuse(response: ServerResponse, error: unknown): void {
    const status = error instanceof ViewerRefusal || error instanceof PathError ? error.status : 500;
    const message = error instanceof Error ? error.message : String(error);
    if (response.headersSent) response.destroy();
    else
      response
        .writeHead(status, { 'content-type': 'application/json; charset=utf-8' })
        .end(JSON.stringify({ status: 'error', error: message }));
  }
}

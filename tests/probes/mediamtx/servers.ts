import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { createServer as createHttpServer, type RequestListener } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import { type AddressInfo, createServer, type Server, type Socket } from 'node:net';
import { join } from 'node:path';

/** A server on a free port of 127.0.0.1 that counts its connections. */
export interface TestServer extends AsyncDisposable {
  readonly url: string;
  /** Request lines that came, in order (HTTP servers only). */
  readonly requests: readonly string[];
  readonly open: ReadonlySet<Socket>;
}

async function listening(server: Server, requests: readonly string[]): Promise<TestServer> {
  const open = new Set<Socket>();
  server.on('connection', (socket) => {
    open.add(socket);
    socket.on('error', () => undefined);
    socket.on('close', () => open.delete(socket));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    open,
    async [Symbol.asyncDispose]() {
      for (const socket of open) socket.destroy();
      server.close();
      await once(server, 'close');
    },
  };
}

/** Whatever a client says, `behave` decides what happens on the wire. */
export const rawServer = (behave: (socket: Socket) => void): Promise<TestServer> =>
  listening(
    createServer((socket) => {
      behave(socket);
      // Who does not read never learns that the other side closed.
      socket.resume();
    }),
    [],
  );

/** Sends a text and then blanks, one byte every few milliseconds: alive, and of no use. */
export const drips =
  (text: string) =>
  (socket: Socket): void => {
    let at = 0;
    const timer = setInterval(() => socket.write(text[at++] ?? ' '), 5);
    socket.on('close', () => clearInterval(timer));
  };

/** Answers with a text and then with blanks without end. */
export const floods =
  (text: string) =>
  (socket: Socket): void => {
    const more = () => {
      while (!socket.destroyed && socket.write(' '.repeat(65_536)));
    };
    socket.on('drain', more);
    socket.once('data', () => {
      socket.write(text);
      more();
    });
  };

/** An ordinary HTTP server; with a key and a certificate it speaks TLS. */
export function httpServer(
  answer: RequestListener,
  tls?: { readonly key: string; readonly cert: string },
): Promise<TestServer> {
  const requests: string[] = [];
  const listener: RequestListener = (request, response) => {
    requests.push(`${request.method} ${request.url}`);
    answer(request, response);
  };
  const server = tls ? createHttpsServer(tls, listener) : createHttpServer(listener);
  return listening(server, requests);
}

interface Captured {
  readonly request: string;
  readonly status: number;
  readonly headers: Readonly<Record<string, string>>;
  readonly file: string;
}

/** Answers as a real MediaMTX did: from the captured replies. */
export function capturedServer(version: '1.5.0' | '1.20.1'): Promise<TestServer> {
  const folder = join(import.meta.dirname, `../../fixtures/captures/mediamtx-${version}`);
  const index: Captured[] = JSON.parse(readFileSync(join(folder, '_index.json'), 'utf8'));
  return httpServer((request, response) => {
    const route = request.url?.replace(/\?.*/, '');
    const found = index.find((one) => one.request === `${request.method} ${route}`);
    const type = found?.headers['Content-Type'] ?? 'text/plain';
    response.writeHead(found?.status ?? 404, { 'content-type': type });
    response.end(found ? readFileSync(join(folder, found.file)) : '404 page not found');
  });
}

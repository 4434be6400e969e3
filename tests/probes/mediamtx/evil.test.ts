import { readFileSync } from 'node:fs';
import type { Socket } from 'node:net';
import { join } from 'node:path';
import { describe, expect, it } from 'vitest';
import type { FaultCode, ReadingKind } from '../../../src/model/index.ts';
import { mediamtxFlow } from '../../../src/probes/mediamtx/flow.ts';
import { mediamtxInfo } from '../../../src/probes/mediamtx/info.ts';
import {
  mediamtxConfig,
  mediamtxPathConfigs,
  mediamtxPaths,
  mediamtxSessions,
} from '../../../src/probes/mediamtx/lists.ts';
import type { Probe } from '../../../src/probes/probe.ts';
import { until } from '../../contract/publisher.ts';
import { configFor, observe } from './observe.ts';
import { drips, floods, httpServer, rawServer } from './servers.ts';

const json = { 'content-type': 'application/json' };
const replies = (text: string | Buffer) => (socket: Socket) =>
  void socket.once('data', () => socket.end(text));
const head = 'HTTP/1.1 200 OK\r\nContent-Type: application/json\r\n';

/** Servers that misbehave, and the fault that each must become. */
const EVIL: readonly [string, FaultCode, (socket: Socket) => void][] = [
  ['accepts and stays mute', 'timeout', () => undefined],
  ['closes at once', 'reset', (socket) => socket.destroy()],
  ['closes after the request', 'reset', replies('')],
  ['closes mid-reply', 'protocol', replies(`${head}Content-Length: 500\r\n\r\n{"items":[`)],
  [
    'says nothing after the head',
    'timeout',
    (socket) => void socket.once('data', () => socket.write(`${head}Content-Length: 500\r\n\r\n`)),
  ],
  ['drips byte by byte', 'timeout', drips(`${head}Content-Length: 100000\r\n\r\n`)],
  ['is no HTTP server', 'protocol', (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
  [
    'answers with a web page',
    'protocol',
    replies('HTTP/1.1 200 OK\r\nContent-Length: 15\r\n\r\n<html>hi</html>'),
  ],
  ['answers with nothing', 'protocol', replies('HTTP/1.1 200 OK\r\nContent-Length: 0\r\n\r\n')],
  ['answers with JSON cut off', 'protocol', replies(`${head}Content-Length: 8\r\n\r\n{"items"`)],
  [
    'answers with invalid UTF-8',
    'protocol',
    replies(
      Buffer.concat([Buffer.from(`${head}Content-Length: 4\r\n\r\n`), Buffer.from([0x22, 0xff, 0xfe, 0x22])]),
    ),
  ],
  ['answers with an array', 'protocol', replies(`${head}Content-Length: 2\r\n\r\n[]`)],
  ['answers with null', 'protocol', replies(`${head}Content-Length: 4\r\n\r\nnull`)],
  [
    'answers with items of the wrong shape',
    'protocol',
    replies(`${head}Content-Length: 46\r\n\r\n{"itemCount":1,"pageCount":1,"items":["cam"] }`),
  ],
  ['answers 10 MB', 'too-large', replies(`${head}Content-Length: 10000000\r\n\r\n${'x'.repeat(10_000_000)}`)],
  ['never stops answering', 'too-large', floods(`${head}\r\n`)],
  ['sends endless headers', 'too-large', replies(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`)],
  [
    'redirects',
    'protocol',
    replies('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
  ],
  ['fails', 'protocol', replies('HTTP/1.1 500 Oops\r\nContent-Length: 0\r\n\r\n')],
  ['is busy', 'limited', replies('HTTP/1.1 429 Slow down\r\nContent-Length: 0\r\n\r\n')],
  ['refuses', 'unauthorized', replies('HTTP/1.1 401 No\r\nContent-Length: 0\r\n\r\n')],
  ['forbids', 'unauthorized', replies('HTTP/1.1 403 No\r\nContent-Length: 0\r\n\r\n')],
];

const PROBES = {
  info: mediamtxInfo,
  config: mediamtxConfig,
  pathConfigs: mediamtxPathConfigs,
  paths: mediamtxPaths,
  sessions: mediamtxSessions,
  flow: mediamtxFlow,
} as const satisfies Readonly<Record<string, Probe<ReadingKind> | object>>;

describe.each(Object.entries(PROBES))('mediamtx %s against a server that', (_name, probe) => {
  const look = (url: string, deadlineMs = 1500) =>
    observe(probe as Probe<'mediamtx.info'>, configFor({ url }), { deadlineMs });

  it.each(EVIL)('%s: %s', async (_evil, code, behave) => {
    await using server = await rawServer(behave);
    const reading = await look(server.url, code === 'timeout' ? 200 : 5000);
    expect(reading).toMatchObject({ ok: false, fault: { code } });
    await until('connections closed', async () => (server.open.size === 0 ? true : undefined), 1000);
  });

  it('is not there: refused', async () => {
    const server = await rawServer(() => undefined);
    await server[Symbol.asyncDispose]();
    expect(await look(server.url)).toMatchObject({ ok: false, fault: { code: 'refused' } });
  });

  it('is mute, and is left at once on abort', async () => {
    const stop = new AbortController();
    const asked = Promise.withResolvers<void>();
    await using server = await rawServer((socket) => void socket.once('data', () => asked.resolve()));
    const reading = observe(probe as Probe<'mediamtx.info'>, configFor({ url: server.url }), {
      signal: stop.signal,
    });
    await asked.promise;
    const start = performance.now();
    stop.abort();
    expect(await reading).toMatchObject({ ok: false, fault: { code: 'aborted' } });
    expect(performance.now() - start).toBeLessThan(150);
    await until('connections closed', async () => (server.open.size === 0 ? true : undefined), 1000);
  });
});

describe('a list', () => {
  it('of endless pages ends as too large', async () => {
    await using server = await httpServer((_request, response) => {
      response.writeHead(200, json).end(JSON.stringify({ itemCount: 1e6, pageCount: 1e4, items: [] }));
    });
    const reading = await observe(mediamtxPaths, configFor({ url: server.url }));
    expect(reading).toMatchObject({ ok: false, fault: { code: 'too-large' } });
    expect(server.requests.length).toBeLessThanOrEqual(50);
    // itemsPerPage=0 ends the process of MediaMTX 1.5.0.
    for (const request of server.requests) expect(request).toMatch(/itemsPerPage=[1-9]\d*&page=\d+$/);
  });

  it('that is refused is asked for once', async () => {
    await using server = await httpServer((_request, response) => {
      response.writeHead(401).end();
    });
    await observe(mediamtxSessions, configFor({ url: server.url, user: 'u', password: 'p' }));
    expect(server.requests).toHaveLength(1);
  });
});

describe('credentials', () => {
  const seen = async (mediamtx: { user?: string; password?: string; token?: string }) => {
    let header: string | undefined;
    await using server = await httpServer((request, response) => {
      header = request.headers.authorization;
      response.writeHead(401, { 'www-authenticate': 'Basic realm="mediamtx"' }).end();
    });
    const reading = await observe(mediamtxPaths, configFor({ url: server.url, ...mediamtx }));
    return { header, message: reading.ok ? '' : reading.fault.message };
  };

  it('are basic, or a bearer token that wins', async () => {
    expect(await seen({})).toEqual({
      header: undefined,
      message: 'HTTP 401: it asks for a user and password',
    });
    const basic = await seen({ user: 'admin', password: 'pä' });
    expect(basic.header).toBe(`Basic ${Buffer.from('admin:pä').toString('base64')}`);
    expect(basic.message).toBe('HTTP 401: user admin was refused: wrong password, or no permission "api"');
    const bearer = await seen({ user: 'admin', password: 'p', token: 'tok' });
    expect(bearer.header).toBe('Bearer tok');
    expect(bearer.message).not.toContain('tok ');
  });
});

describe('TLS', () => {
  const tls = (file: string) => readFileSync(join(import.meta.dirname, '../../fixtures/tls', file), 'utf8');
  const secure = () =>
    httpServer(
      (_request, response) => response.writeHead(200, json).end('{"itemCount":0,"pageCount":0,"items":[]}'),
      { key: tls('key.pem'), cert: tls('cert.pem') },
    );

  it('with its own authority is trusted where that is given, and only there', async () => {
    await using server = await secure();
    const url = server.url.replace('http:', 'https:');
    expect(await observe(mediamtxPaths, configFor({ url, ca: tls('cert.pem') }))).toMatchObject({
      ok: true,
      value: [],
    });
    expect(await observe(mediamtxPaths, configFor({ url }))).toMatchObject({
      fault: { code: 'untrusted', phase: 'TLS' },
    });
  });

  it('http against a TLS port that only hangs up is told as that', async () => {
    await using server = await secure();
    expect(await observe(mediamtxPaths, configFor({ url: server.url }))).toMatchObject({
      fault: { code: 'reset' },
    });
  });

  it('http against a port that says it wants HTTPS is told so', async () => {
    const reply = 'Client sent an HTTP request to an HTTPS server.\n';
    await using server = await rawServer(
      (socket) =>
        void socket.once('data', () =>
          socket.end(`HTTP/1.0 400 Bad Request\r\nContent-Length: ${reply.length}\r\n\r\n${reply}`),
        ),
    );
    expect(await observe(mediamtxPaths, configFor({ url: server.url }))).toMatchObject({
      fault: { code: 'protocol', phase: 'TLS', message: expect.stringContaining('wants HTTPS') },
    });
  });

  it('https against a plain port is a protocol fault of TLS', async () => {
    await using server = await rawServer(
      (socket) => void socket.once('data', () => socket.end('HTTP/1.0 400 Bad Request\r\n\r\n')),
    );
    const reading = await observe(mediamtxPaths, configFor({ url: server.url.replace('http:', 'https:') }));
    expect(reading).toMatchObject({ ok: false, fault: { code: 'protocol', phase: 'TLS' } });
  });
});

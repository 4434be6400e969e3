import type { Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { startReferenceService } from '../../../src/demo/service/reference-service.ts';
import { type FaultCode, type Readings, withReading } from '../../../src/model/index.ts';
import { realDevices } from '../../../src/probes/device-host.ts';
import { readBody } from '../../../src/probes/health/answer.ts';
import { health, healthBurst } from '../../../src/probes/health/health.ts';
import { LoopWatch } from '../../../src/probes/loop-watch.ts';
import { runProbe } from '../../../src/probes/run.ts';
import { configFor } from '../mediamtx/observe.ts';
import { drips, floods, httpServer, rawServer } from '../mediamtx/servers.ts';

const context = (url: string, known: Readings = {}) => ({
  config: {
    ...configFor({ url: 'http://127.0.0.1:1' }),
    health: { enabled: true, url, ca: null, endpoints: null },
  },
  devices: realDevices,
  known,
  wake: false,
});

async function ask(url: string, endpoint = '/health/ready', deadlineMs = 2_000) {
  const loop = new LoopWatch();
  try {
    return await runProbe(health, endpoint, context(url), new AbortController().signal, loop, deadlineMs);
  } finally {
    loop.stop();
  }
}

const replies = (text: string | Buffer) => (socket: Socket) =>
  void socket.once('data', () => socket.end(text));
const body = (text: string) =>
  replies(`HTTP/1.1 200 OK\r\nContent-Length: ${Buffer.byteLength(text)}\r\n\r\n${text}`);

describe('a health endpoint', () => {
  it.each([
    ['old', '/health/ready', 'ready'],
    ['old', '/health/system', 'healthy'],
    ['new', '/health/ready', 'ready: true'],
    ['new', '/health/live', 'alive: true'],
    ['new', '/health/detailed', 'healthy'],
  ] as const)('of the %s generation, %s, says %s', async (generation, endpoint, word) => {
    await using running = await startReferenceService({ generation });
    expect(await ask(running.healthUrl, endpoint)).toMatchObject({
      ok: true,
      value: { httpStatus: 200, says: 'ok', word },
    });
  });

  it('that says not ready with 503 is an answer, not a fault', async () => {
    await using running = await startReferenceService({
      cameras: () => [
        {
          device: null,
          path: 'a',
          name: 'a',
          connected: false,
          width: 1,
          height: 1,
          fps: 1,
          bytesSent: 0,
          readers: 0,
        },
      ],
    });
    expect(await ask(running.healthUrl)).toMatchObject({
      ok: true,
      value: { httpStatus: 503, says: 'not-ok' },
    });
  });

  it('that is not there is not-found', async () => {
    await using running = await startReferenceService();
    expect(await ask(running.healthUrl, '/health/nowhere')).toMatchObject({
      ok: false,
      fault: { code: 'not-found' },
    });
  });

  const EVIL: readonly [string, FaultCode, (socket: Socket) => void][] = [
    ['stays mute', 'timeout', () => undefined],
    ['closes at once', 'reset', (socket) => socket.destroy()],
    ['closes mid-reply', 'protocol', replies('HTTP/1.1 200 OK\r\nContent-Length: 90\r\n\r\n{"status"')],
    ['is a web page', 'protocol', body('<html></html>')],
    ['says nothing', 'protocol', body('')],
    [
      'is invalid UTF-8',
      'protocol',
      replies(
        Buffer.concat([
          Buffer.from('HTTP/1.1 200 OK\r\nContent-Length: 4\r\n\r\n'),
          Buffer.from([0x22, 0xff, 0xfe, 0x22]),
        ]),
      ),
    ],
    ['has another shape', 'protocol', body('{"hello":1}')],
    ['is a list', 'protocol', body('[]')],
    [
      'answers a page for browsers',
      'unsupported',
      replies(
        'HTTP/1.1 200 OK\r\nContent-Type: text/html; charset=utf-8\r\nContent-Length: 13\r\n\r\n<html></html>',
      ),
    ],
    [
      'redirects',
      'unsupported',
      replies('HTTP/1.1 302 Found\r\nLocation: /health/ready\r\nContent-Length: 0\r\n\r\n'),
    ],
    [
      'wants authentication',
      'unauthorized',
      replies('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'),
    ],
    ['limits us', 'limited', replies('HTTP/1.1 429 Too Many Requests\r\nContent-Length: 0\r\n\r\n')],
    [
      'answers 10 MB',
      'too-large',
      replies(`HTTP/1.1 200 OK\r\nContent-Length: 10000000\r\n\r\n${'x'.repeat(10_000_000)}`),
    ],
    ['sends endless headers', 'too-large', replies(`HTTP/1.1 200 OK\r\nX: ${'x'.repeat(200_000)}\r\n\r\n`)],
    ['drips byte by byte', 'timeout', drips('HTTP/1.1 200 OK\r\nContent-Length: 100000\r\n\r\n')],
    ['never stops answering', 'too-large', floods('HTTP/1.1 200 OK\r\n\r\n')],
    ['cuts its JSON off', 'protocol', body('{"status":"ready"')],
    ['speaks SSH', 'protocol', (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
  ];
  it.each(EVIL)('that %s is the fault %s, and no connection stays', async (_, code, behave) => {
    await using server = await rawServer(behave);
    expect(await ask(server.url, '/health/ready', 400)).toMatchObject({ ok: false, fault: { code } });
    await expect.poll(() => server.open.size).toBe(0);
  });

  it('that nobody serves is refused', async () => {
    expect(await ask('http://127.0.0.1:1')).toMatchObject({ ok: false, fault: { code: 'refused' } });
  });
});

describe('a health body', () => {
  it.each([
    [{ status: 'degraded' }, 'degraded'],
    [{ status: 'NOT_READY' }, 'not-ok'],
    [{ status: 'green' }, 'ok'],
    [{ status: 'Amber' }, 'degraded'],
    [{ status: 'red' }, 'not-ok'],
    [{ status: 'splendid' }, 'unclear'],
    [{ ready: false }, 'not-ok'],
    [{ alive: true }, 'ok'],
  ])('%j says %s', (text, says) => {
    expect(readBody(text).says).toBe(says);
  });

  it('gives its time, its components and its cameras', () => {
    expect(
      readBody({
        status: 'ok',
        timestamp: 1_700_000_000,
        components: { mediamtx: { status: 'HEALTHY' }, x: 'down' },
        metrics: { cameras_connected: 3 },
      }),
    ).toMatchObject({
      timestamp: '2023-11-14T22:13:20.000Z',
      components: { mediamtx: 'healthy', x: 'down' },
      camerasConnected: 3,
    });
  });

  it.each(['', ' in this time zone'])('gives a time without a zone as the nearer to now%s', (local) => {
    const now = new Date();
    const minutes = local ? -now.getTimezoneOffset() : 0;
    const written = new Date(now.getTime() + minutes * 60_000).toISOString().slice(0, -1);
    expect(readBody({ status: 'ok', timestamp: written.replace('T', ' ') }).timestamp).toBe(
      now.toISOString(),
    );
  });
});

describe('the burst', () => {
  it('is bounded, concurrent and counted', async () => {
    let now = 0;
    let most = 0;
    await using server = await httpServer((_request, response) => {
      most = Math.max(most, ++now);
      setImmediate(() => {
        now--;
        response.end('{"status":"ready"}');
      });
    });
    const loop = new LoopWatch();
    const first = await ask(server.url);
    const known = withReading({}, 'health', '/health/ready', first);
    const made = await runProbe(
      healthBurst,
      'box',
      context(server.url, known),
      new AbortController().signal,
      loop,
    );
    loop.stop();
    expect(made).toMatchObject({
      ok: true,
      value: { requests: 20, answered: 20, failures: {}, p95: expect.any(Number) },
    });
    expect(server.requests.length).toBe(21);
    expect(most).toBeLessThanOrEqual(5);
  });

  it('counts what is dropped by its kind, and gives no p95 below 20 samples', async () => {
    let count = 0;
    await using server = await httpServer((_request, response) => {
      response.statusCode = ++count % 4 === 0 ? 429 : 200;
      response.end('{"status":"ready"}');
    });
    const loop = new LoopWatch();
    const made = await runProbe(healthBurst, 'box', context(server.url), new AbortController().signal, loop);
    loop.stop();
    expect(made).toMatchObject({ ok: true, value: { answered: 15, failures: { limited: 5 }, p95: null } });
  });
});

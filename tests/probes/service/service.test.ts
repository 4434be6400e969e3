import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { describe, expect, it } from 'vitest';
import { type WebSocket, WebSocketServer } from 'ws';
import { startReferenceService } from '../../../src/demo/service/reference-service.ts';
import { makeToken } from '../../../src/demo/service/token.ts';
import type { FaultCode } from '../../../src/model/index.ts';
import { compliance } from '../../../src/probes/service/compliance.ts';
import { service } from '../../../src/probes/service/service.ts';
import { configOfService, observe, valueIn } from '../mediamtx/observe.ts';
import { drips, rawServer } from '../mediamtx/servers.ts';

const camera = {
  device: '/dev/video0',
  path: 'cam0',
  name: 'Yard',
  connected: true,
  width: 640,
  height: 360,
  fps: 15,
  bytesSent: 1,
  readers: 0,
};

/** A WebSocket server whose clients are treated as a test wants. */
async function webSocketServer(serve: (client: WebSocket) => void) {
  const server = createServer();
  const sockets = new WebSocketServer({ server, path: '/ws' });
  sockets.on('connection', (client) => {
    client.on('error', () => client.terminate());
    serve(client);
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}/ws`,
    clients: sockets.clients,
    async [Symbol.asyncDispose]() {
      for (const client of sockets.clients) client.terminate();
      sockets.close();
      server.close();
      server.closeAllConnections();
      await once(server, 'close');
    },
  };
}

const parsed = (data: unknown): { id?: unknown; method?: string } => JSON.parse(String(data));

describe.each(['old', 'new'] as const)('the service of the %s generation', (generation) => {
  it('is understood: ping, unknown method, cameras, status, statistics, a clean close', async () => {
    await using running = await startReferenceService({ generation, cameras: () => [camera] });
    const made = await observe(service, configOfService(running.wsUrl));
    expect(made).toMatchObject({
      ok: true,
      value: {
        ping: { kind: 'result', value: 'pong' },
        unknownMethod: { kind: 'error', code: -32601 },
        authentication: 'open',
        cameras: {
          kind: 'result',
          value: [{ status: 'CONNECTED', streams: { rtsp: expect.stringContaining('/cam0') } }],
        },
        streams: { kind: 'result', value: [{ name: 'cam0', ready: true }] },
        status: { kind: 'result', value: { status: 'healthy', components: { websocket_server: 'running' } } },
        server: { kind: 'result' },
        closeCode: 1000,
        limited: null,
      },
    });
    if (made.ok) expect(made.value.pongFrameMs).not.toBeNull();
  });

  it('conforms to JSON-RPC 2.0 in every case, within 25 messages for both probes', async () => {
    await using running = await startReferenceService({ generation });
    const talk = await observe(service, configOfService(running.wsUrl));
    const cases = await observe(compliance, configOfService(running.wsUrl));
    if (!talk.ok || !cases.ok) throw new Error('the service did not answer');
    expect(cases.value.cases.filter(({ outcome }) => outcome !== 'conforms')).toEqual([]);
    expect(talk.value.messagesSent + cases.value.messagesSent).toBeLessThanOrEqual(25);
  });

  it('lets nobody in without a token where it is locked, and us with one', async () => {
    await using running = await startReferenceService({ generation, secret: 's', cameras: () => [camera] });
    running.behaviour.locked = true;
    expect(await observe(service, configOfService(running.wsUrl))).toMatchObject({
      value: { authentication: 'required', ping: { kind: 'error', code: -32001 } },
    });
    const token = makeToken('s', 'viewer', Date.now() / 1000 + 60);
    expect(await observe(service, configOfService(running.wsUrl, token))).toMatchObject({
      value: { authentication: 'accepted', ping: { kind: 'result' }, cameras: { kind: 'result' } },
    });
    expect(
      await observe(
        service,
        configOfService(running.wsUrl, makeToken('other', 'viewer', Date.now() / 1000 + 60)),
      ),
    ).toMatchObject({ value: { authentication: 'rejected' } });
    expect(await observe(service, configOfService(running.wsUrl, makeToken('s', 'viewer', 1)))).toMatchObject(
      {
        value: { authentication: 'rejected' },
      },
    );
  });

  it('is recognised when it limits us', async () => {
    await using running = await startReferenceService({ generation });
    running.behaviour.limited = true;
    expect(await observe(service, configOfService(running.wsUrl))).toMatchObject({
      ok: true,
      value: { limited: expect.stringContaining('Rate limit') },
    });
    running.behaviour.connectionsFull = true;
    expect(await observe(service, configOfService(running.wsUrl))).toMatchObject({
      ok: false,
      fault: { code: 'limited', phase: 'upgrade' },
    });
  });
});

describe('before the WebSocket opens', () => {
  const answers = (text: string) => (socket: Socket) => void socket.once('data', () => socket.end(text));
  const EVIL: readonly [string, FaultCode, (socket: Socket) => void][] = [
    ['stays mute', 'timeout', () => undefined],
    ['closes at once', 'reset', (socket) => socket.destroy()],
    ['is a web server', 'protocol', answers('HTTP/1.1 200 OK\r\nContent-Length: 2\r\n\r\nhi')],
    [
      'wants authentication',
      'unauthorized',
      answers('HTTP/1.1 401 Unauthorized\r\nContent-Length: 0\r\n\r\n'),
    ],
    ['has no such path', 'not-found', answers('HTTP/1.1 404 Not Found\r\nContent-Length: 0\r\n\r\n')],
    [
      'redirects',
      'protocol',
      answers('HTTP/1.1 302 Found\r\nLocation: http://127.0.0.1:1/\r\nContent-Length: 0\r\n\r\n'),
    ],
    ['is full', 'limited', answers('HTTP/1.1 503 Service Unavailable\r\nContent-Length: 0\r\n\r\n')],
    ['speaks SSH', 'protocol', (socket) => void socket.write('SSH-2.0-OpenSSH_9.2\r\n')],
    [
      'drips byte by byte',
      'timeout',
      drips(`HTTP/1.1 101 Switching Protocols\r\nX: ${'y'.repeat(9_000)}\r\n`),
    ],
    ['sends endless headers', 'protocol', answers(`HTTP/1.1 101 OK\r\nX: ${'x'.repeat(200_000)}\r\n`)],
    ['closes mid-reply', 'reset', answers('HTTP/1.1 101 Switching Protocols\r\nUpgrade: webso')],
    [
      'agrees with a wrong key',
      'protocol',
      answers(
        'HTTP/1.1 101 Switching Protocols\r\nUpgrade: websocket\r\nConnection: Upgrade\r\nSec-WebSocket-Accept: x\r\n\r\n',
      ),
    ],
  ];
  it.each(EVIL)('a server that %s is the fault %s', async (_, code, behave) => {
    await using server = await rawServer(behave);
    const made = await observe(service, configOfService(`${server.url.replace('http', 'ws')}/ws`), {
      deadlineMs: 500,
    });
    expect(made).toMatchObject({ ok: false, fault: { code } });
    expect(made.tookMs).toBeLessThan(1_200);
  });

  it('nobody there is refused', async () => {
    expect(await observe(service, configOfService('ws://127.0.0.1:1/ws'))).toMatchObject({
      ok: false,
      fault: { code: 'refused' },
    });
  });
});

describe('behind an open WebSocket', () => {
  it('a mute handler is told from a blocked loop by the pong frame', async () => {
    await using server = await webSocketServer(() => undefined);
    expect(await observe(service, configOfService(server.url))).toMatchObject({
      ok: true,
      value: { ping: { kind: 'none', fault: { code: 'timeout' } }, pongFrameMs: expect.any(Number) },
    });
    expect(server.clients.size).toBe(0);
  });

  it('a reply with another id, events in between and a trailing line break are no answer and no trouble', async () => {
    await using server = await webSocketServer((client) =>
      client.on('message', (data) => {
        const { id, method } = parsed(data);
        client.send(JSON.stringify({ jsonrpc: '2.0', method: 'camera_status_update', params: {} }));
        client.send(JSON.stringify({ jsonrpc: '2.0', id: 'someone else', result: 'no' }));
        client.send(
          `${JSON.stringify({ jsonrpc: '2.0', id, result: method === 'ping' ? 'pong' : null, metadata: {} })}\n`,
        );
      }),
    );
    expect(await observe(service, configOfService(server.url))).toMatchObject({
      ok: true,
      value: { ping: { kind: 'result', value: 'pong' } },
    });
  });

  it('an id that comes back as a string is understood, and a deviation', async () => {
    await using server = await webSocketServer((client) =>
      client.on('message', (data) => {
        // One case is no JSON.
        if (!/}$|]$/.test(String(data))) return;
        const { id, method } = parsed(data);
        client.send(
          JSON.stringify({ jsonrpc: '2.0', id: String(id), result: method === 'ping' ? 'pong' : {} }),
        );
      }),
    );
    const config = configOfService(server.url);
    expect(await observe(service, config)).toMatchObject({
      ok: true,
      value: { ping: { kind: 'result', value: 'pong' } },
    });
    const { cases } = valueIn(await observe(compliance, config));
    expect(cases[0]).toMatchObject({ id: 'reply-members', outcome: 'deviates' });
  });

  it.each([
    ['text that is no JSON', 'hello'],
    ['an empty frame', ''],
    ['JSON of another shape', '[1,2]'],
    ['neither result nor error', '{"jsonrpc":"2.0","id":1}'],
  ])(
    '%s counts as no reply',
    async (_, text) => {
      await using server = await webSocketServer((client) => client.on('message', () => client.send(text)));
      const made = await observe(service, configOfService(server.url));
      expect(made).toMatchObject({ ok: true, value: { ping: { kind: 'none' } } });
    },
    15_000,
  );

  it.each([
    ['invalid UTF-8', Buffer.from([0x81, 0x02, 0xff, 0xfe])],
    ['a frame that is cut off', Buffer.from([0x81, 0x7d, 0x7b])],
    ['a reserved kind of frame', Buffer.from([0x83, 0x00])],
  ])('%s ends the conversation: a fault of ping, and of nothing else', async (_, bytes) => {
    await using server = await webSocketServer((client) =>
      client.on('message', () => {
        const socket = (client as unknown as { _socket: Socket })._socket;
        socket.end(bytes);
      }),
    );
    const made = await observe(service, configOfService(server.url), { deadlineMs: 3_000 });
    expect(made).toMatchObject({ ok: true, value: { ping: { kind: 'none', fault: { code: 'protocol' } } } });
    expect(made.tookMs).toBeLessThan(2_500);
  });

  it('a flood of events does not hide the replies, nor outlast the deadline', async () => {
    const event = JSON.stringify({ jsonrpc: '2.0', method: 'camera_status_update', params: {} });
    await using server = await webSocketServer((client) => {
      const timer = setInterval(() => {
        for (let count = 0; count < 200; count++) client.send(event);
      }, 1);
      client.on('close', () => clearInterval(timer));
      client.on('message', (data) => {
        const { id, method } = parsed(data);
        client.send(JSON.stringify({ jsonrpc: '2.0', id, result: method === 'ping' ? 'pong' : null }));
      });
    });
    const made = await observe(service, configOfService(server.url));
    expect(made).toMatchObject({ ok: true, value: { ping: { kind: 'result', value: 'pong' } } });
  });

  it('a frame of 10 MB is a fault and not a reason to swell', async () => {
    await using server = await webSocketServer((client) =>
      client.on('message', () => client.send('x'.repeat(10_000_000))),
    );
    expect(await observe(service, configOfService(server.url))).toMatchObject({
      ok: true,
      value: { ping: { kind: 'none', fault: { code: 'too-large' } } },
    });
  });

  it('a close in the middle is told with its code', async () => {
    await using server = await webSocketServer((client) =>
      client.on('message', () => client.close(1011, 'broken')),
    );
    const made = await observe(service, configOfService(server.url));
    expect(made).toMatchObject({
      ok: true,
      value: { ping: { kind: 'none', fault: { message: expect.stringContaining('1011 broken') } } },
    });
  });

  it('a close with 1013 is a limit', async () => {
    await using server = await webSocketServer((client) =>
      client.on('message', () => client.close(1013, 'try later')),
    );
    expect(await observe(service, configOfService(server.url))).toMatchObject({
      ok: true,
      value: { limited: expect.stringContaining('1013') },
    });
  });

  it('control characters of the service do not reach us', async () => {
    await using server = await webSocketServer((client) =>
      client.on('message', (data) => {
        const { id, method } = parsed(data);
        const result =
          method === 'get_camera_list'
            ? {
                cameras: [
                  {
                    device: '/dev/\u001b[31mvideo0',
                    status: 'connected\u0007',
                    streams: { rtsp: 'rtsp://u:p@h/x' },
                  },
                ],
              }
            : 'pong';
        client.send(JSON.stringify({ jsonrpc: '2.0', id, result }));
      }),
    );
    const made = await observe(service, configOfService(server.url));
    expect(made).toMatchObject({
      value: {
        cameras: { value: [{ device: '/dev/video0', status: 'CONNECTED', streams: { rtsp: 'rtsp://h/x' } }] },
      },
    });
  });

  it('every way to stray from JSON-RPC is a deviation with what was sent and received', async () => {
    await using server = await webSocketServer((client) =>
      client.on('message', () => client.send('{"jsonrpc":"1.0","id":99,"result":1}')),
    );
    const made = await observe(compliance, configOfService(server.url));
    if (!made.ok) throw new Error(made.fault.message);
    expect(made.value.cases.every(({ outcome }) => outcome === 'deviates')).toBe(true);
    expect(made.value.cases.every(({ sent, received }) => sent !== '' && received !== '')).toBe(true);
  }, 15_000);

  it('a service that closes on nonsense leaves the later cases untried, not failed', async () => {
    await using server = await webSocketServer((client) =>
      client.on('message', (data) => {
        const { id, method } = parsed(data);
        if (typeof method !== 'string') client.close(1003);
        else if (id !== undefined) client.send(JSON.stringify({ jsonrpc: '2.0', id, result: 'pong' }));
      }),
    );
    const made = await observe(compliance, configOfService(server.url));
    if (!made.ok) throw new Error(made.fault.message);
    expect(made.value.cases.map(({ outcome }) => outcome)).toContain('deviates');
    await expect.poll(() => server.clients.size).toBe(0);
  });

  it('ends within its deadline, and closes, when it is stopped', async () => {
    await using server = await webSocketServer(() => undefined);
    const made = await observe(service, configOfService(server.url), { deadlineMs: 300 });
    expect(made.tookMs).toBeLessThan(900);
    await expect.poll(() => server.clients.size).toBe(0);
  });
});

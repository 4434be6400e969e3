import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { WebSocketServer } from 'ws';
import { startReferenceService } from '../../../src/demo/service/reference-service.ts';
import { KeptService } from '../../../src/probes/service/kept-service.ts';
import { configOfService, observe } from '../mediamtx/observe.ts';

/** A server that answers `ping`, an empty list of cameras and what nobody knows, and counts what it is sent. */
async function countingServer(port = 0) {
  const server = new WebSocketServer({ port, host: '127.0.0.1' });
  const seen = { connections: 0, messages: 0 };
  const behaviour = { unknownMethodCode: -32601, isReady: true };
  server.on('connection', (client) => {
    seen.connections++;
    client.on('message', (data) => {
      seen.messages++;
      const { id, method } = JSON.parse(String(data));
      const result = method === 'ping' ? 'pong' : { cameras: [] };
      const error = { code: behaviour.unknownMethodCode, message: 'nobody knows it' };
      const streams = [{ name: 'cam', ready: behaviour.isReady }];
      const outcomes: Readonly<Record<string, object>> = {
        camproof_no_such_method: { error },
        get_streams: { result: streams },
      };
      const outcome = outcomes[method] ?? { result };
      client.send(JSON.stringify({ jsonrpc: '2.0', id, ...outcome }));
    });
  });
  await once(server, 'listening');
  return {
    url: `ws://127.0.0.1:${(server.address() as AddressInfo).port}`,
    seen,
    behaviour,
    async [Symbol.asyncDispose]() {
      for (const client of server.clients) client.terminate();
      server.close();
      await once(server, 'close');
    },
  };
}

afterEach(() => {
  vi.useRealTimers();
});

describe('a kept connection to the camera service', () => {
  it('is one for all rounds, and stays within 20 messages a minute', async () => {
    await using server = await countingServer();
    await using kept = new KeptService(() => {});
    let rounds = 0;
    for (; kept.mayAsk && rounds < 50; rounds++) {
      expect(await observe(kept, configOfService(server.url))).toMatchObject({
        ok: true,
        value: { limited: null },
      });
    }
    expect(rounds).toBeGreaterThanOrEqual(4);
    expect(server.seen.connections).toBe(1);
    expect(server.seen.messages).toBeLessThanOrEqual(20);
    expect(kept.mayAsk).toBe(false);
  });

  it('asks in turns, and where somebody wants to know, for streams and for a method that nobody knows', async () => {
    let now = 0;
    await using server = await countingServer();
    await using kept = new KeptService(
      () => {},
      () => now,
    );
    const ask = async (ms = 20_000) => {
      now += ms;
      const made = await observe(kept, configOfService(server.url));
      return made.ok ? made.value : null;
    };
    const sent = async () => {
      const before = server.seen.messages;
      await ask();
      return server.seen.messages - before;
    };
    await ask();
    expect([await sent(), await sent(), await sent()]).toEqual([3, 3, 4]);
    expect([await sent(), await sent(), await sent()]).toEqual([3, 3, 4]);
    kept.anew();
    expect([await sent(), await sent()]).toEqual([5, 3]);

    // What was not as it should be is asked for in each round until it is.
    Object.assign(server.behaviour, { unknownMethodCode: -32000, isReady: false });
    kept.anew();
    const streams = (ready: boolean) => ({ kind: 'result', value: [{ name: 'cam', ready }] });
    const wrong = { unknownMethod: { code: -32000 }, streams: streams(false) };
    expect([await ask(), await ask()]).toMatchObject([wrong, wrong]);
    Object.assign(server.behaviour, { unknownMethodCode: -32601, isReady: true });
    expect(await ask()).toMatchObject({ unknownMethod: { code: -32601 }, streams: streams(true) });

    // Where the minute has no room for it, that a stream was not ready is not said any more.
    server.behaviour.isReady = false;
    kept.anew();
    for (let round = 0; round < 5; round++) await ask(1_000);
    expect(await ask(1_000)).toMatchObject({ ping: { kind: 'result' }, streams: { kind: 'none' } });
  });

  it('leaves room for the next round: in the first minute, too, none is longer than two late', async () => {
    let now = 0;
    await using server = await countingServer();
    await using kept = new KeptService(
      () => {},
      () => now,
    );
    const rounds: number[] = [];
    for (; now <= 300_000; now += 1_000) {
      if (!kept.mayAsk || now - (rounds.at(-1) ?? Number.NEGATIVE_INFINITY) < 10_000) continue;
      rounds.push(now);
      await observe(kept, configOfService(server.url));
    }
    const gaps = rounds.slice(1).map((at, index) => at - (rounds[index] ?? 0));
    expect(Math.max(...gaps)).toBeLessThanOrEqual(20_000);
    // Once the first conversation is a minute ago, none is late by more than a look.
    expect(Math.max(...gaps.slice(5))).toBeLessThanOrEqual(11_000);
    expect(server.seen.messages).toBeLessThanOrEqual(5 * 20 + 8);
    // And what seldom changes is asked for all the same.
    expect(server.seen.messages - 3 * rounds.length).toBeGreaterThan(10);
  });

  it('counts its minute on a clock that nobody sets: hours on the wall, in either direction, change nothing', async () => {
    let now = 0;
    await using server = await countingServer();
    await using kept = new KeptService(
      () => {},
      () => now,
    );
    const ask = () => observe(kept, configOfService(server.url));
    while (kept.mayAsk) await ask();
    const { messages } = server.seen;
    for (const hours of [5, -9]) {
      vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
      expect(kept.mayAsk).toBe(false);
      vi.useRealTimers();
    }
    now += 59_000;
    expect(kept.mayAsk).toBe(false);
    now += 2_000;
    expect(kept.mayAsk).toBe(true);
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() - 9 * 3_600_000 });
    expect(await ask()).toMatchObject({ ok: true, value: { limited: null } });
    vi.useRealTimers();
    expect(server.seen).toEqual({ connections: 1, messages: messages + 3 });
    // A machine that slept for hours has not asked meanwhile.
    now += 5 * 3_600_000;
    expect(kept.mayAsk).toBe(true);
  });

  it('is told to be gone at once, though its minute is used up, and is not asked more when it is back', async () => {
    let closed = 0;
    await using kept = new KeptService(() => void closed++);
    let url = '';
    {
      await using server = await countingServer();
      url = server.url;
      while (kept.mayAsk) await observe(kept, configOfService(url));
    }
    await expect.poll(() => closed).toBe(1);
    expect(kept.mayAsk).toBe(true);
    expect(await observe(kept, configOfService(url))).toMatchObject({
      ok: false,
      fault: { code: 'refused' },
    });
    await using back = await countingServer(Number(new URL(url).port));
    expect(await observe(kept, configOfService(url))).toMatchObject({
      ok: false,
      fault: { code: 'aborted' },
    });
    expect(back.seen).toEqual({ connections: 1, messages: 0 });
  });

  it('takes up what was said before when it is back with little room in its minute', async () => {
    let closed = 0;
    await using kept = new KeptService(() => void closed++);
    let url = '';
    {
      await using server = await countingServer();
      url = server.url;
      await observe(kept, configOfService(url));
      while (server.seen.messages < 13) await observe(kept, configOfService(url));
    }
    await expect.poll(() => closed).toBe(1);
    await using back = await countingServer(Number(new URL(url).port));
    const made = await observe(kept, configOfService(url));
    expect(made).toMatchObject({ ok: true, value: { ping: { kind: 'result' } } });
    expect(back.seen.messages).toBeLessThanOrEqual(3);
  });

  it('hears what has changed, from the same shapes as one sweep', async () => {
    const cameras = [{ device: '/dev/video0', path: 'cam0', name: 'Yard' }];
    const fact = { connected: true, width: 640, height: 360, fps: 15, bytesSent: 1, readers: 0 };
    await using running = await startReferenceService({
      generation: 'new',
      cameras: () => cameras.map((camera) => ({ ...camera, ...fact })),
    });
    await using kept = new KeptService(() => {});
    const names = async () => {
      const made = await observe(kept, configOfService(running.wsUrl));
      return made.ok && made.value.cameras.kind === 'result' ? made.value.cameras.value.length : made;
    };
    expect(await names()).toBe(1);
    cameras.push({ device: '/dev/video2', path: 'cam1', name: 'Gate' });
    expect(await names()).toBe(2);
  });

  it('tells that the service has gone, and connects again when it is asked', async () => {
    await using server = await countingServer();
    const closed = Promise.withResolvers<void>();
    await using kept = new KeptService(() => closed.resolve());
    await observe(kept, configOfService(server.url));
    await server[Symbol.asyncDispose]();
    await closed.promise;
    expect(await observe(kept, configOfService(server.url))).toMatchObject({
      ok: false,
      fault: { code: 'refused' },
    });
  });

  it('drops a service that is mute now, and asks it anew', async () => {
    await using running = await startReferenceService({ generation: 'new' });
    await using kept = new KeptService(() => {});
    expect(await observe(kept, configOfService(running.wsUrl))).toMatchObject({
      value: { ping: { kind: 'result' } },
    });
    running.behaviour.muteRequests = true;
    expect(await observe(kept, configOfService(running.wsUrl))).toMatchObject({
      ok: true,
      value: { ping: { kind: 'none' }, pongFrameMs: expect.any(Number) },
    });
    running.behaviour.muteRequests = false;
    expect(await observe(kept, configOfService(running.wsUrl))).toMatchObject({
      value: { ping: { kind: 'result' } },
    });
  });
});

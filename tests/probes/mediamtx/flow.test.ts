import { describe, expect, it } from 'vitest';
import { BOX, type Readings } from '../../../src/model/index.ts';
import { mediamtxFlow } from '../../../src/probes/mediamtx/flow.ts';
import { configFor, observe, valueIn } from './observe.ts';
import { httpServer } from './servers.ts';

interface Tick {
  readonly bytes: number;
  readonly ready?: boolean;
  readonly source?: object | null;
}

/** A server whose paths change with every time they are asked for; null is a path that is gone. */
function ticking(
  paths: Readonly<Record<string, (tick: number) => Tick | null>>,
  lost: (tick: number) => number | null = () => null,
) {
  let tick = 0;
  let asked = 0;
  return httpServer((request, response) => {
    const list = (items: readonly object[]) =>
      response.end(JSON.stringify({ itemCount: items.length, pageCount: 1, items }));
    if (request.url?.startsWith('/v3/paths/list')) {
      const now = tick++;
      list(
        Object.entries(paths).flatMap(([name, of]) => {
          const state = of(now);
          const { bytes = 0, ready = true, source = { type: 'rtspSession', id: `s-${name}` } } = state ?? {};
          return state === null ? [] : [{ name, ready, source, bytesReceived: bytes }];
        }),
      );
    } else if (request.url?.startsWith('/v3/rtspsessions/list')) {
      const rtpPacketsLost = lost(asked++);
      list(
        Object.keys(paths).map((path) => ({
          ...{ id: `s-${path}`, remoteAddr: '127.0.0.1:1', state: 'publish', path, bytesReceived: 0 },
          ...(rtpPacketsLost !== null && { rtpPacketsLost, rtpPacketsReceived: 100 * asked }),
        })),
      );
    } else response.writeHead(404).end('404 page not found');
  });
}

const look = async (url: string, deadlineMs?: number) =>
  valueIn(await observe(mediamtxFlow, configFor({ url }), deadlineMs === undefined ? {} : { deadlineMs }));

describe('mediamtx.flow', () => {
  it('is quick where bytes grow on every path', async () => {
    await using server = await ticking({
      a: (tick) => ({ bytes: tick * 10 }),
      b: (tick) => ({ bytes: tick * 20 }),
    });
    const flow = await look(server.url);
    expect(flow.windowMs).toBeLessThan(600);
    expect(flow.paths).toMatchObject({ a: { grew: true, packetsLost: null }, b: { grew: true } });
    expect(flow.paths['a']?.samples.map(({ bytesReceived }) => bytesReceived)).toEqual([0, 10]);
  });

  it('watches a path that stands still for three seconds, and keeps only what tells', async () => {
    await using server = await ticking({ still: () => ({ bytes: 500 }), fine: (tick) => ({ bytes: tick }) });
    const flow = await look(server.url);
    expect(flow.windowMs).toBeGreaterThanOrEqual(3000);
    expect(flow.paths['still']).toMatchObject({ grew: false });
    expect(flow.paths['still']?.samples).toHaveLength(2);
    expect(flow.paths['fine']).toMatchObject({ grew: true });
  });

  it('waits for a slow path', async () => {
    await using server = await ticking({ slow: (tick) => ({ bytes: tick < 5 ? 100 : 200 }) });
    const flow = await look(server.url);
    expect(flow.paths['slow']?.grew).toBe(true);
    expect(flow.paths['slow']?.samples.map(({ bytesReceived }) => bytesReceived)).toEqual([100, 200]);
  });

  it('does not wait for paths without a source, not ready, or gone', async () => {
    await using server = await ticking({
      idle: () => ({ bytes: 0, ready: false, source: null }),
      pulled: () => ({ bytes: 0, ready: false }),
      always: () => ({ bytes: 7, source: null }),
      gone: (tick) => (tick === 0 ? { bytes: 1 } : null),
    });
    const flow = await look(server.url);
    expect(flow.windowMs).toBeLessThan(600);
    expect(flow.paths['gone']).toMatchObject({ grew: false });
    expect(flow.paths['idle']).toMatchObject({ grew: false });
  });

  it('takes a counter that starts anew for growth only once it grows', async () => {
    await using server = await ticking({ restarted: (tick) => ({ bytes: [900, 0, 0, 40][tick] ?? 80 }) });
    const flow = await look(server.url);
    expect(flow.paths['restarted']?.samples.map(({ bytesReceived }) => bytesReceived)).toEqual([900, 0, 40]);
    expect(flow.paths['restarted']?.grew).toBe(true);
  });

  it('counts what was lost meanwhile', async () => {
    await using server = await ticking({ a: (tick) => ({ bytes: tick }) }, (tick) => 10 + tick * 3);
    expect((await look(server.url)).paths['a']).toMatchObject({ packetsLost: 3, packetsReceived: 100 });
  });

  it('gives three frames of the slowest declared camera the time to come', async () => {
    await using server = await ticking({ still: () => ({ bytes: 1 }) });
    const config = {
      ...configFor({ url: server.url }),
      cameras: [{ name: 'slow', paths: ['still'], expect: { fps: 0.75 } }],
    };
    expect(valueIn(await observe(mediamtxFlow, config)).windowMs).toBeGreaterThanOrEqual(4000);
  });

  it('answers before its deadline rather than not at all', async () => {
    await using server = await ticking({ still: () => ({ bytes: 1 }) });
    const flow = await look(server.url, 1500);
    expect(flow.windowMs).toBeLessThan(1500);
    expect(flow.paths['still']).toMatchObject({ grew: false });
  });

  it('does not knock again where its credentials were refused a moment ago', async () => {
    await using server = await ticking({});
    const known: Readings = {
      'mediamtx.paths': {
        [BOX]: {
          ...{ source: 'x', at: '', mono: 0, tookMs: 0, loopDelayMs: 0, maxAgeMs: 1, ok: false },
          fault: { code: 'unauthorized', phase: 'GET /v3/paths/list', message: 'no' },
        },
      },
    };
    expect(await observe(mediamtxFlow, configFor({ url: server.url }), { known })).toMatchObject({
      fault: { code: 'unauthorized', message: 'no' },
    });
    expect(server.requests).toEqual([]);
  });
});

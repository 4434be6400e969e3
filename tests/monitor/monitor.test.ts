import { afterAll, beforeAll, describe, expect, it, vi } from 'vitest';
import { breakFault, type DemoBox, Monitor, mendFault, startDemoBox } from '../../src/index.ts';
import { redIn, statusOf, until } from './until.ts';

// One monitor on one box of processes, through everything that comes and goes.

let box: DemoBox;
let monitor: Monitor;
/** What the monitor's clock is ahead of the real one, ms. */
let ahead = 0;

beforeAll(async () => {
  box = await startDemoBox({ cameras: 2, server: 'stand-in' });
  monitor = new Monitor({
    config: () => box.config,
    devices: box.devices,
    now: () => performance.now() + ahead,
  });
});
afterAll(async () => {
  await monitor?.stop();
  await box?.stop();
});

/** Every link passes, for every camera; playing it as a viewer takes its time and is not waited for. */
const green = () =>
  until(
    monitor,
    ({ report }) =>
      report?.cameras.every(({ links: { deliver: _, ...others } }) =>
        Object.values(others).every((status) => status === 'pass'),
      ) ?? false,
  );
const since = (from: number) =>
  monitor.changes
    .slice(from)
    .map(({ subject, checkId, from: was, to, code }) => `${subject} ${checkId} ${was} ${to} ${code}`);

describe('a monitor', () => {
  it('proves a healthy box link by link, and has nothing to tell of it', async () => {
    expect([monitor.sweep, monitor.report]).toEqual([null, null]);
    const streams: number[] = [];
    const count = monitor.subscribe(() => {
      streams.push(monitor.running.filter((key) => key.startsWith('rtsp:')).length);
    });
    monitor.start();
    await green();
    count();
    expect(Math.max(...streams)).toBe(1);
    expect(redIn(monitor)).toEqual([]);
    expect(monitor.changes).toEqual([]);
    expect(monitor.sweep?.notReached.filter((key) => !/^(hls|webrtc):/.test(key))).toEqual([]);
    expect(monitor.sweep?.readings['service.compliance']).toBeUndefined();
    expect(monitor.sweep?.readings['health.burst']).toBeUndefined();
  });

  it('sees a killed publisher within 2.5 s, says nothing else, and sees it back', async () => {
    const from = monitor.changes.length;
    const dead = until(monitor, () => statusOf(monitor, 'capture', 'cam1') === 'fail');
    await box.publishers[0]?.stop();
    expect(await dead).toBeLessThan(2_500);
    expect(since(from)).toEqual(['cam1 capture pass fail no-publisher']);
    await until(monitor, ({ sweep }) => sweep?.readings.rtsp?.['cam1'] === undefined);
    box.publish(0);
    await green();
    // While it connects, the process is there and its stream is not yet.
    const back = monitor.changes.findLast(({ checkId }) => checkId === 'capture');
    expect(back).toMatchObject({ subject: 'cam1', from: 'fail', to: 'pass', code: 'no-publisher' });
    expect(back?.lastedMs).toBeGreaterThan(0);
    expect(since(from).filter((line) => !/ (capture|publish|ready) /.test(line))).toEqual([]);
  });

  it('is told of a camera that is pulled within 1 s, and of its return', async () => {
    const from = monitor.changes.length;
    const gone = until(monitor, () => statusOf(monitor, 'device', 'cam1') === 'fail');
    await box.publishers[0]?.stop();
    const pulled = performance.now();
    await box.tree.unplug(0);
    await gone;
    expect(performance.now() - pulled).toBeLessThan(1_000);
    await mendFault(box, 'device-missing');
    await green();
    expect(since(from)).toContain('cam1 device pass fail device-missing');
    expect(since(from)).toContain('cam1 device fail pass device-missing');
  });

  it('makes compliance cases and bursts only when asked', async () => {
    monitor.deep();
    await until(monitor, ({ sweep }) => sweep?.readings['health.burst'] !== undefined);
    await until(monitor, ({ sweep }) => sweep?.readings['service.compliance'] !== undefined);
    expect(statusOf(monitor, 'json-rpc-compliance', 'box')).toBe('pass');
    expect(redIn(monitor)).toEqual([]);
  });

  it('calls what is old stale while it is paused, and proves it again afterwards', async () => {
    monitor.pause(true);
    await until(monitor, ({ running }) => running.length === 0);
    ahead = 120_000;
    await until(monitor, () => statusOf(monitor, 'capture', 'cam1') === 'unknown');
    expect(monitor.report?.findings.find(({ checkId }) => checkId === 'capture')?.reason).toBe('stale');
    expect(monitor.running).toEqual([]);
    monitor.pause(false);
    await green();
  });

  it.each([
    ['forward', 5],
    ['back', -9],
  ])('calls nothing broken when the clock on the wall is set %s by hours', async (_, hours) => {
    const from = monitor.changes.length;
    const red = new Set<string>();
    const leave = monitor.subscribe(() => {
      for (const one of redIn(monitor)) red.add(one);
    });
    vi.useFakeTimers({ toFake: ['Date'], now: Date.now() + hours * 3_600_000 });
    try {
      ahead += 6_000;
      const jumped = performance.now() + ahead;
      const again = ['mediamtx.paths', 'processes', 'health'] as const;
      await until(monitor, ({ sweep }) =>
        again.every((kind) =>
          // An endpoint that is not there is asked for rarely.
          Object.values(sweep?.readings[kind] ?? {}).every(({ ok, mono }) => !ok || mono >= jumped),
        ),
      );
    } finally {
      vi.useRealTimers();
      leave();
    }
    expect([...red]).toEqual([]);
    expect(since(from)).toEqual([]);
  });

  it('does not wait for a server that hangs, nor lets anything else wait', async () => {
    await breakFault(box, 'media-server-hung');
    await until(monitor, ({ running }) => running.includes('mediamtx.paths:box'));
    await box.publishers[0]?.stop();
    const pulled = performance.now();
    await box.tree.unplug(0);
    await until(monitor, () => statusOf(monitor, 'device', 'cam1') === 'fail');
    expect(performance.now() - pulled).toBeLessThan(1_000);
    expect(monitor.running).toContain('mediamtx.paths:box');
    await until(monitor, () => statusOf(monitor, 'mediamtx-api', 'box') === 'fail');
    for (const model of box.models.slice(0, 1)) await box.tree.plug(model);
    await mendFault(box, 'media-server-hung');
    await green();
  }, 40_000);
});

import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { afterAll, afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Agent } from '../../src/agent/agent.ts';
import { Soak } from '../../src/agent/soak.ts';
import { StateFolder } from '../../src/agent/state.ts';
import { changeLine } from '../../src/agent/text.ts';
import { judge } from '../../src/checks/judge.ts';
import {
  type HealthAnswer,
  known,
  type Reading,
  type Report,
  reading,
  type Sweep,
} from '../../src/model/index.ts';
import { History } from '../../src/monitor/history.ts';
import { Judging } from '../../src/monitor/judging.ts';
import { AT, change, expecting, failed, healthyBox, node } from '../support/sweeps.ts';

// What takes minutes and hours on a box, lived through on clocks of its own: the monotonic one, and the one on the wall.

const HOUR_MS = 3_600_000;
const folder = mkdtempSync(join(tmpdir(), 'camproof-time-'));
afterAll(() => rmSync(folder, { recursive: true }));
beforeEach(() => {
  vi.useFakeTimers({ toFake: ['Date'], now: Date.parse('2026-11-23T10:00:00Z') });
});
afterEach(() => {
  vi.useRealTimers();
});

/** A watch of a simulated box: each step is one second of it, read as it is then. */
class Watch {
  mono = 0;
  readonly history = new History();
  readonly soak = new Soak(0);
  readonly #judging = new Judging();
  #bytes = 0;

  second(box: Sweep): Report {
    this.mono += 1_000;
    vi.setSystemTime(Date.now() + 1_000);
    const flows = Object.values(known(box.readings, 'mediamtx.flow')?.paths ?? {});
    const answers = reading(box.readings, 'mediamtx.paths')?.ok === true;
    if (answers && flows.some(({ grew }) => grew)) this.#bytes += 50_000;
    const counted = !answers
      ? box
      : change(box, 'mediamtx.paths', (paths) =>
          paths.map((one) => ({ ...one, bytesReceived: one.source ? this.#bytes : one.bytesReceived })),
        );
    const readings = now(counted, this.mono).readings;
    const startedAt = new Date().toISOString();
    const { sweep, report } = this.#judging.judge({ ...counted, readings, startedAt, mono: this.mono + 100 });
    this.history.record(report, this.mono, startedAt);
    this.soak.update(sweep, report);
    return report;
  }

  seconds(count: number, box: Sweep): void {
    for (let second = 0; second < count; second++) this.second(box);
  }

  /** What was told, as `subject check from to code`. */
  get told(): readonly string[] {
    return this.history.changes.map(
      ({ subject, checkId, from, to, code }) => `${subject} ${checkId} ${from} ${to} ${code}`,
    );
  }
}

/** The same box as read now by both clocks; what endpoints say of the time, they say by the clock on the wall. */
function now(box: Sweep, mono: number): Sweep {
  const at = new Date().toISOString();
  const readings = Object.entries(box.readings).map(([kind, of]) => [
    kind,
    Object.fromEntries(
      Object.entries<Reading<unknown>>(of).map(([subject, made]) => {
        return [subject, { ...made, mono, at, ...(kind === 'health' && made.ok && toldAt(made.value, at)) }];
      }),
    ),
  ]);
  return { ...box, readings: Object.fromEntries(readings) };
}

/** An answer of an endpoint that says what time it is, unless it was noted before. */
const toldAt = (answer: unknown, at: string) => {
  const { timestamp } = answer as HealthAnswer;
  return { value: { ...(answer as HealthAnswer), timestamp: timestamp === AT ? at : timestamp } };
};

/** The same box whose endpoints go on saying what they noted at that time. */
const noted = (box: Sweep, timestamp: string): Sweep => {
  const answers = Object.entries(box.readings.health ?? {});
  const kept = answers.map(([path, made]) => [
    path,
    made.ok ? { ...made, value: { ...made.value, timestamp } } : made,
  ]);
  return { ...box, readings: { ...box.readings, health: Object.fromEntries(kept) } };
};

const box = healthyBox(1);
const [CAM = ''] = judge(box).cameras.map(({ id }) => id);
const dead = change(
  change(box, 'mediamtx.paths', (paths) =>
    paths.map((one) => ({ ...one, ready: false, online: false, source: null })),
  ),
  'processes',
  (table) => ({ ...table, processes: table.processes.filter(({ comm }) => comm === 'mediamtx') }),
);
const mute = change(box, 'service', (value) => {
  const none = {
    kind: 'none' as const,
    fault: { code: 'timeout' as const, phase: 'ping', message: 'no reply' },
  };
  return { ...value, ping: none, unknownMethod: none, cameras: none, status: none };
});

describe('a service that is mute for minutes', () => {
  it('is told once when it falls silent and once when it speaks, and nothing of any camera', () => {
    const watch = new Watch();
    watch.seconds(20, box);
    watch.seconds(180, mute);
    watch.seconds(20, box);
    expect(watch.told).toEqual([
      'box json-rpc pass fail json-rpc-mute',
      'box json-rpc fail pass json-rpc-mute',
    ]);
    const [began, ended] = watch.history.changes.map(changeLine);
    expect(began).toMatch(
      /^10:00:21 {2}box {2}json-rpc {2}pass > fail \[json-rpc-mute\] {2}JSON-RPC requests get no answer/,
    );
    expect(ended).toMatch(/, fail lasted 3 min 0 s$/);
    expect(watch.soak.result(watch.mono)).toMatchObject({ cameras: [{ dropoutCount: 0, proved: true }] });
  });
});

describe('a clock on the wall that jumps by hours', () => {
  it.each([5, -9])('makes nothing up, neither while all is well nor in a dropout: %d h', (hours) => {
    const watch = new Watch();
    const jump = () => vi.setSystemTime(Date.now() + hours * HOUR_MS);
    watch.seconds(20, box);
    jump();
    watch.seconds(20, box);
    expect(watch.told).toEqual([]);
    watch.seconds(30, dead);
    jump();
    watch.seconds(30, dead);
    watch.seconds(20, box);
    expect(new Set(watch.told.map((line) => line.split(' ')[1]))).toEqual(new Set(['capture']));
    const { cameras, lastedMs } = watch.soak.result(watch.mono);
    expect(lastedMs).toBe(120_000);
    // From the last sign of life to the next.
    expect(cameras[0]?.dropouts).toMatchObject([{ lengthMs: 61_000, ended: true }]);
    expect(cameras[0]?.bitrate).toMatchObject({ min: 400_000, median: 400_000 });
  });
});

describe('a health endpoint that noted the time before the clock was set', () => {
  it.each([5, -9])('is not held against it (%d h), and is where it stays so', (hours) => {
    const watch = new Watch();
    watch.seconds(20, box);
    const cached = noted(box, new Date().toISOString());
    watch.seconds(10, cached);
    vi.setSystemTime(Date.now() + hours * HOUR_MS);
    watch.seconds(50, cached);
    expect(watch.told).toEqual([]);
    watch.seconds(20, cached);
    const off = hours > 0 ? 'fail health-stale' : 'warn health-clock-ahead';
    expect(watch.told.filter((line) => line.startsWith('box'))).toEqual([`box health-endpoints pass ${off}`]);
  });
});

describe('USB resets', () => {
  const usb = node(0).usb;
  const onPort = change(box, 'devices', (value) => ({
    ...value,
    nodes: value.nodes.map((one) => ({ ...one, usb: { ...usb, port: '1-1' } as never })),
  }));
  const disconnected = (count: number, port = '1-1') =>
    change(onPort, 'kernelLog', (log) => ({
      ...log,
      usbDisconnects: count === 0 ? [] : [{ port, count, recent: 0, last: `usb ${port}: USB disconnect` }],
    }));
  const resetsOver = (...boxes: readonly Sweep[]) => {
    const watch = new Watch();
    for (const one of boxes) watch.seconds(2, one);
    return watch.soak.result(watch.mono).cameras.map(({ usbResets }) => usbResets);
  };

  it('are counted from when the watch began, on the camera’s own port', () => {
    expect(resetsOver(disconnected(4), disconnected(4))).toEqual([0]);
    expect(resetsOver(disconnected(0), disconnected(1), disconnected(1), disconnected(3))).toEqual([3]);
    expect(resetsOver(disconnected(0), disconnected(2, '1-2'))).toEqual([0]);
    // A log that was cut, or that starts anew, takes nothing back.
    expect(resetsOver(disconnected(4), disconnected(6), disconnected(1), disconnected(2))).toEqual([3]);
  });
});

describe('why a camera drops out', () => {
  const usb = node(0).usb;
  const onPort = (sweep: Sweep, count: number) =>
    change(
      change(sweep, 'devices', (value) => ({
        ...value,
        nodes: value.nodes.map((one) => ({ ...one, usb: { ...usb, port: '1-1' } as never })),
      })),
      'kernelLog',
      (log) => ({
        ...log,
        usbDisconnects: count === 0 ? [] : [{ port: '1-1', count, recent: 0, last: 'USB disconnect' }],
      }),
    );
  const mute = { box: failed('timeout') };
  const api = ['info', 'config', 'pathConfigs', 'paths', 'sessions', 'flow'].map((kind) => [
    `mediamtx.${kind}`,
    mute,
  ]);
  const { rtsp: _rtsp, pictures: _pictures, ...unread } = box.readings;
  const silent: Sweep = { ...box, readings: { ...unread, ...Object.fromEntries(api) } };
  const low = (sweep: Sweep) => change(sweep, 'power', (power) => ({ ...power, underVoltageNow: true }));
  const still = change(box, 'mediamtx.flow', (flow) => ({
    ...flow,
    windowMs: 3_100,
    paths: Object.fromEntries(
      Object.entries(flow.paths).map(([name, one]) => [name, { ...one, grew: false }]),
    ),
  }));
  const otherSession = change(box, 'mediamtx.paths', (paths) =>
    paths.map((one) => ({ ...one, source: { type: 'rtspSession', id: 'another' } })),
  );
  const cameraAfter = (...boxes: readonly (readonly [number, Sweep])[]) => {
    const watch = new Watch();
    for (const [seconds, one] of boxes) watch.seconds(seconds, one);
    const [camera] = watch.soak.result(watch.mono).cameras;
    return { why: camera?.why, with: camera?.dropouts.map((one) => one.with), text: camera?.why?.cause };
  };

  it('is told by what came with it, also where the kernel log is read only afterwards', () => {
    const seen = cameraAfter(
      [5, onPort(box, 0)],
      [10, onPort(dead, 0)],
      [10, onPort(box, 0)],
      [5, onPort(box, 1)],
    );
    expect(seen).toMatchObject({ with: [['usb']], why: { code: 'drops-with-usb', confidence: 'likely' } });
    expect(seen.text).toMatch(/^the dropout came with the camera leaving the USB \(port 1-1\)/);
    expect(seen.why?.nextSteps.flatMap(({ argv = [] }) => argv)).toContain('dmesg');
  });

  it('is the deepest of several that came together, and what came most often', () => {
    const both = cameraAfter([5, onPort(box, 0)], [10, low(onPort(dead, 1))], [5, onPort(box, 1)]);
    expect(both).toMatchObject({ with: [['power', 'usb']], why: { code: 'drops-with-power' } });
    const mixed = cameraAfter(
      ...([
        [5, box],
        [10, low(dead)],
        [60, box],
        [10, silent],
        [60, otherSession],
        [10, silent],
        [5, box],
      ] as const),
    );
    expect(mixed.with).toEqual([['power'], ['server', 'reconnect'], ['server', 'reconnect']]);
    expect(mixed.text).toMatch(/^2 of 3 dropouts came with MediaMTX not answering/);
  });

  it('is nothing of these where the bytes just stopped, and needs no telling where each has a cause', () => {
    expect(cameraAfter([5, box], [10, still], [5, box])).toMatchObject({
      with: [[]],
      why: { code: 'drops-alone' },
    });
    expect(cameraAfter([5, box], [10, dead], [60, box])).toMatchObject({ with: [[]], why: null });
    expect(cameraAfter([5, box])).toMatchObject({ with: [], why: null });
  });

  it('begins with what broke first, however late that is seen', () => {
    const yard = { name: 'yard', device: '/dev/video0', paths: ['cam0'] };
    const pulled = change(dead, 'devices', (value) => ({ ...value, nodes: [] }));
    const watch = new Watch();
    for (const [seconds, one] of [
      [5, box],
      [5, dead],
      [5, pulled],
      [5, box],
    ] as const)
      watch.seconds(seconds, expecting(one, { cameras: [yard] }));
    const { dropouts } = watch.soak.result(watch.mono).cameras[0] ?? {};
    expect(dropouts).toMatchObject([{ link: 'device', lengthMs: 11_000, ended: true, with: ['usb'] }]);
  });
});

describe('a state folder that cannot be written for a while', () => {
  it('is told once, and once more when it can; what happens then is kept', async () => {
    const path = join(folder, 'state');
    writeFileSync(path, 'in the way');
    const listeners = new Set<() => void>();
    const watch = new Watch();
    const monitor = {
      report: null as Report | null,
      sweep: null as Sweep | null,
      changes: watch.history.changes,
      subscribe: (listener: () => void) => {
        listeners.add(listener);
        return () => listeners.delete(listener);
      },
    };
    const trouble: (string | null)[] = [];
    const agent = new Agent({
      monitor,
      state: new StateFolder(path),
      events: {
        changed: () => {},
        round: () => {},
        trouble: (error) => trouble.push((error as NodeJS.ErrnoException | null)?.code ?? null),
      },
    });
    const minutes = async (count: number, each: Sweep) => {
      for (let minute = 0; minute < count; minute++) {
        watch.mono += 60_000;
        Object.assign(monitor, {
          report: watch.second(each),
          sweep: now({ ...each, mono: watch.mono }, watch.mono),
          changes: watch.history.changes,
        });
        for (const listener of listeners) listener();
      }
      await agent.written;
    };
    await minutes(3, box);
    expect(trouble).toEqual(['ENOTDIR']);
    rmSync(path);
    for (const one of [box, dead]) await minutes(2, one);
    expect(trouble).toEqual(['ENOTDIR', null]);
    await agent.stop();
    const state = new StateFolder(path);
    expect((await state.beats()).length).toBeGreaterThanOrEqual(3);
    expect(await state.proof()).toMatchObject({ bootId: 'b' });
    expect((await state.changes()).map(({ code }) => code)).toContain('no-publisher');
    expect(await state.dropouts()).toMatchObject([{ camera: CAM, ended: false }]);
  });
});

import { execFileSync } from 'node:child_process';
import { afterEach, describe, expect, it, vi } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { known, type Reading, type ReadingKind, type Readings, withReading } from '../../src/model/index.ts';
import { Agenda } from '../../src/monitor/agenda.ts';
import { Answers } from '../../src/monitor/answers.ts';
import { Arrivals } from '../../src/monitor/arrivals.ts';
import { Budget } from '../../src/monitor/budget.ts';
import { bytesRead } from '../../src/monitor/bytes-read.ts';
import { CADENCE, kindsOf, paceOf, slowed } from '../../src/monitor/cadence.ts';
import { Derived } from '../../src/monitor/derived.ts';
import { forgetFailed, forgetReplaced, forgetUnwanted, publishersChanged } from '../../src/monitor/forget.ts';
import { Lines } from '../../src/monitor/lines.ts';
import { ownCpuMs } from '../../src/monitor/own-cost.ts';
import { Publishers } from '../../src/monitor/publishers.ts';
import { Settling } from '../../src/monitor/settling.ts';
import { goodForLonger } from '../../src/monitor/stale.ts';
import { doubtedNodes } from '../../src/monitor/subjects.ts';
import { Turns } from '../../src/monitor/turns.ts';
import { rows } from '../../src/plan/rows.ts';
import { probes } from '../../src/probes/table.ts';
import { configFor } from '../probes/mediamtx/observe.ts';
import {
  capabilities,
  change,
  failed,
  healthyBox,
  made,
  node,
  path,
  publisherProcess,
  stream,
  without,
} from '../support/sweeps.ts';

const config = configFor({ url: 'http://127.0.0.1:1' });

describe('the table of paces', () => {
  it('opens devices once, streams in turns, and asks what costs others only on request', () => {
    expect(paceOf('capabilities')).toBe('once');
    expect(paceOf('rtsp')).toBe('active');
    expect(kindsOf('deep')).toEqual(['service.compliance', 'health.burst']);
    // Nothing that opens something runs by the clock of what is passive.
    const passive = kindsOf('passive', 'steady', 'rare', 'service');
    expect(passive.filter((kind) => probes[kind].active)).toEqual([]);
  });
});

const unlimited = { begins: () => {}, took: () => {}, waitMs: 0 };

describe('an agenda', () => {
  const readAt = (mono: number): Reading<unknown> => ({
    ...{ ok: true, value: [], source: '', at: '', mono, tookMs: 0, loopDelayMs: 0, maxAgeMs: 60_000 },
  });
  it('looks as often as its cadence says, which may be slowed, and calls nothing stale that is not due', () => {
    let factor = 1;
    const agenda = new Agenda({
      cadence: () => slowed(CADENCE, factor),
      now: () => 20_000,
      mayAskService: () => true,
      budget: unlimited,
    });
    const isDue = (age: number) => agenda.isDue('mediamtx.paths', 'box', readAt(20_000 - age));
    expect([isDue(400), isDue(1_000)]).toEqual([false, true]);
    factor = 10;
    expect([isDue(1_000), isDue(10_000)]).toEqual([false, true]);
    expect(agenda.ended('mediamtx.paths', readAt(0), {})).toBe(60_000);
    expect(agenda.ended('units', readAt(0), {})).toBe(2.5 * 10 * CADENCE.rare);
  });

  it('looks at everything each ten minutes at least, however slow it is', () => {
    const slowest = slowed(CADENCE, 30);
    expect(slowest.passive).toBe(30_000);
    expect(Math.max(...Object.values(slowest))).toBe(600_000);
    expect(slowed(CADENCE, 0.1)).toEqual(CADENCE);
  });

  it('looks at processes more rarely while nothing fails', () => {
    const agenda = new Agenda({
      ...{ cadence: () => CADENCE, now: () => 40_000, mayAskService: () => true, budget: unlimited },
    });
    const isDue = (age: number) => agenda.isDue('processes', 'box', readAt(40_000 - age));
    expect([isDue(4_000), isDue(5_000)]).toEqual([false, true]);
    agenda.isCalm = true;
    expect([isDue(29_000), isDue(30_000)]).toEqual([false, true]);
  });
});

describe('what is known when everything is looked at more rarely', () => {
  it('is good for as much longer, so that slowing down makes nothing stale', () => {
    const box = healthyBox(1);
    const later = { ...box, mono: box.mono + 100_000 };
    const factor = 30;
    expect(judge(later).verdict).toBe('unknown');
    expect(judge({ ...later, readings: goodForLonger(box.readings, factor) }).verdict).toBe('pass');
  });
});

describe('what is asked for while it is being made', () => {
  it('is still asked for when it has been made: it may have seen nothing of why', () => {
    const agenda = new Agenda({
      cadence: () => CADENCE,
      now: () => 0,
      mayAskService: () => true,
      budget: unlimited,
    });
    const call = { kind: 'processes', subject: 'box', lane: 'quick' } as const;
    agenda.urge('processes:box');
    agenda.started([call]);
    expect(agenda.isUrged('processes', 'box')).toBe(false);
    agenda.urge('processes:box');
    expect(agenda.isUrged('processes', 'box')).toBe(true);
    expect(agenda.isUrged('processes', 'other')).toBe(false);
  });
});

describe('what has arrived', () => {
  afterEach(() => {
    vi.useRealTimers();
  });

  it('is not judged before paths were read again, where a stream broke off since', () => {
    vi.useFakeTimers({ toFake: ['setTimeout', 'clearTimeout', 'performance'] });
    const settledAfter = (brokeOff: number) => {
      let running: readonly string[] = ['mediamtx.paths:box'];
      const settled: number[] = [];
      const { readings } = healthyBox(1);
      const hls = { cam0: { ...failed('reset'), mono: brokeOff } };
      const start = performance.now();
      using settling = new Settling({
        running: () => running,
        readings: () => ({ ...readings, hls }),
        settled: () => settled.push(performance.now() - start),
      });
      settling.soon();
      vi.advanceTimersByTime(1_000);
      running = [];
      vi.advanceTimersByTime(100);
      return settled;
    };
    expect(settledAfter(900)).toEqual([440]);
    expect(settledAfter(2_000)).toEqual([1_040]);
  });
});

describe('what a device said', () => {
  const now = 1_000_000;
  const agenda = new Agenda({
    cadence: () => CADENCE,
    now: () => now,
    mayAskService: () => true,
    budget: unlimited,
  });
  const isDue = (ageMs: number, over: Parameters<typeof capabilities>[0]) =>
    agenda.isDue('capabilities', '/dev/video0', made(capabilities(over), { mono: now - ageMs }));

  it('stands until something tells otherwise, unless nothing will', () => {
    expect(isDue(900_000, {})).toBe(false);
    for (const over of [{ inputStatus: ['no signal'] }, { driver: 'v4l2 loopback' }]) {
      expect(isDue(4_000, over)).toBe(false);
      expect(isDue(6_000, over)).toBe(true);
    }
  });

  it('is doubted while nobody captures from it, at once and now and then', () => {
    const dead = change(healthyBox(2), 'processes', (table) => ({
      ...table,
      processes: table.processes.filter(({ pid }) => pid !== 500),
    }));
    const doubted = doubtedNodes(judge(dead), dead.readings, dead.expectations);
    expect([...doubted]).toEqual(['/dev/video0']);
    const { readings, expectations } = healthyBox(2);
    expect(doubtedNodes(judge(healthyBox(2)), readings, expectations).size).toBe(0);
    agenda.doubted = doubted;
    expect(isDue(29_000, {})).toBe(false);
    expect(isDue(31_000, {})).toBe(true);
    // A driver that hangs is not asked more often for that.
    expect(agenda.isDue('capabilities', '/dev/video0', { ...failed('timeout'), mono: now - 31_000 })).toBe(
      false,
    );
    agenda.turned(doubted);
    expect(isDue(0, {})).toBe(true);
    expect(agenda.isUrged('devices', 'box')).toBe(true);
  });
});

describe('how MediaMTX is set up', () => {
  const { readings } = healthyBox(1);
  const opened = Object.keys(readings.rtsp ?? {}).map((path) => `rtsp:${path}`);

  it('is what streams were played under: where it has changed they are proved again', () => {
    const then = change(healthyBox(1), 'mediamtx.config', (config) => ({ ...config, hls: !config.hls }));
    const take = (before: Readings) =>
      new Arrivals().take({ kind: 'mediamtx.config', subject: 'box' }, readings, before).urged;
    expect(take(then.readings)).toEqual(expect.arrayContaining(opened));
    expect(take(readings)).toEqual([]);
    expect(take({})).toEqual([]);
  });

  it('is read again where a stream cannot be played', () => {
    const take = (made: Reading<never>) =>
      new Arrivals().take(
        { kind: 'hls', subject: 'cam0' },
        withReading(readings, 'hls', 'cam0', made),
        readings,
      ).urged;
    expect(take(failed('refused'))).toContain('mediamtx.config:box');
  });
});

describe('a budget', () => {
  const allowance = { mbitPerSecond: 4, cpuShare: 0.1 };
  const clock = { now: 0, cpuMs: 500 };
  const of = (limit: typeof allowance | null) =>
    new Budget({ allowance: () => limit, now: () => clock.now, cpuMs: () => clock.cpuMs });

  it('spreads processor time and bytes over the time since the last proof began, whichever is dearer', () => {
    const budget = of(allowance);
    expect(budget.waitMs).toBe(0);
    budget.begins();
    clock.now += 1_000;
    clock.cpuMs += 50;
    expect(budget.waitMs).toBe(0);
    // A decoder that is heard of only when it has ended.
    clock.cpuMs += 250;
    expect(budget.waitMs).toBe(2_000);
    budget.took(5_000_000);
    expect(budget.waitMs).toBe(9_000);
    clock.now += 9_000;
    expect(budget.waitMs).toBe(0);
    budget.begins();
    expect(budget.waitMs).toBe(0);
  });

  it('is none where nothing is limited', () => {
    const budget = of(null);
    budget.begins();
    budget.took(1e9);
    expect(budget.waitMs).toBe(0);
  });

  it('knows what was read, and what this process and its children took', () => {
    expect(bytesRead('rtsp', made(stream(0)))).toBe(stream(0).video?.bytes);
    expect(bytesRead('rtsp', failed('refused'))).toBe(0);
    const before = ownCpuMs();
    execFileSync('sh', ['-c', 'i=0; while [ $i -lt 100000 ]; do i=$((i+1)); done']);
    expect(ownCpuMs()).toBeGreaterThan(before + 20);
  });
});

describe('turns', () => {
  const proofs = (...ages: readonly number[]): Readings => ({
    rtsp: Object.fromEntries(
      ages.map((age, index) => [`cam${index}`, made(stream(index), { mono: 100_000 - age, tookMs: 0 })]),
    ),
  });
  const streams = (count: number) => Array.from({ length: count }, () => ({ kind: 'rtsp' as const }));
  const every = { active: 60_000, viewer: 600_000 };
  const input = (readings: Readings) => ({
    readings,
    now: 100_000,
    every,
    focus: new Set<string>(),
    failing: new Set<string>(),
    urgent: new Set<string>(),
    waitMs: 0,
  });

  it('go to the stream that waited longest, and to none before its time', () => {
    const turns = new Turns();
    expect(turns.next(input(proofs(59_000, 10_000)))).toBeNull();
    expect(turns.next(input(proofs(61_000, 70_000, 65_000)))).toBe('rtsp:cam1');
  });

  it('are spread over time', () => {
    const turns = new Turns();
    turns.ended(100_000, 1_000);
    const late = proofs(62_000, 62_000);
    expect(turns.next({ ...input(late), now: 122_900 })).toBeNull();
    expect(turns.next({ ...input(late), now: 123_100 })).toBe('rtsp:cam0');
  });

  it('are spread over the whole round, also beside streams that are played once in ten rounds', () => {
    const played = Object.fromEntries(
      Array.from({ length: 8 }, (_, index) => [`cam${index}`, { ...made({} as never), mono: 99_000 }]),
    );
    const readings = { ...proofs(70_000, 70_000, 70_000, 70_000), hls: played, webrtc: played } as Readings;
    const turns = new Turns();
    turns.ended(100_000, 1_000);
    // 4 + 16 / 10 turns in 48 s, each of which takes one.
    expect(turns.next({ ...input(readings), now: 107_400 })).toBeNull();
    expect(turns.next({ ...input(readings), now: 107_700 })).toBe('rtsp:cam0');
  });

  it('are not taken from others by a camera that comes and goes', () => {
    const turns = new Turns();
    turns.ended(100_000, 1_000);
    const flapping = { ...input(proofs(12_000, 85_000)), failing: new Set(['cam0']) };
    expect(turns.next(flapping)).toBe('rtsp:cam0');
    expect(turns.next({ ...flapping, readings: proofs(12_000, 95_000) })).toBe('rtsp:cam1');
    // With so many that a round takes longer, all are old: half of the time stays free.
    const many = proofs(...Array.from({ length: 64 }, () => 95_000));
    const slow = new Turns();
    slow.ended(100_000, 3_000);
    expect(slow.next(input(many))).toBeNull();
  });

  it('wait until they can be afforded, unless somebody asked, and not for longer than a round', () => {
    const turns = new Turns();
    turns.ended(100_000, 1_000);
    const late = { ...input(proofs(70_000, 70_000)), waitMs: 1 };
    expect(turns.next({ ...late, now: 121_000 })).toBeNull();
    expect(turns.next({ ...late, now: 121_000, failing: new Set(['cam1']) })).toBeNull();
    expect(turns.next({ ...late, now: 121_000, urgent: new Set(['rtsp:cam1']) })).toBe('rtsp:cam1');
    expect(turns.next({ ...late, now: 121_000, waitMs: 0 })).toBe('rtsp:cam0');
    expect(turns.next({ ...late, now: 160_000 })).toBe('rtsp:cam0');
  });

  it('make a proof stand for longer where they have to wait', () => {
    const turns = new Turns();
    turns.ended(100_000, 1_000);
    expect(turns.goodForMs('rtsp', streams(4), every)).toBe(3 * every.active);
    turns.next({ ...input(proofs(0, 0, 0, 0)), waitMs: 40_000 });
    turns.ended(150_000, 1_000);
    expect(turns.goodForMs('rtsp', streams(4), every)).toBe(3 * 4 * 41_000);
  });

  it('play as a viewer more rarely', () => {
    const played: Readings = { hls: { cam0: { ...made({} as never), mono: 0, tookMs: 0 } } };
    expect(new Turns().next({ ...input(played), now: 599_000 })).toBeNull();
    expect(new Turns().next({ ...input(played), now: 601_000 })).toBe('hls:cam0');
  });

  it('take half of the time at most, however many streams there are', () => {
    const turns = new Turns();
    turns.ended(100_000, 3_000);
    const many = proofs(...Array.from({ length: 64 }, () => 90_000));
    expect(turns.next({ ...input(many), now: 102_900 })).toBeNull();
    expect(turns.next({ ...input(many), now: 103_100 })).toBe('rtsp:cam0');
    // Three rounds of 64 streams, a pause as long as each.
    expect(turns.goodForMs('rtsp', streams(64), every)).toBe(3 * 64 * 6_000);
  });

  it('come sooner for what is looked at, and at once for what is asked for', () => {
    const turns = new Turns();
    turns.ended(99_999, 0);
    const readings = proofs(11_000, 30_000);
    expect(turns.next({ ...input(readings), focus: new Set(['cam0']) })).toBe('rtsp:cam0');
    expect(turns.next({ ...input(readings), failing: new Set(['cam1']) })).toBe('rtsp:cam1');
    expect(turns.next({ ...input(readings), urgent: new Set(['rtsp:cam1']) })).toBe('rtsp:cam1');
  });
});

describe('what is derived', () => {
  /** Rounds a second apart, in which the path has so many bytes and its publisher so much CPU time. */
  function after(rounds: readonly { bytes: number; cpu?: number; session?: string; state?: string }[]) {
    const derived = new Derived();
    let readings: Readings = {};
    for (const [index, { bytes, cpu = 0, session = 's', state = 'S' }] of rounds.entries()) {
      const at = { mono: index * 1_000 };
      const paths = [path(0, { bytesReceived: bytes, source: { type: 'rtspSession', id: session } })];
      const processes = [publisherProcess(0, { cpuMs: cpu, switches: cpu, state })];
      const table = { ...(known(healthyBox(1).readings, 'processes') as object), processes } as never;
      readings = derived.update(
        { ...readings, 'mediamtx.paths': { box: made(paths, at) }, processes: { box: made(table, at) } },
        config,
      );
    }
    const { name } = path(0);
    const flow = known(readings, 'mediamtx.flow')?.paths[name];
    return { grew: flow?.grew, progress: known(readings, 'progress', String(publisherProcess(0).pid)) };
  }

  it('is not told of a stream that was not watched for long enough', () => {
    expect(after([{ bytes: 1 }, { bytes: 1 }, { bytes: 1 }])).toEqual({
      grew: undefined,
      progress: undefined,
    });
  });

  it('tells growth at once, and a standstill after three seconds', () => {
    expect(after([{ bytes: 1 }, { bytes: 2, cpu: 10 }])).toMatchObject({
      grew: true,
      progress: { cpuMs: 10 },
    });
    const still = [{ bytes: 1 }, { bytes: 1 }, { bytes: 1 }, { bytes: 1 }];
    expect(after(still)).toMatchObject({ grew: false, progress: { cpuMs: 0, windowMs: 3_000 } });
  });

  it('begins anew with another publisher: its bytes are not the old one’s', () => {
    const rounds = [{ bytes: 900 }, { bytes: 900 }, { bytes: 900 }, { bytes: 5, session: 't' }];
    expect(after(rounds).grew).toBeUndefined();
  });

  it('tells a stopped process at once', () => {
    expect(after([{ bytes: 1, state: 'T' }]).progress).toMatchObject({ states: ['T'] });
  });
});

describe('what is forgotten', () => {
  const all: ReadonlySet<ReadingKind> = new Set(rows.map(({ kind }) => kind));
  const { readings, expectations } = healthyBox(2);

  it('is what nobody wants any more', () => {
    expect(forgetUnwanted({ readings, expectations, kinds: all })).toEqual(readings);
    const offline = withReading(
      readings,
      'mediamtx.paths',
      'box',
      made([path(0), path(1, { ready: false })]),
    );
    const kept = forgetUnwanted({ readings: offline, expectations, kinds: all });
    expect(Object.keys(kept.rtsp ?? {})).toEqual(Object.keys(readings.rtsp ?? {}).slice(0, 1));
  });

  it('is what failed at an address that does not hold any more, and not what worked', () => {
    const refused = withReading(healthyBox(2).readings, 'webrtc', 'cam0', failed('refused'));
    const { webrtc, hls } = forgetFailed(refused);
    expect([Object.keys(webrtc ?? {}), Object.keys(hls ?? {})]).toEqual([['cam1'], ['cam0', 'cam1']]);
  });

  it('is what an opened node said, once another device has its number', () => {
    const [first] = Object.keys(readings.capabilities ?? {});
    const other = change(healthyBox(2), 'devices', (value) => ({
      ...value,
      nodes: value.nodes.map((one, index) => (index === 0 ? node(0, { parent: '/sys/other' }) : one)),
    }));
    const kept = forgetReplaced(other.readings, readings, 'devices');
    expect(Object.keys(kept.capabilities ?? {})).not.toContain(first);
    expect(forgetReplaced(readings, readings, 'devices')).toBe(readings);
  });

  it('is the proof of a stream that somebody else publishes now, also one that ends only then', () => {
    const publishers = new Publishers();
    const paths = (mono: number, id: string | null) =>
      withReading(
        readings,
        'mediamtx.paths',
        'box',
        made([path(0, { source: id === null ? null : { type: 'rtspSession', id } }), path(1)], { mono }),
      );
    const proved = (of: Readings, mono: number) =>
      withReading(of, 'rtsp', path(0).name, made(stream(0), { mono }));
    const kept = (of: Readings) => Object.keys(publishers.forgetOthers(of).rtsp ?? {});
    const both = [path(0).name, path(1).name];
    publishers.update(paths(1_000, 'a'));
    expect(kept(proved(paths(1_000, 'a'), 500))).toEqual(both);
    // The server is restarted meanwhile: its silence is no other publisher, the next one is.
    publishers.update({ 'mediamtx.paths': { box: failed('refused') } });
    expect(publishersChanged(paths(3_000, 'b'), readings)).toBe(true);
    publishers.update(paths(3_000, 'b'));
    expect(kept(proved(paths(3_000, 'b'), 1_500))).toEqual([path(1).name]);
    expect(kept(proved(paths(3_000, 'b'), 3_100))).toEqual(both);
    publishers.update(paths(4_000, 'b'));
    expect(kept(proved(paths(4_000, 'b'), 3_100))).toEqual(both);
    expect(publishersChanged(readings, readings)).toBe(false);
  });
});

describe('what MediaMTX does not answer', () => {
  const asked = (answers: Answers, kind: 'mediamtx.paths' | 'mediamtx.pathConfigs', ok: boolean) => {
    const { readings } = healthyBox(1);
    const now = ok ? readings : { [kind]: { box: failed('protocol', 'GET', 'socket hang up') } };
    return answers.update(now, kind);
  };
  const [paths, configs] = ['mediamtx.paths', 'mediamtx.pathConfigs'] as const;

  it('is asked again as soon as paths are answered again', () => {
    const answers = new Answers();
    expect(asked(answers, configs, true)).toEqual([]);
    expect(asked(answers, configs, false)).toEqual([`${paths}:box`]);
    expect(asked(answers, paths, false)).toEqual([`${paths}:box`]);
    expect(asked(answers, paths, false)).toEqual([]);
    expect(asked(answers, paths, true)).toEqual([`${configs}:box`]);
    expect(asked(answers, configs, true)).toEqual([]);
    expect(asked(answers, paths, true)).toEqual([]);
  });

  it('is asked again once where paths were answered all the time, and then at its own pace', () => {
    const answers = new Answers();
    expect(asked(answers, configs, false)).toEqual([`${paths}:box`]);
    expect(asked(answers, paths, true)).toEqual([`${configs}:box`]);
    expect(asked(answers, configs, false)).toEqual([]);
    expect(asked(answers, paths, true)).toEqual([]);
    expect(answers.update({ service: { box: failed('refused') } }, 'service')).toEqual([]);
  });
});

describe('lines', () => {
  const healthy = healthyBox(2);
  const broken = change(healthy, 'mediamtx.paths', (paths) =>
    paths.map((one, index) => (index === 0 ? { ...one, ready: false, source: null } : one)),
  );

  it('turn when they break and when they heal, each for itself', () => {
    const lines = new Lines();
    expect(lines.update(judge(broken), 1)).toBe(false);
    expect(lines.update(judge(healthy), 2)).toBe(true);
    expect(lines.update(judge(healthy), 3)).toBe(false);
    expect(Object.values(lines.turnedAt)).toEqual([2]);
    expect(lines.update(judge(broken), 4)).toBe(true);
    expect(Object.values(lines.turnedAt)).toEqual([4]);
  });

  it('turn when they cannot be told any more, not when they are first told', () => {
    const lines = new Lines();
    expect(lines.update(judge(without(healthy, 'mediamtx.flow')), 1)).toBe(false);
    expect(lines.update(judge(healthy), 2)).toBe(false);
    const refused = withReading(healthy.readings, 'mediamtx.paths', 'box', failed('refused'));
    const gone = { ...healthy, readings: refused };
    expect(judge(gone).cameras.map(({ links }) => links.ready)).toEqual(['blocked', 'blocked']);
    expect(lines.update(judge(gone), 3)).toBe(true);
    expect(lines.update(judge(healthy), 4)).toBe(true);
    // Whoever began to watch while the server was away has seen it come back too.
    const later = new Lines();
    expect([later.update(judge(gone), 1), later.update(judge(healthy), 2)]).toEqual([false, true]);
  });

  it('keep what was said before from contradicting what is proved now', () => {
    const codes = (turnedAt?: Record<string, number>) =>
      judge({ ...broken, ...(turnedAt && { turnedAt }) })
        .findings.filter(
          ({ checkId, status }) => status === 'fail' && ['service', 'health'].includes(checkId),
        )
        .map(({ diagnosis }) => diagnosis?.code);
    expect(codes()).toEqual(['service-says-alive', 'health-says-ok']);
    const [id = ''] = judge(broken).cameras.map((camera) => camera.id);
    expect(codes({ [id]: broken.mono })).toEqual([]);
  });
});

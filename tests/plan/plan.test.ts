import { describe, expect, it } from 'vitest';
import { withReading as put, type ReadingKind, type Readings } from '../../src/model/index.ts';
import { LANES } from '../../src/plan/lanes.ts';
import { callKey, type PlanInput, plan, wanted } from '../../src/plan/plan.ts';
import { rows } from '../../src/plan/rows.ts';
import { probes } from '../../src/probes/table.ts';
import { failed, healthyBox, path, pathConfig, withReading } from '../support/sweeps.ts';

const kinds: ReadonlySet<ReadingKind> = new Set(rows.map(({ kind }) => kind));
const input = (over: Partial<PlanInput> = {}): PlanInput => ({
  readings: {},
  expectations: healthyBox(2).expectations,
  kinds,
  ...over,
});
const started = (from: PlanInput) => plan(from, []).start.map(callKey);

describe('the plan', () => {
  it('has a row for every probe, and a probe for every row', () => {
    expect(new Set(rows.map(({ kind }) => kind))).toEqual(new Set(Object.keys(probes)));
  });

  it('begins with what needs nothing, and opens neither device nor stream blindly', () => {
    const first = started(input());
    expect(first).toContain('mediamtx.paths:box');
    expect(first).toContain('health:/health/ready');
    expect(
      first.filter((key) => /^(rtsp|capabilities|progress|health.burst|service.compliance)/.test(key)),
    ).toEqual([]);
  });

  it('ends: with everything read there is nothing to start', () => {
    const { readings, expectations } = healthyBox(2);
    const health: Readings['health'] = Object.fromEntries(
      ['', '/live', '/ready', '/detailed', '/system', '/cameras', '/mediamtx'].map((end) => [
        `/health${end}`,
        readings.health?.[`/health${end}`] ?? failed('not-found'),
      ]),
    );
    expect(plan(input({ readings: { ...readings, health }, expectations }), [])).toEqual({
      start: [],
      waiting: [],
    });
  });

  it('opens devices one at a time and streams within their lane', () => {
    const count = LANES.stream + 2;
    const { readings } = healthyBox(count);
    const next = plan(input({ readings: { ...readings, capabilities: {}, rtsp: {} } }), []);
    expect(next.start.filter(({ lane }) => lane === 'device')).toHaveLength(1);
    expect(next.start.filter(({ lane }) => lane === 'stream')).toHaveLength(LANES.stream);
    expect(next.waiting.filter(({ lane }) => lane === 'device')).toHaveLength(count - 1);
  });

  it('decodes as many at once as there are slots, and anew what was read anew', () => {
    const { readings } = healthyBox(8);
    const unseen = { ...readings, pictures: {} };
    const decoding = (made: typeof readings, decoder: number) =>
      plan(input({ readings: made, lanes: { decoder } }), []).start.filter(({ kind }) => kind === 'pictures');
    expect(decoding(unseen, 3)).toHaveLength(3);
    expect(decoding(readings, 3)).toEqual([]);
    const [path = '', before] = Object.entries(readings.rtsp ?? {})[0] ?? [];
    if (!before) throw new Error('there is no stream');
    const later = put(readings, 'rtsp', path, { ...before, mono: before.mono + 1 });
    expect(decoding(later, 3).map(({ subject }) => subject)).toEqual([path]);
    // Without a key frame there is nothing to decode.
    const video = before.ok && before.value.video ? { ...before.value.video, keyFrames: 0 } : null;
    const keyless = before.ok ? { ...before, value: { ...before.value, video } } : before;
    expect(decoding(put(unseen, 'rtsp', path, keyless), 16)).toHaveLength(7);
  });

  it('starts nothing twice', () => {
    const running = plan(input(), []).start;
    expect(plan(input(), running).start).toEqual([]);
  });

  it('opens no stream with --passive', () => {
    const { readings, expectations } = healthyBox(2);
    const passive = { ...expectations, options: { ...expectations.options, passive: true } };
    expect(
      wanted(input({ readings: { ...readings, rtsp: {} }, expectations: passive })).filter((key) =>
        key.startsWith('rtsp'),
      ),
    ).toEqual([]);
  });

  it.each([
    ['while nobody knows where RTSP is', undefined, []],
    ['where it is not served', { rtsp: false }, []],
    ['where it is', { rtsp: true }, ['rtsp:cam0']],
  ])('reads streams %s: %j %j', (_, told, expected) => {
    const { readings, expectations } = healthyBox(1);
    const made = readings['mediamtx.config']?.['box'];
    const config = told && made?.ok ? { box: { ...made, value: { ...made.value, ...told } } } : {};
    const known = { ...readings, 'mediamtx.config': config, rtsp: {} } as Readings;
    const calls = wanted(input({ readings: known, expectations })).filter((key) => key.startsWith('rtsp:'));
    expect(calls).toEqual(expected);
  });

  it.each([
    [false, []],
    [true, ['rtsp:cam0']],
  ])('reads an idle on-demand path only with --wake (%s)', (wake, expected) => {
    const sweep = healthyBox(1);
    const idle = withReading(sweep, 'mediamtx.paths', 'box', {
      ...sweepReading(sweep, 'mediamtx.paths'),
      value: [path(0, { ready: false, available: false, online: false, source: null })],
    } as never);
    const onDemand = withReading(idle, 'mediamtx.pathConfigs', 'box', {
      ...sweepReading(sweep, 'mediamtx.pathConfigs'),
      value: [pathConfig(0, { runOnDemand: 'ffmpeg …' })],
    } as never);
    const expectations = { ...sweep.expectations, options: { ...sweep.expectations.options, wake } };
    expect(
      wanted(input({ readings: { ...onDemand.readings, rtsp: {} }, expectations })).filter((key) =>
        key.startsWith('rtsp'),
      ),
    ).toEqual(expected);
  });

  it('looks again at what a woken path hid, once', () => {
    const sweep = healthyBox(1);
    const onDemand = withReading(sweep, 'mediamtx.pathConfigs', 'box', {
      ...sweepReading(sweep, 'mediamtx.pathConfigs'),
      value: [pathConfig(0, { runOnDemand: 'ffmpeg …' })],
    } as never);
    const read = sweep.readings.rtsp?.['cam0'];
    if (!read) throw new Error('no rtsp');
    const { readings } = withReading(onDemand, 'rtsp', 'cam0', { ...read, mono: read.mono + 100 });
    const options = { ...sweep.expectations.options, wake: true };
    const waking = (made: typeof readings) =>
      started(input({ readings: made, expectations: { ...sweep.expectations, options } })).filter(
        (key) => !started(input({ readings: made })).includes(key),
      );
    const hidden = ['processes', 'mediamtx.paths', 'mediamtx.sessions', 'mediamtx.flow', 'progress'] as const;
    expect(new Set(waking(readings).map((key) => key.split(':')[0]))).toEqual(new Set(hidden));
    const later = (of: object = {}) =>
      Object.fromEntries(Object.entries(of).map(([subject, made]) => [subject, { ...made, mono: 9_000 }]));
    const after = Object.fromEntries(hidden.map((kind) => [kind, later(readings[kind])]));
    expect(waking({ ...readings, ...after })).toEqual([]);
  });

  it('asks a mute or limited service nothing more', () => {
    const { readings } = healthyBox(1);
    const mute = { ...readings, service: { box: failed('timeout') }, 'service.compliance': {} };
    expect(wanted(input({ readings: mute }))).not.toContain('service.compliance:box');
  });

  it('makes only what the asked checks need', () => {
    expect(started(input({ kinds: new Set<ReadingKind>(['clock']) }))).toEqual(['clock:box']);
  });
});

function sweepReading(sweep: ReturnType<typeof healthyBox>, kind: 'mediamtx.paths' | 'mediamtx.pathConfigs') {
  const made = sweep.readings[kind]?.['box'];
  if (!made) throw new Error(`no ${kind}`);
  return made;
}

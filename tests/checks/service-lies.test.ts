import { describe, expect, it } from 'vitest';
import { judge } from '../../src/checks/judge.ts';
import { BOX, type ServiceState, type Sweep } from '../../src/model/index.ts';
import { change, failed, healthyBox, serviceCamera, withReading } from '../support/sweeps.ts';
import { dead } from './broken.ts';

const CAM = 'usb-Acme_Cam_0';
const told = (sweep: Sweep) =>
  judge(sweep)
    .findings.filter(({ status }) => status === 'fail' || status === 'warn')
    .map(({ status, subject, checkId, diagnosis }) => `${status} ${subject} ${checkId} ${diagnosis?.code}`);
const says = (over: Partial<ServiceState>, sweep = healthyBox(2)) =>
  change(sweep, 'service', (service) => ({ ...service, ...over }));
const result = <T>(value: T) => ({ kind: 'result', ms: 1, value }) as const;

/** A healthy box where these TCP ports have listeners, whose service hands out these addresses for the first camera. */
const handsOut = (
  streams: Readonly<Record<string, string>>,
  ports: readonly number[] = [9997, 8554, 8888, 8889],
) =>
  change(
    says({ cameras: result([serviceCamera(0, { streams }), serviceCamera(1)]) }),
    'processes',
    (table) => ({
      ...table,
      listeners: ports.map((port) => ({ protocol: 'tcp', address: '::', port, pid: 400, comm: 'mediamtx' })),
    }),
  );
const off = (sweep: Sweep) => change(sweep, 'mediamtx.config', (config) => ({ ...config, hls: false }));

describe('a service that hands out an address', () => {
  it.each(['127.0.0.1', 'localhost', '[::1]'])('where nobody listens fails: %s', (host) => {
    expect(told(handsOut({ rtsp: `rtsp://${host}:9554/cam0` }))).toEqual([
      `fail ${CAM} service service-address-dead`,
    ]);
  });

  it('of a protocol that is switched off is a warning while another one is there', () => {
    const both = { rtsp: 'rtsp://127.0.0.1:8554/cam0', hls: 'http://127.0.0.1:8888/cam0/index.m3u8' };
    expect(told(off(handsOut(both, [9997, 8554])))).toEqual([`warn ${CAM} service service-address-dead`]);
  });

  it('of nothing but what is switched off fails', () => {
    const only = { hls: 'http://127.0.0.1:8888/cam0/index.m3u8' };
    expect(told(off(handsOut(only, [9997, 8554])))).toEqual([`fail ${CAM} service service-address-dead`]);
  });

  it.each([
    ['elsewhere', 'rtsp://cameras.example:9554/cam0'],
    ['of another program', 'http://127.0.0.1:8080/cam0.jpg'],
    ['over UDP', 'srt://127.0.0.1:8890?streamid=read:cam0'],
  ])('%s is not judged', (_, url) => {
    expect(told(handsOut({ rtsp: 'rtsp://127.0.0.1:8554/cam0', other: url }, [9997, 8554, 8080]))).toEqual(
      [],
    );
  });

  it('is not judged by listeners that do not know even the port that answers', () => {
    expect(told(handsOut({ rtsp: 'rtsp://127.0.0.1:8554/cam0' }, [22]))).toEqual([]);
  });

  it('of another camera fails, for each of the two', () => {
    const streams = (index: number) => ({ rtsp: `rtsp://127.0.0.1:8554/cam${index}` });
    const swapped = [serviceCamera(0, { streams: streams(1) }), serviceCamera(1, { streams: streams(0) })];
    expect(told(says({ cameras: result(swapped) }))).toEqual([
      'fail usb-Acme_Cam_0 service service-stream-swapped',
      'fail usb-Acme_Cam_1 service service-stream-swapped',
    ]);
  });
});

describe('a service that calls a camera dead', () => {
  const calls = (sweep: Sweep) =>
    judge(
      says({ cameras: result([serviceCamera(0, { status: 'DISCONNECTED' }), serviceCamera(1)]) }, sweep),
    ).findings.find(({ checkId, subject }) => checkId === 'service' && subject === CAM);

  it('is not believed where nothing tells whether it is', () => {
    const mute = withReading(healthyBox(2), 'mediamtx.paths', BOX, failed('unauthorized'));
    expect(calls(mute)).toMatchObject({ status: 'unknown', reason: 'not-seen' });
  });

  it('is asked again before that stands beside a camera that has just come back', () => {
    const box = withReading(healthyBox(2), 'mediamtx.flow', BOX, failed('internal'));
    expect(calls({ ...box, turnedAt: { [CAM]: box.mono } })).toMatchObject({
      status: 'unknown',
      reason: 'not-reached',
    });
  });
});

describe('a service whose list of cameras', () => {
  it.each([
    [{ total: 2, connected: 0 }, 'counts 0 connected, lists 2 connected'],
    [{ total: 5, connected: 2 }, 'counts 5 cameras, lists 2 cameras'],
  ])('does not add up is a warning: %o', (counts, summary) => {
    const lies = says({ counts });
    expect(told(lies)).toEqual(['warn box json-rpc service-counts-differ']);
    expect(judge(lies).findings.find(({ checkId }) => checkId === 'json-rpc')?.summary).toBe(summary);
  });

  it('counts by words of its own is not recounted', () => {
    const cameras = result([serviceCamera(0, { status: 'ONLINE' }), serviceCamera(1)]);
    expect(told(says({ cameras, counts: { total: 2, connected: 1 } }))).toEqual([]);
    expect(told(says({ counts: { total: null, connected: null } }))).toEqual([]);
  });

  it.each([
    ['timeout', /^see what the camera service waits for/],
    ['protocol', /'methods: \{ cameras: NAME \}'/],
  ] as const)('does not come (%s) is unknown, with what to do', (code, words) => {
    const fault = { code, phase: 'get_camera_list', message: 'no reply to get_camera_list' };
    const { findings } = judge(says({ cameras: { kind: 'none', fault } }));
    const finding = findings.find(({ checkId }) => checkId === 'service');
    expect(finding).toMatchObject({ status: 'unknown', diagnosis: { code: 'service-list-failed' } });
    expect(finding?.diagnosis?.nextSteps[0]?.text).toMatch(words);
  });
});

describe('a service that says of a camera that works', () => {
  it('a word that nobody knows is a warning', () => {
    const cameras = result([serviceCamera(0, { status: 'OK?' }), serviceCamera(1)]);
    expect(told(says({ cameras }))).toEqual([`warn ${CAM} service service-word-unknown`]);
  });

  it('nothing passes', () => {
    expect(told(says({ cameras: result([serviceCamera(0, { status: '' }), serviceCamera(1)]) }))).toEqual([]);
  });

  it.each([
    [false, [`fail ${CAM} service service-says-dead`]],
    [true, []],
    [null, []],
  ])('that its stream is ready: %s', (ready, lines) => {
    expect(told(says({ streams: result([{ name: 'cam0', ready, source: null }]) }))).toEqual(lines);
  });
});

describe('a part that is in trouble while all is said to be well', () => {
  const components = { camera_monitor: 'error', disk: 'running' };

  it('is a warning in get_status', () => {
    const status = result({ status: 'healthy', version: null, components });
    expect(told(says({ status }))).toEqual(['warn box json-rpc component-unwell']);
  });

  it('is a warning in a health endpoint', () => {
    const sweep = change(healthyBox(2), 'health', (answer) => ({ ...answer, components }), '/health/ready');
    expect(told(sweep)).toEqual(['warn box health-endpoints component-unwell']);
  });

  it('is what a camera service should say of a camera that is broken', () => {
    const sweep = change(
      dead(healthyBox(2)),
      'health',
      (answer) => ({ ...answer, says: 'ok', components }),
      '/health/ready',
    );
    expect(told(sweep).filter((line) => line.includes('component-unwell'))).toEqual([]);
  });
});

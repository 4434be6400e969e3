import { describe, expect, it } from 'vitest';
import type { Sweep } from '../../src/model/index.ts';
import { wanted } from '../../src/plan/plan.ts';
import { rows } from '../../src/plan/rows.ts';
import {
  change,
  failed,
  healthyBox,
  hlsPlayback,
  made,
  path,
  pathConfig,
  webrtcPlayback,
  without,
  withReading,
} from '../support/sweeps.ts';

const kinds = new Set(rows.map(({ kind }) => kind));
/** What would be played of this box. */
const played = ({ readings, expectations }: Sweep): readonly string[] =>
  wanted({ readings, expectations, kinds }).filter((key) => /^(hls|webrtc):/.test(key));

const box = () => healthyBox(1);
const BOTH = ['hls:cam0', 'webrtc:cam0'];
const still = (sweep: Sweep) =>
  change(sweep, 'mediamtx.flow', (flow) => ({
    ...flow,
    paths: Object.fromEntries(Object.entries(flow.paths).map(([name, of]) => [name, { ...of, grew: false }])),
  }));
const asking = (sweep: Sweep, options: Partial<Sweep['expectations']['options']>): Sweep => ({
  ...sweep,
  expectations: { ...sweep.expectations, options: { ...sweep.expectations.options, ...options } },
});

describe('paths', () => {
  const again = ({ readings, expectations }: Sweep) =>
    wanted({ readings, expectations, kinds }).includes('mediamtx.pathsAfter:box');
  const whole = (sweep: Sweep) =>
    withReading(
      withReading(sweep, 'hls', 'cam0', made(hlsPlayback(0))),
      'webrtc',
      'cam0',
      made(webrtcPlayback(0)),
    );

  it('are listed once where all is well', () => {
    expect(again(whole(box()))).toBe(false);
  });

  it.each([
    ['is not played', (sweep: Sweep) => withReading(sweep, 'hls', 'cam0', failed('protocol'))],
    [
      'stands still',
      (sweep: Sweep) => withReading(sweep, 'hls', 'cam0', made(hlsPlayback(0, { advanced: false }))),
    ],
    [
      'breaks off',
      (sweep: Sweep) => withReading(sweep, 'webrtc', 'cam0', made(webrtcPlayback(0, { reached: 'ice' }))),
    ],
    ['is not read', (sweep: Sweep) => withReading(sweep, 'rtsp', 'cam0', failed('not-found'))],
    ['receives nothing', still],
  ])('are listed again where a stream %s, once all were tried', (_, broken) => {
    expect(again(broken(whole(box())))).toBe(true);
    expect(again(without(broken(whole(box())), 'webrtc'))).toBe(false);
  });
});

describe('players', () => {
  it('play what flows', () => {
    expect(played(box())).toEqual(BOTH);
  });

  it('play nothing with --passive', () => {
    expect(played(asking(box(), { passive: true }))).toEqual([]);
  });

  it('play only what is switched on', () => {
    expect(played(change(box(), 'mediamtx.config', (config) => ({ ...config, hls: false })))).toEqual([
      'webrtc:cam0',
    ]);
  });

  it('wait for bytes or frames, since a dead stream would cost their whole deadline', () => {
    const dead = without(still(box()), 'rtsp');
    expect(played(dead)).toEqual([]);
    expect(played(still(box()))).toEqual(BOTH);
    expect(played(without(without(box(), 'mediamtx.flow'), 'rtsp'))).toEqual([]);
  });

  it('go where somebody configured, when MediaMTX does not tell', () => {
    const mute = withReading(box(), 'mediamtx.config', 'box', failed('refused'));
    expect(played(mute)).toEqual([]);
    const { expectations } = mute;
    const mediamtx = { ...expectations.mediamtx, hlsUrl: 'http://127.0.0.1:8888' };
    expect(played({ ...mute, expectations: { ...expectations, mediamtx } })).toEqual(['hls:cam0']);
  });

  it.each([
    [false, []],
    [true, BOTH],
  ])('start an idle on-demand path only with --wake (%s), once its reader sees frames', (wake, expected) => {
    const idle = change(
      change(still(box()), 'mediamtx.paths', () => [
        path(0, { ready: false, available: false, online: false, source: null }),
      ]),
      'mediamtx.pathConfigs',
      () => [pathConfig(0, { runOnDemand: 'ffmpeg' })],
    );
    expect(played(asking(idle, { wake }))).toEqual(expected);
  });
});

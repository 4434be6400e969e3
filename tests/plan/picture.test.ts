import { describe, expect, it } from 'vitest';
import { watchable } from '../../src/plan/picture.ts';
import { rows } from '../../src/plan/rows.ts';
import { change, healthyBox } from '../support/sweeps.ts';

const kinds = new Set(rows.map(({ kind }) => kind));
const CAMERA = 'usb-Acme_Cam_0';

/** Is the first camera's picture to be read? With so many readers of its path, which may run on demand. */
function told({ readers = 1, onDemand = false, ready = true, ours = false, options = {} } = {}) {
  const box = healthyBox(1);
  const configured = change(box, 'mediamtx.pathConfigs', (configs) =>
    configs.map((config) => ({ ...config, runOnDemand: onDemand ? 'ffmpeg' : '' })),
  );
  const { readings, expectations } = change(configured, 'mediamtx.paths', (paths) =>
    paths.map((path) => ({
      ...path,
      ready,
      readers: Array.from({ length: readers }, (_, index) => ({ type: 'rtspSession', id: String(index) })),
    })),
  );
  const input = {
    readings,
    kinds,
    expectations: { ...expectations, options: { ...expectations.options, ...options } },
  };
  return watchable(input, CAMERA, ours);
}

describe('a picture is read', () => {
  it('of the first path of a camera that is published', () => {
    expect(told()).toEqual({ path: 'cam0', refused: null });
  });

  it.each([
    ['passive', { options: { passive: true } }],
    ['not-ready', { ready: false }],
    ['on-demand', { ready: false, onDemand: true }],
    ['on-demand', { onDemand: true, readers: 0 }],
    // Ours is the last one: it would keep the source awake.
    ['on-demand', { onDemand: true, readers: 1, ours: true }],
  ])('not when that is %s: %j', (refused, over) => {
    expect(told(over)).toMatchObject({ refused });
  });

  it.each([
    { onDemand: true, readers: 1 },
    { onDemand: true, readers: 2, ours: true },
    { onDemand: true, readers: 0, options: { wake: true } },
    { onDemand: true, ready: false, options: { wake: true } },
  ])('where it wakes nothing, or may: %j', (over) => {
    expect(told(over).refused).toBeNull();
  });

  it('not of a camera without a path', () => {
    const { readings, expectations } = healthyBox(1);
    expect(watchable({ readings, expectations, kinds }, 'nobody', false)).toEqual({
      path: null,
      refused: 'no-stream',
    });
  });
});

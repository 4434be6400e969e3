import { describe, expect, it } from 'vitest';
import { nearestMode } from '../../src/cameras/modes.ts';
import type { FrameSize } from '../../src/model/index.ts';
import { format, opened } from './opened.ts';

describe('nearestMode', () => {
  const sizes: FrameSize[] = [
    { width: 640, height: 480, rates: [30, 15] },
    { width: 1280, height: 720, rates: [10] },
  ];
  const camera = opened({ formats: [format('YUYV', sizes), format('MJPG', [sizes[1] as FrameSize])] });
  const range: FrameSize = {
    width: 48,
    height: 32,
    maxWidth: 1920,
    maxHeight: 1080,
    stepWidth: 16,
    stepHeight: 8,
    rates: [30, 1],
    anyRateBetween: true,
  };

  it.each<[string, Parameters<typeof nearestMode>[1], object]>([
    ['a listed mode', { fourcc: 'YUYV', width: 640, height: 480, fps: 15 }, { fps: 15, exact: true }],
    ['29.97 for 30', { width: 640, height: 480, fps: 29.97 }, { fps: 30, exact: true }],
    ['the nearest rate', { width: 640, height: 480, fps: 25 }, { fps: 30, exact: false }],
    [
      'the size before the rate',
      { width: 1280, height: 720, fps: 30 },
      { width: 1280, fps: 10, exact: false },
    ],
    ['the nearest size', { width: 800, height: 600 }, { width: 640, height: 480, exact: false }],
    ['another format only where there is no such', { fourcc: 'H264' }, { exact: false }],
    [
      'the format before the size',
      { fourcc: 'MJPG', width: 640, height: 480 },
      { fourcc: 'MJPG', width: 1280 },
    ],
    ['nothing in particular', {}, { exact: true }],
  ])('finds %s', (_, wanted, expected) => {
    expect(nearestMode(camera, wanted)).toMatchObject(expected);
  });

  it.each<[string, Parameters<typeof nearestMode>[1], object]>([
    ['a size on a step', { width: 640, height: 480, fps: 12 }, { width: 640, fps: 12, exact: true }],
    ['a size off the steps', { width: 641, height: 480 }, { width: 640, height: 480, exact: false }],
    ['a size beyond the end', { width: 4096, height: 2160 }, { width: 1920, height: 1080, exact: false }],
    ['a rate beyond the end', { width: 640, height: 480, fps: 60 }, { fps: 30, exact: false }],
  ])('finds %s of a range', (_, wanted, expected) => {
    expect(nearestMode(opened({ formats: [format('YUYV', [range])] }), wanted)).toMatchObject(expected);
  });

  it('does not speak against a size that the driver does not list', () => {
    const silent = opened({ formats: [format('MJPG')] });
    expect(nearestMode(silent, { fourcc: 'MJPG', width: 640, height: 480, fps: 30 })).toMatchObject({
      exact: true,
    });
    expect(nearestMode(silent, { fourcc: 'H264' })).toMatchObject({ fourcc: 'MJPG', exact: false });
    expect(nearestMode(opened({}), { width: 640 })).toBeNull();
  });
});

import assert from 'node:assert/strict';
import { nearestMode } from '../../../src/cameras/modes.ts';
import { ask } from './probes.ts';
import type { Scenario } from './scenario.ts';

/** A mode that the device does not have is told with the nearest one that it has; one that it has is not. */
export const wrongModes: Scenario = async () => {
  const camera = await ask('/dev/video0');
  const nearest = (wanted: Parameters<typeof nearestMode>[1]) => {
    const { fourcc, width, height, fps, exact } =
      nearestMode(camera, wanted) ?? assert.fail('no mode at all');
    return `${exact ? 'has' : 'nearest'} ${fourcc} ${width}x${height} ${fps}`;
  };
  assert.equal(nearest({ fourcc: 'YUYV', width: 640, height: 480, fps: 25 }), 'has YUYV 640x480 25');
  assert.equal(nearest({ fourcc: 'YUYV', width: 640, height: 480, fps: 30 }), 'nearest YUYV 640x480 25');
  assert.equal(nearest({ fourcc: 'NV12', width: 800, height: 600 }), 'nearest NV12 640x480 25');
  assert.equal(nearest({ fourcc: 'MJPG', width: 320, height: 180, fps: 60 }), 'nearest YUYV 320x180 60');
  return { modes: 4 };
};

import { expect, it } from 'vitest';
import { findCameras } from '../../src/cameras/cameras.ts';
import type { ReadingKind } from '../../src/model/index.ts';
import { change, healthyBox, made } from '../support/sweeps.ts';

// Plan and judgement ask a dozen times for each picture of the box: the answer is made once, and never an old one.

it('the same readings have the same cameras, whatever else is read meanwhile', () => {
  const { readings, expectations } = healthyBox(2);
  const found = findCameras(readings, expectations);
  const later = { ...readings, health: { '/health': made({}) } } as typeof readings;
  expect(findCameras(later, expectations)).toBe(found);
});

it.each<ReadingKind>([
  'devices',
  'processes',
  'mediamtx.pathConfigs',
  'mediamtx.paths',
  'mediamtx.sessions',
  'service',
])('without %s the cameras are others than with it, in whichever order one asks', (kind) => {
  const { readings, expectations } = healthyBox(2);
  const { [kind]: _, ...without } = readings;
  const fresh = () => structuredClone(expectations);
  const [whole, less] = [findCameras(readings, fresh()), findCameras(without, fresh())];
  expect(less).not.toEqual(whole);
  expect(findCameras(readings, expectations)).toEqual(whole);
  expect(findCameras(without, expectations)).toEqual(less);
  expect(findCameras(readings, expectations)).toEqual(whole);
});

it('what a node said of itself counts too: a loopback node that it names is no camera by itself', () => {
  const { readings, expectations } = healthyBox(1);
  const bare = { devices: readings.devices, capabilities: readings.capabilities } as typeof readings;
  const loopback = change(
    { ...healthyBox(1), readings: bare },
    'capabilities',
    (one) => ({ ...one, driver: 'v4l2 loopback' }),
    '/dev/video0',
  ).readings;
  expect(findCameras(bare, expectations)).toHaveLength(1);
  expect(findCameras(loopback, expectations)).toHaveLength(0);
});

it('two boxes that are watched at once do not get each other’s', () => {
  const [one, other] = [healthyBox(1), healthyBox(3)];
  for (const { readings, expectations } of [one, other, one]) {
    expect(findCameras(readings, expectations)).toHaveLength(readings === one.readings ? 1 : 3);
  }
});

import { expect, it } from 'vitest';
import { RtpMeter } from '../../../src/probes/rtsp/statistics.ts';
import { DELTA, KEY, rtp } from './rtsp-server.ts';

const TICKS = 6000; // 15 fps at 90 kHz

/** A meter that got these frames, one packet each: their sequence numbers and places on the time line. */
function metered(packets: readonly (readonly [sequence: number, place: number])[], base = 0): RtpMeter {
  const meter = new RtpMeter('H264', 90_000);
  packets.forEach(([sequence, place], index) => {
    meter.push(rtp(sequence, base + place * TICKS, place === 0 ? KEY : DELTA), (index * 1000) / 15);
  });
  return meter;
}
const inOrder = (count: number, from = 0) =>
  Array.from({ length: count }, (_, index) => [from + index, index] as const);

it('is exact over the wrap of sequence numbers and timestamps', () => {
  const seen = metered(inOrder(16, 65_530), 2 ** 32 - 30_000).statistics(1000);
  expect(seen).toMatchObject({ packets: 16, lost: 0, reordered: 0, frames: 16, keyFrames: 1 });
  expect(seen?.fps).toBeCloseTo(15, 9);
  expect(seen?.jitterMs).toBeLessThan(0.001);
});

it('counts what is lost', () => {
  const seen = metered(inOrder(16).filter((_, index) => index !== 4 && index !== 5)).statistics(1000);
  expect(seen).toMatchObject({ packets: 14, lost: 2, reordered: 0 });
});

it('counts what comes late as late and not as lost', () => {
  const packets = inOrder(16);
  const late = [...packets.slice(0, 4), ...packets.slice(5, 7), ...packets.slice(4, 5), ...packets.slice(7)];
  const seen = metered(late).statistics(1000);
  expect(seen).toMatchObject({ packets: 16, lost: 0, reordered: 1, bFrames: false });
});

it('does not let a packet that comes twice hide one that is lost', () => {
  const packets = inOrder(16);
  const seen = metered([...packets.slice(0, 3), ...packets.slice(2, 6), ...packets.slice(7)]).statistics(
    1000,
  );
  expect(seen).toMatchObject({ lost: 1 });
});

it('sees B-frames, and the true rate through their order', () => {
  const places = [0, 4, 2, 1, 3, 8, 6, 5, 7, 12, 10, 9, 11, 16, 14, 13, 15, 20, 18];
  const meter = metered(places.map((place, index) => [index, place] as const));
  const seen = meter.statistics(1000);
  expect(seen?.bFrames).toBe(true);
  expect(seen?.fps).toBeCloseTo(15, 9);
});

it('has no proof without a key frame, nor from less than half a second', () => {
  expect(metered(inOrder(8)).enough).toBe(false);
  expect(metered(inOrder(9)).enough).toBe(true);
  expect(metered(inOrder(30).slice(1)).enough).toBe(false);
  expect(metered([]).statistics(0)).toBeNull();
});

it('tells how long no key frame came', () => {
  const seen = metered(inOrder(30).slice(1)).statistics(5000);
  expect(seen).toMatchObject({ keyFrames: 0, keyFrameIntervalMs: null, keyFrameIntervalAtLeastMs: 5000 });
});

it('tells how long no frame came, to the end of the look', () => {
  expect(metered(inOrder(16)).statistics(1000)?.longestGapMs).toBeLessThan(70);
  expect(metered([...inOrder(4), [60, 5], [61, 6]]).statistics(4100)?.longestGapMs).toBeCloseTo(3800, -2);
  expect(metered(inOrder(4)).statistics(5000)?.longestGapMs).toBeCloseTo(4800, -2);
});

it('tells how fast the clock of a stream runs beside that of arrival, order of B-frames or not', () => {
  expect(metered(inOrder(16)).statistics(1000)?.clockRatio).toBeCloseTo(1, 9);
  expect(
    metered(inOrder(16).map(([one, place]) => [one, place * 10])).statistics(1000)?.clockRatio,
  ).toBeCloseTo(10, 9);
  const shuffled = [0, 4, 2, 1, 3, 8, 6, 5, 7, 12, 10, 9, 11].map((place, index) => [index, place] as const);
  expect(metered(shuffled).statistics(1000)?.clockRatio).toBeCloseTo(1, 1);
  expect(metered(inOrder(4)).statistics(1000)?.clockRatio).toBeNull();
});

import type { Pictures, Span } from '../../model/index.ts';
import type { FrameSize } from '../rtsp/elementary.ts';
import { type Decoded, SMALL, SMALL_BYTES } from './decoder.ts';

/** Rows count as one area of one colour while no pixel is further than this from another. */
const FLAT_RANGE = 4;

/** Figures of the decoded pictures. `clockRate` is that of the frames' timestamps. */
export function measure(decoded: Decoded, encoded: readonly FrameSize[], clockRate: number): Pictures {
  const { small, keyHashes, width, height, complaints } = decoded;
  const pictures = Array.from({ length: Math.floor(small.length / SMALL_BYTES) }, (_, index) =>
    planes(small.subarray(index * SMALL_BYTES, (index + 1) * SMALL_BYTES)),
  );
  const brightness = pictures.map(([luma]) => statistics(luma));
  const colours = pictures.flatMap(([, ...colour]) => colour.map((plane) => statistics(plane).deviation));
  const stamps = encoded.map(({ timestamp }) => timestamp);
  const ticks = stamps.length === 0 ? 0 : Math.max(...stamps) - Math.min(...stamps);
  return {
    width,
    height,
    frames: pictures.length,
    lookMs: (ticks / clockRate) * 1000,
    luma: span(brightness.map(({ mean }) => mean)),
    contrast: span(brightness.map(({ deviation }) => deviation)),
    colourContrast: round(Math.max(0, ...colours)),
    change: change(pictures.map(([luma]) => luma)),
    keyFrames: keyHashes.length,
    distinctKeyFrames: new Set(keyHashes).size,
    keyFrameBytes: median(encoded.filter(({ key }) => key)),
    otherFrameBytes: median(encoded.filter(({ key }) => !key)),
    flatBottom: span(pictures.map(([luma]) => flatBottom(luma))),
    complaints: complaints.length,
    complaint: complaints[0] ?? null,
  };
}

const PLANE = SMALL.width * SMALL.height;

function planes(picture: Buffer): readonly [luma: Buffer, ...colours: Buffer[]] {
  return [
    picture.subarray(0, PLANE),
    picture.subarray(PLANE, 2 * PLANE),
    picture.subarray(2 * PLANE, 3 * PLANE),
  ];
}

const round = (value: number): number => Math.round(value * 100) / 100;

const span = (values: readonly number[]): Span =>
  values.length === 0
    ? { least: 0, most: 0 }
    : { least: round(Math.min(...values)), most: round(Math.max(...values)) };

function statistics(plane: Buffer): { mean: number; deviation: number } {
  let sum = 0;
  let squares = 0;
  for (const value of plane) {
    sum += value;
    squares += value * value;
  }
  const mean = sum / plane.length;
  return { mean, deviation: Math.sqrt(Math.max(0, squares / plane.length - mean * mean)) };
}

/** The largest range that one pixel went through. */
function change(pictures: readonly Buffer[]): number {
  let most = 0;
  for (let pixel = 0; pixel < PLANE; pixel++) {
    let [least, largest] = [255, 0];
    for (const picture of pictures) {
      const value = picture[pixel] ?? 0;
      if (value < least) least = value;
      if (value > largest) largest = value;
    }
    most = Math.max(most, largest - least);
  }
  return most;
}

/** From the bottom up: the share of rows that are one flat area. */
function flatBottom(luma: Buffer): number {
  let [least, most] = [255, 0];
  for (let row = SMALL.height - 1; row >= 0; row--) {
    for (const value of luma.subarray(row * SMALL.width, (row + 1) * SMALL.width)) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (most - least > FLAT_RANGE) return (SMALL.height - 1 - row) / SMALL.height;
  }
  return 1;
}

function median(frames: readonly FrameSize[]): number | null {
  const sizes = frames.map(({ bytes }) => bytes).toSorted((one, other) => one - other);
  return sizes[Math.floor(sizes.length / 2)] ?? null;
}

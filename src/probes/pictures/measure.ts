import type { Pictures, Span } from '../../model/index.ts';
import type { FrameSize } from '../rtsp/elementary.ts';
import { type Decoded, SMALL, SMALL_BYTES } from './decoder.ts';

/** Rows count as one area of one colour while no pixel is further than this from another. */
const FLAT_RANGE = 4;
/**
 * Darkness and glare are flat by nature, and come and go with a lamp or the sun. What a transfer leaves that breaks off
 * is grey, or has a colour (zeros are green).
 */
const NATURAL = { dark: 24, bright: 232, colour: 24 } as const;
/** So much of the rows has to come or go. */
const FLAT_CHANGE = 0.1;

/** What decoders say of pictures that are damaged; they say much else that is no damage. */
const DAMAGE =
  /conceal|error while decoding|corrupt|damage|invalid|overread|truncat|out of range|error \w+ at|decode .*fail|Failed to (decode|parse)|no frame/i;

/** Figures of the decoded pictures. `clockRate` is that of the frames' timestamps. */
export function measure(decoded: Decoded, encoded: readonly FrameSize[], clockRate: number): Pictures {
  const { small, keyHashes, width, height, complaints } = decoded;
  // ffmpeg may say the last picture twice, to fill its time.
  const count = Math.min(Math.floor(small.length / SMALL_BYTES), encoded.length);
  const pictures = Array.from({ length: count }, (_, index) =>
    planes(small.subarray(index * SMALL_BYTES, (index + 1) * SMALL_BYTES)),
  );
  const brightness = pictures.map(([luma]) => statistics(luma));
  const colours = pictures.flatMap(([, ...colour]) => colour.map((plane) => statistics(plane).deviation));
  const bottoms = pictures.map(flatBottom);
  const damages = complaints.filter((line) => DAMAGE.test(line));
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
    flatBottom: span(bottoms),
    flatBottomChanges: bottoms.filter(
      (share, index) => Math.abs(share - (bottoms[index - 1] ?? share)) >= FLAT_CHANGE,
    ).length,
    complaints: damages.length,
    complaint: damages[0] ?? complaints[0] ?? null,
  };
}

const PLANE = SMALL.width * SMALL.height;

type Planes = readonly [luma: Buffer, ...colours: Buffer[]];

function planes(picture: Buffer): Planes {
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
    let least = 255;
    let largest = 0;
    for (const picture of pictures) {
      const value = picture[pixel] ?? 0;
      if (value < least) least = value;
      if (value > largest) largest = value;
    }
    most = Math.max(most, largest - least);
  }
  return most;
}

/** From the bottom up: the share of rows that are one flat area which nature does not make. */
function flatBottom([luma, ...colours]: Planes): number {
  let [least, most] = [255, 0];
  let row = SMALL.height;
  for (; row > 0; row--) {
    for (const value of luma.subarray((row - 1) * SMALL.width, row * SMALL.width)) {
      if (value < least) least = value;
      if (value > most) most = value;
    }
    if (most - least > FLAT_RANGE) break;
  }
  const [last = 0, ...tints] = [luma, ...colours].map((plane) => plane[PLANE - 1] ?? 0);
  const grey = last > NATURAL.dark && last < NATURAL.bright;
  const tinted = tints.some((tint) => Math.abs(tint - 128) > NATURAL.colour);
  return grey || tinted ? (SMALL.height - row) / SMALL.height : 0;
}

function median(frames: readonly FrameSize[]): number | null {
  const sizes = frames.map(({ bytes }) => bytes).toSorted((one, other) => one - other);
  return sizes[Math.floor(sizes.length / 2)] ?? null;
}

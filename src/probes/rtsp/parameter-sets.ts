import { BitReader } from './bits.ts';

/** What a sequence parameter set says of the picture. */
export interface PictureFacts {
  readonly width: number;
  readonly height: number;
  /** Null for codecs that have none. */
  readonly profile: string | null;
  readonly level: string | null;
  /** From the timing information, where it is there. */
  readonly fps: number | null;
}

const H264_PROFILES: Readonly<Record<number, string>> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
  110: 'High 10',
  122: 'High 4:2:2',
  244: 'High 4:4:4',
};
const WITH_CHROMA = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128, 138, 139, 134, 135]);

/** An H.264 sequence parameter set (ITU-T H.264, 7.3.2.1.1), its NAL header included. */
export function h264Sps(unit: Buffer): PictureFacts | null {
  if (unit.length < 5 || ((unit[0] ?? 0) & 0x1f) !== 7) return null;
  const reader = new BitReader(unit.subarray(1));
  const profile = reader.bits(8);
  const constraints = reader.bits(8);
  const level = reader.bits(8);
  reader.unsigned();
  let chroma = 1;
  if (WITH_CHROMA.has(profile)) {
    chroma = reader.unsigned();
    if (chroma === 3) reader.skip(1);
    reader.unsigned();
    reader.unsigned();
    reader.skip(1);
    const lists = reader.bit() === 0 ? 0 : chroma === 3 ? 12 : 8;
    for (let index = 0; index < lists; index++) {
      if (reader.bit()) skipScalingList(reader, index < 6 ? 16 : 64);
    }
  }
  reader.unsigned();
  const pocType = reader.unsigned();
  if (pocType === 0) reader.unsigned();
  if (pocType === 1) {
    reader.skip(1);
    reader.signed();
    reader.signed();
    const cycle = Math.min(reader.unsigned(), 255);
    for (let index = 0; index < cycle; index++) reader.signed();
  }
  reader.unsigned();
  reader.skip(1);
  const widthInBlocks = reader.unsigned() + 1;
  const heightInUnits = reader.unsigned() + 1;
  const framesOnly = reader.bit();
  if (!framesOnly) reader.skip(1);
  reader.skip(1);
  const crop = reader.bit()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = (chroma === 1 ? 2 : 1) * (framesOnly ? 1 : 2);
  return {
    width: widthInBlocks * 16 - (left + right) * unitX,
    height: heightInUnits * 16 * (framesOnly ? 1 : 2) - (top + bottom) * unitY,
    profile:
      profile === 66 && constraints & 0x40
        ? 'Constrained Baseline'
        : (H264_PROFILES[profile] ?? String(profile)),
    level: (level / 10).toFixed(1),
    fps: reader.bit() ? h264Timing(reader) : null,
  };
}

function skipScalingList(reader: BitReader, size: number): void {
  let [last, next] = [8, 8];
  for (let index = 0; index < size && next !== 0; index++) {
    next = (last + reader.signed() + 256) % 256;
    last = next === 0 ? last : next;
  }
}

/** The frame rate out of the VUI, which has to be walked through up to there. */
function h264Timing(reader: BitReader): number | null {
  if (reader.bit() && reader.bits(8) === 255) reader.skip(32);
  if (reader.bit()) reader.skip(1);
  if (reader.bit()) {
    reader.skip(4);
    if (reader.bit()) reader.skip(24);
  }
  if (reader.bit()) {
    reader.unsigned();
    reader.unsigned();
  }
  if (!reader.bit()) return null;
  const unitsInTick = reader.bits(32);
  const timeScale = reader.bits(32);
  const fps = timeScale / (2 * unitsInTick);
  return Number.isFinite(fps) && fps > 0 && fps < 1000 ? fps : null;
}

const H265_PROFILES: Readonly<Record<number, string>> = {
  1: 'Main',
  2: 'Main 10',
  3: 'Main Still Picture',
  4: 'Range Extensions',
};

/** An H.265 sequence parameter set (ITU-T H.265, 7.3.2.2.1), its two-byte NAL header included. */
export function h265Sps(unit: Buffer): PictureFacts | null {
  if (unit.length < 15 || (((unit[0] ?? 0) >> 1) & 0x3f) !== 33) return null;
  const reader = new BitReader(unit.subarray(2));
  reader.skip(4);
  const subLayers = reader.bits(3);
  reader.skip(1 + 3);
  const profile = reader.bits(5);
  reader.skip(32 + 4 + 43 + 1);
  const level = reader.bits(8);
  const flags = Array.from({ length: subLayers }, () => [reader.bit(), reader.bit()] as const);
  if (subLayers > 0) reader.skip(2 * (8 - subLayers));
  for (const [hasProfile, hasLevel] of flags) reader.skip((hasProfile ? 88 : 0) + (hasLevel ? 8 : 0));
  reader.unsigned();
  const chroma = reader.unsigned();
  if (chroma === 3) reader.skip(1);
  const width = reader.unsigned();
  const height = reader.unsigned();
  const crop = reader.bit()
    ? [reader.unsigned(), reader.unsigned(), reader.unsigned(), reader.unsigned()]
    : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const unitX = chroma === 1 || chroma === 2 ? 2 : 1;
  const unitY = chroma === 1 ? 2 : 1;
  return {
    width: width - (left + right) * unitX,
    height: height - (top + bottom) * unitY,
    profile: H265_PROFILES[profile] ?? String(profile),
    level: (level / 30).toFixed(1),
    fps: null,
  };
}

/**
 * The V4L2 ioctls that camproof uses, all of them reads: numbers and struct layouts of linux/videodev2.h for
 * 64-bit kernels, compared with the C compiler's in the tests. Little-endian, as x86-64 and arm64 are.
 */

/** Sizes of the structs, bytes. */
export const SIZES = {
  capability: 104,
  fmtdesc: 64,
  frmsizeenum: 44,
  frmivalenum: 52,
  format: 208,
  streamparm: 204,
  input: 80,
} as const;

const READ = 2;
const WRITE = 1;
const request = (direction: number, number: number, size: number): number =>
  ((direction << 30) | (size << 16) | ('V'.charCodeAt(0) << 8) | number) >>> 0;

export const IOCTL = {
  QUERYCAP: request(READ, 0, SIZES.capability),
  ENUM_FMT: request(READ | WRITE, 2, SIZES.fmtdesc),
  G_FMT: request(READ | WRITE, 4, SIZES.format),
  G_PARM: request(READ | WRITE, 21, SIZES.streamparm),
  ENUMINPUT: request(READ | WRITE, 26, SIZES.input),
  G_INPUT: request(READ, 38, 4),
  ENUM_FRAMESIZES: request(READ | WRITE, 74, SIZES.frmsizeenum),
  ENUM_FRAMEINTERVALS: request(READ | WRITE, 75, SIZES.frmivalenum),
} as const;

export const OFFSETS = {
  capability: { driver: 0, card: 16, busInfo: 48, version: 80, capabilities: 84, deviceCaps: 88 },
  fmtdesc: { index: 0, type: 4, flags: 8, description: 12, pixelformat: 44 },
  frmsizeenum: {
    index: 0,
    pixelFormat: 4,
    type: 8,
    width: 12,
    height: 16,
    minWidth: 12,
    maxWidth: 16,
    stepWidth: 20,
    minHeight: 24,
    maxHeight: 28,
    stepHeight: 32,
  },
  frmivalenum: {
    index: 0,
    pixelFormat: 4,
    width: 8,
    height: 12,
    type: 16,
    numerator: 20,
    denominator: 24,
    maxNumerator: 28,
    maxDenominator: 32,
  },
  format: { type: 0, width: 8, height: 12, pixelformat: 16 },
  streamparm: { type: 0, numerator: 12, denominator: 16 },
  input: { index: 0, status: 56 },
} as const;

export const BUFFER_TYPE = { capture: 1, captureMultiplanar: 9 } as const;
export const FORMAT_COMPRESSED = 1;
/** `type` of frame sizes and intervals. */
export const DISCRETE = 1;

const CAPS: readonly (readonly [number, string])[] = [
  [0x0000_0001, 'VIDEO_CAPTURE'],
  [0x0000_0002, 'VIDEO_OUTPUT'],
  [0x0000_0004, 'VIDEO_OVERLAY'],
  [0x0000_1000, 'VIDEO_CAPTURE_MPLANE'],
  [0x0000_2000, 'VIDEO_OUTPUT_MPLANE'],
  [0x0000_4000, 'VIDEO_M2M_MPLANE'],
  [0x0000_8000, 'VIDEO_M2M'],
  [0x0001_0000, 'TUNER'],
  [0x0020_0000, 'EXT_PIX_FORMAT'],
  [0x0080_0000, 'META_CAPTURE'],
  [0x0100_0000, 'READWRITE'],
  [0x0400_0000, 'STREAMING'],
  [0x0800_0000, 'META_OUTPUT'],
  [0x2000_0000, 'IO_MC'],
];
/** Names of the set bits of `device_caps`. */
export const capabilityNames = (bits: number): string[] =>
  CAPS.filter(([bit]) => bits & bit).map(([, name]) => name);

const INPUT_STATUS: readonly (readonly [number, string])[] = [
  [0x0000_0001, 'no power'],
  [0x0000_0002, 'no signal'],
  [0x0000_0100, 'no H-lock'],
  [0x0000_0400, 'no V-lock'],
  [0x0001_0000, 'no sync lock'],
  [0x0002_0000, 'no equaliser lock'],
  [0x0004_0000, 'no carrier'],
];
/** Names of the set bits of an input's status that keep pictures away; flips and a missing colour do not. */
export const inputStatusNames = (bits: number): string[] =>
  INPUT_STATUS.filter(([bit]) => bits & bit).map(([, name]) => name);

/** `0x56595559` → `YUYV`; big-endian variants have bit 31 set and end in `-BE`, as V4L2 prints them. */
export function fourccName(value: number): string {
  const code = value & 0x7fff_ffff;
  const name = [0, 8, 16, 24].map((shift) => String.fromCharCode((code >>> shift) & 0x7f)).join('');
  return value >>> 31 ? `${name}-BE` : name;
}

import { constants } from 'node:os';
import { describe, expect, it } from 'vitest';
import { fourccName, IOCTL, inputStatusNames, OFFSETS } from '../../../src/probes/v4l2/ioctl.ts';
import { queryNode } from '../../../src/probes/v4l2/query.ts';
import { ioctlOf, once } from '../../support/v4l2-driver.ts';

const { ENODEV, EIO, ENOTTY } = constants.errno;
const CAPTURE = 0x0400_0001;
const SIZE = OFFSETS.frmsizeenum;
const INTERVAL = OFFSETS.frmivalenum;

const discrete = once((argument) => {
  argument.writeUInt32LE(1, SIZE.type);
  argument.writeUInt32LE(640, SIZE.width);
  argument.writeUInt32LE(480, SIZE.height);
});
const stepwise = once((argument) => {
  argument.writeUInt32LE(3, SIZE.type);
  for (const [member, value] of [
    [SIZE.minWidth, 48],
    [SIZE.maxWidth, 1920],
    [SIZE.stepWidth, 16],
    [SIZE.minHeight, 32],
    [SIZE.maxHeight, 1080],
    [SIZE.stepHeight, 8],
  ] as const)
    argument.writeUInt32LE(value, member);
});
const between1And30 = once((argument) => {
  argument.writeUInt32LE(3, INTERVAL.type);
  for (const [member, value] of [
    [INTERVAL.numerator, 1],
    [INTERVAL.denominator, 30],
    [INTERVAL.maxNumerator, 1],
    [INTERVAL.maxDenominator, 1],
  ] as const)
    argument.writeUInt32LE(value, member);
});

describe('queryNode', () => {
  it('goes by device_caps, and by capabilities only where an old driver fills nothing else', () => {
    const metadata = { deviceCaps: 0x04a0_0000, capabilities: 0x84a0_0001 };
    expect(queryNode(ioctlOf(metadata))).toMatchObject({
      flags: ['EXT_PIX_FORMAT', 'META_CAPTURE', 'STREAMING'],
      formats: [],
    });
    expect(queryNode(ioctlOf({ deviceCaps: 0, capabilities: CAPTURE })).deviceCaps).toBe(CAPTURE);
  });

  it('asks a node without capture for nothing but its capabilities', () => {
    const calls: number[] = [];
    queryNode(ioctlOf({ deviceCaps: 0x0400_0002 }, calls));
    expect(calls).toEqual([IOCTL.QUERYCAP]);
  });

  it('reads ranges of sizes and rates as ranges', () => {
    const driver = { deviceCaps: CAPTURE, formats: ['YUYV'], size: stepwise, interval: between1And30 };
    expect(queryNode(ioctlOf(driver)).formats[0]?.sizes).toEqual([
      {
        width: 48,
        height: 32,
        maxWidth: 1920,
        maxHeight: 1080,
        stepWidth: 16,
        stepHeight: 8,
        rates: [30, 1],
        anyRateBetween: true,
      },
    ]);
  });

  it('takes a driver that lists no sizes, no rates, no format and no input for what it is', () => {
    const driver = { deviceCaps: CAPTURE, formats: ['MJPG'], size: discrete };
    expect(queryNode(ioctlOf(driver))).toMatchObject({
      formats: [{ fourcc: 'MJPG', description: 'format MJPG', sizes: [{ width: 640, rates: [] }] }],
      current: null,
      inputStatus: [],
    });
    expect(queryNode(ioctlOf({ deviceCaps: CAPTURE, formats: ['MJPG'] })).formats[0]?.sizes).toEqual([]);
  });

  it('says so when the device goes away half way, instead of giving half a list', () => {
    for (const request of [IOCTL.ENUM_FMT, IOCTL.ENUM_FRAMESIZES, IOCTL.G_FMT, IOCTL.ENUMINPUT]) {
      const before = (asked: number) => (asked === request ? ENODEV : 0);
      const gone = { deviceCaps: CAPTURE, formats: ['YUYV'], size: discrete, before };
      expect(() => queryNode(ioctlOf(gone))).toThrow(expect.objectContaining({ code: 'ENODEV' }));
    }
    const before = (asked: number) => (asked === IOCTL.ENUM_FMT ? EIO : 0);
    expect(() => queryNode(ioctlOf({ deviceCaps: CAPTURE, before }))).toThrow(/ENUM_FMT is refused: EIO/);
  });

  it('rejects what is no V4L2 device', () => {
    const before = () => ENOTTY;
    expect(() => queryNode(ioctlOf({ deviceCaps: 0, before }))).toThrow(
      expect.objectContaining({ code: 'ENOTTY', message: 'QUERYCAP is refused: ENOTTY' }),
    );
  });

  it('ends with a driver whose list never ends', () => {
    const endless = (argument: Buffer) => {
      argument.writeUInt32LE(1, SIZE.type);
      return 0;
    };
    const { formats } = queryNode(ioctlOf({ deviceCaps: CAPTURE, formats: ['YUYV'], size: endless }));
    expect(formats[0]?.sizes).toHaveLength(512);
  });

  it('reads the status of the selected input', () => {
    expect(queryNode(ioctlOf({ deviceCaps: CAPTURE, inputStatus: 0x2 })).inputStatus).toEqual(['no signal']);
  });
});

it('names formats as V4L2 does', () => {
  expect(fourccName(0x5659_5559)).toBe('YUYV');
  expect(fourccName(0xb631_3259)).toBe('Y216-BE');
});

it('keeps flips and a missing colour apart from a missing picture', () => {
  expect(inputStatusNames(0x10 | 0x20 | 0x4)).toEqual([]);
  expect(inputStatusNames(0x1 | 0x2)).toEqual(['no power', 'no signal']);
});

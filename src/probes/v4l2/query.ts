import type { FrameSize, NodeCapabilities, PixelFormat } from '../../model/index.ts';
import {
  BUFFER_TYPE,
  capabilityNames,
  DISCRETE,
  FORMAT_COMPRESSED,
  fourccName,
  IOCTL,
  inputStatusNames,
  OFFSETS,
  SIZES,
} from './ioctl.ts';

/** One ioctl on an open node: the filled struct, or null when the driver refuses (it has no more, or none). */
export type Ioctl = (request: number, argument: Buffer) => Buffer | null;

/** No driver lists more than this; a broken one that never ends its list must not hold us. */
const MAX_ITEMS = 512;

const text = (buffer: Buffer, offset: number, length: number): string => {
  const end = buffer.indexOf(0, offset);
  return buffer.toString('latin1', offset, end < 0 ? offset + length : Math.min(end, offset + length));
};

/** Everything that camproof wants to know of an open node. Throws when not even QUERYCAP is answered. */
export function queryNode(ioctl: Ioctl): NodeCapabilities {
  const cap = ioctl(IOCTL.QUERYCAP, Buffer.alloc(SIZES.capability));
  if (!cap) throw Object.assign(new Error('QUERYCAP is refused: not a V4L2 device'), { code: 'ENOTTY' });
  const at = OFFSETS.capability;
  const capabilities = cap.readUInt32LE(at.capabilities);
  // Drivers before Linux 3.4 do not fill device_caps and do not set the bit that says so.
  const deviceCaps = capabilities & 0x8000_0000 ? cap.readUInt32LE(at.deviceCaps) : capabilities;
  const type = deviceCaps & 0x1000 ? BUFFER_TYPE.captureMultiplanar : BUFFER_TYPE.capture;
  const captures = (deviceCaps & 0x1001) !== 0;
  return {
    driver: text(cap, at.driver, 16),
    card: text(cap, at.card, 32),
    busInfo: text(cap, at.busInfo, 32),
    capabilities,
    deviceCaps,
    flags: capabilityNames(deviceCaps),
    formats: captures ? formats(ioctl, type) : [],
    current: captures ? currentMode(ioctl, type) : null,
    inputStatus: captures ? inputStatus(ioctl) : [],
  };
}

/** Calls with index 0, 1, … until the driver has no more. */
function* enumerate(ioctl: Ioctl, request: number, make: () => Buffer): Generator<Buffer> {
  for (let index = 0; index < MAX_ITEMS; index++) {
    const argument = make();
    argument.writeUInt32LE(index, 0);
    const answer = ioctl(request, argument);
    if (!answer) return;
    yield answer;
  }
}

function formats(ioctl: Ioctl, type: number): PixelFormat[] {
  const at = OFFSETS.fmtdesc;
  const make = () => {
    const argument = Buffer.alloc(SIZES.fmtdesc);
    argument.writeUInt32LE(type, at.type);
    return argument;
  };
  return [...enumerate(ioctl, IOCTL.ENUM_FMT, make)].map((one) => {
    const pixelformat = one.readUInt32LE(at.pixelformat);
    return {
      fourcc: fourccName(pixelformat),
      description: text(one, at.description, 32),
      compressed: (one.readUInt32LE(at.flags) & FORMAT_COMPRESSED) !== 0,
      sizes: sizes(ioctl, pixelformat),
    };
  });
}

function sizes(ioctl: Ioctl, pixelformat: number): FrameSize[] {
  const at = OFFSETS.frmsizeenum;
  const make = () => {
    const argument = Buffer.alloc(SIZES.frmsizeenum);
    argument.writeUInt32LE(pixelformat, at.pixelFormat);
    return argument;
  };
  const found: FrameSize[] = [];
  for (const one of enumerate(ioctl, IOCTL.ENUM_FRAMESIZES, make)) {
    const width = one.readUInt32LE(at.width);
    if (one.readUInt32LE(at.type) === DISCRETE) {
      const height = one.readUInt32LE(at.height);
      found.push({ width, height, rates: rates(ioctl, pixelformat, width, height) });
      continue;
    }
    const maxWidth = one.readUInt32LE(at.maxWidth);
    const maxHeight = one.readUInt32LE(at.maxHeight);
    found.push({
      width,
      height: one.readUInt32LE(at.minHeight),
      maxWidth,
      maxHeight,
      stepWidth: one.readUInt32LE(at.stepWidth),
      stepHeight: one.readUInt32LE(at.stepHeight),
      rates: rates(ioctl, pixelformat, maxWidth, maxHeight),
    });
    // A stepwise or continuous range is the only entry.
    break;
  }
  return found;
}

const perSecond = (numerator: number, denominator: number): number =>
  numerator === 0 ? 0 : Math.round((denominator / numerator) * 1000) / 1000;

function rates(ioctl: Ioctl, pixelformat: number, width: number, height: number): number[] {
  const at = OFFSETS.frmivalenum;
  const make = () => {
    const argument = Buffer.alloc(SIZES.frmivalenum);
    argument.writeUInt32LE(pixelformat, at.pixelFormat);
    argument.writeUInt32LE(width, at.width);
    argument.writeUInt32LE(height, at.height);
    return argument;
  };
  const found: number[] = [];
  for (const one of enumerate(ioctl, IOCTL.ENUM_FRAMEINTERVALS, make)) {
    found.push(perSecond(one.readUInt32LE(at.numerator), one.readUInt32LE(at.denominator)));
    if (one.readUInt32LE(at.type) === DISCRETE) continue;
    found.push(perSecond(one.readUInt32LE(at.maxNumerator), one.readUInt32LE(at.maxDenominator)));
    break;
  }
  return found.toSorted((a, b) => b - a);
}

function currentMode(ioctl: Ioctl, type: number): NodeCapabilities['current'] {
  const argument = Buffer.alloc(SIZES.format);
  argument.writeUInt32LE(type, OFFSETS.format.type);
  const format = ioctl(IOCTL.G_FMT, argument);
  if (!format) return null;
  const parameters = Buffer.alloc(SIZES.streamparm);
  parameters.writeUInt32LE(type, OFFSETS.streamparm.type);
  const parm = ioctl(IOCTL.G_PARM, parameters);
  const rate = parm
    ? perSecond(
        parm.readUInt32LE(OFFSETS.streamparm.numerator),
        parm.readUInt32LE(OFFSETS.streamparm.denominator),
      )
    : 0;
  return {
    fourcc: fourccName(format.readUInt32LE(OFFSETS.format.pixelformat)),
    width: format.readUInt32LE(OFFSETS.format.width),
    height: format.readUInt32LE(OFFSETS.format.height),
    fps: rate === 0 ? null : rate,
  };
}

function inputStatus(ioctl: Ioctl): readonly string[] {
  const selected = ioctl(IOCTL.G_INPUT, Buffer.alloc(4));
  if (!selected) return [];
  const argument = Buffer.alloc(SIZES.input);
  selected.copy(argument, 0, 0, 4);
  const input = ioctl(IOCTL.ENUMINPUT, argument);
  return input ? inputStatusNames(input.readUInt32LE(OFFSETS.input.status)) : [];
}

import { constants } from 'node:os';
import { getSystemErrorName } from 'node:util';
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

const { errno } = constants;

/** One ioctl on an open node: fills the struct and returns 0, or returns the errno. */
export type Ioctl = (request: number, argument: Buffer) => number;

/** How drivers say that there are no more items, or none at all. */
const NO_MORE: ReadonlySet<number> = new Set([errno.EINVAL, errno.ENOTTY, errno.ENODATA]);
/** The device went away while it was asked. */
const GONE: ReadonlySet<number> = new Set([errno.ENODEV, errno.ENXIO]);

function refusal(name: string, code: number): Error {
  const symbol = getSystemErrorName(-code);
  return Object.assign(new Error(`${name} is refused: ${symbol}`), { code: symbol });
}

/** No driver lists more than this; a broken one that never ends its list must not hold us. */
const MAX_ITEMS = 512;

const text = (buffer: Buffer, offset: number, length: number): string => {
  const end = buffer.indexOf(0, offset);
  return buffer.toString('utf8', offset, end < 0 ? offset + length : Math.min(end, offset + length));
};

/** Everything that camproof wants to know of an open node. Throws when not even QUERYCAP is answered. */
export function queryNode(ioctl: Ioctl): NodeCapabilities {
  const cap = Buffer.alloc(SIZES.capability);
  const refused = ioctl(IOCTL.QUERYCAP, cap);
  if (refused !== 0) throw refusal('QUERYCAP', refused);
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

/** Calls with index 0, 1, … until the driver has no more. `prepare` fills in what is asked for. */
function* enumerate(
  ioctl: Ioctl,
  name: 'ENUM_FMT' | 'ENUM_FRAMESIZES' | 'ENUM_FRAMEINTERVALS',
  size: number,
  prepare: (argument: Buffer) => void,
): Generator<Buffer> {
  for (let index = 0; index < MAX_ITEMS; index++) {
    const argument = Buffer.alloc(size);
    prepare(argument);
    argument.writeUInt32LE(index, 0);
    const refused = ioctl(IOCTL[name], argument);
    if (NO_MORE.has(refused)) return;
    // Half a list would look like a camera that can do less.
    if (refused !== 0) throw refusal(name, refused);
    yield argument;
  }
}

/** A read that a driver need not know; false when it does not. */
function read(ioctl: Ioctl, name: 'G_FMT' | 'G_PARM' | 'G_INPUT' | 'ENUMINPUT', argument: Buffer): boolean {
  const refused = ioctl(IOCTL[name], argument);
  if (GONE.has(refused)) throw refusal(name, refused);
  return refused === 0;
}

function formats(ioctl: Ioctl, type: number): PixelFormat[] {
  const at = OFFSETS.fmtdesc;
  const ofType = (argument: Buffer) => argument.writeUInt32LE(type, at.type);
  return [...enumerate(ioctl, 'ENUM_FMT', SIZES.fmtdesc, ofType)].map((one) => {
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
  const ofFormat = (argument: Buffer) => argument.writeUInt32LE(pixelformat, at.pixelFormat);
  const found: FrameSize[] = [];
  for (const one of enumerate(ioctl, 'ENUM_FRAMESIZES', SIZES.frmsizeenum, ofFormat)) {
    const width = one.readUInt32LE(at.width);
    if (one.readUInt32LE(at.type) === DISCRETE) {
      const height = one.readUInt32LE(at.height);
      found.push({ width, height, ...rates(ioctl, pixelformat, width, height) });
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
      ...rates(ioctl, pixelformat, maxWidth, maxHeight),
    });
    // A stepwise or continuous range is the only entry.
    break;
  }
  return found;
}

const perSecond = (numerator: number, denominator: number): number =>
  numerator === 0 ? 0 : Math.round((denominator / numerator) * 1000) / 1000;

function rates(
  ioctl: Ioctl,
  pixelformat: number,
  width: number,
  height: number,
): Pick<FrameSize, 'rates' | 'anyRateBetween'> {
  const at = OFFSETS.frmivalenum;
  const ofSize = (argument: Buffer) => {
    argument.writeUInt32LE(pixelformat, at.pixelFormat);
    argument.writeUInt32LE(width, at.width);
    argument.writeUInt32LE(height, at.height);
  };
  const found: number[] = [];
  for (const one of enumerate(ioctl, 'ENUM_FRAMEINTERVALS', SIZES.frmivalenum, ofSize)) {
    found.push(perSecond(one.readUInt32LE(at.numerator), one.readUInt32LE(at.denominator)));
    if (one.readUInt32LE(at.type) === DISCRETE) continue;
    found.push(perSecond(one.readUInt32LE(at.maxNumerator), one.readUInt32LE(at.maxDenominator)));
    return { rates: highestFirst(found), anyRateBetween: true };
  }
  return { rates: highestFirst(found) };
}

const highestFirst = (rates: readonly number[]): number[] => rates.toSorted((one, other) => other - one);

function currentMode(ioctl: Ioctl, type: number): NodeCapabilities['current'] {
  const format = Buffer.alloc(SIZES.format);
  format.writeUInt32LE(type, OFFSETS.format.type);
  if (!read(ioctl, 'G_FMT', format)) return null;
  const parameters = Buffer.alloc(SIZES.streamparm);
  parameters.writeUInt32LE(type, OFFSETS.streamparm.type);
  const { numerator, denominator } = OFFSETS.streamparm;
  const rate = read(ioctl, 'G_PARM', parameters)
    ? perSecond(parameters.readUInt32LE(numerator), parameters.readUInt32LE(denominator))
    : 0;
  return {
    fourcc: fourccName(format.readUInt32LE(OFFSETS.format.pixelformat)),
    width: format.readUInt32LE(OFFSETS.format.width),
    height: format.readUInt32LE(OFFSETS.format.height),
    fps: rate === 0 ? null : rate,
  };
}

function inputStatus(ioctl: Ioctl): readonly string[] {
  const input = Buffer.alloc(SIZES.input);
  // G_INPUT fills in the number of the selected one, which is the first member of what ENUMINPUT asks for.
  if (!read(ioctl, 'G_INPUT', input) || !read(ioctl, 'ENUMINPUT', input)) return [];
  return inputStatusNames(input.readUInt32LE(OFFSETS.input.status));
}

import { constants } from 'node:os';
import { IOCTL, OFFSETS } from '../../src/probes/v4l2/ioctl.ts';
import type { Ioctl } from '../../src/probes/v4l2/query.ts';

const { EINVAL, ENOTTY } = constants.errno;

/** A driver in a few lines, for what the test driver of the kernel cannot show. Each answers 0 or an errno. */
export interface Driver {
  readonly deviceCaps: number;
  /** Bits of the whole device; the default has the bit that says that `deviceCaps` is filled. */
  readonly capabilities?: number;
  readonly card?: string;
  /** FourCCs in order. */
  readonly formats?: readonly string[];
  size?(argument: Buffer, index: number): number;
  interval?(argument: Buffer, index: number): number;
  readonly inputStatus?: number;
  /** Called before every ioctl; what it returns instead of 0 is the answer. */
  before?(request: number): number;
}

const fourcc = (name: string): number => Buffer.from(name.padEnd(4), 'latin1').readUInt32LE(0);

/** The ioctls of such a driver; `calls` collects their numbers. */
export function ioctlOf(driver: Driver, calls: number[] = []): Ioctl {
  return (request, argument) => {
    calls.push(request);
    const refused = driver.before?.(request) ?? 0;
    if (refused !== 0) return refused;
    const index = argument.readUInt32LE(0);
    switch (request) {
      case IOCTL.QUERYCAP: {
        const at = OFFSETS.capability;
        argument.write('stub', at.driver);
        argument.write(driver.card ?? 'Stub Camera', at.card);
        argument.write('platform:stub', at.busInfo);
        argument.writeUInt32LE(driver.capabilities ?? 0x8000_0000, at.capabilities);
        argument.writeUInt32LE(driver.deviceCaps, at.deviceCaps);
        return 0;
      }
      case IOCTL.ENUM_FMT: {
        const name = driver.formats?.[index];
        if (name === undefined) return EINVAL;
        argument.writeUInt32LE(fourcc(name), OFFSETS.fmtdesc.pixelformat);
        argument.write(`format ${name}`, OFFSETS.fmtdesc.description);
        return 0;
      }
      case IOCTL.ENUM_FRAMESIZES:
        return driver.size?.(argument, index) ?? ENOTTY;
      case IOCTL.ENUM_FRAMEINTERVALS:
        return driver.interval?.(argument, index) ?? ENOTTY;
      case IOCTL.G_INPUT:
        return 0;
      case IOCTL.ENUMINPUT:
        argument.writeUInt32LE(driver.inputStatus ?? 0, OFFSETS.input.status);
        return 0;
      default:
        return EINVAL;
    }
  };
}

/** One discrete answer, then no more. */
export const once = (fill: (argument: Buffer) => void) => (argument: Buffer, index: number) => {
  if (index > 0) return EINVAL;
  fill(argument);
  return 0;
};

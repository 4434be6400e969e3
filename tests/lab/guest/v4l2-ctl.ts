import assert from 'node:assert/strict';
import type { NodeCapabilities } from '../../../src/model/index.ts';
import { run } from './run.ts';

/** What a node is, in the words that v4l2-ctl and camproof can both be brought to. */
export interface Told {
  readonly driver: string;
  readonly card: string;
  readonly busInfo: string;
  readonly capabilities: number;
  readonly deviceCaps: number;
  /** `YUYV`, `YUYV 640x480`, `YUYV 640x480 30.000`, …: every format, size and rate. */
  readonly modes: readonly string[];
  readonly current: string | null;
  /** Frames per second now; v4l2-ctl does not tell those of a multi-planar node. */
  readonly rate: string | null;
}

/** What v4l2-ctl tells about a node, and how long it took, process start included. */
export async function toldByTool(path: string): Promise<Told & { readonly ms: number }> {
  const { code, stdout, stderr, ms } = await run([
    'v4l2-ctl',
    '-d',
    path,
    '--all',
    '--get-parm',
    '--list-formats-ext',
  ]);
  assert.equal(code, 0, stderr);
  const field = (name: string): string => new RegExp(`^\\s*${name}\\s*: (.*)$`, 'm').exec(stdout)?.[1] ?? '';
  const current = currentIn(stdout);
  return {
    driver: field('Driver name'),
    card: field('Card type'),
    busInfo: field('Bus info'),
    capabilities: Number(field('Capabilities')),
    deviceCaps: Number(field('Device Caps')),
    modes: modesIn(stdout.slice(stdout.indexOf('ioctl: VIDIOC_ENUM_FMT'))),
    current,
    // An output node has a rate too, which is no camera's.
    rate: current === null ? null : (/Frames per second: (\d+\.\d+)/.exec(stdout)?.[1] ?? null),
    ms,
  };
}

function modesIn(text: string): string[] {
  const modes: string[] = [];
  let [format, size] = ['', ''];
  for (const line of text.split('\n')) {
    const [, fourcc, discrete, range, fps] =
      /^\s*\[\d+\]: '(.{4,7})' |Size: Discrete (\S+)|Size: (?:Stepwise|Continuous) (.*)|\((\d+\.\d+) fps\)/.exec(
        line,
      ) ?? [];
    format = fourcc ?? format;
    size = fourcc ?? (discrete || range ? `${format} ${discrete ?? range}` : size);
    if (fps) modes.push(`${size} ${fps}`);
    else if (fourcc || discrete || range) modes.push(size);
  }
  return modes.toSorted();
}

function currentIn(text: string): string | null {
  const [, block] = /^Format Video Capture(?: Multiplanar)?:\n((?:\t.*\n)*)/m.exec(text) ?? [];
  if (block === undefined) return null;
  const [, width, height] = /Width\/Height\s*: (\d+)\/(\d+)/.exec(block) ?? [];
  const [, fourcc] = /Pixel Format\s*: '(.{4,7})'/.exec(block) ?? [];
  return `${fourcc} ${width}x${height}`;
}

/** The same of what camproof read. */
export function toldByUs(value: NodeCapabilities): Told {
  const { driver, card, busInfo, capabilities, deviceCaps, current } = value;
  const modes = value.formats.flatMap(({ fourcc, sizes }) => [
    fourcc,
    ...sizes.flatMap((size) => {
      const name = `${fourcc} ${size.width}x${size.height}${
        size.maxWidth === undefined
          ? ''
          : ` - ${size.maxWidth}x${size.maxHeight} with step ${size.stepWidth}/${size.stepHeight}`
      }`;
      return [name, ...size.rates.map((fps) => `${name} ${fps.toFixed(3)}`)];
    }),
  ]);
  return {
    driver,
    card,
    busInfo,
    capabilities,
    deviceCaps,
    modes: modes.toSorted(),
    current: current && `${current.fourcc} ${current.width}x${current.height}`,
    rate: current?.fps?.toFixed(3) ?? null,
  };
}

import type { Camera } from '../cameras/cameras.ts';
import { type Mode, nearestMode } from '../cameras/modes.ts';
import { deviceInText } from '../cameras/text.ts';
import { type Evidence, type NodeCapabilities, reading, type Sweep } from '../model/index.ts';
import { saw } from './finding.ts';

/** ffmpeg's names of V4L2 formats, and the FourCCs that it takes for them. Of others nothing is said. */
const FFMPEG_FORMATS: Readonly<Record<string, readonly string[]>> = {
  mjpeg: ['MJPG', 'JPEG'],
  h264: ['H264'],
  hevc: ['HEVC'],
  yuyv422: ['YUYV'],
  uyvy422: ['UYVY'],
  yuv420p: ['YU12', 'YV12'],
  yuv422p: ['422P'],
  nv12: ['NV12'],
  nv21: ['NV21'],
  rgb24: ['RGB3'],
  bgr24: ['BGR3'],
  rgb565le: ['RGBP'],
  gray: ['GREY'],
};

/** A mode that a command line asks for and the camera does not have. */
export interface AskedMode {
  readonly asked: string;
  /** The nearest one that it has. */
  readonly nearest: string;
  /** The mode that it is in. */
  readonly runs: string;
  readonly evidence: Evidence;
}

/** The mode that a command line asks for, where the camera does not have it and is not in it either. */
export function askedMode(sweep: Sweep, camera: Camera, argv: readonly string[]): AskedMode | null {
  const from = camera.node ? reading(sweep.readings, 'capabilities', camera.node.path) : undefined;
  if (!from?.ok) return null;
  const option = optionsOfInput(argv);
  const [format, video, fps] = [
    option('-input_format', '-pixel_format', '-pix_fmt'),
    option('-video_size', '-s'),
    option('-framerate'),
  ];
  const size = /^(\d+)x(\d+)$/.exec(video ?? '');
  const rate = Number(fps ?? Number.NaN);
  const fourcc = fourccOf(format, from.value);
  const wanted: Partial<Mode> = {
    ...(fourcc && { fourcc }),
    ...(size && { width: Number(size[1]), height: Number(size[2]) }),
    ...(Number.isFinite(rate) && { fps: rate }),
  };
  if (Object.keys(wanted).length === 0) return null;
  const nearest = nearestMode(from.value, wanted);
  // A camera that lists no format contradicts nobody.
  if (!nearest || nearest.exact) return null;
  const asked = [fourcc && format, size?.[0], Number.isFinite(rate) && `${rate} fps`]
    .filter(Boolean)
    .join(' ');
  const { current } = from.value;
  return {
    asked,
    nearest: inWords(nearest),
    runs: current ? inWords(current) : 'another mode',
    evidence: saw('asked mode', asked, from, inWords(nearest)),
  };
}

const inWords = ({ fourcc, width, height, fps }: NonNullable<NodeCapabilities['current']>): string =>
  `${fourcc} ${width}x${height}${fps === null ? '' : ` at ${fps} fps`}`;

/** ffmpeg's options are those of the input that comes next: here the one that is a device. */
function optionsOfInput(argv: readonly string[]) {
  const inputs = argv.flatMap((word, at) => (word === '-i' ? [at] : []));
  const at = inputs.findIndex((place) => deviceInText(argv[place + 1] ?? '') !== null);
  const own = at < 0 ? [] : argv.slice((inputs[at - 1] ?? -2) + 2, inputs[at]);
  return (...names: readonly string[]): string | undefined => {
    const last = Math.max(...names.map((name) => own.lastIndexOf(name)));
    return last < 0 ? undefined : own[last + 1];
  };
}

function fourccOf(format: string | undefined, { formats }: NodeCapabilities): string | undefined {
  const takes = FFMPEG_FORMATS[format?.toLowerCase() ?? ''] ?? [];
  return takes.find((one) => formats.some(({ fourcc }) => fourcc === one)) ?? takes[0];
}

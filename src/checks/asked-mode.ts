import type { Camera } from '../cameras/cameras.ts';
import { nearestMode } from '../cameras/nodes.ts';
import { type Evidence, reading, type Sweep } from '../model/index.ts';
import { saw } from './finding.ts';

/** ffmpeg's names of V4L2 pixel formats where they differ from the FourCC. */
const FFMPEG_FORMATS: Readonly<Record<string, string>> = {
  mjpeg: 'MJPG',
  yuyv422: 'YUYV',
  uyvy422: 'UYVY',
  nv12: 'NV12',
  yuv420p: 'YU12',
  h264: 'H264',
  hevc: 'HEVC',
  rgb24: 'RGB3',
  bgr24: 'BGR3',
};

/** A mode that a command line asks for and the camera does not have, with the nearest one that it has. */
export function askedMode(
  sweep: Sweep,
  camera: Camera,
  argv: readonly string[],
): { asked: string; nearest: string; evidence: Evidence } | null {
  const from = camera.node ? reading(sweep.readings, 'capabilities', camera.node.path) : undefined;
  if (!from?.ok) return null;
  const input = argv.slice(0, Math.max(0, argv.indexOf('-i')));
  const after = (flag: string) => input[input.indexOf(flag) + 1];
  const has = (flag: string) => input.includes(flag);
  const format = has('-input_format')
    ? after('-input_format')
    : has('-pixel_format')
      ? after('-pixel_format')
      : undefined;
  const size = /^(\d+)x(\d+)$/.exec(
    (has('-video_size') ? after('-video_size') : has('-s') ? after('-s') : '') ?? '',
  );
  const rate = Number(has('-framerate') ? after('-framerate') : Number.NaN);
  const fourcc = format && (FFMPEG_FORMATS[format.toLowerCase()] ?? format.toUpperCase());
  const wanted = {
    ...(fourcc && { fourcc }),
    ...(size?.[1] && size[2] && { width: Number(size[1]), height: Number(size[2]) }),
    ...(Number.isFinite(rate) && { fps: rate }),
  };
  if (Object.keys(wanted).length === 0) return null;
  const nearest = nearestMode(from.value, wanted);
  // A camera that lists no format contradicts nobody.
  if (!nearest || nearest.exact) return null;
  const asked = [format, size?.[0], Number.isFinite(rate) ? `${rate} fps` : null].filter(Boolean).join(' ');
  const offers = `${nearest.fourcc} ${nearest.width}x${nearest.height} at ${nearest.fps} fps`;
  return { asked, nearest: offers, evidence: saw('asked mode', asked, from, offers) };
}

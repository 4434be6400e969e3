import process from 'node:process';
import type { Picture } from '../../model/index.ts';
import { locateFfmpeg } from '../ffmpeg.ts';
import { ProbeFault } from '../probe.ts';
import { runFilter } from '../run-tool.ts';
import { LARGEST } from './live.ts';
import { PpmReader } from './ppm.ts';

/** A decoder that takes longer is stopped, ms. */
const PATIENCE_MS = 10_000;

/** A JPEG as pixels, no larger than a live picture. Rejects with a ProbeFault where it cannot be decoded. */
export async function stillPicture(jpeg: Buffer): Promise<Picture> {
  const ffmpeg = await locateFfmpeg(null, process.env);
  const options = { input: jpeg, outputs: 1, maxBytes: LARGEST.width * LARGEST.height * 3 + 64 };
  const signal = AbortSignal.timeout(PATIENCE_MS);
  const { outputs } = await runFilter([ffmpeg, ...ARGUMENTS], options, signal);
  const [picture] = new PpmReader().push(outputs[0] ?? Buffer.alloc(0));
  if (!picture) throw new ProbeFault('protocol', 'decode', 'its file holds no picture');
  return picture;
}

const { width, height } = LARGEST;
const ARGUMENTS = [
  ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1', '-f', 'jpeg_pipe', '-i', 'pipe:0'],
  ...['-vf', `scale='min(${width},iw)':'min(${height},ih)':force_original_aspect_ratio=decrease:flags=area`],
  ...['-frames:v', '1', '-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', 'pipe:1'],
];

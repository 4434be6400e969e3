import { ProbeFault } from '../probe.ts';
import type { Elementary } from '../rtsp/elementary.ts';
import { runFilter } from '../run-tool.ts';
import { clean } from '../text.ts';
import { knownPicture } from './known-picture.ts';

/** Size to which pictures are scaled before they are measured. */
export const SMALL = { width: 64, height: 36 } as const;
/** Three components of a byte per pixel, one after another. */
export const SMALL_BYTES = SMALL.width * SMALL.height * 3;
/** A snapshot is no wider than this, pixels. */
const SNAPSHOT_WIDTH = 1280;
/** Of each output no more is taken, bytes: twelve thousand small pictures. */
const MAX_BYTES = 80 * 1024 * 1024;

export interface Decoded {
  /** Small pictures (YUV 4:4:4, full range), each of `SMALL_BYTES`. */
  readonly small: Buffer;
  /** One hash per key frame, of its brightness at full size. */
  readonly keyHashes: readonly string[];
  readonly width: number | null;
  readonly height: number | null;
  /** The first picture as JPEG; empty where there was none. */
  readonly snapshot: Buffer;
  readonly complaints: readonly string[];
}

// Frames are numbered anew (setpts), so that neither odd timestamps nor the version of ffmpeg doubles or drops any.
const NUMBERED = 'setpts=N/(25*TB)';
const FILTERS = [
  '[0:v]split=3[all][some][one]',
  `[all]${NUMBERED},scale=${SMALL.width}:${SMALL.height}:flags=area:out_range=full,format=yuv444p[small]`,
  `[some]select=key,${NUMBERED},format=gray[keys]`,
  `[one]select='eq(n,0)',${NUMBERED},scale='min(${SNAPSHOT_WIDTH},iw)':-2:out_range=full,format=yuvj420p[jpeg]`,
].join(';');

/** Three answers from one pass: small pictures to measure, hashes of key frames at full size, and one snapshot. */
const argumentsFor = (format: Elementary['format']): readonly string[] => [
  ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1', '-filter_complex_threads', '1'],
  ...['-f', format, '-i', 'pipe:0', '-filter_complex', FILTERS],
  ...['-map', '[small]', '-r', '25', '-f', 'rawvideo', 'pipe:1'],
  ...['-map', '[keys]', '-r', '25', '-f', 'framemd5', 'pipe:3'],
  ...[
    '-map',
    '[jpeg]',
    '-frames:v',
    '1',
    '-c:v',
    'mjpeg',
    '-q:v',
    '4',
    '-threads',
    '1',
    '-f',
    'image2pipe',
    'pipe:4',
  ],
];

/**
 * Decodes a stream with a short-lived ffmpeg. What cannot be decoded is no fault: its complaints are the answer. Rejects with
 * `tool-failed` where it is ffmpeg that fails: it was killed, or can decode no picture that is known to be good either.
 */
export async function decode(
  ffmpeg: string,
  stream: Pick<Elementary, 'format' | 'bytes'>,
  signal: AbortSignal,
): Promise<Decoded> {
  const decoded = await runOnce(ffmpeg, stream, signal);
  if (decoded.small.length > 0) return decoded;
  const known = await runOnce(ffmpeg, { format: stream.format, bytes: knownPicture(stream) }, signal);
  if (known.small.length > 0) return decoded;
  const [why = 'it gives no picture, and says nothing'] = known.complaints;
  throw new ProbeFault('tool-failed', 'decode', `${ffmpeg}: ${why}`);
}

async function runOnce(
  ffmpeg: string,
  { format, bytes }: Pick<Elementary, 'format' | 'bytes'>,
  signal: AbortSignal,
): Promise<Decoded> {
  const options = { input: bytes, outputs: 3, maxBytes: MAX_BYTES };
  const { code, outputs, stderr } = await runFilter([ffmpeg, ...argumentsFor(format)], options, signal);
  const [small = NOTHING, hashes = NOTHING, snapshot = NOTHING] = outputs;
  const complaints = stderr
    .split('\n')
    .map((line) => clean(line.replace(/@ 0x[0-9a-f]+/g, ''), 120))
    .filter((line) => line !== '');
  if (small.length === 0) {
    if (code === null) throw new ProbeFault('tool-failed', 'decode', `${ffmpeg} was killed, or crashed`);
    const starved = complaints.find((line) => /Cannot allocate memory/i.test(line));
    if (starved !== undefined) throw new ProbeFault('tool-failed', 'decode', `${ffmpeg}: ${starved}`);
  }
  const text = hashes.toString('latin1');
  const [, width = null, height = null] = /^#dimensions 0: (\d+)x(\d+)$/m.exec(text) ?? [];
  return {
    small,
    keyHashes: text
      .split('\n')
      .filter((line) => line !== '' && !line.startsWith('#'))
      .map((line) => line.split(',').at(-1)?.trim() ?? ''),
    width: width === null ? null : Number(width),
    height: height === null ? null : Number(height),
    snapshot,
    complaints,
  };
}

const NOTHING = Buffer.alloc(0);

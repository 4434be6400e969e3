import process from 'node:process';
import type { Writable } from 'node:stream';
import { known, type Picture, videoOf } from '../../model/index.ts';
import { locateFfmpeg } from '../ffmpeg.ts';
import { type ProbeContext, ProbeFault } from '../probe.ts';
import { packing } from '../rtsp/elementary.ts';
import { type Frame, follow } from '../rtsp/follow.ts';
import { runFed } from '../run-tool.ts';
import { clean } from '../text.ts';
import { PpmReader } from './ppm.ts';

/** Pictures a second at most: people who look whether a camera shows the right thing need no more. */
const LIVE_FPS = 2;
/** No picture is larger, pixels: more than any terminal of characters shows. */
export const LARGEST = { width: 320, height: 240 } as const;
/** Streams of more pixels a second than 720p at 30 are decoded at their key frames only: it costs a core otherwise. */
const MAX_PIXELS = 1280 * 720 * 30;
/** What the decoder has not taken yet, bytes: beyond it everything up to the next key frame is left out. */
const MAX_BACKLOG = 1024 * 1024;
/** Frames that come for so long without a picture cannot be decoded, ms. A key frame may be as far away. */
const UNDECODED_MS = 15_000;
const ASSUMED_FPS = 15;

/** Every so many frames one is shown; `keysOnly`: the others are not even decoded. */
interface Choice {
  readonly keysOnly: boolean;
  readonly every: number;
}

/** What to decode of a stream, by what its last proof said of it. */
function choiceFor(path: string, { known: readings }: Pick<ProbeContext, 'known'>, codec: string): Choice {
  const stream = known(readings, 'rtsp', path);
  const { width, height } = videoOf(stream) ?? {};
  const fps = stream?.video?.fps ?? ASSUMED_FPS;
  // Of JPEG every frame is a key frame, and each stands alone.
  if (codec === 'JPEG') return { keysOnly: true, every: Math.max(1, Math.round(fps / LIVE_FPS)) };
  const keysOnly = (width ?? 0) * (height ?? 0) * fps > MAX_PIXELS;
  return { keysOnly, every: keysOnly ? 1 : Math.max(1, Math.round(fps / LIVE_FPS)) };
}

/**
 * Decodes a stream as it comes and hands out pictures, about two a second, until the signal aborts. Rejects with a
 * ProbeFault when it ends before. Reader and decoder are gone when it settles; the decoder ends with us in any case,
 * since its input does.
 */
export async function livePictures(
  path: string,
  context: Pick<ProbeContext, 'config' | 'known' | 'signal'>,
  onPicture: (picture: Picture) => void,
): Promise<void> {
  const ffmpeg = await locateFfmpeg(context.config.ffmpeg, process.env);
  const stop = new AbortController();
  const signal = AbortSignal.any([context.signal, stop.signal]);
  const failed = Promise.withResolvers<never>();
  failed.promise.catch(() => {});
  const undecoded = () =>
    failed.reject(new ProbeFault('protocol', 'decode', 'frames come, and none can be decoded'));
  let patience: NodeJS.Timeout | undefined;
  let decoder: Decoder | null = null;
  const reading = follow(
    path,
    { ...context, signal },
    {
      opened({ media: { codec }, parameterSets }) {
        decoder = new Decoder(ffmpeg, codec, parameterSets, choiceFor(path, context, codec), {
          signal,
          onPicture(picture) {
            patience?.refresh();
            onPicture(picture);
          },
        });
        decoder.ended.catch(failed.reject);
      },
      frame(frame) {
        patience ??= setTimeout(undecoded, UNDECODED_MS);
        decoder?.push(frame);
      },
    },
  );
  try {
    await Promise.race([reading, failed.promise]);
  } catch (error) {
    // Whatever it is when we are asked to stop, it is because of that.
    if (!context.signal.aborted) throw error;
  } finally {
    clearTimeout(patience);
    stop.abort();
    await Promise.allSettled([reading, (decoder as Decoder | null)?.ended]);
  }
}

interface DecoderOptions {
  readonly signal: AbortSignal;
  onPicture(picture: Picture): void;
}

/** One long-lived ffmpeg, fed frame by frame. */
class Decoder {
  /** Rejects when it ends without being asked to. */
  readonly ended: Promise<void>;
  readonly #packing: ReturnType<typeof packing>;
  readonly #choice: Choice;
  #input: Writable | null = null;
  #index = 0;
  #keys = 0;
  #waitsForKey = true;

  constructor(
    ffmpeg: string,
    codec: string,
    parameterSets: readonly Buffer[],
    choice: Choice,
    { signal, onPicture }: DecoderOptions,
  ) {
    this.#packing = packing(codec);
    this.#choice = choice;
    const reader = new PpmReader();
    this.ended = runFed(
      [ffmpeg, ...argumentsFor(this.#packing.format, choice)],
      {
        feed: (input) => {
          this.#input = input;
          input.write(this.#packing.head(parameterSets));
        },
        onOutput: (bytes) => reader.push(bytes).forEach(onPicture),
      },
      signal,
    ).then(({ stderr }) => {
      const said = clean(stderr.trim().split('\n').at(-1) ?? '', 120);
      throw new ProbeFault('protocol', 'decode', `ffmpeg ended${said === '' ? '' : `: ${said}`}`);
    });
    this.ended.catch(() => {});
  }

  push({ key, packets }: Frame): void {
    const { keysOnly, every } = this.#choice;
    const input = this.#input;
    if (input === null || (input.writableLength > MAX_BACKLOG && !key)) {
      this.#waitsForKey = true;
      return;
    }
    if (key) this.#waitsForKey = input.writableLength > MAX_BACKLOG;
    if (this.#waitsForKey || (keysOnly && (!key || this.#keys++ % every !== 0))) return;
    const { frame, framed, end } = this.#packing;
    input.write(Buffer.concat([framed(frame(packets), this.#index++), end]));
  }
}

function argumentsFor(format: string, { keysOnly, every }: Choice): readonly string[] {
  // Numbered anew, so that neither odd timestamps nor the version of ffmpeg doubles or drops any.
  const some = keysOnly ? [] : [`select=not(mod(n\\,${every}))`];
  const { width, height } = LARGEST;
  const size = `scale='min(${width},iw)':'min(${height},ih)':force_original_aspect_ratio=decrease:flags=area`;
  return [
    ...['-hide_banner', '-nostdin', '-loglevel', 'error', '-threads', '1', '-filter_threads', '1'],
    ...['-fflags', 'nobuffer', '-flags', 'low_delay', '-probesize', '32', '-analyzeduration', '1'],
    ...['-f', format, '-i', 'pipe:0', '-vf', [...some, 'setpts=N/(25*TB)', size].join(',')],
    ...['-r', '25', '-f', 'image2pipe', '-c:v', 'ppm', '-pix_fmt', 'rgb24', '-flush_packets', '1', 'pipe:1'],
  ];
}

import { type ChildProcess, spawn } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import { runTool } from '../probes/run-tool.ts';
import type { CameraModel } from './device-tree.ts';

/** What a publisher sends. A clip is sent again and again; a feed is an MPEG-TS clip whose source falls silent after it. */
export type Sends =
  | 'picture'
  | 'motion-jpeg'
  | 'vp8'
  | 'b-frames'
  | 'rare-key-frames'
  | Scene
  | 'sound'
  | 'picture-then-nothing'
  | { readonly clip: string }
  | { readonly feed: Buffer };

/** Pictures that show nothing, or nothing new. */
export type Scene = keyof typeof SCENES;

const SCENES = {
  black: ({ width, height, fps }: CameraModel) => `color=color=black:size=${width}x${height}:rate=${fps}`,
  white: ({ width, height, fps }: CameraModel) => `color=color=white:size=${width}x${height}:rate=${fps}`,
  'dark noise': ({ width, height, fps }: CameraModel) =>
    `color=color=0x0c0c0c:size=${width}x${height}:rate=${fps},format=yuv420p,noise=alls=8:allf=t`,
  'night scene': (model: CameraModel) =>
    `${testPicture(model)},format=yuv420p,lutyuv=y='16+(val-16)*0.1':u='128+(val-128)*0.1':v='128+(val-128)*0.1',noise=alls=4:allf=t`,
  'still picture': (model: CameraModel) =>
    `${testPicture(model)},trim=end_frame=1,loop=loop=-1:size=1,setpts=N/${model.fps}/TB`,
  // Every other moment the lower half is missing, as with a camera whose transfers break off.
  torn: (model: CameraModel) =>
    `${testPicture(model)},drawbox=y=ih/2:w=iw:h=ih/2:color=gray:t=fill:enable='lt(mod(t,0.6),0.3)'`,
} as const;
const isScene = (sends: Sends): sends is Scene => typeof sends === 'string' && sends in SCENES;

export interface PublisherOptions {
  readonly ffmpeg: string;
  readonly model: CameraModel;
  /** Where to: `rtsp://127.0.0.1:8554/cam1`. */
  readonly url: string;
  /** The file it holds open in place of the device; null holds none. */
  readonly device: string | null;
  /** What its command line calls the device. */
  readonly deviceName: string;
  readonly sends: Sends;
  /** Draw name and clock into the picture. */
  readonly text: boolean;
}

/** Put before a command line: the kernel kills the program when we end, however we end. setpriv becomes it, same pid. */
export const DIES_WITH_US = ['setpriv', '--pdeathsig', 'KILL', '--'] as const;

/** A publisher of the demo: ffmpeg with a test picture, holding the file that stands for its device. */
export class Publisher {
  readonly process: ChildProcess;
  readonly #words: string[] = [];

  constructor(options: PublisherOptions) {
    const feed = typeof options.sends === 'object' && 'feed' in options.sends ? options.sends.feed : null;
    const descriptor = options.device === null ? null : openSync(options.device, 'r');
    try {
      this.process = spawn(DIES_WITH_US[0], [...DIES_WITH_US.slice(1), ...commandOf(options)], {
        // What Ctrl-C in our terminal is meant for, it is not.
        detached: true,
        stdio: [feed ? 'pipe' : 'ignore', 'ignore', 'pipe', ...(descriptor === null ? [] : [descriptor])],
      });
    } finally {
      if (descriptor !== null) closeSync(descriptor);
    }
    this.process.on('error', (error) => this.#words.push(error.message));
    if (feed) {
      // Never ended: whoever reads it waits for more.
      this.process.stdin?.on('error', () => {});
      this.process.stdin?.write(feed);
    }
    if (this.process.stderr)
      createInterface({ input: this.process.stderr }).on('line', (line) => this.#keep(line));
  }

  get pid(): number {
    return this.process.pid ?? -1;
  }

  get ended(): boolean {
    return (
      this.process.exitCode !== null || this.process.signalCode !== null || this.process.pid === undefined
    );
  }

  /** The last that it said. */
  get words(): string {
    return this.#words.join(' | ');
  }

  #keep(line: string): void {
    this.#words.push(line);
    if (this.#words.length > 5) this.#words.shift();
  }

  async stop(): Promise<void> {
    if (this.ended) return;
    const exit = once(this.process, 'exit');
    this.process.kill('SIGKILL');
    await exit;
  }
}

const QUIET = ['-hide_banner', '-loglevel', 'error'];

/** The command line of a publisher. */
export function commandOf(options: PublisherOptions): readonly string[] {
  const { ffmpeg, url, deviceName } = options;
  // A comment names the device, as `-i /dev/…` would for a real one.
  const output = ['-metadata', `comment=${deviceName}`, '-f', 'rtsp', '-rtsp_transport', 'tcp', url];
  const stdin = typeof options.sends === 'object' && 'feed' in options.sends ? [] : ['-nostdin'];
  return [ffmpeg, ...QUIET, ...stdin, '-re', ...mediaOf(options), ...output];
}

function mediaOf({ model, sends, text }: PublisherOptions): string[] {
  if (sends === 'sound') return ['-f', 'lavfi', '-i', 'sine=frequency=440', '-c:a', 'aac', '-b:a', '64k'];
  if (typeof sends === 'object') {
    const input =
      'clip' in sends
        ? ['-stream_loop', '-1', '-i', sends.clip]
        : [...'-probesize 32k -analyzeduration 0 -f mpegts -i pipe:0'.split(' ')];
    return [...input, '-c', 'copy'];
  }
  const label = `drawtext=text='cam${model.index + 1} %{localtime\\:%T}':x=12:y=12:fontsize=28:fontcolor=white:box=1:boxcolor=black`;
  const filters = [
    isScene(sends) ? SCENES[sends](model) : testPicture(model),
    ...(text && !isScene(sends) ? [label] : []),
    ...(sends === 'picture-then-nothing' ? ["select='lt(t,2)'"] : []),
  ];
  return ['-f', 'lavfi', '-i', filters.join(','), ...codecOf(sends, model)];
}

const testPicture = ({ width, height, fps }: CameraModel): string =>
  `testsrc2=size=${width}x${height}:rate=${fps}`;

/** As RTP can carry it: common Huffman tables. */
const MOTION_JPEG =
  '-c:v mjpeg -threads 1 -huffman default -force_duplicated_matrix 1 -pix_fmt yuvj420p'.split(' ');

/** One thread, no B-frames, a key frame each second: light, and quick to prove. */
const encoder = ({ fps }: CameraModel): string[] =>
  `-c:v libx264 -preset ultrafast -tune zerolatency -threads 1 -pix_fmt yuv420p -g ${fps} -b:v 300k`.split(
    ' ',
  );

function codecOf(sends: Sends, model: CameraModel): readonly string[] {
  const { fps } = model;
  switch (sends) {
    case 'motion-jpeg':
      return MOTION_JPEG;
    case 'vp8':
      return `-c:v libvpx -deadline realtime -cpu-used 8 -threads 1 -pix_fmt yuv420p -g ${fps} -b:v 300k`.split(
        ' ',
      );
    case 'b-frames':
      // The options that come last count.
      return [...encoder(model).filter((word) => word !== '-tune' && word !== 'zerolatency'), '-bf', '2'];
    case 'still picture':
      // At a constant quality: one that holds a rate makes each key frame of a still picture anew.
      return [...encoder(model), '-b:v', '0', '-qp', '30'];
    case 'rare-key-frames':
      return [...encoder(model), '-g', String(RARE_SECONDS * fps)];
    default:
      return encoder(model);
  }
}

/** Between rare key frames, s: longer than any viewer's patience. */
const RARE_SECONDS = 10;

/** Encodes a clip; the name of the file tells its container. Rejects with ffmpeg's words when it fails. */
export async function makeClip(
  ffmpeg: string,
  model: CameraModel,
  { path, seconds, signal }: { path: string; seconds: number; signal: AbortSignal },
): Promise<void> {
  const input = ['-f', 'lavfi', '-i', testPicture(model), '-t', String(seconds)];
  const argv = [
    ...DIES_WITH_US,
    ffmpeg,
    ...QUIET,
    '-nostdin',
    '-y',
    ...input,
    ...encoder(model),
    path,
  ] as const;
  const { code, stderr } = await runTool(argv, AbortSignal.any([signal, AbortSignal.timeout(60_000)]));
  if (code !== 0) throw new Error(`ffmpeg could not make a clip: ${stderr}`);
}

/** Can this ffmpeg draw text? It needs its filter and a font. */
export async function drawsText(ffmpeg: string, signal: AbortSignal): Promise<boolean> {
  const input = ['-f', 'lavfi', '-i', 'color=size=64x36:rate=1', '-vf', 'drawtext=text=x'];
  const argv = [
    ...DIES_WITH_US,
    ffmpeg,
    ...QUIET,
    '-nostdin',
    ...input,
    '-frames:v',
    '1',
    '-f',
    'null',
    '-',
  ] as const;
  const { code } = await runTool(argv, AbortSignal.any([signal, AbortSignal.timeout(20_000)]));
  return code === 0;
}

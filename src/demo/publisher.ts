import { type ChildProcess, spawn, spawnSync } from 'node:child_process';
import { once } from 'node:events';
import { closeSync, openSync } from 'node:fs';
import { createInterface } from 'node:readline';
import type { CameraModel } from './device-tree.ts';

export interface PublisherOptions {
  readonly ffmpeg: string;
  readonly model: CameraModel;
  /** Where to: `rtsp://127.0.0.1:8554/cam1`. */
  readonly url: string;
  /** The file it holds open in place of the device; null holds none. */
  readonly device: string | null;
  /** What its command line calls the device. */
  readonly deviceName: string;
  /** An encoded clip to send again and again: for many cameras, where encoding would eat the machine. */
  readonly clip: string | null;
  /** Draw name and clock into the picture. */
  readonly text: boolean;
}

/** A publisher of the demo: ffmpeg with a test picture, holding the file that stands for its device. */
export class Publisher {
  readonly process: ChildProcess;
  readonly #words: string[] = [];

  constructor(options: PublisherOptions) {
    const descriptor = options.device === null ? null : openSync(options.device, 'r');
    try {
      // The kernel ends it with us, however we end. setpriv becomes ffmpeg, so the pid is ffmpeg's.
      this.process = spawn(
        'setpriv',
        ['--pdeathsig', 'KILL', '--', options.ffmpeg, ...argumentsOf(options)],
        {
          stdio: ['ignore', 'ignore', 'pipe', ...(descriptor === null ? [] : [descriptor])],
        },
      );
    } finally {
      if (descriptor !== null) closeSync(descriptor);
    }
    this.process.on('error', (error) => this.#words.push(error.message));
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

function argumentsOf({ model, url, deviceName, clip, text }: PublisherOptions): string[] {
  const { width, height, fps, index } = model;
  // A comment names the device, as `-i /dev/…` would for a real one.
  const output = ['-metadata', `comment=${deviceName}`, '-f', 'rtsp', '-rtsp_transport', 'tcp', url];
  const common = ['-hide_banner', '-loglevel', 'error', '-nostdin'];
  if (clip !== null) return [...common, '-re', '-stream_loop', '-1', '-i', clip, '-c', 'copy', ...output];
  const label = text
    ? `,drawtext=text='cam${index + 1} %{localtime\\:%T}':x=12:y=12:fontsize=28:fontcolor=white:box=1:boxcolor=black`
    : '';
  return [
    ...common,
    '-re',
    '-f',
    'lavfi',
    '-i',
    `testsrc2=size=${width}x${height}:rate=${fps}${label}`,
    ...encoder(fps),
    ...output,
  ];
}

/** One thread, no B-frames, a key frame each second: light, and quick to prove. */
const encoder = (fps: number): string[] => [
  '-c:v',
  'libx264',
  '-preset',
  'ultrafast',
  '-tune',
  'zerolatency',
  '-threads',
  '1',
  '-pix_fmt',
  'yuv420p',
  '-g',
  String(fps),
  '-b:v',
  '300k',
];

/** Encodes such a clip of ten seconds. Throws with ffmpeg's words when it fails. */
export function makeClip(ffmpeg: string, { width, height, fps }: CameraModel, path: string): void {
  const done = spawnSync(
    ffmpeg,
    [
      '-hide_banner',
      '-loglevel',
      'error',
      '-y',
      '-f',
      'lavfi',
      '-i',
      `testsrc2=size=${width}x${height}:rate=${fps}`,
      '-t',
      '10',
      ...encoder(fps),
      path,
    ],
    { encoding: 'utf8', timeout: 60_000 },
  );
  if (done.status !== 0)
    throw new Error(`ffmpeg could not make a clip: ${done.stderr || done.error?.message}`);
}

/** Can this ffmpeg draw text? It needs its filter and a font. */
export function drawsText(ffmpeg: string): boolean {
  const done = spawnSync(
    ffmpeg,
    [
      '-hide_banner',
      '-loglevel',
      'error',
      '-f',
      'lavfi',
      '-i',
      'color=size=64x36:rate=1',
      '-vf',
      'drawtext=text=x',
      '-frames:v',
      '1',
      '-f',
      'null',
      '-',
    ],
    { timeout: 20_000 },
  );
  return done.status === 0;
}

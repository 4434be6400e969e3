// Generated sources for the study of pictures: each is made of its kind and its seed alone.
import type { Clip } from '../src/probes/rtsp/clip.ts';
import type { SeenPacket } from '../src/probes/rtsp/packet.ts';
import { runFilter } from '../src/probes/run-tool.ts';

/** Kinds of sources, and how many of each the whole study has. */
export const KINDS = {
  pattern: 34,
  'still scene, noise': 34,
  'night scene': 33,
  'slow motion': 33,
  fade: 33,
  'time-lapse, 1 fps': 33,
  black: 50,
  'single colour': 50,
  frozen: 50,
  'no picture': 50,
} as const;
export type Kind = keyof typeof KINDS;

export const HEALTHY: ReadonlySet<Kind> = new Set([
  'pattern',
  'still scene, noise',
  'night scene',
  'slow motion',
  'fade',
  'time-lapse, 1 fps',
]);

/** How a source is encoded: drawn from its seed. */
interface Encoding {
  readonly width: number;
  readonly height: number;
  readonly fps: number;
  /** Frames from one key frame to the next. */
  readonly interval: number;
  readonly kilobits: number;
  readonly preset: string;
}

/** A stream as it would be after some seconds: whoever looks comes later than its start. */
export interface Source {
  readonly describes: string;
  /** From a key frame on. */
  readonly packets: readonly SeenPacket[];
}

const CLOCK = 90_000;
/** What the encoder needs until its rate is settled, s. */
const LEAD_SECONDS = 3;

/** Numbers from 0 to 1, the same for the same seed (mulberry32). */
function random(seed: number): () => number {
  let state = seed | 0;
  return () => {
    state = (state + 0x6d2b79f5) | 0;
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state);
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed;
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32;
  };
}

class Draw {
  readonly #next: () => number;
  constructor(seed: number) {
    this.#next = random(seed);
  }
  number(from: number, to: number): number {
    return from + this.#next() * (to - from);
  }
  whole(from: number, to: number): number {
    return Math.floor(this.number(from, to + 1));
  }
  one<T>(...of: readonly [T, ...T[]]): T {
    return of[this.whole(0, of.length - 1)] ?? of[0];
  }
}

function encodingOf(kind: Kind, draw: Draw): Encoding {
  const [width, height] = draw.one([320, 180] as const, [640, 360] as const, [640, 480] as const);
  const fps = kind === 'time-lapse, 1 fps' ? 1 : draw.one(10, 15, 25);
  const seconds = draw.one(1, 2);
  return {
    width,
    height,
    fps,
    interval: fps * seconds,
    // Even over the orders of magnitude.
    kilobits: Math.round(100 * 25 ** draw.number(0, 1)),
    preset: draw.one('ultrafast', 'superfast', 'veryfast'),
  };
}

const noise = (draw: Draw, from: number, to: number): string =>
  `noise=alls=${draw.whole(from, to)}:allf=t:all_seed=${draw.whole(1, 1e6)}`;

/** A drawing that could be a yard: one frame, held. */
function still({ width, height, fps }: Encoding, draw: Draw, scale = 1): string {
  const size = `${Math.round(width * scale)}x${Math.round(height * scale)}`;
  const drawing = draw.one(
    `mandelbrot=size=${size}:rate=${fps}:start_scale=${draw.number(0.1, 2).toFixed(3)}:start_x=${draw.number(-0.8, -0.7).toFixed(4)}:start_y=${draw.number(-0.2, 0.2).toFixed(4)}`,
    `testsrc2=size=${size}:rate=${fps}`,
    `gradients=size=${size}:rate=${fps}:seed=${draw.whole(1, 1e6)}:n=6:speed=0.00001`,
  );
  // Things before the background: a gradient alone can be as flat as a wall.
  const things = Array.from({ length: 12 }, () => {
    const [x, y] = [draw.whole(0, width * scale - 20), draw.whole(0, height * scale - 20)];
    const shade = draw.whole(0, 255).toString(16).padStart(2, '0');
    return `drawbox=x=${x}:y=${y}:w=${draw.whole(20, 120)}:h=${draw.whole(20, 120)}:color=0x${shade.repeat(3)}:t=fill`;
  });
  return `${drawing},trim=end_frame=1,${things.join(',')},loop=loop=-1:size=1,setpts=N/${fps}/TB,format=yuv420p`;
}

/** The lavfi graph of a source. */
function graphOf(kind: Exclude<Kind, 'no picture'>, encoding: Encoding, draw: Draw): string {
  const { width, height, fps } = encoding;
  const size = `${width}x${height}`;
  switch (kind) {
    case 'pattern':
      return draw.one(
        `testsrc2=size=${size}:rate=${fps}`,
        `testsrc=size=${size}:rate=${fps}`,
        `life=size=${size}:rate=${fps}:seed=${draw.whole(1, 1e6)}:mold=10,format=yuv420p`,
        `cellauto=size=${size}:rate=${fps}:seed=${draw.whole(1, 1e6)}:rule=110,format=yuv420p`,
      );
    case 'still scene, noise':
      return `${still(encoding, draw)},${noise(draw, 2, 8)}`;
    case 'night scene': {
      // Levels up to 60 of 255: a few lights over darkness.
      const share = draw.number(0.06, 0.15).toFixed(3);
      const lights = `drawbox=x=${draw.whole(10, width - 40)}:y=${draw.whole(10, height - 40)}:w=${draw.whole(12, 30)}:h=${draw.whole(12, 30)}:color=gray@0.6:t=fill`;
      return `${still(encoding, draw)},lutyuv=y='16+(val-16)*${share}':u='128+(val-128)*${share}':v='128+(val-128)*${share}',${lights},${noise(draw, 2, 6)}`;
    }
    case 'slow motion':
      return `${still(encoding, draw, 2)},crop=${width}:${height}:x='${draw.number(2, 12).toFixed(1)}*t':y='${draw.number(0, 6).toFixed(1)}*t',${noise(draw, 1, 4)}`;
    case 'fade': {
      // Longer than any look, so that one begins and ends within it: from a quarter to three quarters, or back.
      const fade = draw.one('fade=t=in:st=0', `fade=t=out:st=${LEAD_SECONDS - 1}`);
      return `${still(encoding, draw)},${fade}:d=${draw.number(10, 14).toFixed(1)},${noise(draw, 1, 4)}`;
    }
    case 'time-lapse, 1 fps':
      return draw.one(
        `testsrc=size=${size}:rate=1`,
        `testsrc2=size=${size}:rate=1`,
        `${still(encoding, draw)},${noise(draw, 2, 8)}`,
      );
    case 'black': {
      const level = draw.whole(0, 3);
      const grain = draw.one('null', noise(draw, 1, 2));
      return `color=color=black:size=${size}:rate=${fps},format=yuv420p,lutyuv=y=${16 + level},${grain}`;
    }
    case 'single colour': {
      // Brighter than what counts as black.
      const colour = [80, 0, 0].map((least) => draw.whole(least, 255).toString(16).padStart(2, '0')).join('');
      const shade = draw.one(colour, 'ffffff', '808080', '0000c0', '00a000');
      return `color=color=0x${shade}:size=${size}:rate=${fps},format=yuv420p,${draw.one('null', noise(draw, 1, 2))}`;
    }
    case 'frozen':
      // One frame of a living sensor, noise and all, again and again.
      return `${still(encoding, draw)},${noise(draw, 2, 8)},trim=end_frame=1,loop=loop=-1:size=1,setpts=N/${fps}/TB`;
  }
}

/** Makes a source. Rejects with ffmpeg's words when that fails. */
export async function makeSource(kind: Kind, seed: number, signal: AbortSignal): Promise<Source> {
  // Neighbouring seeds and kinds must not draw alike.
  const draw = new Draw(seed * 7919 + Object.keys(KINDS).indexOf(kind) * 104_729);
  const encoding = encodingOf(kind, draw);
  const graph = graphOf(kind === 'no picture' ? 'pattern' : kind, encoding, draw);
  const { width, height, fps, interval, kilobits, preset } = encoding;
  const describes = `${width}x${height} ${fps} fps, key frame each ${interval / fps} s, ${kilobits} kb/s, ${preset}: ${graph}`;
  const lead = Math.ceil((LEAD_SECONDS * fps) / interval) * interval;
  const count = lead + 3 * interval + 2;
  const argv = [
    ...['ffmpeg', '-hide_banner', '-nostdin', '-loglevel', 'error', '-filter_complex_threads', '1'],
    ...['-f', 'lavfi', '-i', graph, '-frames:v', `${count}`, '-threads', '1', '-pix_fmt', 'yuv420p'],
    ...['-c:v', 'libx264', '-preset', preset, '-tune', 'zerolatency', '-b:v', `${kilobits}k`],
    ...['-maxrate', `${kilobits}k`, '-bufsize', `${kilobits}k`, '-x264-params'],
    ...[`keyint=${interval}:min-keyint=${interval}:scenecut=0:aud=1`, '-f', 'h264', 'pipe:1'],
  ] as const;
  const options = { input: Buffer.alloc(0), outputs: 1, maxBytes: 64 * 1024 * 1024 };
  const { outputs, stderr } = await runFilter(['nice', '-n', '15', ...argv], options, signal);
  const [bytes = Buffer.alloc(0)] = outputs;
  if (bytes.length === 0) throw new Error(`${kind} ${seed}: ${stderr}\n${describes}`);
  const packets = packetsOf(bytes, fps).filter(({ timestamp }) => timestamp >= (lead / fps) * CLOCK);
  return kind === 'no picture' ? withoutPicture(packets, draw) : { describes, packets };
}

/** A stream that carries frames, and no picture in them. */
function withoutPicture(packets: readonly SeenPacket[], draw: Draw): Source {
  const isSlice = ({ payload }: SeenPacket) => [1, 5].includes((payload[0] ?? 0) & 0x1f);
  return draw.one<() => Source>(
    () => ({ describes: 'nothing at all', packets: [] }),
    () => ({ describes: 'parameter sets only', packets: packets.filter((packet) => !isSlice(packet)) }),
    () => ({
      describes: 'random bytes for pictures',
      packets: packets.map((packet) => ({
        ...packet,
        payload: packet.payload.map((byte, index) =>
          index === 0 || !isSlice(packet) ? byte : draw.whole(0, 255),
        ) as Buffer,
      })),
    }),
  )();
}

/** The units of an H.264 file with access unit delimiters (type 9), each as a packet of its own. */
function packetsOf(bytes: Buffer, fps: number): readonly SeenPacket[] {
  let frame = -1;
  return unitsOf(bytes).map((payload, sequence) => {
    const type = (payload[0] ?? 0) & 0x1f;
    if (type === 9) frame++;
    return { sequence, timestamp: (frame / fps) * CLOCK, marker: false, key: type === 5, payload };
  });
}

function unitsOf(bytes: Buffer): readonly Buffer[] {
  const starts: number[] = [];
  const code = Buffer.from([0, 0, 1]);
  for (let at = bytes.indexOf(code); at >= 0; at = bytes.indexOf(code, at + 3)) starts.push(at + 3);
  return starts.map((start, index) => {
    let end = (starts[index + 1] ?? bytes.length + 3) - 3;
    while (end > start && bytes[end - 1] === 0) end--;
    return bytes.subarray(start, end);
  });
}

/** The first so many seconds of a source, as the RTSP reader would collect them; null: up to the fourth key frame. */
export function lookAt({ packets }: Source, seconds: number | null): Clip {
  const from = packets[0]?.timestamp ?? 0;
  const keys = packets.filter(({ key }) => key).map(({ timestamp }) => timestamp);
  const to = seconds === null ? ([...new Set(keys)][3] ?? Number.POSITIVE_INFINITY) : from + seconds * CLOCK;
  return {
    codec: 'H264',
    clockRate: CLOCK,
    parameterSets: [],
    packets: packets.filter(({ timestamp }) => timestamp <= to),
  };
}

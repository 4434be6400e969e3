import { ProbeFault } from '../probe.ts';
import { av1Frame } from './av1.ts';
import type { Clip } from './clip.ts';
import { ivfFrame, ivfHeader } from './ivf.ts';
import { jpegPicture } from './jpeg.ts';
import { mpeg2Part } from './mpeg.ts';
import type { SeenPacket } from './packet.ts';
import { aggregated } from './video-codec.ts';
import { vp8Part, vp9Part } from './vpx.ts';

// RFC 6184 and 7798 are put together here, not by a library: the units were told apart for the statistics already, and
// loading werift for it costs more than everything else that is done to a picture.

/** A stream without its transport, as a decoder reads it. */
export interface Elementary {
  /** Name of ffmpeg's demuxer. */
  readonly format: 'h264' | 'hevc' | 'ivf' | 'mjpeg' | 'm4v' | 'mpegvideo';
  readonly bytes: Buffer;
  readonly frames: readonly FrameSize[];
}

export interface FrameSize {
  readonly key: boolean;
  readonly bytes: number;
  /** On the clock of the stream. */
  readonly timestamp: number;
}

/** The elementary stream of a clip. Throws `unsupported` for a codec that is not known here. */
export function elementary({ codec, packets, parameterSets }: Clip): Elementary {
  const { format, head, frame, framed } = packing(codec);
  const frames = [...Map.groupBy(inOrder(packets), ({ timestamp }) => timestamp).values()];
  const parts = frames.map(frame);
  return {
    format,
    bytes: Buffer.concat([head(parameterSets), ...parts.map(framed)]),
    frames: frames.map((of, index) => ({
      key: of.some(({ key }) => key),
      bytes: parts[index]?.length ?? 0,
      timestamp: of[0]?.timestamp ?? 0,
    })),
  };
}

/** How the packets of a codec become what a decoder reads. */
export interface Packing {
  readonly format: Elementary['format'];
  /** What stands before the first frame. */
  head(parameterSets: readonly Buffer[]): Buffer;
  /** A frame of its packets, which are in order. */
  frame(packets: Packets): Buffer;
  /** A frame as it stands in the stream. */
  framed(frame: Buffer, index: number): Buffer;
  /** Says that a frame is over: a decoder that is told need not wait for the next one. */
  readonly end: Buffer;
}

/** The packing of a codec, as rtpmap names it. Throws `unsupported` for one that is not known here. */
export function packing(codec: string): Packing {
  switch (codec) {
    case 'H264':
      return { ...plain('h264', (of) => annexB(h264Units(of))), head: annexB, end: H264_END };
    case 'H265':
      return { ...plain('hevc', (of) => annexB(h265Units(of))), head: annexB, end: H265_END };
    case 'VP8':
      return { ...plain('ivf', joined(vp8Part)), head: () => ivfHeader(codec), framed: ivfFrame };
    case 'VP9':
      return { ...plain('ivf', joined(vp9Part)), head: () => ivfHeader(codec), framed: ivfFrame };
    case 'AV1':
      return { ...plain('ivf', av1Frame), head: () => ivfHeader(codec), framed: ivfFrame };
    case 'JPEG':
      return plain('mjpeg', (of) => jpegPicture(of.map(({ payload }) => payload)));
    case 'MP4V-ES':
      return { ...plain('m4v', joined()), head: Buffer.concat };
    case 'MPV':
      return plain('mpegvideo', joined(mpeg2Part));
    default:
      throw new ProbeFault('unsupported', 'decode', `pictures of ${codec} are not looked at`);
  }
}

const NOTHING = Buffer.alloc(0);

/** Frames one after another, with nothing before or between them. */
const plain = (format: Packing['format'], frame: Packing['frame']): Packing => ({
  ...{ format, frame, end: NOTHING },
  head: () => NOTHING,
  framed: (one) => one,
});

type Packets = readonly Pick<SeenPacket, 'sequence' | 'payload'>[];

/** By their place in the stream, each once. */
function inOrder(packets: Clip['packets']): Clip['packets'] {
  const sorted = packets.toSorted((one, other) => one.sequence - other.sequence);
  return sorted.filter(({ sequence }, index) => sequence !== sorted[index - 1]?.sequence);
}

/** The parts of a frame one after another. */
const joined =
  (partOf: (payload: Buffer) => Buffer = (payload) => payload) =>
  (frame: Packets): Buffer =>
    Buffer.concat(frame.map(({ payload }) => partOf(payload)));

const START_CODE = Buffer.from([0, 0, 0, 1]);
function annexB(units: readonly Buffer[]): Buffer {
  return Buffer.concat(units.flatMap((unit) => [START_CODE, unit]));
}

/** Access unit delimiters: they begin the next frame. */
const H264_END = annexB([Buffer.from([0x09, 0xf0])]);
const H265_END = annexB([Buffer.from([0x46, 0x01, 0x50])]);

/** RFC 6184: single units, STAP-A (24), FU-A (28). */
const h264Units = (frame: Packets): Buffer[] =>
  assembled(frame, (payload) => {
    const first = payload[0] ?? 0;
    const type = first & 0x1f;
    if (type === 24) return { whole: aggregated(payload, 1, 1) };
    if (type !== 28) return { whole: [payload] };
    const header = payload[1] ?? 0;
    return {
      header: Buffer.from([(first & 0xe0) | (header & 0x1f)]),
      flags: header,
      part: payload.subarray(2),
    };
  });

/** RFC 7798: single units, aggregation (48), fragments (49). */
const h265Units = (frame: Packets): Buffer[] =>
  assembled(frame, (payload) => {
    const [first = 0, second = 0, header = 0] = payload;
    const type = (first >> 1) & 0x3f;
    if (type === 48) return { whole: aggregated(payload, 2, 2) };
    if (type !== 49) return { whole: [payload] };
    const restored = Buffer.from([(first & 0x81) | ((header & 0x3f) << 1), second]);
    return { header: restored, flags: header, part: payload.subarray(3) };
  });

/** Whole units, or a part of one: its flags have a bit for the first (0x80) and for the last (0x40) part. */
type Piece =
  | { readonly whole: readonly Buffer[] }
  | { readonly header: Buffer; readonly flags: number; readonly part: Buffer };

/** The units of one frame. A unit of which a part was lost is left out: what the decoder makes of it is seen there. */
function assembled(frame: Packets, pieceOf: (payload: Buffer) => Piece): Buffer[] {
  const units: Buffer[] = [];
  let open: { parts: Buffer[]; next: number } | null = null;
  for (const { payload, sequence } of frame) {
    if (payload.length === 0) continue;
    const piece = pieceOf(payload);
    if ('whole' in piece) {
      units.push(...piece.whole);
      open = null;
      continue;
    }
    if (piece.flags & 0x80) open = { parts: [piece.header], next: sequence };
    if (open?.next !== sequence) {
      open = null;
      continue;
    }
    open.parts.push(piece.part);
    open.next = sequence + 1;
    if (piece.flags & 0x40) {
      units.push(Buffer.concat(open.parts));
      open = null;
    }
  }
  return units;
}

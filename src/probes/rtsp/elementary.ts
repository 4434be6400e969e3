import { ProbeFault } from '../probe.ts';
import { av1Frame } from './av1.ts';
import type { Clip } from './clip.ts';
import { ivf } from './ivf.ts';
import { jpegPicture } from './jpeg.ts';
import { mpeg2Part } from './mpeg.ts';
import type { SeenPacket } from './statistics.ts';
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
export function elementary(clip: Clip): Elementary {
  const { codec, packets, parameterSets } = clip;
  const frames = [...Map.groupBy(inOrder(packets), ({ timestamp }) => timestamp).values()];
  switch (codec) {
    case 'H264':
      return coded('h264', parameterSets, frames, h264Units);
    case 'H265':
      return coded('hevc', parameterSets, frames, h265Units);
    case 'VP8':
      return framed('ivf', frames, joined(vp8Part), (parts) => ivf(codec, parts));
    case 'VP9':
      return framed('ivf', frames, joined(vp9Part), (parts) => ivf(codec, parts));
    case 'AV1':
      return framed('ivf', frames, av1Frame, (parts) => ivf(codec, parts));
    case 'JPEG':
      return framed('mjpeg', frames, (frame) => jpegPicture(frame.map(({ payload }) => payload)));
    case 'MP4V-ES':
      return framed('m4v', frames, joined(), (parts) => Buffer.concat([...parameterSets, ...parts]));
    case 'MPV':
      return framed('mpegvideo', frames, joined(mpeg2Part));
    default:
      throw new ProbeFault('unsupported', 'decode', `pictures of ${codec} are not looked at`);
  }
}

type Packets = readonly SeenPacket[];

/** By their place in the stream, each once. */
function inOrder(packets: Packets): Packets {
  const sorted = packets.toSorted((one, other) => one.sequence - other.sequence);
  return sorted.filter(({ sequence }, index) => sequence !== sorted[index - 1]?.sequence);
}

const sizes = (frames: readonly Packets[], parts: readonly Buffer[]): FrameSize[] =>
  frames.map((frame, index) => ({
    key: frame.some(({ key }) => key),
    bytes: parts[index]?.length ?? 0,
    timestamp: frame[0]?.timestamp ?? 0,
  }));

/** The parts of a frame one after another. */
const joined =
  (partOf: (payload: Buffer) => Buffer = (payload) => payload) =>
  (frame: Packets): Buffer =>
    Buffer.concat(frame.map(({ payload }) => partOf(payload)));

function framed(
  format: Elementary['format'],
  frames: readonly Packets[],
  frameOf: (frame: Packets) => Buffer,
  contain: (parts: readonly Buffer[]) => Buffer = Buffer.concat,
): Elementary {
  const parts = frames.map(frameOf);
  return { format, bytes: contain(parts), frames: sizes(frames, parts) };
}

const START_CODE = Buffer.from([0, 0, 0, 1]);
const annexB = (units: readonly Buffer[]): Buffer =>
  Buffer.concat(units.flatMap((unit) => [START_CODE, unit]));

function coded(
  format: 'h264' | 'hevc',
  parameterSets: readonly Buffer[],
  frames: readonly Packets[],
  unitsOf: (frame: Packets) => readonly Buffer[],
): Elementary {
  const frameOf = (frame: Packets) => annexB(unitsOf(frame));
  return framed(format, frames, frameOf, (parts) => Buffer.concat([annexB(parameterSets), ...parts]));
}

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

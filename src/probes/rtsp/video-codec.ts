import { av1Key } from './av1.ts';
import { BitReader } from './bits.ts';
import { mpeg2Key, mpeg4Key } from './mpeg.ts';
import { h264Sps, h265Sps, type PictureFacts } from './parameter-sets.ts';
import { vp8KeyFrame, vp9Key } from './vpx.ts';

/** What one RTP payload shows of the frame it belongs to. */
export interface PayloadFacts {
  /** It begins (or is) a key frame. */
  readonly key: boolean;
  /** It holds a slice of a B picture; null when this payload does not tell. */
  readonly bSlice: boolean | null;
  /** A parameter set that came in the stream. */
  readonly picture: PictureFacts | null;
}

const NOTHING: PayloadFacts = { key: false, bSlice: null, picture: null };
const KEY: PayloadFacts = { ...NOTHING, key: true };

/** How each codec is looked into, by its name in SDP. */
const CODECS: Readonly<Record<string, (payload: Buffer) => PayloadFacts>> = {
  H264: (payload) => merge(h264Units(payload).map(h264Unit)),
  H265: (payload) => merge(h265Units(payload).map(h265Unit)),
  JPEG: jpeg,
  VP8: vp8,
  VP9: (payload) => (vp9Key(payload) ? KEY : NOTHING),
  AV1: (payload) => (av1Key(payload) ? KEY : NOTHING),
  'MP4V-ES': (payload) => (mpeg4Key(payload) ? KEY : NOTHING),
  MPV: (payload) => (mpeg2Key(payload) ? KEY : NOTHING),
};

/** Can key frames of this codec be told? */
export const isKnownCodec = (codec: string): boolean => Object.hasOwn(CODECS, codec);

/** Looks into a payload of the codec that SDP names; for codecs that it does not know nothing is told. */
export const lookInto = (codec: string, payload: Buffer): PayloadFacts =>
  isKnownCodec(codec) ? (CODECS[codec]?.(payload) ?? NOTHING) : NOTHING;

function merge(all: readonly PayloadFacts[]): PayloadFacts {
  return {
    key: all.some(({ key }) => key),
    bSlice: all.reduce<boolean | null>(
      (seen, { bSlice }) => (bSlice === null ? seen : bSlice || (seen ?? false)),
      null,
    ),
    picture: all.find(({ picture }) => picture !== null)?.picture ?? null,
  };
}

interface Unit {
  readonly type: number;
  /** The unit from its header on; of a fragment only what is in this packet, and only the first one tells. */
  readonly bytes: Buffer;
}

/** RFC 6184: single units, STAP-A, FU-A. */
function h264Units(payload: Buffer): readonly Unit[] {
  const first = payload[0];
  if (first === undefined) return [];
  const type = first & 0x1f;
  if (type === 24) return aggregated(payload, 1, 1).map((bytes) => ({ type: (bytes[0] ?? 0) & 0x1f, bytes }));
  if (type !== 28) return [{ type, bytes: payload }];
  const header = payload[1] ?? 0;
  if (!(header & 0x80)) return [];
  return [
    {
      type: header & 0x1f,
      bytes: Buffer.concat([Buffer.from([(first & 0xe0) | (header & 0x1f)]), payload.subarray(2)]),
    },
  ];
}

/** RFC 7798: single units, aggregation (48), fragments (49). */
function h265Units(payload: Buffer): readonly Unit[] {
  const first = payload[0];
  if (first === undefined || payload.length < 3) return [];
  const type = (first >> 1) & 0x3f;
  if (type === 48)
    return aggregated(payload, 2, 2).map((bytes) => ({ type: ((bytes[0] ?? 0) >> 1) & 0x3f, bytes }));
  if (type !== 49) return [{ type, bytes: payload }];
  const header = payload[2] ?? 0;
  return header & 0x80 ? [{ type: header & 0x3f, bytes: payload.subarray(1) }] : [];
}

/** Units behind a length of 16 bits each. */
export function aggregated(payload: Buffer, start: number, smallest: number): readonly Buffer[] {
  const units: Buffer[] = [];
  for (let at = start; at + 2 <= payload.length; ) {
    const length = payload.readUInt16BE(at);
    if (length < smallest) break;
    units.push(payload.subarray(at + 2, at + 2 + length));
    at += 2 + length;
  }
  return units;
}

function h264Unit({ type, bytes }: Unit): PayloadFacts {
  if (type === 7) return { ...NOTHING, picture: h264Sps(bytes) };
  if (type === 5) return { key: true, bSlice: false, picture: null };
  if (type !== 1) return NOTHING;
  const reader = new BitReader(bytes.subarray(1, 16));
  reader.unsigned();
  const sliceType = reader.unsigned() % 5;
  return { key: false, bSlice: sliceType === 1, picture: null };
}

function h265Unit({ type, bytes }: Unit): PayloadFacts {
  if (type === 33) return { ...NOTHING, picture: h265Sps(bytes) };
  return type >= 16 && type <= 21 ? KEY : NOTHING;
}

const sized = (width: number, height: number): PictureFacts | null =>
  width > 0 && height > 0 ? { width, height, profile: null, level: null, fps: null } : null;

/** RFC 2435: every frame stands alone; each packet carries the size in blocks of 8. */
function jpeg(payload: Buffer): PayloadFacts {
  return { ...KEY, picture: sized((payload[6] ?? 0) * 8, (payload[7] ?? 0) * 8) };
}

/** RFC 6386, 9.1: three bytes of tag, three of start code, then 14 bits each of width and height. */
function vp8(payload: Buffer): PayloadFacts {
  const frame = vp8KeyFrame(payload);
  if (frame === null) return NOTHING;
  if (frame.length < 10) return KEY;
  const side = (offset: number) => frame.readUInt16LE(offset) & 0x3fff;
  return { ...KEY, picture: sized(side(6), side(8)) };
}

import type { SeenPacket } from './statistics.ts';

const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 12;

/** Frames of VP8 or VP9 in the container that decoders read: one after another behind their lengths. */
export function ivf(codec: 'VP8' | 'VP9', frames: readonly Buffer[]): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('DKIF', 0, 'latin1');
  header.writeUInt16LE(HEADER_BYTES, 6);
  header.write(codec === 'VP8' ? 'VP80' : 'VP90', 8, 'latin1');
  // Time base 1/25; the size is in the frames themselves.
  header.writeUInt32LE(25, 16);
  header.writeUInt32LE(1, 20);
  const parts = frames.flatMap((frame, index) => {
    const own = Buffer.alloc(FRAME_HEADER_BYTES);
    own.writeUInt32LE(frame.length, 0);
    own.writeUInt32LE(index, 4);
    return [own, frame];
  });
  return Buffer.concat([header, ...parts]);
}

/** RFC 7741, 4.2: the payload behind its descriptor. */
export function vp8Frame({ payload }: SeenPacket): Buffer {
  const first = payload[0] ?? 0;
  let at = 1;
  if (first & 0x80) {
    const extensions = payload[at++] ?? 0;
    if (extensions & 0x80) at += (payload[at] ?? 0) & 0x80 ? 2 : 1;
    if (extensions & 0x40) at++;
    if (extensions & 0x30) at++;
  }
  return payload.subarray(at);
}

/** RFC 9628, 4.2: the payload behind its descriptor. */
export function vp9Frame({ payload }: SeenPacket): Buffer {
  const first = payload[0] ?? 0;
  const has = (bit: number) => (first & bit) !== 0;
  const [pictureId, predicted, layered, flexible, scalability] = [0x80, 0x40, 0x20, 0x10, 0x02].map(has);
  let at = 1;
  if (pictureId) at += (payload[at] ?? 0) & 0x80 ? 2 : 1;
  if (layered) at += flexible ? 1 : 2;
  if (flexible && predicted) {
    // Up to three references; the last bit says whether another one follows.
    for (let index = 0; index < 3; index++) if (((payload[at++] ?? 0) & 1) === 0) break;
  }
  return payload.subarray(scalability ? at + scalabilityBytes(payload.subarray(at)) : at);
}

function scalabilityBytes(structure: Buffer): number {
  const first = structure[0] ?? 0;
  const layers = (first >> 5) + 1;
  let at = 1 + (first & 0x10 ? layers * 4 : 0);
  if (first & 0x08) {
    const pictures = structure[at++] ?? 0;
    for (let index = 0; index < pictures; index++) at += 1 + (((structure[at] ?? 0) >> 2) & 3);
  }
  return at;
}

// VP8 and VP9 in RTP: what stands before each part of a frame, and which frames are key frames.

/** Bytes of an optional picture number: two where its first bit is set. */
const numberBytes = (payload: Buffer, at: number): number => ((payload[at] ?? 0) & 0x80 ? 2 : 1);

/** RFC 7741, 4.2: the payload behind its descriptor. */
export function vp8Part(payload: Buffer): Buffer {
  const first = payload[0] ?? 0;
  let at = 1;
  if (first & 0x80) {
    const extensions = payload[at++] ?? 0;
    if (extensions & 0x80) at += numberBytes(payload, at);
    if (extensions & 0x40) at++;
    if (extensions & 0x30) at++;
  }
  return payload.subarray(at);
}

/** The part that begins a key frame; null for any other: S bit and partition 0 begin a frame, whose first bit is then 0. */
export function vp8KeyFrame(payload: Buffer): Buffer | null {
  const first = payload[0] ?? 0;
  if ((first & 0x10) === 0 || (first & 0x0f) !== 0) return null;
  const part = vp8Part(payload);
  return ((part[0] ?? 1) & 1) === 0 ? part : null;
}

/** RFC 9628, 4.2: the payload behind its descriptor. */
export function vp9Part(payload: Buffer): Buffer {
  const first = payload[0] ?? 0;
  const has = (bit: number) => (first & bit) !== 0;
  const [pictureId, predicted, layered, flexible, scalability] = [0x80, 0x40, 0x20, 0x10, 0x02].map(has);
  let at = 1;
  if (pictureId) at += numberBytes(payload, at);
  if (layered) at += flexible ? 1 : 2;
  if (flexible && predicted) {
    // Up to three references; the last bit says whether another one follows.
    for (let index = 0; index < 3; index++) if (((payload[at++] ?? 0) & 1) === 0) break;
  }
  return payload.subarray(scalability ? at + scalabilityBytes(payload.subarray(at)) : at);
}

/**
 * RFC 9628: a frame begins (B) and predicts from none (P not set). Old servers never set P, so the frame's own header is
 * asked too: two bits of marker, two of profile (with a third for profile 3), one for a picture shown again, one for the type.
 */
export function vp9Key(payload: Buffer): boolean {
  if (((payload[0] ?? 0) & 0x48) !== 0x08) return false;
  const first = vp9Part(payload)[0] ?? 0xff;
  const [again, type] = (first & 0x30) === 0x30 ? [0x04, 0x02] : [0x08, 0x04];
  return (first & 0xc0) === 0x80 && (first & again) === 0 && (first & type) === 0;
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

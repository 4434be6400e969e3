// MPEG-2 and MPEG-4 part 2: no browser plays them, many an old camera sends them.

const VOP = Buffer.from([0, 0, 1, 0xb6]);

/** RFC 2250, 3.4: the payload behind its header, which may have an extension of four bytes (T). */
export const mpeg2Part = (payload: Buffer): Buffer => payload.subarray((payload[0] ?? 0) & 0x04 ? 8 : 4);

/** RFC 2250, 3.4: the picture's type stands in each packet's header; 1 is intra. */
export const mpeg2Key = (payload: Buffer): boolean => ((payload[2] ?? 0) & 0x07) === 1;

/** RFC 6416 carries the stream as it is; ISO 14496-2, 6.2.5: type 0 is intra. */
export function mpeg4Key(payload: Buffer): boolean {
  const at = payload.indexOf(VOP);
  const type = at < 0 ? undefined : payload[at + VOP.length];
  return type !== undefined && type >> 6 === 0;
}

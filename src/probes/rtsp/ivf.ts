const HEADER_BYTES = 32;
const FRAME_HEADER_BYTES = 12;

const NAMES = { VP8: 'VP80', VP9: 'VP90', AV1: 'AV01' } as const;

/** What stands before frames in the container that decoders read. */
export function ivfHeader(codec: keyof typeof NAMES): Buffer {
  const header = Buffer.alloc(HEADER_BYTES);
  header.write('DKIF', 0, 'latin1');
  header.writeUInt16LE(HEADER_BYTES, 6);
  header.write(NAMES[codec], 8, 'latin1');
  // Time base 1/25; the size is in the frames themselves.
  header.writeUInt32LE(25, 16);
  header.writeUInt32LE(1, 20);
  return header;
}

/** A frame behind its length and number. */
export function ivfFrame(frame: Buffer, index: number): Buffer {
  const own = Buffer.alloc(FRAME_HEADER_BYTES);
  own.writeUInt32LE(frame.length, 0);
  own.writeUInt32LE(index, 4);
  return Buffer.concat([own, frame]);
}

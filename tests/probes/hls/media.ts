/** Whole MPEG-TS packets: tables, and a stream. */
export function transportStream(): Buffer {
  const packet = (pid: number): Buffer => {
    const bytes = Buffer.alloc(188, 0xff);
    bytes[0] = 0x47;
    bytes.writeUInt16BE(0x4000 | pid, 1);
    bytes[3] = 0x10;
    return bytes;
  };
  return Buffer.concat([packet(0), packet(0x100), packet(0x101), packet(0x101)]);
}

function box(type: string, payload: Buffer = Buffer.alloc(16)): Buffer {
  const head = Buffer.alloc(8);
  head.writeUInt32BE(8 + payload.length);
  head.write(type, 4, 'latin1');
  return Buffer.concat([head, payload]);
}

/** What fMP4 begins with. */
export const initialization = (): Buffer => Buffer.concat([box('ftyp'), box('moov')]);

/** A part or segment of fMP4. */
export const fragment = (): Buffer => Buffer.concat([box('moof'), box('mdat')]);

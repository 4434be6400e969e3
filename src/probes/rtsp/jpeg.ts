const HEADER_BYTES = 8;

/** RFC 2435, 4.2: the tables that a quality from 1 to 99 stands for, in zigzag order (ITU-T T.81, K.1 and K.2). */
const LUMA = [
  16, 11, 12, 14, 12, 10, 16, 14, 13, 14, 18, 17, 16, 19, 24, 40, 26, 24, 22, 22, 24, 49, 35, 37, 29, 40, 58,
  51, 61, 60, 57, 51, 56, 55, 64, 72, 92, 78, 64, 68, 87, 69, 55, 56, 80, 109, 81, 87, 95, 98, 103, 104, 103,
  62, 77, 113, 121, 112, 100, 120, 92, 101, 103, 99,
];
const CHROMA = [
  17,
  18,
  18,
  24,
  21,
  24,
  47,
  26,
  26,
  47,
  99,
  66,
  56,
  66,
  99,
  99,
  ...Array.from({ length: 48 }, () => 99),
];

/** One picture of RFC 2435 as a JPEG file. It has no Huffman tables: those are the common ones, which decoders know. */
export function jpegPicture(payloads: readonly Buffer[]): Buffer {
  const [first] = payloads;
  if (!first || first.length < HEADER_BYTES) return Buffer.alloc(0);
  const [type, quality, width, height] = [first[4] ?? 0, first[5] ?? 0, first[6] ?? 0, first[7] ?? 0];
  const restarts = type >= 64 ? 4 : 0;
  const at = HEADER_BYTES + restarts;
  const tableBytes = quality >= 128 ? first.readUInt16BE(at + 2) : 0;
  const tables = quality >= 128 ? first.subarray(at + 4, at + 4 + tableBytes) : scaledTables(quality);
  const scans = payloads.map((payload, index) =>
    payload.subarray(at + (index === 0 && quality >= 128 ? 4 + tableBytes : 0)),
  );
  const vertical = (type & 1) === 1 ? 0x22 : 0x21;
  const size = [(height * 8) >> 8, (height * 8) & 255, (width * 8) >> 8, (width * 8) & 255];
  return Buffer.concat([
    Buffer.from([0xff, 0xd8]),
    ...quantizers(tables),
    ...(restarts > 0 ? [segment(0xdd, first.subarray(HEADER_BYTES, HEADER_BYTES + 2))] : []),
    segment(0xc0, Buffer.from([8, ...size, 3, 0, vertical, 0, 1, 0x11, 1, 2, 0x11, 1])),
    segment(0xda, Buffer.from([3, 0, 0, 1, 0x11, 2, 0x11, 0, 63, 0])),
    ...scans,
    Buffer.from([0xff, 0xd9]),
  ]);
}

function segment(marker: number, content: Buffer): Buffer {
  const length = content.length + 2;
  return Buffer.concat([Buffer.from([0xff, marker, length >> 8, length & 255]), content]);
}

/** One table serves for brightness and colour, where only one came. */
function quantizers(tables: Buffer): Buffer[] {
  const second = tables.length >= 128 ? tables.subarray(64, 128) : tables.subarray(0, 64);
  return [tables.subarray(0, 64), second].map((table, index) =>
    segment(0xdb, Buffer.concat([Buffer.from([index]), table])),
  );
}

function scaledTables(quality: number): Buffer {
  const bounded = Math.min(99, Math.max(1, quality));
  const scale = bounded < 50 ? 5000 / bounded : 200 - bounded * 2;
  const scaled = (value: number) => Math.min(255, Math.max(1, Math.floor((value * scale + 50) / 100)));
  return Buffer.from([...LUMA, ...CHROMA].map(scaled));
}

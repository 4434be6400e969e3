const TS_PACKET = 188;
const SYNC = 0x47;

/** Which container with media in it these bytes are; null for anything else (a web page, an empty file, half a box). */
export function containerOf(segment: Buffer, init: Buffer | null): 'fmp4' | 'ts' | null {
  if (isTransportStream(segment)) return 'ts';
  const boxes = boxesOf(segment);
  const header = init === null ? boxes : boxesOf(init);
  const has = (all: ReadonlyMap<string, number> | null, type: string, least = 0) =>
    (all?.get(type) ?? -1) > least;
  return has(header, 'moov') && has(boxes, 'moof') && has(boxes, 'mdat', 8) ? 'fmp4' : null;
}

/** Whole packets, and one at least that carries more than tables. */
function isTransportStream(bytes: Buffer): boolean {
  const count = Math.floor(bytes.length / TS_PACKET);
  if (count < 3 || bytes.length % TS_PACKET !== 0) return false;
  const starts = Array.from({ length: count }, (_, index) => index * TS_PACKET);
  return (
    starts.every((at) => bytes[at] === SYNC) &&
    starts.some((at) => (bytes.readUInt16BE(at + 1) & 0x1fff) > 0x1f)
  );
}

/** Size of each kind of box at the top level; null where the boxes do not end with the bytes. */
function boxesOf(bytes: Buffer): ReadonlyMap<string, number> | null {
  const sizes = new Map<string, number>();
  let at = 0;
  while (at + 8 <= bytes.length) {
    const size = bytes.readUInt32BE(at);
    if (size < 8) return null;
    const type = bytes.toString('latin1', at + 4, at + 8);
    sizes.set(type, (sizes.get(type) ?? 0) + size);
    at += size;
  }
  return at === bytes.length ? sizes : null;
}

import type { SeenPacket } from './packet.ts';

const SEQUENCE_HEADER = 1;
const TEMPORAL_DELIMITER = 2;
const HAS_SIZE = 0x02;

/** An element of a packet: an OBU, or a part of one. */
interface Element {
  readonly bytes: Buffer;
  /** It goes on with the one before, or is gone on with in the next packet. */
  readonly continues: boolean;
  readonly unfinished: boolean;
}

/** RTP payload format for AV1, 4.3 and 4.4: elements behind their lengths; the last one may have none. */
function elementsOf(payload: Buffer): readonly Element[] {
  const header = payload[0] ?? 0;
  const [continues, unfinished, count] = [(header & 0x80) !== 0, (header & 0x40) !== 0, (header >> 4) & 3];
  const parts: Buffer[] = [];
  for (let at = 1; at < payload.length; ) {
    const last = count !== 0 && parts.length === count - 1;
    const { value, bytes } = last ? { value: payload.length - at, bytes: 0 } : leb128(payload, at);
    parts.push(payload.subarray(at + bytes, at + bytes + value));
    at += bytes + value;
  }
  return parts.map((bytes, index) => ({
    bytes,
    continues: continues && index === 0,
    unfinished: unfinished && index === parts.length - 1,
  }));
}

function leb128(bytes: Buffer, at: number): { value: number; bytes: number } {
  let value = 0;
  for (let index = 0; index < 8; index++) {
    const byte = bytes[at + index] ?? 0;
    value += (byte & 0x7f) * 2 ** (7 * index);
    if (byte < 0x80) return { value, bytes: index + 1 };
  }
  return { value, bytes: 8 };
}

function sizeBytes(size: number): Buffer {
  const bytes: number[] = [];
  for (let rest = size; ; rest >>>= 7) {
    if (rest < 0x80) return Buffer.from([...bytes, rest]);
    bytes.push((rest & 0x7f) | 0x80);
  }
}

const typeOf = (obu: Buffer): number => ((obu[0] ?? 0) >> 3) & 15;

/** A packet begins a key frame where it says so (N), or where it carries a sequence header. */
export const av1Key = (payload: Buffer): boolean =>
  ((payload[0] ?? 0) & 0x08) !== 0 ||
  elementsOf(payload).some(({ bytes, continues }) => !continues && typeOf(bytes) === SEQUENCE_HEADER);

/** The OBUs of a frame, each with its size, behind a delimiter: a temporal unit as decoders read it. */
export function av1Frame(packets: readonly Pick<SeenPacket, 'payload'>[]): Buffer {
  const units: Buffer[] = [];
  let open: Buffer[] | null = null;
  for (const { bytes, continues, unfinished } of packets.flatMap(({ payload }) => elementsOf(payload))) {
    // What was begun in a packet that is lost is left out: what the decoder makes of it is seen there.
    if (continues) open?.push(bytes);
    else open = [bytes];
    if (unfinished || open === null) continue;
    units.push(Buffer.concat(open));
    open = null;
  }
  const delimiter = Buffer.from([(TEMPORAL_DELIMITER << 3) | HAS_SIZE, 0]);
  const sized = units.filter((unit) => unit.length > 0 && typeOf(unit) !== TEMPORAL_DELIMITER).map(withSize);
  return Buffer.concat([delimiter, ...sized]);
}

function withSize(unit: Buffer): Buffer {
  const first = unit[0] ?? 0;
  if (first & HAS_SIZE) return unit;
  // The extension flag says that the header has a second byte.
  const header = first & 0x04 ? 2 : 1;
  const content = unit.subarray(header);
  return Buffer.concat([
    Buffer.from([first | HAS_SIZE]),
    unit.subarray(1, header),
    sizeBytes(content.length),
    content,
  ]);
}

/** What `tracks2` prints about an H.264 track. */
export interface H264Properties {
  readonly width: number;
  readonly height: number;
  readonly profile: string;
  readonly level: string;
}

const PROFILES: Readonly<Record<number, string>> = {
  66: 'Baseline',
  77: 'Main',
  88: 'Extended',
  100: 'High',
};
/** Profiles whose sequence parameter set carries chroma fields. */
const WITH_CHROMA: ReadonlySet<number> = new Set([100, 110, 122, 244, 44, 83, 86, 118, 128]);

/** Reads an H.264 sequence parameter set (ITU-T H.264, 7.3.2.1.1); null where it is none. */
export function readH264(unit: Buffer): H264Properties | null {
  if (unit.length < 5 || ((unit[0] ?? 0) & 0x1f) !== 7) return null;
  const [, profile = 0, , level = 0] = unit;
  const bits = new BitReader(unit.subarray(4));
  bits.golomb();
  const chroma = WITH_CHROMA.has(profile) ? readChroma(bits) : 1;
  bits.golomb();
  const order = bits.golomb();
  if (order === 0) bits.golomb();
  // Picture order type 1 is a list that no camera's encoder writes.
  if (order === 1) return null;
  bits.golomb();
  bits.take(1);
  const width = (bits.golomb() + 1) * 16;
  const units = bits.golomb() + 1;
  const framesOnly = bits.take(1);
  if (framesOnly === 0) bits.take(1);
  bits.take(1);
  const crop = bits.take(1) === 1 ? [0, 0, 0, 0].map(() => bits.golomb()) : [0, 0, 0, 0];
  const [left = 0, right = 0, top = 0, bottom = 0] = crop;
  const unitX = chroma === 0 || chroma === 3 ? 1 : 2;
  const unitY = (chroma === 1 ? 2 : 1) * (2 - framesOnly);
  return {
    width: width - (left + right) * unitX,
    height: units * 16 * (2 - framesOnly) - (top + bottom) * unitY,
    profile: PROFILES[profile] ?? String(profile),
    level: level % 10 === 0 ? String(level / 10) : (level / 10).toFixed(1),
  };
}

/** Chroma format; bit depths are passed over, and scaling lists are too rare to be read. */
function readChroma(bits: BitReader): number {
  const chroma = bits.golomb();
  if (chroma === 3) bits.take(1);
  bits.golomb();
  bits.golomb();
  bits.take(2);
  return chroma;
}

class BitReader {
  readonly #bytes: Buffer;
  #at = 0;

  constructor(escaped: Buffer) {
    // 00 00 03 stands for 00 00: the 03 keeps start codes out.
    const kept = [...escaped].filter(
      (byte, index) => byte !== 3 || escaped[index - 1] !== 0 || escaped[index - 2] !== 0,
    );
    this.#bytes = Buffer.from(kept);
  }

  take(count: number): number {
    let value = 0;
    for (let i = 0; i < count; i++, this.#at++) {
      value = value * 2 + (((this.#bytes[this.#at >> 3] ?? 0) >> (7 - (this.#at & 7))) & 1);
    }
    return value;
  }

  /** Exp-Golomb, unsigned. */
  golomb(): number {
    let zeros = 0;
    while (zeros < 32 && this.take(1) === 0) zeros++;
    return 2 ** zeros - 1 + this.take(zeros);
  }
}

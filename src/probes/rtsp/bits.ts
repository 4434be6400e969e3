/** Reads bits and Exp-Golomb codes of a parameter set, emulation prevention removed. Past the end it reads zeros. */
export class BitReader {
  readonly #bytes: Buffer;
  #position = 0;

  constructor(unit: Buffer) {
    this.#bytes = withoutEmulation(unit);
  }

  bit(): number {
    const byte = this.#bytes[this.#position >> 3] ?? 0;
    return (byte >> (7 - (this.#position++ & 7))) & 1;
  }

  bits(count: number): number {
    let value = 0;
    for (let index = 0; index < count; index++) value = value * 2 + this.bit();
    return value;
  }

  skip(count: number): void {
    this.#position += count;
  }

  /** ue(v); a code of more than 32 zeros is broken data and reads as 0. */
  unsigned(): number {
    let zeros = 0;
    while (this.bit() === 0) if (++zeros > 32) return 0;
    return 2 ** zeros - 1 + this.bits(zeros);
  }

  /** se(v) */
  signed(): number {
    const code = this.unsigned();
    return code % 2 === 0 ? -code / 2 : (code + 1) / 2;
  }
}

/** `00 00 03` stands for `00 00` inside a NAL unit. */
function withoutEmulation(unit: Buffer): Buffer {
  const bytes: number[] = [];
  let zeros = 0;
  for (const byte of unit) {
    if (zeros >= 2 && byte === 3) {
      zeros = 0;
      continue;
    }
    zeros = byte === 0 ? zeros + 1 : 0;
    bytes.push(byte);
  }
  return Buffer.from(bytes);
}

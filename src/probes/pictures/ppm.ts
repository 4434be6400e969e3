import type { Picture } from '../../model/index.ts';

/** A header of PPM: `P6`, width, height, the largest value. */
const HEADER = /^P6\s+(\d{1,5})\s+(\d{1,5})\s+255\s/;
const LONGEST_HEADER = 40;

/** Cuts a stream of PPM pictures (binary, 8 bits) apart as it comes. What is no PPM gives no picture. */
export class PpmReader {
  #rest: Buffer = Buffer.alloc(0);

  push(bytes: Buffer): readonly Picture[] {
    this.#rest = this.#rest.length === 0 ? bytes : Buffer.concat([this.#rest, bytes]);
    const pictures: Picture[] = [];
    for (let picture = this.#next(); picture !== null; picture = this.#next()) pictures.push(picture);
    return pictures;
  }

  #next(): Picture | null {
    const found = HEADER.exec(this.#rest.subarray(0, LONGEST_HEADER).toString('latin1'));
    if (!found) return null;
    const [header, width, height] = [found[0], Number(found[1]), Number(found[2])];
    const end = header.length + width * height * 3;
    if (this.#rest.length < end) return null;
    const rgb = this.#rest.subarray(header.length, end);
    this.#rest = this.#rest.subarray(end);
    return { width, height, rgb };
  }
}

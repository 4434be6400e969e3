import { LINKS, type Report } from '../model/index.ts';

/** The links that form a line, from the sensor to the viewer. */
const LINE = LINKS.slice(0, 6);

/** When each camera's line last broke or healed. */
export class Lines {
  readonly #broken = new Map<string, boolean>();
  #turnedAt: Readonly<Record<string, number>> = {};

  /** By camera id, ms on the clock of the reports. */
  get turnedAt(): Readonly<Record<string, number>> {
    return this.#turnedAt;
  }

  /** Takes a report; true when a line turned in it. */
  update({ cameras }: Report, mono: number): boolean {
    const turned = cameras.filter(({ id, links }) => {
      const broken = LINE.some((link) => links[link] === 'fail');
      const before = this.#broken.get(id);
      this.#broken.set(id, broken);
      return before !== undefined && before !== broken;
    });
    if (turned.length === 0) return false;
    this.#turnedAt = { ...this.#turnedAt, ...Object.fromEntries(turned.map(({ id }) => [id, mono])) };
    return true;
  }
}

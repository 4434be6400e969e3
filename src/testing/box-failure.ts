import type { BoxIdentity, Finding, Status } from '../model/index.ts';
import { detailLines } from '../reporters/details.ts';

/** A check that did not pass: status and summary first, then evidence, cause and next steps. */
export class BoxFailure extends Error {
  override readonly name = 'BoxFailure';
  readonly #finding: Finding | null;

  constructor(status: Status, summary: string, finding: Finding | null, box: BoxIdentity) {
    const details = finding ? detailLines(finding, box) : [];
    super([`${status}: ${summary}`, ...details].join('\n'));
    this.#finding = finding;
    // Where in camproof it was thrown helps nobody.
    this.stack = `${this.name}: ${this.message}`;
  }

  /** The finding behind it; null for a verdict. No own property, since frameworks print those. */
  get finding(): Finding | null {
    return this.#finding;
  }
}

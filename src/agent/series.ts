/** At most so many values are kept; then every second one is forgotten. */
const KEPT = 4_096;

/** Values over any length of time in bounded memory: the smallest is exact, the median is of an even selection. */
export class Series {
  #values: number[] = [];
  #every = 1;
  #count = 0;
  #min = Number.POSITIVE_INFINITY;

  add(value: number): void {
    this.#min = Math.min(this.#min, value);
    if (this.#count++ % this.#every !== 0) return;
    this.#values.push(value);
    if (this.#values.length < KEPT) return;
    this.#values = this.#values.filter((_, index) => index % 2 === 0);
    this.#every *= 2;
  }

  /** Null when nothing was measured. */
  get summary(): { readonly min: number; readonly median: number; readonly samples: number } | null {
    if (this.#count === 0) return null;
    const sorted = this.#values.toSorted((one, other) => one - other);
    return {
      min: this.#min,
      median: sorted[Math.floor(sorted.length / 2)] ?? this.#min,
      samples: this.#count,
    };
  }
}

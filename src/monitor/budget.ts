/** What active proofs may take on average, our own processor time and all that we started included. */
export interface Allowance {
  /** Of what is read from streams. */
  readonly mbitPerSecond: number;
  /** Of one core. */
  readonly cpuShare: number;
}

export interface BudgetOptions {
  /** Asked anew each time; null where nothing is limited. */
  allowance(): Allowance | null;
  /** The monotonic clock, ms. */
  now(): number;
  /** Processor time of this process so far, and of its children that have ended, ms. */
  cpuMs(): number;
}

/**
 * When the next active proof can be afforded: once all that was spent since the last one began, spread over the time since
 * then, is within the allowance.
 */
export class Budget {
  readonly #options: BudgetOptions;
  #began: { readonly at: number; readonly cpuMs: number } | null = null;
  #bits = 0;

  constructor(options: BudgetOptions) {
    this.#options = options;
  }

  /** An active proof begins. */
  begins(): void {
    this.#began = { at: this.#options.now(), cpuMs: this.#options.cpuMs() };
    this.#bits = 0;
  }

  /** So much was read. */
  took(bytes: number): void {
    this.#bits += 8 * bytes;
  }

  /** How long the next one has to wait yet, ms. */
  get waitMs(): number {
    const allowance = this.#options.allowance();
    if (allowance === null || this.#began === null) return 0;
    const spentMs = this.#options.cpuMs() - this.#began.cpuMs;
    const due = Math.max(spentMs / allowance.cpuShare, this.#bits / (1_000 * allowance.mbitPerSecond));
    return Math.max(0, this.#began.at + due - this.#options.now());
  }
}

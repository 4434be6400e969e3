/** What the guest was given. */
export interface Guest {
  /** A folder that the host reads too. */
  readonly share: string;
  /** `camproof` and the V4L2 helper as they are built. */
  readonly program: string;
  readonly helper: string;
}

/** What a scenario tried and measured, to be shown. */
export type Facts = Readonly<Record<string, number | string>>;

/** Proves one thing on real devices: rejects, with the assertion that failed, when it does not hold. */
export type Scenario = (guest: Guest) => Promise<Facts>;

/** Thrown by a scenario that this guest has not what it takes for; says what is missing. */
export class CannotTry extends Error {}

/** How a scenario ended, as the guest writes it and the host reads it. */
export interface Outcome {
  readonly name: string;
  readonly ms: number;
  /** V4L2 nodes of the guest's kernel when it ended. */
  readonly devices: number;
  readonly facts: Facts;
  /** Null when all of it holds. */
  readonly error: string | null;
  /** Why it was not tried. */
  readonly skipped?: string;
}

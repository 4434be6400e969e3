/** What a diagnosis means and how it comes about; `example` makes its cause and next steps concrete. */
export interface Explained<Facts> {
  readonly means: string;
  readonly detected: string;
  readonly example: Facts;
}

/** One for every code of a room of the table of diagnoses. */
export type ExplanationsOf<Room extends Readonly<Record<string, (facts: never) => unknown>>> = {
  readonly [Code in keyof Room]: Explained<Parameters<Room[Code]>[0]>;
};

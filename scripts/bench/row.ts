/** One figure, what was measured, and what it is held to. */
export interface Row {
  readonly figure: string;
  readonly measured: string;
  readonly bound: string;
  readonly holds: boolean;
}

/** What a part measures, row by row as it is known. */
export type Part = () => AsyncGenerator<Row>;

/** A figure that must not be larger than its bound. What could not be measured (NaN) does not hold. */
export const atMost = (figure: string, value: number, unit: string, bound: number, digits = 2): Row => ({
  figure,
  measured: `${value.toFixed(digits)} ${unit}`,
  bound: `≤ ${bound} ${unit}`,
  holds: value <= bound,
});

import type { Report } from '../model/index.ts';

/** How a report is shown; a reporter uses what it needs. */
export interface ReporterOptions {
  /** Width of the terminal; 80 in pipes. */
  readonly columns: number;
  readonly color: boolean;
  /** Without UTF-8: plain ASCII glyphs. */
  readonly ascii: boolean;
  /** All evidence, passed checks too. */
  readonly verbose: boolean;
  /** The verdict line alone. */
  readonly quiet: boolean;
}

/** Makes text of a report; judges nothing. The text ends with a line break. */
export type Reporter = (report: Report, options: ReporterOptions) => string;

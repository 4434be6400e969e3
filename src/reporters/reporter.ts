import type { Report, SoakReport } from '../model/index.ts';

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
  /** SHA-256 (hex) of the sweep that the report was made from, for reports that are signed. */
  readonly sweepSha256?: string;
  /** A picture of a camera by its id, as a `data:` URL. */
  readonly pictures?: Readonly<Record<string, string>>;
  /** How the box held out while it was watched, where the report stands at the end of that. */
  readonly soak?: SoakReport;
}

/** Makes text of a report; judges nothing. The text ends with a line break. */
export type Reporter = (report: Report, options: ReporterOptions) => string;

import type { Reporter } from './reporter.ts';

/** The report as one JSON document, as docs/report.schema.json describes it. */
export const json: Reporter = (report) => `${JSON.stringify(report, null, 2)}\n`;

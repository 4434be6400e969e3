import type { Report } from '../model/index.ts';
import { human } from './human/human.ts';
import { inertReport } from './inert.ts';
import { json } from './json.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';

/** Every format there is, by the name that `--format` takes. */
const reporters = { human, json } as const satisfies Readonly<Record<string, Reporter>>;

export type Format = keyof typeof reporters;

/** The names of all formats. */
export const FORMATS: readonly Format[] = Object.keys(reporters) as Format[];

/** A report in one of the formats; whatever its texts hold, the result is safe to print, parse or open. */
export function renderReport(format: Format, report: Report, options: ReporterOptions): string {
  return reporters[format](inertReport(report), options);
}

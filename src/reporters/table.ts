import type { Report } from '../model/index.ts';
import { github } from './github.ts';
import { html } from './html/html.ts';
import { human } from './human/human.ts';
import { inertReport } from './inert.ts';
import { json } from './json.ts';
import { junit } from './junit.ts';
import { markdown } from './markdown.ts';
import { nagios } from './nagios.ts';
import { prometheus } from './prometheus/prometheus.ts';
import type { Reporter, ReporterOptions } from './reporter.ts';
import { tap } from './tap.ts';

/** Every format there is, by the name that `--format` and `--report` take. */
const reporters = {
  human,
  json,
  junit,
  tap,
  nagios,
  prometheus,
  markdown,
  html,
  github,
} as const satisfies Readonly<Record<string, Reporter>>;

export type Format = keyof typeof reporters;

/** The names of all formats. */
export const FORMATS = Object.keys(reporters) as readonly Format[];

/** A report in one of the formats; whatever its texts hold, the result is safe to print, parse or open. */
export function renderReport(format: Format, report: Report, options: ReporterOptions): string {
  return reporters[format](inertReport(report), options);
}

import type { Report } from '../../src/model/index.ts';
import type { ReporterOptions } from '../../src/reporters/reporter.ts';
import { type Format, renderReport } from '../../src/reporters/table.ts';

export const plain: ReporterOptions = {
  columns: 80,
  color: false,
  ascii: false,
  verbose: false,
  quiet: false,
};

export const rendered = (format: Format, report: Report, over: Partial<ReporterOptions> = {}): string =>
  renderReport(format, report, { ...plain, ...over });

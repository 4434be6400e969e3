import { appendFile } from 'node:fs/promises';
import type { Report, Sweep } from '../model/index.ts';
import { saveSnapshots, snapshotsOf } from '../record/snapshots.ts';
import { saveSweep, sweepSha256 } from '../record/sweep-file.ts';
import { nagiosExitCode } from '../reporters/nagios.ts';
import { type Format, renderReport } from '../reporters/table.ts';
import { writeWhole } from '../write-whole.ts';
import type { CliContext } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { print } from './print.ts';
import { type DisplayFlags, displayOptions } from './terminal.ts';

/** Where a report goes, and what else is kept of its sweep. */
export interface PresentFlags extends DisplayFlags {
  readonly format?: Format;
  readonly output?: string;
  /** More reports besides, each into a file. */
  readonly report?: readonly ReportFile[];
  readonly strict?: boolean;
  /** Folder for a picture of each camera. */
  readonly snapshots?: string;
  /** Where the sweep is written. */
  readonly save?: string;
}

/** `--report FORMAT=FILE`. */
export interface ReportFile {
  readonly format: Format;
  readonly file: string;
}

/** Nagios has no other word for what is green and not green enough. */
const NAGIOS_UNKNOWN = nagiosExitCode({ verdict: 'unknown' });

/**
 * Prints the report, then writes what is wanted as files; a file that cannot be written is told on stderr and costs the
 * green, never the report. Resolves with the exit code.
 */
export async function present(
  report: Report,
  sweep: Sweep,
  flags: PresentFlags,
  context: CliContext,
): Promise<number> {
  const { format = 'human', strict = false } = flags;
  const outputs = outputsOf(report, sweep, flags, context);
  const written = await Promise.allSettled(outputs.map(({ write }) => write()));
  const lost = written.flatMap((one, at) =>
    one.status === 'rejected' ? [`${outputs[at]?.what} could not be written: ${wordsOf(one.reason)}`] : [],
  );
  for (const words of lost) context.stderr.write(`camproof: ${words}\n`);
  const code = format === 'nagios' ? nagiosExitCode(report) : exitCodeOf(report, strict);
  return code !== EXIT.ok || lost.length === 0 ? code : codeOf(flags, EXIT.notWritten);
}

/** An exit code in the words of the format. */
export const codeOf = ({ format }: PresentFlags, code: number): number =>
  format === 'nagios' ? NAGIOS_UNKNOWN : code;

interface Output {
  readonly what: string;
  write(): Promise<void>;
}

function outputsOf(report: Report, sweep: Sweep, flags: PresentFlags, context: CliContext): Output[] {
  const { format = 'human', report: more = [], output, save, snapshots } = flags;
  const pictures = [format, ...more.map((one) => one.format)].includes('html') ? picturesOf(sweep) : {};
  const display = { ...displayOptions(flags, context), sweepSha256: sweepSha256(sweep), pictures };
  const text = renderReport(format, report, display);
  const summary = format === 'github' ? context.env['GITHUB_STEP_SUMMARY'] : undefined;
  const file = (what: string | undefined, write: (file: string) => Promise<void>): Output[] =>
    what ? [{ what, write: () => write(what) }] : [];
  return [
    ...(output === undefined
      ? [{ what: 'the report', write: () => print(context.stdout, text) }]
      : file(output, (to) => writeWhole(to, text))),
    ...more.flatMap((one) =>
      file(one.file, (to) =>
        writeWhole(to, renderReport(one.format, report, { ...display, columns: 80, color: false })),
      ),
    ),
    ...file(summary, (to) => appendFile(to, renderReport('markdown', report, display))),
    ...file(save, (to) => saveSweep(to, sweep)),
    ...file(snapshots, (to) => saveSnapshots(to, snapshotsOf(sweep))),
  ];
}

/** A picture of each camera that was looked at, as a `data:` URL. */
const picturesOf = (sweep: Sweep): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(snapshotsOf(sweep)).map(([id, jpeg]) => [
      id,
      `data:image/jpeg;base64,${jpeg.toString('base64')}`,
    ]),
  );

const wordsOf = (error: unknown): string =>
  error instanceof Error && 'code' in error ? String(error.code) : String(error);

import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { checkBox, judge } from '../index.ts';
import type { Report, Sweep } from '../model/index.ts';
import type { DeviceHost } from '../probes/device-host.ts';
import { readSweep, SweepFileError, saveSweep } from '../record/sweep-file.ts';
import { githubSummary } from '../reporters/github.ts';
import { nagiosExitCode } from '../reporters/nagios.ts';
import { type Format, renderReport } from '../reporters/table.ts';
import { ageWords } from '../reporters/words.ts';
import { writeWhole } from '../write-whole.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { print } from './print.ts';
import { ProgressLine } from './progress.ts';
import { type DisplayFlags, displayOptions } from './terminal.ts';

export interface CheckFlags extends DisplayFlags {
  readonly config?: string;
  readonly only?: readonly string[];
  readonly camera?: readonly string[];
  readonly expectCameras?: number;
  readonly passive?: boolean;
  readonly wake?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  /** Seconds: repeat until green or the time is up. */
  readonly wait?: number;
  readonly format?: Format;
  readonly output?: string;
  /** More reports besides, each into a file. */
  readonly report?: readonly ReportFile[];
  readonly strict?: boolean;
  /** Where the sweep is written. */
  readonly save?: string;
  /** A saved sweep that is judged in place of a new one. */
  readonly replay?: string;
}

/** `--report FORMAT=FILE`. */
export interface ReportFile {
  readonly format: Format;
  readonly file: string;
}

/** A Nagios plugin has ten seconds; what does not fit is unknown, and said to be left out. */
const NAGIOS_SECONDS = 9;

/** Between two tries of `--wait`, ms. */
const PAUSE_MS = 2_000;

/** `camproof check`: one sweep (or, with --wait, as many as it takes), one report. Resolves with the exit code. */
export async function check(flags: CheckFlags, context: CliContext): Promise<number> {
  if (flags.replay !== undefined)
    return present(await replayed(flags.replay, flags, context), flags, context);
  const { config } = await loadConfig({
    file: flags.config,
    flags: { expectCameras: { flag: '--expect-cameras', value: flags.expectCameras } },
    env: context.env,
    cwd: context.cwd,
    uid: context.uid,
  });
  return checkConfig(config, flags, context);
}

/** The same for a configuration that is there already, and for devices of the demo. */
export async function checkConfig(
  config: Config,
  flags: CheckFlags,
  context: CliContext,
  devices?: DeviceHost,
): Promise<number> {
  const line = new ProgressLine(context.stderr, flags.quiet ?? false);
  const options = {
    passive: flags.passive ?? false,
    wake: flags.wake ?? false,
    only: flags.only ?? [],
    cameras: flags.camera ?? [],
  };
  const timeout = flags.timeout ?? (flags.format === 'nagios' ? NAGIOS_SECONDS : undefined);
  const until = performance.now() + (flags.wait ?? 0) * 1000;
  let report: Report;
  let sweep: Sweep;
  try {
    for (;;) {
      ({ report, sweep } = await checkBox({
        config,
        options,
        signal: context.signal,
        onProgress: (progress) => line.show(progress),
        ...(timeout !== undefined && { timeoutMs: timeout * 1000 }),
        ...(devices && { devices }),
      }));
      const green = exitCodeOf(report, flags.strict ?? false) === EXIT.ok;
      if (green || performance.now() + PAUSE_MS > until) break;
      await sleep(PAUSE_MS, undefined, { signal: context.signal });
    }
  } catch (error) {
    if (error instanceof RangeError) throw new CliError(error.message, EXIT.usage);
    throw error;
  } finally {
    line.clear();
  }
  if (flags.save !== undefined) await saveSweep(flags.save, sweep);
  return present(report, flags, context);
}

/** The report of a saved sweep, for the checks and cameras that are asked for now. Says on stderr what it is. */
async function replayed(
  file: string,
  { only, camera, quiet }: CheckFlags,
  { stderr }: CliContext,
): Promise<Report> {
  const sweep = await readSweep(file).catch((error: unknown) => {
    throw error instanceof SweepFileError ? new CliError(error.message, EXIT.usage) : error;
  });
  const { box, startedAt, expectations } = sweep;
  if (!quiet)
    stderr.write(
      `camproof: replay of ${box.hostname}, ${startedAt} (${ageWords(startedAt)}): nothing is probed\n`,
    );
  const options = {
    ...expectations.options,
    ...(only && { only }),
    ...(camera && { cameras: camera }),
  };
  try {
    return judge({ ...sweep, expectations: { ...expectations, options } });
  } catch (error) {
    throw new CliError(
      `${file} cannot be judged: ${error instanceof Error ? error.message : error}`,
      EXIT.usage,
    );
  }
}

/** Reports go where they are wanted. Resolves with the exit code. */
async function present(report: Report, flags: CheckFlags, context: CliContext): Promise<number> {
  const display = displayOptions(flags, context);
  const format = flags.format ?? 'human';
  for (const { format: other, file } of flags.report ?? []) {
    await writeWhole(file, renderReport(other, report, { ...display, columns: 80, color: false }));
  }
  const summary = context.env['GITHUB_STEP_SUMMARY'];
  if (format === 'github' && summary) await appendFile(summary, githubSummary(report, display));
  const text = renderReport(format, report, display);
  if (flags.output === undefined) await print(context.stdout, text);
  else await writeWhole(flags.output, text);
  return format === 'nagios' ? nagiosExitCode(report) : exitCodeOf(report, flags.strict ?? false);
}

import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { checkBox } from '../index.ts';
import type { Report } from '../model/index.ts';
import type { DeviceHost } from '../probes/device-host.ts';
import { githubSummary } from '../reporters/github.ts';
import { nagiosExitCode } from '../reporters/nagios.ts';
import { type Format, renderReport } from '../reporters/table.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { print, writeWhole } from './output.ts';
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
  try {
    for (;;) {
      ({ report } = await checkBox({
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

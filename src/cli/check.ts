import { appendFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import { judge } from '../checks/judge.ts';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import type { Report, Sweep } from '../model/index.ts';
import type { DeviceHost } from '../probes/device-host.ts';
import { saveSnapshots, snapshotsOf } from '../record/snapshots.ts';
import { readSweep, SweepFileError, saveSweep, sweepSha256 } from '../record/sweep-file.ts';
import { inertText } from '../reporters/inert.ts';
import { nagiosExitCode } from '../reporters/nagios.ts';
import { type Format, renderReport } from '../reporters/table.ts';
import { ageWords } from '../reporters/words.ts';
import { checkBox } from '../sweep/check-box.ts';
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
  /** Name or address by which viewers reach the box. */
  readonly viewerHost?: string;
  readonly passive?: boolean;
  readonly wake?: boolean;
  /** Seconds. */
  readonly timeout?: number;
  /** Seconds: repeat until green or the time is up. */
  readonly wait?: number;
  /** Green only counts after so many sweeps in a row. */
  readonly untilStable?: number;
  readonly format?: Format;
  readonly output?: string;
  /** More reports besides, each into a file. */
  readonly report?: readonly ReportFile[];
  readonly strict?: boolean;
  /** How long the pictures of each stream are looked at, seconds. */
  readonly look?: number;
  /** Folder for a picture of each camera. */
  readonly snapshots?: string;
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

/** A Nagios plugin has ten seconds, its own start included; what does not fit is unknown, and said to be left out. */
const NAGIOS_MS = 9_000;
/** Of these, what judging, printing and ending may take. */
const CLOSING_MS = 400;
/** Nagios has no other word for what is green and not green enough. */
const NAGIOS_UNKNOWN = 3;

/** How long `--until-stable` waits where no time is given, seconds. */
const STABLE_SECONDS = 60;

/** Between two tries of `--wait`, ms. */
const PAUSE_MS = 2_000;

// A camera box has little memory. The heap is kept small before the players of streams are loaded: a sixth of the whole is
// saved. (Set at the very start it would make the kept compiled code useless, and every command slower.)
v8.setFlagsFromString('--optimize-for-size');
v8.setFlagsFromString('--max-semi-space-size=1');

/** `camproof check`: one sweep (or, with --wait, as many as it takes), one report. Resolves with the exit code. */
export async function check(flags: CheckFlags, context: CliContext): Promise<number> {
  if (flags.replay !== undefined) {
    const sweep = await readReplay(flags.replay, flags, context);
    return present(judgeReplay(flags.replay, sweep, flags), sweep, flags, context);
  }
  const { config } = await loadConfig({
    file: flags.config,
    flags: {
      expectCameras: { flag: '--expect-cameras', value: flags.expectCameras },
      viewerHost: { flag: '--viewer-host', value: flags.viewerHost },
    },
    env: context.env,
    cwd: context.cwd,
    uid: context.uid,
  });
  // The clock of this process began at its start.
  return checkConfig(config, flags, context, undefined, 0);
}

/** How long one sweep may take, ms; undefined where nothing but its own limit says so. */
export function sweepBudget(
  { timeout, format }: Pick<CheckFlags, 'timeout' | 'format'>,
  sinceStartMs: number,
): number | undefined {
  if (timeout !== undefined) return timeout * 1000;
  return format === 'nagios' ? Math.max(0, NAGIOS_MS - CLOSING_MS - sinceStartMs) : undefined;
}

/** The same for a configuration that is there already, and for devices of the demo. `begun` as in performance.now(). */
export async function checkConfig(
  config: Config,
  flags: CheckFlags,
  context: CliContext,
  devices?: DeviceHost,
  begun = performance.now(),
): Promise<number> {
  const line = new ProgressLine(context.stderr, flags.quiet ?? false);
  const options = {
    passive: flags.passive ?? false,
    wake: flags.wake ?? false,
    only: flags.only ?? [],
    cameras: flags.camera ?? [],
    ...(flags.look !== undefined && { lookMs: flags.look * 1000 }),
  };
  const strict = flags.strict ?? false;
  const wanted = flags.untilStable ?? 1;
  const waitMs = (flags.wait ?? (flags.untilStable ? STABLE_SECONDS : 0)) * 1000;
  // For Nagios no try begins that would be cut off.
  const latest = flags.format === 'nagios' ? begun + NAGIOS_MS / 2 : Number.POSITIVE_INFINITY;
  const until = Math.min(performance.now() + waitMs, latest);
  let made: { report: Report; sweep: Sweep };
  let greens = 0;
  try {
    for (;;) {
      const timeoutMs = sweepBudget(flags, performance.now() - begun);
      made = await checkBox({
        config,
        options,
        signal: context.signal,
        onProgress: (progress) => line.show(progress),
        ...(timeoutMs !== undefined && { timeoutMs }),
        ...(devices && { devices }),
      });
      greens = exitCodeOf(made.report, strict) === EXIT.ok ? greens + 1 : 0;
      if (greens >= wanted || performance.now() + PAUSE_MS > until) break;
      await sleep(PAUSE_MS, undefined, { signal: context.signal });
    }
  } catch (error) {
    if (error instanceof RangeError) throw new CliError(error.message, EXIT.usage);
    throw error;
  } finally {
    line.clear();
  }
  const { report, sweep } = made;
  if (flags.save !== undefined) await saveSweep(flags.save, sweep);
  if (flags.snapshots !== undefined) await saveSnapshots(flags.snapshots, snapshotsOf(sweep));
  const code = await present(report, sweep, flags, context);
  if (code !== EXIT.ok || greens >= wanted) return code;
  context.stderr.write(`camproof: green ${greens} times in a row, not ${wanted}: not stable yet\n`);
  return flags.format === 'nagios' ? NAGIOS_UNKNOWN : EXIT.unknown;
}

/** A picture of each camera as a `data:` URL. */
const picturesOf = (sweep: Sweep): Readonly<Record<string, string>> =>
  Object.fromEntries(
    Object.entries(snapshotsOf(sweep)).map(([id, jpeg]) => [
      id,
      `data:image/jpeg;base64,${jpeg.toString('base64')}`,
    ]),
  );

/** A saved sweep. Says on stderr what it is. */
async function readReplay(file: string, { quiet }: CheckFlags, { stderr }: CliContext): Promise<Sweep> {
  const sweep = await readSweep(file).catch((error: unknown) => {
    throw error instanceof SweepFileError ? new CliError(error.message, EXIT.usage) : error;
  });
  const { box, startedAt } = sweep;
  if (!quiet) {
    const when = `${startedAt} (${ageWords(startedAt)})`;
    stderr.write(`camproof: replay of ${inertText(box.hostname)}, ${when}: nothing is probed\n`);
  }
  return sweep;
}

/** The report of a saved sweep, for the checks and cameras that are asked for now. */
function judgeReplay(file: string, sweep: Sweep, { only, camera }: CheckFlags): Report {
  const { expectations } = sweep;
  const options = { ...expectations.options, ...(only && { only }), ...(camera && { cameras: camera }) };
  try {
    return judge({ ...sweep, expectations: { ...expectations, options } });
  } catch (error) {
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`${file} cannot be judged: ${why}`, EXIT.usage);
  }
}

/** Reports go where they are wanted; HTML has a picture of each camera that was looked at. Resolves with the exit code. */
async function present(
  report: Report,
  sweep: Sweep,
  flags: CheckFlags,
  context: CliContext,
): Promise<number> {
  const format = flags.format ?? 'human';
  const shown = [format, ...(flags.report ?? []).map((one) => one.format)].includes('html');
  const display = {
    ...displayOptions(flags, context),
    sweepSha256: sweepSha256(sweep),
    pictures: shown ? picturesOf(sweep) : {},
  };
  for (const { format: other, file } of flags.report ?? []) {
    await writeWhole(file, renderReport(other, report, { ...display, columns: 80, color: false }));
  }
  const summary = context.env['GITHUB_STEP_SUMMARY'];
  if (format === 'github' && summary) await appendFile(summary, renderReport('markdown', report, display));
  const text = renderReport(format, report, display);
  if (flags.output === undefined) await print(context.stdout, text);
  else await writeWhole(flags.output, text);
  return format === 'nagios' ? nagiosExitCode(report) : exitCodeOf(report, flags.strict ?? false);
}

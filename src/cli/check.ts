import { setTimeout as sleep } from 'node:timers/promises';
import v8 from 'node:v8';
import { closest, distance } from 'fastest-levenshtein';
import { unknownNames } from '../checks/box/expected-cameras.ts';
import { judge } from '../checks/judge.ts';
import type { Config } from '../config/config.ts';
import type { Report, Sweep } from '../model/index.ts';
import type { DeviceHost } from '../probes/device-host.ts';
import { readSweep, SweepFileError } from '../record/sweep-file.ts';
import { inertText } from '../reporters/inert.ts';
import { ageWords } from '../reporters/words.ts';
import { checkBox } from '../sweep/check-box.ts';
import { configured } from './configuration.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { codeOf, type PresentFlags, present } from './present.ts';
import { ProgressLine } from './progress.ts';

export interface CheckFlags extends PresentFlags {
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
  /** How long the pictures of each stream are looked at, seconds. */
  readonly look?: number;
  /** A saved sweep that is judged in place of a new one. */
  readonly replay?: string;
}

/** A Nagios plugin has ten seconds, its own start included; what does not fit is unknown, and said to be left out. */
const NAGIOS_MS = 9_000;
/** Of these, what judging, printing and ending may take. */
const CLOSING_MS = 400;
/** How long `--until-stable` waits where no time is given, seconds. */
const STABLE_SECONDS = 60;

/** Between two tries of `--wait`, ms. */
const PAUSE_MS = 2_000;

// A camera box has little memory. The heap is kept small before the players of streams are loaded: a sixth of the whole is
// saved. (Set at the very start it would make the kept compiled code useless, and every command slower.)
v8.setFlagsFromString('--optimize-for-size');
v8.setFlagsFromString('--max-semi-space-size=1');
// The optimising compiler takes 7 MiB, and gains nothing within the seconds that a check takes.
v8.setFlagsFromString('--no-opt');

/** `camproof check`: one sweep (or, with --wait, as many as it takes), one report. Resolves with the exit code. */
export async function check(flags: CheckFlags, context: CliContext): Promise<number> {
  if (flags.replay !== undefined) {
    const sweep = await readReplay(flags.replay, flags, context);
    return present(judgeReplay(flags.replay, sweep, flags), sweep, flags, context);
  }
  const { config } = await configured(flags, context);
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
  refuseUnknownNames(sweep);
  const code = await present(report, sweep, flags, context);
  if (code !== EXIT.ok || greens >= wanted) return code;
  context.stderr.write(`camproof: green ${greens} times in a row, not ${wanted}: not stable yet\n`);
  return codeOf(flags, EXIT.unknown);
}

/** Which names cameras have is known only once the box was looked at. */
function refuseUnknownNames(sweep: Sweep): void {
  const found = unknownNames(sweep);
  if (!found) return;
  const [name = ''] = found.names;
  const near = closest(name, [...found.there]);
  const hint = distance(near, name) <= 3 ? ` Did you mean ${near}?` : '';
  const words = `no camera is called ${found.names.join(', ')}.${hint} There are: ${found.there.join(', ')}`;
  throw new CliError(inertText(words), EXIT.usage);
}

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
  const asked = { ...sweep, expectations: { ...expectations, options } };
  try {
    refuseUnknownNames(asked);
    return judge(asked);
  } catch (error) {
    if (error instanceof CliError) throw error;
    const why = error instanceof Error ? error.message : String(error);
    throw new CliError(`${file} cannot be judged: ${why}`, EXIT.usage);
  }
}

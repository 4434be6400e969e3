import { setTimeout as sleep } from 'node:timers/promises';
import type { Config } from '../config/config.ts';
import { loadConfig } from '../config/load.ts';
import { checkBox } from '../index.ts';
import type { Report } from '../model/index.ts';
import type { DeviceHost } from '../probes/device-host.ts';
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
  readonly strict?: boolean;
}

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
  const until = performance.now() + (flags.wait ?? 0) * 1000;
  let report: Report;
  try {
    for (;;) {
      ({ report } = await checkBox({
        config,
        options,
        signal: context.signal,
        onProgress: (progress) => line.show(progress),
        ...(flags.timeout !== undefined && { timeoutMs: flags.timeout * 1000 }),
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
  const text = renderReport(flags.format ?? 'human', report, displayOptions(flags, context));
  if (flags.output === undefined) await print(context.stdout, text);
  else await writeWhole(flags.output, text);
  return exitCodeOf(report, flags.strict ?? false);
}

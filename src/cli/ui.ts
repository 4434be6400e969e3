import { loadConfig } from '../config/load.ts';
import type { Report } from '../model/index.ts';
import type { MonitorOptions } from '../monitor/monitor.ts';
import { readSweep, SweepFileError } from '../record/sweep-file.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { displayOptions } from './terminal.ts';

/** True where the live screen can be shown: a terminal on both ends that can move its cursor. */
export function isTerminal({ stdout, env }: Pick<CliContext, 'stdout' | 'env'>): boolean {
  return stdout.isTTY === true && process.stdin.isTTY === true && env['TERM'] !== 'dumb';
}

/** Plain `camproof` on a terminal: the live screen. Resolves with the exit code of the last verdict seen. */
export async function ui(file: string | undefined, context: CliContext): Promise<number> {
  const { config } = await loadConfig({ file, env: context.env, cwd: context.cwd, uid: context.uid });
  return showUi({ config: () => config }, context);
}

/** The screen for any box. Ink and React are loaded here and nowhere else. */
export async function showUi(options: MonitorOptions, context: CliContext): Promise<number> {
  const { showBox } = await import('../tui/main.tsx');
  return codeOf(await showBox(options, displayOptions({}, context), context.signal));
}

/** `camproof --replay FILE` on a terminal: a recorded sweep on the same screen. */
export async function replayUi(file: string, context: CliContext): Promise<number> {
  const sweep = await readSweep(file).catch((error: unknown) => {
    throw error instanceof SweepFileError ? new CliError(error.message, EXIT.usage) : error;
  });
  const { showReplay } = await import('../tui/main.tsx');
  return codeOf(await showReplay(sweep, displayOptions({}, context), context.signal));
}

const codeOf = (report: Report | null): number =>
  report === null ? EXIT.unknown : exitCodeOf(report, false);

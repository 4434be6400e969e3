import { loadConfig } from '../config/load.ts';
import type { ProbeBoxOptions } from '../sweep/probe-box.ts';
import type { CliContext } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';

/** True where the live screen can be shown: a terminal on both ends that can move its cursor. */
export function isTerminal({ stdout, env }: Pick<CliContext, 'stdout' | 'env'>): boolean {
  return stdout.isTTY === true && process.stdin.isTTY === true && env['TERM'] !== 'dumb';
}

/** Plain `camproof` on a terminal: the live screen. Resolves with the exit code of the last verdict seen. */
export async function ui(file: string | undefined, context: CliContext): Promise<number> {
  const { config } = await loadConfig({ file, env: context.env, cwd: context.cwd, uid: context.uid });
  return showUi(() => ({ config }), context);
}

/** The screen for any box. Ink and React are loaded here and nowhere else. */
export async function showUi(options: () => ProbeBoxOptions, { signal }: CliContext): Promise<number> {
  const { showBox } = await import('../tui/main.tsx');
  const report = await showBox(options, signal);
  return report === null ? EXIT.unknown : exitCodeOf(report, false);
}

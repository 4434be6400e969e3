import process from 'node:process';
import type { ReporterOptions } from '../reporters/reporter.ts';
import type { CliContext } from './context.ts';

export interface DisplayFlags {
  readonly color?: 'auto' | 'always' | 'never';
  readonly ascii?: boolean;
  readonly verbose?: boolean;
  readonly quiet?: boolean;
}

/** What this terminal (or pipe) can show; flags win over NO_COLOR, FORCE_COLOR, TERM and the locale. */
export function displayOptions(
  flags: DisplayFlags,
  { env, stdout }: Pick<CliContext, 'env' | 'stdout'>,
): ReporterOptions {
  return {
    columns: Math.max(40, stdout.columns || 80),
    color: wantsColor(flags.color ?? 'auto', env, stdout.isTTY === true),
    ascii: flags.ascii ?? !isUtf8(env),
    verbose: flags.verbose ?? false,
    quiet: flags.quiet ?? false,
  };
}

/** True where the live screen can be shown: a terminal on both ends that can move its cursor. */
export function isTerminal({ stdout, env }: Pick<CliContext, 'stdout' | 'env'>): boolean {
  return stdout.isTTY === true && process.stdin.isTTY === true && env['TERM'] !== 'dumb';
}

function wantsColor(flag: 'auto' | 'always' | 'never', env: CliContext['env'], isTerminal: boolean): boolean {
  if (flag !== 'auto') return flag === 'always';
  if (env['NO_COLOR']) return false;
  const force = env['FORCE_COLOR'];
  if (force !== undefined) return force !== '0' && force !== 'false';
  return isTerminal && env['TERM'] !== 'dumb';
}

/** The first of LC_ALL, LC_CTYPE and LANG that is set decides, as in the C library; a text console's font has few glyphs. */
function isUtf8(env: CliContext['env']): boolean {
  if (env['TERM'] === 'linux') return false;
  const locale = env['LC_ALL'] || env['LC_CTYPE'] || env['LANG'] || '';
  return /utf-?8/i.test(locale);
}

import type { Report } from '../model/index.ts';

/** Exit codes, the same for every command. */
export const EXIT = {
  ok: 0,
  fail: 1,
  unknown: 2,
  usage: 64,
  internal: 70,
  notWritten: 73,
  badConfiguration: 78,
} as const;

/** 0 for pass and warn (1 for warn with --strict), 1 for fail, 2 for unknown. */
export function exitCodeOf({ verdict }: Pick<Report, 'verdict'>, strict: boolean): number {
  if (verdict === 'fail' || (strict && verdict === 'warn')) return EXIT.fail;
  return verdict === 'unknown' ? EXIT.unknown : EXIT.ok;
}

/** For `--help`. */
export const EXIT_HELP = `
Exit codes:
  0    pass, or pass with warnings
  1    something is proved broken
  2    nothing is proved broken, but something essential could not be told
  64   wrong usage
  70   internal error
  73   a file could not be written (nothing worse was found)
  78   bad configuration
  129, 130, 143   ended by a signal
With --format nagios: 0 OK, 1 WARNING, 2 CRITICAL, 3 UNKNOWN and whatever went wrong.
`;

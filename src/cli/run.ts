import process from 'node:process';
import { CommanderError } from 'commander';
import { type CliContext, CliError, currentUid } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';
import { program } from './program.ts';

const SIGNALS = { SIGHUP: 129, SIGINT: 130, SIGTERM: 143 } as const;

/** Runs one command line: the one place that handles signals and sets the exit code. */
export async function run(argv: readonly string[]): Promise<void> {
  const stop = new AbortController();
  let ended: number | null = null;
  for (const [name, code] of Object.entries(SIGNALS)) {
    process.on(name, () => {
      // A second one does not wait for the tidying up after the first.
      if (ended !== null) process.exit(code);
      ended = code;
      stop.abort();
    });
  }
  // Whoever reads us may go away (`camproof check | head -1`).
  process.stdout.on('error', (error) => {
    if (!('code' in error) || error.code !== 'EPIPE') throw error;
  });
  const context: CliContext = {
    env: process.env,
    cwd: process.cwd(),
    uid: currentUid(),
    stdout: process.stdout,
    stderr: process.stderr,
    signal: stop.signal,
  };
  let code: number;
  try {
    code = await program(context).parse(argv);
  } catch (error) {
    code = ended ?? explain(error, context);
    if (ended === null && code !== EXIT.ok && isForNagios(argv)) code = await tellNagios(error, context);
  }
  process.exitCode = ended ?? code;
  // A helper stuck in a driver, or a socket that will not close, must not keep us: everything is printed.
  setImmediate(() => process.exit());
}

const isForNagios = (argv: readonly string[]): boolean =>
  argv.includes('--format=nagios') || argv[argv.indexOf('--format') + 1] === 'nagios';

/** Nagios reads the exit code and one line of stdout, whatever went wrong. */
async function tellNagios(error: unknown, { stdout }: CliContext): Promise<number> {
  const { nagiosExitCode, nagiosUnknown } = await import('../reporters/nagios.ts');
  await print(stdout, nagiosUnknown(error instanceof Error ? error.message : String(error)));
  return nagiosExitCode({ verdict: 'unknown' });
}

function explain(error: unknown, { stderr, env }: CliContext): number {
  if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
  if (error instanceof CliError) {
    stderr.write(`camproof: ${error.message}\n`);
    return error.exitCode;
  }
  if (error instanceof Error && error.name === 'ConfigError') {
    stderr.write(`${error.message}\n`);
    return EXIT.badConfiguration;
  }
  const detail = error instanceof Error && env['CAMPROOF_DEBUG'] ? error.stack : String(error);
  stderr.write(`camproof: internal error: ${detail}\nSet CAMPROOF_DEBUG=1 for the place it came from.\n`);
  return EXIT.internal;
}

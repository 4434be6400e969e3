import process from 'node:process';

/** What a command may use of the process; tests pass their own. */
export interface CliContext {
  readonly env: Readonly<Record<string, string | undefined>>;
  readonly cwd: string;
  readonly uid: number;
  readonly stdout: NodeJS.WriteStream;
  readonly stderr: NodeJS.WriteStream;
  /** Aborted by the first signal that asks us to end. */
  readonly signal: AbortSignal;
}

/** A message for the user that ends the command with a certain exit code. */
export class CliError extends Error {
  readonly exitCode: number;
  constructor(message: string, exitCode: number) {
    super(message);
    this.exitCode = exitCode;
  }
}

export const currentUid = (): number => process.getuid?.() ?? -1;

import { spawnSync } from 'node:child_process';
import process from 'node:process';

/** What a program that was given a text on its standard input made of it. */
export interface Judged {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

/** True when a program is on PATH; says loudly which Debian package has it when it is not. */
export function isInstalled(tool: string, debianPackage: string): boolean {
  const found = spawnSync('which', [tool]).status === 0;
  if (!found) process.stderr.write(`SKIPPED: ${tool} is not installed (apt-get install ${debianPackage})\n`);
  return found;
}

/** Runs a program to its end, with a deadline. */
export function judged(tool: string, args: readonly string[], input = ''): Judged {
  const { status, stdout, stderr, error } = spawnSync(tool, args, {
    input,
    encoding: 'utf8',
    timeout: 15_000,
    maxBuffer: 64 << 20,
  });
  if (error) throw error;
  return { code: status, stdout, stderr };
}

import process from 'node:process';
import { version as camproof } from '../version.ts';
import type { CliContext } from './context.ts';
import { print } from './print.ts';

/** `camproof version`. */
export async function version({ stdout }: CliContext): Promise<number> {
  await print(
    stdout,
    `camproof ${camproof} (node ${process.version}, ${process.platform} ${process.arch})\n`,
  );
  return 0;
}

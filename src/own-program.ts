import { existsSync } from 'node:fs';
import { fileURLToPath } from 'node:url';

/**
 * A program of this package that runs as a process of its own. `here` is the caller's `import.meta.url`, `source` the
 * program beside it, `built` its name in the built package. Null where it is not part of the installation.
 */
export function ownProgram(here: string, source: string, built: string): string | null {
  const names = here.endsWith('.ts') ? [source] : [`./${built}`, `../${built}`];
  return names.map((name) => fileURLToPath(new URL(name, here))).find((path) => existsSync(path)) ?? null;
}

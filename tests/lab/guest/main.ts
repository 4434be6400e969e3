// Runs in the guest: every scenario in its order. Writes how they ended as one JSON file into the shared folder.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { run } from './run.ts';
import type { Guest, Outcome } from './scenario.ts';
import { scenarios } from './table.ts';

const [share = '/tmp', ...only] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const guest: Guest = { share, program: join(here, 'camproof.js'), helper: join(here, 'v4l2-helper.js') };

// The hanging devices of some scenarios are made with it.
await run(['modprobe', 'cuse']);

const outcomes: Outcome[] = [];
for (const [name, scenario] of Object.entries(scenarios)) {
  if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
  const start = performance.now();
  const [facts, error] = await scenario(guest).then(
    (found) => [found, null] as const,
    (thrown: unknown) =>
      [{}, thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)] as const,
  );
  outcomes.push({ name, ms: Math.round(performance.now() - start), facts, error });
  process.stderr.write(`${error === null ? 'ok' : 'FAILED'}  ${name}  ${JSON.stringify(facts)}\n`);
  await writeFile(join(share, 'outcomes.json'), JSON.stringify(outcomes));
}
// Whatever a failed scenario left running must not keep the guest.
process.exit(0);

// Runs in the guest: `nodes` or `box`, every scenario of that table in its order, or those that a word names. Writes
// how they ended as a JSON file into the shared folder.
import { writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { LabBox } from './box.ts';
import { run } from './run.ts';
import type { Facts, Guest, Outcome } from './scenario.ts';
import { boxScenarios, nodeScenarios } from './table.ts';

const [share = '/tmp', table, ...only] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const outcomes: Outcome[] = [];

async function prove(scenarios: Readonly<Record<string, () => Promise<Facts>>>): Promise<void> {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
    const start = performance.now();
    const [facts, error] = await scenario().then(
      (found) => [found, null] as const,
      (thrown: unknown) =>
        [{}, thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown)] as const,
    );
    outcomes.push({ name, ms: Math.round(performance.now() - start), facts, error });
    process.stderr.write(`${error === null ? 'ok' : 'FAILED'}  ${name}  ${JSON.stringify(facts)}\n`);
    await writeFile(join(share, 'outcomes.json'), JSON.stringify(outcomes));
  }
}

/** The scenarios of a table with what they need. */
function bound<T>(scenarios: Readonly<Record<string, (given: T) => Promise<Facts>>>, given: T) {
  return Object.fromEntries(
    Object.entries(scenarios).map(([name, scenario]) => [name, () => scenario(given)]),
  );
}

if (table === 'box') {
  await using box = await LabBox.start();
  await prove(bound(boxScenarios, box));
} else {
  // The hanging devices of some scenarios are made with it.
  await run(['modprobe', 'cuse']);
  const guest: Guest = { share, program: join(here, 'camproof.js'), helper: join(here, 'v4l2-helper.js') };
  await prove(bound(nodeScenarios, guest));
}
// Whatever a failed scenario left running must not keep the guest.
process.exit(0);

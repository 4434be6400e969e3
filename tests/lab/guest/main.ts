// Runs in the guest: `nodes` or `box`, every scenario of that table in its order, or those that a word names; or
// `figures`. Writes how they ended as a JSON file into the shared folder.
import { readdir, writeFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import process from 'node:process';
import { fileURLToPath } from 'node:url';
import { LabBox } from './box.ts';
import { figures } from './figures.ts';
import { run } from './run.ts';
import { CannotTry, type Facts, type Guest, type Outcome } from './scenario.ts';
import { boxScenarios, crowdScenarios, lastScenarios, nodeScenarios, witnessScenarios } from './table.ts';
import { vivid } from './vivid.ts';
import { Witnesses } from './witness.ts';

const [share = '/tmp', table, ...only] = process.argv.slice(2);
const here = dirname(fileURLToPath(import.meta.url));
const guest: Guest = { share, program: join(here, 'camproof.js'), helper: join(here, 'v4l2-helper.js') };
const outcomes: Outcome[] = [];

/** Tries every scenario of a table with what they need. */
async function prove<T>(
  scenarios: Readonly<Record<string, (given: T) => Promise<Facts>>>,
  given: T,
): Promise<void> {
  for (const [name, scenario] of Object.entries(scenarios)) {
    if (only.length > 0 && !only.some((word) => name.includes(word))) continue;
    const start = performance.now();
    const ended = await scenario(given).then((facts) => ({ facts, error: null }), failed);
    const ms = Math.round(performance.now() - start);
    outcomes.push({ name, ms, devices: await videoNodes(), ...ended });
    const word = ended.error === null ? 'ok' : 'FAILED';
    process.stderr.write(`${word}  ${name}  ${JSON.stringify(ended.facts)}\n`);
    await writeFile(join(share, 'outcomes.json'), JSON.stringify(outcomes));
  }
}

/** How many V4L2 nodes the kernel has now. */
const videoNodes = async (): Promise<number> => (await readdir('/sys/class/video4linux')).length;

function failed(thrown: unknown): Pick<Outcome, 'facts' | 'error' | 'skipped'> {
  if (thrown instanceof CannotTry) return { facts: {}, error: null, skipped: thrown.message };
  return { facts: {}, error: thrown instanceof Error ? (thrown.stack ?? thrown.message) : String(thrown) };
}

/** The first device with all its four kinds of nodes, a multi-planar one and two single-planar ones. */
const FEW = 'n_devs=4 node_types=0x60101,0x1,0x1,0x1 multiplanar=1,2,1,1';

if (table === 'box') {
  const read = ['/dev/video3', '/dev/video4'] as const;
  const witnesses = await Witnesses.start(...read);
  await using box = await LabBox.start(read);
  await prove(boxScenarios, box);
  await prove(witnessScenarios, witnesses);
  await prove(lastScenarios, box);
} else if (table === 'figures') {
  await prove({ figures }, guest);
} else {
  await prove(crowdScenarios, guest);
  await vivid(FEW);
  // The hanging devices of some scenarios are made with it.
  await run(['modprobe', 'cuse']);
  await prove(nodeScenarios, guest);
}
// Whatever a failed scenario left running must not keep the guest.
process.exit(0);

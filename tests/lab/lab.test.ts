import { beforeAll, describe, expect, it } from 'vitest';
import { boot, prepare } from './boot.ts';
import type { Outcome } from './guest/scenario.ts';
import {
  boxScenarios,
  crowdScenarios,
  FAULTS,
  lastScenarios,
  nodeScenarios,
  witnessScenarios,
} from './guest/table.ts';

/** A first instance with all its four kinds of nodes, a multi-planar one, and as many as vivid has besides. */
const INSTANCES = 64;
const list = (first: readonly string[], rest: string) =>
  Array.from({ length: INSTANCES }, (_, index) => first[index] ?? rest).join(',');
const MANY = [
  `n_devs=${INSTANCES}`,
  `node_types=${list(['0x60101'], '0x1')}`,
  `multiplanar=${list(['1', '1', '2'], '1')}`,
].join(' ');

const why = prepare();
if (why !== null) console.warn(`\n*** The tests on real V4L2 devices are SKIPPED: ${why}\n`);

/** What is tried in each boot, with the devices that it has at first. */
const boots = [
  { table: 'nodes', vivid: MANY, names: [crowdScenarios, nodeScenarios].flatMap(Object.keys) },
  {
    table: 'box',
    // Three cameras, and two that programs read all the time.
    vivid: 'n_devs=5 node_types=0x1,0x1,0x1,0x1,0x1',
    names: [boxScenarios, witnessScenarios, lastScenarios].flatMap(Object.keys),
  },
] as const;

/** Rows of the catalogue of faults that a scenario makes for real; null when it breaks nothing. */
const faultsOf = (name: string): readonly number[] | null =>
  Object.entries(FAULTS).find(([words]) => name.startsWith(words))?.[1] ?? null;

// One after the other: both at once leave an emulated machine too little to play a stream.
describe('the table of faults', () => {
  it('names scenarios', () => {
    const names = boots.flatMap((one) => one.names);
    expect(Object.keys(FAULTS).filter((words) => !names.some((name) => name.startsWith(words)))).toEqual([]);
  });
});

describe.skipIf(why !== null).each(boots)('on real V4L2 devices: $table', ({ table, vivid, names }) => {
  const outcomes = new Map<string, Outcome>();
  let said = '';

  beforeAll(async () => {
    const { ran, outcomes: all } = await boot(vivid, table);
    said = `exit code ${ran.code} after ${Math.round(ran.ms)} ms\n${ran.stderr.slice(-4_000)}`;
    for (const outcome of all) outcomes.set(outcome.name, outcome);
  }, 400_000);

  it.for(names)('%s', (name, { skip, task }) => {
    const outcome = outcomes.get(name);
    if (!outcome) expect.fail(`the guest did not come to it: ${said}`);
    if (outcome.error !== null) expect.fail(outcome.error);
    if (outcome.skipped !== undefined) {
      console.warn(`\n*** SKIPPED: ${name}: ${outcome.skipped}\n`);
      skip(outcome.skipped);
    }
    // For the last lines of scripts/test: what was tried, and on how many devices.
    Object.assign(task.meta, { lab: { boot: table, devices: outcome.devices, faults: faultsOf(name) } });
    const facts = Object.entries(outcome.facts).map(([what, value]) => `${what} ${value}`);
    console.info(`${name} (${outcome.ms} ms): ${facts.join(', ')}`);
  });
});

import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import process from 'node:process';
import type { Report } from '../../../src/index.ts';
import { ask, list } from './probes.ts';
import { run } from './run.ts';
import type { Scenario } from './scenario.ts';
import { toldByTool } from './v4l2-ctl.ts';
import { vivid } from './vivid.ts';

/** How often each is measured; the quickest counts, as what else runs on the machine can only make it slower. */
const TURNS = 3;
const FEW = 8;
const SOME = 32;
const MANY = 64;

interface Cost {
  readonly ms: number;
  /** Processor time of the whole guest, in which nothing else runs, ms. */
  readonly cpu: number;
}

/** The figures of devices: enumeration beside v4l2-ctl's, and how it and a whole sweep grow with their number. */
export const figures: Scenario = async ({ program }) => {
  await vivid(FEW);
  const few = { enumeration: await quickest(enumerate), sweep: await quickest(sweep(program)) };
  const { nodes } = await list();
  let byTool = 0;
  for (const { path } of nodes) {
    const times = [];
    for (let turn = 0; turn < TURNS; turn++) times.push((await toldByTool(path)).ms);
    byTool += Math.min(...times);
  }
  await vivid(SOME);
  const some = { sweep: await quickest(sweep(program)) };
  await vivid(MANY);
  const many = { enumeration: await quickest(enumerate), sweep: await quickest(sweep(program)) };
  const perDevice = (more: Cost, less: Cost, devices: number) => (more.cpu - less.cpu) / devices;
  return {
    'to v4l2-ctl': few.enumeration.ms / byTool,
    growth: many.enumeration.ms / few.enumeration.ms,
    'growth of a sweep': many.sweep.cpu / few.sweep.cpu,
    // Straight lines have one slope; what a sweep costs without any device is in neither.
    'steepness of a sweep':
      perDevice(many.sweep, some.sweep, MANY - SOME) / perDevice(some.sweep, few.sweep, SOME - FEW),
    'ms for 8': few.enumeration.ms,
    'CPU ms of a sweep': [few, some, many].map((one) => one.sweep.cpu).join(', '),
  };
};

/** Lists all devices and asks each, with a helper that runs already: without any process start. */
async function enumerate(): Promise<void> {
  for (const { path } of (await list()).nodes) await ask(path);
}

/** Looks at every device as a technician does: the command, from its start to its report. */
const sweep = (program: string) => async (): Promise<void> => {
  const words = ['check', '--only', 'device', '--format', 'json', '--timeout', '120'];
  const { stdout, stderr } = await run([process.execPath, program, ...words]);
  const { findings, headline }: Report = JSON.parse(stdout || assert.fail(stderr));
  const seen = findings.filter(({ checkId, status }) => checkId === 'device' && status !== 'unknown');
  assert.equal(seen.length, (await list()).nodes.length, headline);
};

/** The least that some work cost, once it was done before. */
async function quickest(work: () => Promise<void>): Promise<Cost> {
  await work();
  const costs: Cost[] = [];
  for (let turn = 0; turn < TURNS; turn++) {
    const [start, before] = [performance.now(), await busy()];
    await work();
    costs.push({ ms: performance.now() - start, cpu: (await busy()) - before });
  }
  return {
    ms: Math.min(...costs.map(({ ms }) => ms)),
    cpu: Math.min(...costs.map(({ cpu }) => cpu)),
  };
}

/** User and system time of all processors so far, ms (ticks of 10 ms). */
async function busy(): Promise<number> {
  const [, user, nice, system] = (await readFile('/proc/stat', 'utf8')).split(/\s+/).map(Number);
  return ((user ?? 0) + (nice ?? 0) + (system ?? 0)) * 10;
}

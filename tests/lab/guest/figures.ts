import { readFile } from 'node:fs/promises';
import { ask, list } from './probes.ts';
import type { Scenario } from './scenario.ts';
import { toldByTool } from './v4l2-ctl.ts';
import { vivid } from './vivid.ts';

/** How often each is measured; the quickest counts, as what else runs on the machine can only make it slower. */
const TURNS = 3;
const FEW = 8;
const MANY = 64;

interface Cost {
  readonly ms: number;
  /** Processor time of the whole guest, in which nothing else runs, ms. */
  readonly cpu: number;
}

/** What it costs to list all devices and ask each, with a helper that runs already: without any process start. */
async function sweep(): Promise<Cost> {
  const [start, before] = [performance.now(), await busy()];
  for (const { path } of (await list()).nodes) await ask(path);
  return { ms: performance.now() - start, cpu: (await busy()) - before };
}

/** The figures of enumeration: ours beside v4l2-ctl's for a few devices, and how ours grows. */
export const figures: Scenario = async () => {
  await vivid(FEW);
  const few = await quickest();
  const { nodes } = await list();
  let byTool = 0;
  for (const { path } of nodes) {
    const times = [];
    for (let turn = 0; turn < TURNS; turn++) times.push((await toldByTool(path)).ms);
    byTool += Math.min(...times);
  }
  await vivid(MANY);
  const many = await quickest();
  return {
    'to v4l2-ctl': few.ms / byTool,
    growth: many.ms / few.ms,
    'growth of CPU time': many.cpu / few.cpu,
    'ms for 8': few.ms,
  };
};

async function quickest(): Promise<Cost> {
  const { nodes } = await list();
  await ask(nodes[0]?.path ?? '');
  const costs: Cost[] = [];
  for (let turn = 0; turn < TURNS; turn++) costs.push(await sweep());
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

import process from 'node:process';
import { setTimeout as sleep } from 'node:timers/promises';
import type { NodeCapabilities } from '../../model/index.ts';
import { ownProgram } from '../../own-program.ts';
import { type Probe, type ProbeContext, ProbeFault } from '../probe.ts';
import { capabilitiesIn } from './answer.ts';
import { HelperPool } from './helper-pool.ts';
import type { HelperCommand, HelperProcess } from './helper-process.ts';

/** A helper that stands still for so long hangs in the driver, ms. Cameras take up to two seconds to wake up. */
const STILL_MS = 2_500;
/** Before the deadline a helper is killed and given this long to die, ms, so that we can tell whether it did. */
const DEATH_MS = 250;
/** What is left for ourselves before the deadline, ms: a camera's driver hangs on a busy box, if anywhere. */
const MARGIN_MS = 250;

/**
 * Opens a node in the helper process and asks what it can do, with reads only. A helper that stands still is killed
 * and left, as the driver hangs (`timeout`); one that the kernel will not let die (state D) is named in the fault.
 * One that is only slow has until the deadline, and then it is the machine that is busy (`limited`). Subject: the
 * path. Tests pass a helper of their own, and less patience.
 */
export function capabilitiesProbe(command?: HelperCommand, stillMs = STILL_MS): Probe<'capabilities'> {
  const pool = new HelperPool(() => command ?? installedHelper());
  return {
    kind: 'capabilities',
    title: 'opening devices',
    deadlineMs: 10_000,
    maxAgeMs: 3_600_000,
    active: true,
    source: (path) => `QUERYCAP, ENUM_FMT, G_FMT, G_PARM of ${path}`,
    async observe(path, context) {
      const { simulated } = context.devices;
      if (!simulated) return ask(pool, path, context, stillMs);
      const answer = simulated.capabilities(path);
      if ('code' in answer) throw new ProbeFault(answer.code, answer.phase, answer.message);
      return answer;
    },
  };
}

/** The helper's program. */
function installedHelper(): HelperCommand {
  const program = ownProgram(import.meta.url, './v4l2-helper.ts', 'v4l2-helper.js');
  if (program === null)
    throw new ProbeFault('tool-missing', 'helper', 'the V4L2 helper is not part of this installation');
  return [process.execPath, program];
}

async function ask(
  pool: HelperPool,
  path: string,
  { signal, deadline }: ProbeContext,
  stillMs: number,
): Promise<NodeCapabilities> {
  signal.throwIfAborted();
  const helper = pool.take();
  const over = new AbortController();
  const ended = AbortSignal.any([signal, over.signal]);
  const left = Math.max(0, deadline - performance.now());
  const patience = Math.max(left / 2, left - DEATH_MS - MARGIN_MS);
  const still = Math.min(stillMs, patience / 2);
  let answered = false;
  try {
    const outcome = await Promise.race([
      helper.ask(path),
      helper.standsStill(still, ended).then(() => 'still' as const),
      sleep(patience, 'late' as const, { signal: ended }).catch(() => 'stopped' as const),
    ]);
    if (signal.aborted || outcome === 'stopped') throw new ProbeFault('aborted', phaseOf(helper), 'stopped');
    if (outcome === 'still') throw await hanging(helper, path);
    if (outcome === 'late')
      throw new ProbeFault(
        'limited',
        phaseOf(helper),
        `our helper was still at work on ${path}: this machine is busy`,
      );
    answered = true;
    return capabilitiesIn(path, outcome);
  } finally {
    over.abort();
    if (answered) pool.giveBack(helper);
    else void helper.kill(0);
  }
}

const phaseOf = (helper: HelperProcess): string => (helper.opened ? 'ioctl' : 'open');

/** Kills a helper that stands still, and says what became of it. */
async function hanging(helper: HelperProcess, path: string): Promise<ProbeFault> {
  const phase = phaseOf(helper);
  const left = (await helper.kill(DEATH_MS))
    ? ''
    : `; our helper, pid ${helper.pid}, hangs in it and cannot be killed (state D)`;
  return new ProbeFault('timeout', phase, `the driver of ${path} does not answer to ${phase}${left}`);
}

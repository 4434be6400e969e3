import assert from 'node:assert/strict';
import process from 'node:process';
import { madeDevice } from './made-device.ts';
import { list, open } from './probes.ts';
import { stateOf, until } from './proc.ts';
import { run } from './run.ts';
import type { Scenario } from './scenario.ts';

/** A helper takes its time to start where everything is emulated; from then on it stands still. */
const DEADLINE = 30_000;

/** What a driver does, and what has to be said of it. */
const WAYS = [
  { mode: 'stopped', phase: 'open', isKillable: true },
  { mode: 'open', phase: 'open', isKillable: false },
  { mode: 'ioctl', phase: 'ioctl', isKillable: false },
] as const;

/** Three drivers hang at once, each its way: each costs its deadline, and a helper that cannot be killed is named. */
export const hanging: Scenario = async ({ share }) => {
  const took = await Promise.all(
    WAYS.map(async ({ mode, phase, isKillable }, index) => {
      const device = await madeDevice(share, `video${90 + index}`, mode);
      let pid: number | null = null;
      try {
        const reading = await open(device.path, undefined, DEADLINE);
        assert.ok(!reading.ok);
        const { code, message } = reading.fault;
        assert.deepEqual([code, reading.fault.phase], ['timeout', phase], message);
        const named = /our helper, pid (\d+), hangs in it and cannot be killed \(state D\)/.exec(
          message,
        )?.[1];
        assert.equal(named === undefined, isKillable, message);
        if (named !== undefined) {
          pid = Number(named);
          assert.equal(await stateOf(pid), 'D', message);
        }
        assert.ok(reading.tookMs < DEADLINE, `took ${reading.tookMs} ms`);
        return Math.round(reading.tookMs);
      } finally {
        await device.stop();
        const left = pid;
        if (left !== null) await until(`helper ${left} is gone`, async () => (await stateOf(left)) === null);
      }
    }),
  );
  return { deadline: DEADLINE, 'ms for each': took.join(', ') };
};

/** The command line goes on with the other devices, ends in time, and says which helper it had to leave. */
export const commandEnds: Scenario = async ({ share, program }) => {
  const device = await madeDevice(share, 'video95', 'open');
  try {
    const { code, stdout, stderr, ms } = await run([
      process.execPath,
      program,
      'devices',
      '--format',
      'json',
    ]);
    assert.equal(code, 0, stderr);
    const { devices } = JSON.parse(stdout);
    const { nodes } = await list();
    const hanging = devices.find(({ node }: { node: { path: string } }) => node.path === device.path);
    assert.match(hanging.fault.message, /helper, pid \d+, hangs in it and cannot be killed/);
    const asked = devices.filter(({ capabilities }: { capabilities: unknown }) => capabilities !== null);
    // The hanging one, and the nodes of the first device that are no cameras.
    assert.equal(asked.length, nodes.length - 4);
    return { 'other devices': asked.length, took: Math.round(ms) };
  } finally {
    await device.stop();
  }
};

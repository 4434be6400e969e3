import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';
import { list, open } from './probes.ts';
import { stateOf, until } from './proc.ts';
import { run } from './run.ts';
import type { Scenario } from './scenario.ts';

/** A node whose driver hangs, until `stop`. */
async function hangingDevice(share: string, name: string, mode: 'open' | 'ioctl' | 'stopped') {
  const child = spawn(join(share, 'hanging-device'), [name, mode], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  const path = `/dev/${name}`;
  await until(`${path} is there`, () => existsSync(path));
  return {
    path,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await until(`${path} is gone`, () => !existsSync(path));
    },
  };
}

const DEADLINE = 4_000;

/** A helper that hangs in open and can be killed is killed at the deadline. */
export const hangsInOpen: Scenario = async ({ share }) => {
  const device = await hangingDevice(share, 'video90', 'stopped');
  try {
    const reading = await open(device.path, undefined, DEADLINE);
    assert.ok(!reading.ok);
    assert.deepEqual(reading.fault, {
      code: 'timeout',
      phase: 'open',
      message: 'the driver of /dev/video90 does not answer to open',
    });
    assert.ok(reading.tookMs < DEADLINE + 500, `took ${reading.tookMs} ms`);
    return { deadline: DEADLINE, took: Math.round(reading.tookMs) };
  } finally {
    await device.stop();
  }
};

/** One that the kernel does not let die is named with its pid, in open and in ioctl, and is gone with the hang. */
const unkillable =
  (mode: 'open' | 'ioctl'): Scenario =>
  async ({ share }) => {
    const device = await hangingDevice(share, 'video91', mode);
    let pid = 0;
    try {
      const reading = await open(device.path, undefined, DEADLINE);
      assert.ok(!reading.ok);
      assert.deepEqual([reading.fault.code, reading.fault.phase], ['timeout', mode]);
      const [, named] =
        /our helper, pid (\d+), hangs in it and cannot be killed \(state D\)/.exec(reading.fault.message) ??
        [];
      pid = Number(named);
      assert.equal(await stateOf(pid), 'D', reading.fault.message);
      assert.ok(reading.tookMs < DEADLINE + 500, `took ${reading.tookMs} ms`);
      return { took: Math.round(reading.tookMs), pid };
    } finally {
      await device.stop();
      await until(`helper ${pid} is gone`, async () => (await stateOf(pid)) === null);
    }
  };
export const unkillableInOpen = unkillable('open');
export const unkillableInIoctl = unkillable('ioctl');

/** The command line goes on with the other devices, ends in time, and says which helper it had to leave. */
export const commandEnds: Scenario = async ({ share, program }) => {
  const device = await hangingDevice(share, 'video92', 'open');
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
    assert.equal(asked.length, nodes.length - 4);
    return { 'other devices': asked.length, took: Math.round(ms) };
  } finally {
    await device.stop();
  }
};

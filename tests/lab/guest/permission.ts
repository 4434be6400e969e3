import assert from 'node:assert/strict';
import { type SpawnOptions, spawn } from 'node:child_process';
import { closeSync, openSync } from 'node:fs';
import process from 'node:process';
import { list } from './probes.ts';
import { run } from './run.ts';
import type { Scenario } from './scenario.ts';

const NOBODY = { uid: 65_534, gid: 65_534 };

/** A user without the group is told so, and never that nobody holds a device when that could not be seen. */
export const permission: Scenario = async ({ program }) => {
  const node = (await list()).nodes.find(({ name }) => name === 'video0');
  assert.deepEqual([node?.group, node?.mode], ['video', 0o660]);
  const fd = openSync('/dev/video0', 'r+');
  const holder = spawn('sleep', ['1000'], { stdio: ['ignore', fd, 'ignore'] });
  closeSync(fd);
  try {
    const asked = async (user: SpawnOptions) => {
      const env = { PATH: process.env['PATH'], HOME: '/nonexistent' };
      const { code, stdout, stderr } = await run([process.execPath, program, 'devices', '--format', 'json'], {
        ...user,
        env,
      });
      assert.equal(code, 0, stderr);
      const { devices, hiddenProcesses } = JSON.parse(stdout);
      const [{ node, fault, holders }] = devices;
      assert.equal(node.path, '/dev/video0');
      return {
        fault: fault?.code,
        holders: holders.map(({ pid }: { pid: number }) => pid),
        hidden: hiddenProcesses,
      };
    };
    assert.deepEqual(await asked({}), { fault: undefined, holders: [holder.pid], hidden: 0 });
    const { fault, holders, hidden } = await asked(NOBODY);
    assert.deepEqual([fault, holders], ['denied', []]);
    assert.ok(hidden > 0, 'nothing was hidden from nobody');
    return { 'processes hidden': hidden };
  } finally {
    holder.kill();
  }
};

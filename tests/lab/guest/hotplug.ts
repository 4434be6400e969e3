import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { writeFile } from 'node:fs/promises';
import { realDevices } from '../../../src/probes/device-host.ts';
import { watchDevices } from '../../../src/probes/v4l2/watch.ts';
import { list, open } from './probes.ts';
import { until } from './proc.ts';
import type { Scenario } from './scenario.ts';

const vivid = (action: 'bind' | 'unbind') =>
  writeFile(`/sys/bus/platform/drivers/vivid/${action}`, 'vivid.0');

/** Cameras that are pulled out and put back are seen by a watcher within a second, also under other numbers. */
export const hotplug: Scenario = async () => {
  const stop = new AbortController();
  let told = 0;
  watchDevices(realDevices, {
    signal: stop.signal,
    onChange: () => {
      told = performance.now();
    },
    onLost: (error) => assert.fail(error),
  });
  /** How long after an event the list of nodes, read when the watcher told, is what it should be. */
  const after = async (action: 'bind' | 'unbind', what: string, holds: (paths: string[]) => boolean) => {
    const start = performance.now();
    await vivid(action);
    const done = performance.now();
    await until(what, async () => told > start && holds((await list()).nodes.map(({ path }) => path)));
    return { seen: Math.max(0, Math.round(told - done)) };
  };
  const before = (await list()).nodes.map(({ path }) => path);
  const next = `/dev/video${before.length}`;
  // Somebody who holds a node keeps its number taken, as a hung publisher does.
  const holder = openSync('/dev/video4', 'r+');
  try {
    const out = await after('unbind', 'every node is gone', (paths) => paths.length === 0);
    const gone = await open('/dev/video4');
    assert.ok(!gone.ok && gone.fault.code === 'absent');
    const back = await after('bind', 'as many nodes again', (paths) => paths.length === before.length);
    const renumbered = before.map((path) => (path === '/dev/video4' ? next : path));
    const now = (await list()).nodes.map(({ path }) => path);
    assert.deepEqual(now.toSorted(), renumbered.toSorted());
    assert.ok((await open(next)).ok);
    for (const { seen } of [out, back]) assert.ok(seen < 1_000, `seen after ${seen} ms`);
    return {
      nodes: before.length,
      'ms till gone': out.seen,
      'till back': back.seen,
    };
  } finally {
    stop.abort();
    closeSync(holder);
  }
};

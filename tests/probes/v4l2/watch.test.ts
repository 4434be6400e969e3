import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { expect, it } from 'vitest';
import { watchDevices } from '../../../src/probes/v4l2/watch.ts';
import { deviceTree } from '../../support/v4l2-tree.ts';

/** Watches a made-up /dev; `told` resolves at the next change, `count` says how many there were. */
async function watching(entries: Record<string, string> = {}) {
  const tree = await deviceTree(entries);
  const stop = new AbortController();
  let next = Promise.withResolvers<void>();
  const seen = { count: 0 };
  watchDevices(tree.host, {
    signal: stop.signal,
    onLost: (error) => next.reject(error),
    onChange: () => {
      seen.count++;
      next.resolve();
      next = Promise.withResolvers();
    },
  });
  return {
    dev: (path: string) => join(tree.host.devRoot, path),
    seen,
    stop,
    told: () => next.promise,
    async [Symbol.asyncDispose]() {
      stop.abort();
      await tree[Symbol.asyncDispose]();
    },
  };
}

it('tells of a node that comes or goes, once for a camera with several', async () => {
  await using watch = await watching();
  let told = watch.told();
  await Promise.all(['video0', 'video1'].map((name) => writeFile(watch.dev(name), '')));
  await told;
  told = watch.told();
  await rm(watch.dev('video1'));
  await told;
  expect(watch.seen.count).toBe(2);
});

it('tells of links, also where udev makes their folders with the first camera', async () => {
  await using watch = await watching();
  let told = watch.told();
  await mkdir(watch.dev('v4l'));
  await told;
  told = watch.told();
  await mkdir(watch.dev('v4l/by-id'));
  await told;
  told = watch.told();
  await symlink('../../video0', watch.dev('v4l/by-id/usb-Acme-video-index0'));
  await told;
  told = watch.told();
  await rm(watch.dev('v4l'), { recursive: true });
  await told;
});

it('does not mind other devices, and is silent after its end', async () => {
  await using watch = await watching({ '/dev/v4l/by-path/a': '-> ../../video0' });
  await writeFile(watch.dev('ttyUSB0'), '');
  await writeFile(watch.dev('media0'), '');
  const told = watch.told();
  await writeFile(watch.dev('video0'), '');
  await told;
  expect(watch.seen.count).toBe(1);
  watch.stop.abort();
  await rm(watch.dev('video0'));
  // Longer than a change takes to settle: there is nothing to wait for.
  await sleep(300);
  expect(watch.seen.count).toBe(1);
});

it('throws where there is no /dev, or where it was ended before', async () => {
  await using tree = await deviceTree({});
  const handlers = { onChange: () => {}, onLost: () => {}, signal: new AbortController().signal };
  expect(() => watchDevices({ ...tree.host, devRoot: '/nowhere' }, handlers)).toThrow('ENOENT');
  expect(() => watchDevices(tree.host, { ...handlers, signal: AbortSignal.abort() })).toThrow(/aborted/);
});

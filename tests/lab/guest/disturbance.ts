import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { capabilitiesProbe } from '../../../src/probes/v4l2/capabilities.ts';
import { ask, list } from './probes.ts';
import type { Scenario } from './scenario.ts';

const ALLOWED = [
  'VIDIOC_ENUMINPUT',
  'VIDIOC_ENUM_FMT',
  'VIDIOC_ENUM_FRAMEINTERVALS',
  'VIDIOC_ENUM_FRAMESIZES',
  'VIDIOC_G_FMT',
  'VIDIOC_G_INPUT',
  'VIDIOC_G_PARM',
  'VIDIOC_QUERYCAP',
];

/** What the helper really asks of the kernel: these ioctls on video nodes, all of them reads, and no others. */
export const ioctls: Scenario = async ({ share, helper }) => {
  const trace = join(share, 'strace.txt');
  // Only these calls stop the helper: where everything is emulated, all of them would take half a minute.
  const strace = ['strace', '-f', '--seccomp-bpf', '-y', '-e', 'trace=openat,ioctl', '-o', trace] as const;
  const probe = capabilitiesProbe([...strace, process.execPath, helper]);
  const { nodes } = await list();
  // A capture node, an output, both kinds of metadata.
  const some = nodes.filter(({ name }) => ['video0', 'video1', 'video2', 'video3'].includes(name));
  for (const { path } of some) await ask(path, probe);
  const text = await readFile(trace, 'utf8');
  const asked = [...text.matchAll(/ioctl\(\d+<\/dev\/video\d+[^>]*>+, (\w+|0x[\da-f]+)/g)].map(
    ([, name]) => name,
  );
  const opened = [...text.matchAll(/openat\([^,]+, "\/dev\/video\d+", ([A-Z_|]+)/g)].map(
    ([, flags]) => flags,
  );
  assert.deepEqual([...new Set(asked)].toSorted(), ALLOWED);
  assert.equal(opened.length, some.length);
  for (const flags of opened) assert.match(flags ?? '', /O_RDWR.*O_NONBLOCK/);
  return { nodes: some.length, ioctls: asked.length, kinds: ALLOWED.length };
};

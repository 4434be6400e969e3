import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import process from 'node:process';
import { createInterface } from 'node:readline';
import { setTimeout as sleep } from 'node:timers/promises';
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
  const strace = ['strace', '-f', '-y', '-e', 'trace=openat,ioctl', '-o', trace] as const;
  const probe = capabilitiesProbe([...strace, process.execPath, helper]);
  const { nodes } = await list();
  const some = nodes.filter(({ name }) => ['video0', 'video1', 'video2', 'video3', 'video5'].includes(name));
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

/** Reads frames of a node, and counts those that it lost. */
export class FrameReader {
  readonly path: string;
  readonly #stop: () => Promise<void>;
  readonly #sequence: number[] = [];

  constructor(path: string) {
    this.path = path;
    const words = ['--set-fmt-video=width=320,height=180', '--set-parm=10', '--stream-mmap=8', '--verbose'];
    const child = spawn('v4l2-ctl', ['-d', path, ...words], { stdio: ['ignore', 'pipe', 'pipe'] });
    const closed = once(child, 'close');
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        const number = /dqbuf: +\d+ seq: +(\d+)/.exec(line)?.[1];
        if (number !== undefined) this.#sequence.push(Number(number));
      });
    }
    this.#stop = async () => {
      child.kill('SIGINT');
      await closed;
    };
  }

  get frames(): number {
    return this.#sequence.length;
  }

  /** Frames that the driver made and the reader did not get, since a number of frames. */
  lostSince(frames = 0): number {
    const part = this.#sequence.slice(Math.max(0, frames - 1));
    return (part.at(-1) ?? 0) - (part[0] ?? 0) + 1 - part.length;
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

/**
 * Who streams from a device loses no frame by being looked at, over and over. A neighbour that nobody looks at
 * streams beside it: on a starved machine both lose frames.
 */
export const undisturbed: Scenario = async () => {
  const reader = new FrameReader('/dev/video4');
  const neighbour = new FrameReader('/dev/video6');
  try {
    await sleep(3_000);
    const [quiet, beside] = [reader.frames, neighbour.frames];
    assert.ok(quiet > 10 && beside > 10, `only ${quiet} and ${beside} frames in 3 s`);
    const before = await ask(reader.path);
    let looks = 0;
    for (const end = performance.now() + 6_000; performance.now() < end; looks++) {
      await list();
      assert.deepEqual(await ask(reader.path), before);
    }
    assert.equal(before.current?.width, 320);
    const [lost, lostBeside] = [reader.lostSince(quiet), neighbour.lostSince(beside)];
    assert.ok(lost <= lostBeside, `${lost} frames lost while looked at, ${lostBeside} beside it`);
    return {
      looks,
      'frames without': quiet,
      'frames while looking': reader.frames - quiet,
      lost,
      'lost beside': lostBeside,
    };
  } finally {
    await Promise.all([reader.stop(), neighbour.stop()]);
  }
};

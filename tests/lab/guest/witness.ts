import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { rename } from 'node:fs/promises';
import { createInterface } from 'node:readline';
import type { Facts } from './scenario.ts';

/** Reads frames of a node, and counts those that it lost. */
export class FrameReader {
  readonly path: string;
  readonly #stop: () => Promise<void>;
  readonly #sequence: number[] = [];

  constructor(path: string) {
    this.path = path;
    const words = ['--set-fmt-video=width=320,height=180', '--set-parm=2', '--stream-mmap=16', '--verbose'];
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
 * Two programs that read frames while everything else is tried: from a device that camproof looks at in each sweep, and
 * from one whose node it cannot find. What a starved machine loses, both lose.
 */
export class Witnesses {
  readonly #watched: FrameReader;
  readonly #unseen: FrameReader;

  private constructor(watched: FrameReader, unseen: FrameReader) {
    this.#watched = watched;
    this.#unseen = unseen;
  }

  static async start(watched: string, unseen: string): Promise<Witnesses> {
    const hidden = '/dev/unseen';
    await rename(unseen, hidden);
    return new Witnesses(new FrameReader(watched), new FrameReader(hidden));
  }

  /**
   * Rejects when the one that was looked at lost frames by that. A starved machine costs either a frame now and then;
   * a sweep that disturbs costs one each time.
   */
  async testify(looks: number): Promise<Facts> {
    const [watched, unseen] = [this.#watched, this.#unseen];
    await Promise.all([watched.stop(), unseen.stop()]);
    assert.ok(watched.frames > 50, `only ${watched.frames} frames`);
    const [lost, lostBeside] = [watched.lostSince(), unseen.lostSince()];
    const told = `${lost} frames lost in ${looks} looks, ${lostBeside} beside it`;
    assert.ok(looks >= 5 && lost - lostBeside < looks / 2, told);
    return { looks, frames: watched.frames, lost, 'lost beside': lostBeside };
  }
}

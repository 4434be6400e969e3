import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { createInterface } from 'node:readline';

/** Frames that a driver made and a reader did not get. */
export interface Gap {
  readonly lost: number;
  /** When the frames before and after it were made, s of the kernel's clock. */
  readonly from: number;
  readonly to: number;
}

interface Frame {
  readonly sequence: number;
  /** When it was made, s of the kernel's clock. */
  readonly at: number;
}

/** A program that reads frames of a node as they come, and does nothing with them. */
export class FrameReader {
  readonly #stop: () => Promise<void>;
  readonly #frames: Frame[] = [];

  constructor(path: string, rate: number) {
    const mode = ['--set-fmt-video=width=320,height=180', `--set-parm=${rate}`];
    const words = ['-d', path, ...mode, '--stream-mmap=16', '--verbose'];
    const child = spawn('v4l2-ctl', words, { stdio: ['ignore', 'pipe', 'pipe'] });
    const closed = once(child, 'close');
    for (const stream of [child.stdout, child.stderr]) {
      createInterface({ input: stream }).on('line', (line) => {
        const [, sequence, at] = /dqbuf: +\d+ seq: +(\d+) .* ts: +(\d+\.\d+)/.exec(line) ?? [];
        if (at !== undefined) this.#frames.push({ sequence: Number(sequence), at: Number(at) });
      });
    }
    this.#stop = async () => {
      child.kill('SIGINT');
      await closed;
    };
  }

  /** How many it has got. */
  get frames(): number {
    return this.#frames.length;
  }

  /** Every hole in the numbers of its frames, after so many frames. */
  gaps(after = 0): Gap[] {
    const frames = this.#frames.slice(Math.max(0, after - 1));
    return frames.slice(1).flatMap(({ sequence, at }, index) => {
      const before = frames[index] ?? { sequence, at };
      const lost = sequence - before.sequence - 1;
      return lost === 0 ? [] : [{ lost, from: before.at, to: at }];
    });
  }

  /** Frames that the driver made per second, after so many frames. */
  rate(after = 0): number {
    const frames = this.#frames.slice(Math.max(0, after - 1));
    const [first, last] = [frames[0], frames.at(-1)];
    return first && last ? (last.sequence - first.sequence) / (last.at - first.at) : Number.NaN;
  }

  stop(): Promise<void> {
    return this.#stop();
  }
}

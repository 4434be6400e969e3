import assert from 'node:assert/strict';
import { readdir, readFile, rename } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { FrameReader, type Gap } from './frame-reader.ts';
import { until } from './proc.ts';
import { run } from './run.ts';
import type { Facts } from './scenario.ts';

/**
 * Frames per second of the device that camproof looks at, and of the one beside it: more than three times as many. A
 * machine that stands still for long enough to cost the first one a frame, half of its time, then surely costs the
 * second one several. (vivid leaves a frame out when it comes to it half a frame late.)
 */
const WATCHED = 4;
const BESIDE = 15;
/** The pace may differ by the frame at either end of what is counted. */
const PACE = 0.05;

/** What the reader of the watched device went through since some frame. */
interface Testimony {
  readonly frames: number;
  /** Frames lost while the device beside it lost none: by being looked at, and by nothing else. */
  readonly taken: number;
  /** Frames lost together with the device beside it: by a machine that stood still. */
  readonly starved: number;
  /** Frames that the driver made per second. */
  readonly rate: number;
}

/**
 * Two programs that read frames while everything else is tried: from a device that camproof opens in each look, and
 * from one whose node it cannot find. Their drivers' threads share a processor, so that both are late or neither is.
 */
export class Witnesses {
  readonly #path: string;
  readonly #watched: FrameReader;
  readonly #beside: FrameReader;

  private constructor(path: string, watched: FrameReader, beside: FrameReader) {
    this.#path = path;
    this.#watched = watched;
    this.#beside = beside;
  }

  static async start(watched: string, beside: string): Promise<Witnesses> {
    const hidden = '/dev/unseen';
    await rename(beside, hidden);
    const readers = [new FrameReader(watched, WATCHED), new FrameReader(hidden, BESIDE)] as const;
    await until('both readers have frames', () => readers.every(({ frames }) => frames > 0));
    const threads = await driverThreads();
    assert.equal(threads.length, readers.length, 'threads of the driver');
    for (const pid of threads) {
      for (const argv of [
        ['taskset', '-p', '1', pid],
        ['renice', '-n', '-20', '-p', pid],
      ] as const) {
        const { code, stderr } = await run([...argv]);
        assert.equal(code, 0, stderr);
      }
    }
    return new Witnesses(watched, ...readers);
  }

  /** Rejects when the device that was looked at lost a frame by that, or makes them at another pace. */
  async testify(looks: number): Promise<Facts> {
    const { frames, taken, starved, rate } = this.#since(0);
    const told = `${taken} frames lost in ${looks} looks, ${starved} by a machine that stood still, ${rate} per second`;
    assert.ok(looks >= 5 && frames > 100, `${frames} frames, ${looks} looks`);
    assert.ok(isLeftAlone({ taken, rate }), told);
    return { looks, frames, lost: taken, 'lost by standing still': starved };
  }

  /** What a probe must never do is seen at once: a rate that is set, and frames that are taken away. */
  async disturb(): Promise<Facts> {
    const after = async (...words: readonly string[]) => {
      const start = this.#watched.frames;
      const { code, stderr } = await run(['v4l2-ctl', '-d', this.#path, ...words]);
      assert.equal(code, 0, stderr);
      await sleep(1_500);
      return start;
    };
    try {
      const paced = this.#since(await after('--set-parm=15'));
      assert.ok(!isLeftAlone(paced), `nothing is seen of another pace: ${JSON.stringify(paced)}`);
      const start = await after(`--set-parm=${WATCHED}`, '-c', 'percentage_of_dropped_buffers=100');
      const { frames } = this.#watched;
      await after('-c', 'percentage_of_dropped_buffers=0');
      await until('frames come again', () => this.#watched.frames > frames + 1);
      const robbed = this.#since(start);
      assert.ok(robbed.taken > 0, `nothing is seen of lost frames: ${JSON.stringify(robbed)}`);
      return { 'frames per second': paced.rate.toFixed(1), lost: robbed.taken };
    } finally {
      await Promise.all([this.#watched.stop(), this.#beside.stop()]);
    }
  }

  #since(frame: number): Testimony {
    const beside = this.#beside.gaps();
    /** Did the machine stand still meanwhile for as long as so many frames take? */
    const stood = ({ lost, from, to }: Gap) => {
      const together = beside.filter((gap) => gap.from < to && from < gap.to);
      const seconds = together.reduce((sum, gap) => sum + gap.to - gap.from, 0);
      return seconds >= (lost - 1 / 2) / WATCHED - 1 / BESIDE;
    };
    const lost = (isStandstill: boolean) =>
      this.#watched
        .gaps(frame)
        .filter((gap) => stood(gap) === isStandstill)
        .reduce((sum, gap) => sum + gap.lost, 0);
    return {
      frames: this.#watched.frames - frame,
      taken: lost(false),
      starved: lost(true),
      rate: this.#watched.rate(frame),
    };
  }
}

const isLeftAlone = ({ taken, rate }: Pick<Testimony, 'taken' | 'rate'>): boolean =>
  taken === 0 && Math.abs(rate / WATCHED - 1) <= PACE;

/** The kernel's threads that make vivid's frames, as far as somebody streams. */
async function driverThreads(): Promise<string[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name));
  const names = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/comm`, 'utf8').catch(() => '')));
  return pids.filter((_, index) => names[index]?.startsWith('vivid-'));
}

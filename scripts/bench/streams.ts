import { checkBox, known, reading, startDemoBox } from '../../src/index.ts';
import { atMost, type Part } from './row.ts';

/** Key frames of the demo are so far apart, s. */
const T = 1;

/** How soon streams are proved, and what many of them cost. */
export const streams: Part = async function* () {
  const one = await decoded(1);
  yield atMost('RTP proof, a key frame each second', one.proof, 's', T + 0.3);
  yield atMost('pictures, a key frame each second', one.pictures, 's', T + 1.5);
  yield atMost('decode of 16 cameras / of one', (await decoded(16)).all / one.all, '×', 2);
};

/** Reads and decodes every stream of a box; s until all have ended, and until each was proved and looked at at the latest. */
async function decoded(cameras: number): Promise<{ all: number; proof: number; pictures: number }> {
  await using box = await startDemoBox({ cameras });
  const start = performance.now();
  const { config, devices } = box;
  const { sweep, report } = await checkBox({
    config,
    devices,
    options: { only: ['decode', 'decode-pictures'] },
  });
  const all = (performance.now() - start) / 1000;
  if (report.counts.fail > 0) throw new Error(`a healthy box of ${cameras} fails: ${report.headline}`);
  const paths = Object.keys(sweep.readings.rtsp ?? {});
  const took = (path: string) =>
    (reading(sweep.readings, 'rtsp', path)?.tookMs ?? Number.NaN) +
    (reading(sweep.readings, 'pictures', path)?.tookMs ?? Number.NaN);
  return {
    all,
    proof:
      Math.max(...paths.map((path) => known(sweep.readings, 'rtsp', path)?.proofMs ?? Number.NaN)) / 1000,
    pictures: Math.max(...paths.map(took)) / 1000,
  };
}

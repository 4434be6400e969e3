import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { type DemoBox, known, reading, startDemoBox } from '../../src/index.ts';
import { checked } from './checked.ts';
import { median } from './program.ts';
import { atMost, type Part, type Row } from './row.ts';

/** Key frames of the demo are so far apart, s. */
const T = 1;
const RUNS = 5;

/** How soon streams are proved, and what many of them cost. */
export const streams: Part = async function* () {
  const one = await (async () => {
    await using box = await startDemoBox({ cameras: 1 });
    return [await whole(box), await decoded(box), await againstFfprobe(box)] as const;
  })();
  const [full, single, probed] = one;
  yield atMost('RTP proof, a key frame each second', single.proof, 's', T + 0.3);
  yield atMost('pictures, a key frame each second', single.pictures, 's', T + 1.5);
  yield* probed;
  yield atMost('full check of one camera', full, 's', 3 * T + 2);
  await using box = await startDemoBox({ cameras: 16 });
  yield atMost('full check of 16 cameras / of one', (await whole(box)) / full, '×', 2);
  yield atMost('decode of 16 cameras / of one', (await decoded(box)).all / single.all, '×', 2);
};

async function timed<T>(what: () => Promise<T>): Promise<readonly [seconds: number, result: T]> {
  const start = performance.now();
  const result = await what();
  return [(performance.now() - start) / 1000, result];
}

/** Everything, on a box that nobody watched before. */
const whole = async (box: DemoBox): Promise<number> => (await timed(() => checked(box)))[0];

/** Reads and decodes every stream of a box; s until all have ended, and until each was proved and looked at at the latest. */
async function decoded(box: DemoBox): Promise<{ all: number; proof: number; pictures: number }> {
  const [all, { sweep }] = await timed(() => checked(box, ['decode', 'decode-pictures']));
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

/** Codec, size and rate of one stream, by us and by ffprobe: ours have to be sooner, and the same. */
async function againstFfprobe(box: DemoBox): Promise<readonly Row[]> {
  const ours: number[] = [];
  const theirs: number[] = [];
  let different = 0;
  for (let run = 0; run < RUNS; run++) {
    const { sweep } = await checked(box, ['decode']);
    const seen = known(sweep.readings, 'rtsp', 'cam1');
    const video = seen?.media.find(({ kind }) => kind === 'video');
    const [seconds, words] = await timed(() => ffprobe(`${box.media.rtspUrl}/cam1`));
    ours.push((seen?.proofMs ?? Number.NaN) / 1000);
    theirs.push(seconds);
    const told = `${video?.codec.toLowerCase()},${video?.width},${video?.height},${Math.round(seen?.video?.fps ?? 0)}/1`;
    if (told !== words) different++;
  }
  return [
    atMost('codec, size and rate of a stream / by ffprobe', median(ours) / median(theirs), '×', 1),
    atMost('of which other than ffprobe says', different, '', 0, 0),
  ];
}

/** `h264,640,360,15/1` */
async function ffprobe(url: string): Promise<string> {
  const entries = 'stream=codec_name,width,height,r_frame_rate';
  const argv = `-v error -rtsp_transport tcp -select_streams v:0 -show_entries ${entries} -of csv=p=0 ${url}`;
  const child = spawn('ffprobe', argv.split(' '), { stdio: ['ignore', 'pipe', 'inherit'] });
  const parts: Buffer[] = [];
  child.stdout.on('data', (part: Buffer) => parts.push(part));
  await once(child, 'close');
  return Buffer.concat(parts).toString().trim();
}

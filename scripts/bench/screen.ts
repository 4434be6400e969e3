import { breakFault, startDemoBox } from '../../src/demo/start.ts';
import { median } from './program.ts';
import { atMost, type Part, type Row } from './row.ts';
import { Watched } from './terminal.ts';

/** A round of proofs. */
const SECONDS = Number(process.env['SECONDS'] ?? 90);
const RUNS = 7;

/** Where somebody looks while nothing moves: a key, what it opens, and what stands there. */
const STILL = [
  ['1', 'list', /do {2}systemctl list-unit-files/],
  ['\r', 'detail', /sensor|✘publish/],
  ['2', 'MediaMTX', /no session/],
  ['3', 'WebSocket', /last messages/],
  ['4', 'health', /HTTP 503/],
  ['5', 'machine', /kernel/],
] as const;

/** What the live screen costs in a terminal of 80x24, with eight cameras and an update a second. */
export const screen: Part = async function* () {
  await using box = await startDemoBox({ cameras: 8 });
  const args = ['ui', '--config', box.configFile];
  {
    const times: number[] = [];
    for (let run = 0; run < RUNS; run++) {
      const from = performance.now();
      using watched = new Watched(args);
      await watched.shows(/camproof is looking|1 Cameras/);
      times.push((performance.now() - from) / 1000);
    }
    yield atMost('first screen', median(times), 's', 0.5);
  }
  using watched = new Watched(args);
  const from = performance.now();
  await watched.shows(/cam1 .*\n[\s\S]*cam8 /);
  yield atMost('every camera named', (performance.now() - from) / 1000, 's', 1.5);
  // Until what is proved once has been proved.
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  // Its bit rates move each second.
  const listed = await watched.cost(SECONDS);
  yield atMost('list of cameras: written', listed.bytes, 'B/s', 1_500, 0);
  yield atMost('list of cameras: processor', listed.cpu, '%', 3);
  watched.press('2');
  await watched.shows(/session/);
  const moving = await watched.cost(SECONDS);
  yield atMost('MediaMTX: written', moving.bytes, 'B/s', 1_500, 0);
  yield atMost('MediaMTX: processor', moving.cpu, '%', 3);
  yield atMost('memory', moving.memory, 'MiB', 130, 0);
  const keys: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    for (const [key, shows] of [
      ['5', /kernel/],
      ['2', /session/],
    ] as const) {
      const pressed = performance.now();
      watched.press(key);
      await watched.shows(shows);
      keys.push(performance.now() - pressed);
    }
  }
  yield atMost('key to screen', median(keys), 'ms', 50, 0);
  watched.press('1v');
  await watched.shows(/live +half/);
  const picture = await watched.cost(SECONDS);
  yield atMost('picture: written', picture.bytes / 1000, 'kB/s', 40, 1);
  watched.press('p');
  await watched.shows(/PAUSED/);
  const paused = await watched.cost(10);
  yield atMost('paused: written', paused.bytes, 'B/s', 100, 0);
  yield* nothingMoves();
};

/** A box whose only camera is not published: it is watched as always, and there is nothing new to tell. */
async function* nothingMoves(): AsyncGenerator<Row> {
  await using box = await startDemoBox({ cameras: 1 });
  await breakFault(box, 'publisher-killed');
  using watched = new Watched(['ui', '--config', box.configFile]);
  await watched.shows(/nobody publishes to it/);
  await new Promise((resolve) => setTimeout(resolve, 20_000));
  for (const [key, name, shows] of STILL) {
    watched.press(key);
    await watched.shows(shows);
    const { bytes } = await watched.cost(20);
    yield atMost(`nothing moves, ${name}: written`, bytes, 'B/s', 100, 0);
  }
}

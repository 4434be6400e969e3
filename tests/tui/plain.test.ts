import { PassThrough } from 'node:stream';
import { fileURLToPath } from 'node:url';
import { expect, it } from 'vitest';
import { judge, readSweep } from '../../src/index.ts';
import { plain } from '../../src/tui/plain.ts';
import { type BoxSource, BoxStore, recorded } from '../../src/tui/store.ts';
import { change, healthyBox, without } from '../support/sweeps.ts';
import { Turning } from '../support/turning.ts';

const sweepOf = (name: string) =>
  readSweep(fileURLToPath(new URL(`../sweeps/${name}.json.gz`, import.meta.url)));

/** What is heard of a box, and a keyboard. */
function listen(source: BoxSource, replay: boolean) {
  const stop = new AbortController();
  const [stdin, stdout] = [new PassThrough(), new PassThrough({ encoding: 'utf8' })];
  let heard = '';
  stdout.on('data', (text: string) => {
    heard += text;
  });
  const ended = plain(new BoxStore(source, 0), { replay, stdin, stdout }, stop.signal);
  return { heard: () => heard, type: (line: string) => void stdin.write(`${line}\n`), ended, stop };
}

it('says the verdict, and of what is broken why and what to do, without a mark or an escape', async () => {
  const sweep = await sweepOf('publisher-stopped');
  const { heard, type, ended } = listen(recorded(sweep, judge(sweep)), true);
  type('cam1');
  type('mediamtx');
  type('nonsense');
  type('again');
  type('x');
  type('4');
  type('?');
  type('quit');
  await ended;
  expect(heard()).toMatch(/: FAIL, 1 of 2 cameras/);
  expect(heard()).toMatch(
    /^cam1 capture FAIL: pid \d+ ffmpeg is stopped\. Why: .*\[publisher-stopped\]\. Do: kill -CONT \d+ /m,
  );
  expect(heard()).toMatch(/^fail: 2 capture pid \d+/m);
  expect(heard()).toMatch(/^pass: cam2 ready/m);
  expect(heard()).toContain('nonsense: not understood');
  expect(heard()).toContain('nothing is probed');
  expect(heard().match(/^nothing is run from here: .* in a shell/gm), 'on x, and in the help').toHaveLength(
    2,
  );
  expect(heard()).toMatch(/\/health\/ready/);
  expect(heard()).toMatch(/^a camera by name: cam1, cam2$/m);
  expect(heard()).not.toMatch(/[✔✘▲◌▁-█\u001b]/);
});

it('has a word for a link whose turn has not come', async () => {
  const waiting = without(without(healthyBox(1), 'rtsp'), 'pictures');
  const { heard, type, stop, ended } = listen(recorded(waiting, judge(waiting)), false);
  type('usb-Acme_Cam_0');
  await expect.poll(heard).toMatch(/^not yet: 5 decode its turn has not come yet$/m);
  expect(heard()).not.toMatch(/[·–]/);
  stop.abort();
  await ended;
});

it('says what changes, once, and how the box is then', async () => {
  const healthy = healthyBox(2);
  const box = new Turning(healthy);
  const { heard, stop, ended } = listen(box.source, false);
  expect(heard()).toContain('PASS, 2 of 2 cameras');
  const broken = change(healthy, 'processes', (table) => ({
    ...table,
    processes: table.processes.filter(({ pid }) => pid !== 500),
  }));
  box.turn(broken);
  expect(heard()).toMatch(
    /^\d\d:\d\d:\d\d usb-Acme_Cam_0 capture FAIL: .* Why: .*\[no-publisher\]\. Do: .*\(was pass\)$/m,
  );
  expect(heard()).toContain('FAIL, 1 of 2 cameras');
  const length = heard().length;
  box.turn(broken);
  stop.abort();
  await ended;
  expect(heard()).toHaveLength(length);
});

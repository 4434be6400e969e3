import { expect, it } from 'vitest';
import { judge, type SavedPicture } from '../../../src/index.ts';
import { SavedPictures } from '../../../src/tui/picture/saved.ts';
import { recorded } from '../../../src/tui/store.ts';
import { healthyBox } from '../../support/sweeps.ts';
import { Shown } from '../show.tsx';

const saved: SavedPicture = {
  picture: { width: 4, height: 4, rgb: new Uint8Array(48).fill(200) },
  at: Date.parse('2026-11-23T10:00:00Z'),
  fault: null,
};

it('is shown in a recorded sweep, and what it is', async () => {
  const sweep = healthyBox(2);
  const load = (camera: string) => Promise.resolve(camera === 'usb-Acme_Cam_0' ? saved : null);
  await using shown = new Shown(recorded(sweep, judge(sweep), load));
  // What it can draw is asked of the terminal.
  shown.terminal.onData((answer) => shown.press(answer));
  await shown.settled();
  await shown.keys('v');
  await shown.shows(/usb-Acme_Cam_0 +SAVED .*\d\d:\d\d:\d\d/);
  // Of the keys only those are offered, and do something, that are not about lines which nobody sees.
  await shown.shows(
    /\nEsc back {2}Tab next panel {2}J journal {2}r prove again {2}p pause {2}\? help {2}q quit\n/,
  );
  await shown.keys('/', 'x');
  await shown.shows('a picture stands here: Esc goes back');
  await shown.keys('\u001b');
  await shown.shows(/8\n✔ usb-Acme_Cam_0 [\s\S]*── usb-Acme_Cam_0 /);
  await shown.keys('j', 'v');
  await shown.shows('no picture was saved with it');
  expect(shown.screen()).toMatch(/--replay FILE\s+--snapshots DIR shows them here/);
});

it('is that of the camera which is looked at, whichever file is read first', async () => {
  const waiting = new Map<string, (picture: SavedPicture | null) => void>();
  const source = new SavedPictures((camera) => new Promise((resolve) => waiting.set(camera, resolve)));
  source.show('front');
  source.show('yard');
  waiting.get('yard')?.(saved);
  await new Promise(setImmediate);
  waiting.get('front')?.(null);
  await new Promise(setImmediate);
  expect(source.look).toMatchObject({ subject: 'yard', picture: saved.picture, refused: null });
  source.show(null);
  expect(source.look).toBeNull();
});

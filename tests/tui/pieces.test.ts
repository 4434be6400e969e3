import { fileURLToPath } from 'node:url';
import { describe, it } from 'vitest';
import { judge, readSweep } from '../../src/index.ts';
import { recorded } from '../../src/tui/store.ts';
import { healthyBox } from '../support/sweeps.ts';
import { Shown } from './show.tsx';

const [ESC, DOWN] = ['\u001b', '\u001b[B'];
const PANELS = '\\[2 MediaMTX\\]';

/** What a line brings in pieces, and what the screen then has to show of four cameras. */
const PIECES = [
  { what: 'arrows in one piece', pieces: [DOWN + DOWN + DOWN], shows: /── usb-Acme_Cam_3 / },
  { what: 'an arrow and letters', pieces: [`${DOWN}jk${DOWN}`], shows: /── usb-Acme_Cam_2 / },
  { what: 'Enter, and Esc with a letter', pieces: [`${DOWN}\r`, `${ESC}j`], shows: /── usb-Acme_Cam_2 / },
  {
    what: 'Esc with a sign',
    pieces: ['2', `${ESC}/`, 'Cam_3\r'],
    shows: /── usb-Acme_Cam_3 [\s\S]*^\/Cam_3 /m,
  },
  { what: 'Esc with an arrow', pieces: ['\r', ESC + DOWN], shows: /── usb-Acme_Cam_1 / },
  {
    what: 'Esc twice: out of a picture and out of its camera',
    pieces: ['\rv', ESC + ESC],
    shows: /── usb-Acme_Cam_0 /,
  },
  { what: 'Esc twice and a letter', pieces: ['\rv', `${ESC}${ESC}j`], shows: /── usb-Acme_Cam_1 / },
  { what: 'Esc with Enter', pieces: ['2', `${ESC}\r`], shows: /✔device─✔capture/ },
  { what: 'Esc with Tab', pieces: ['4', `${ESC}\t`], shows: new RegExp(PANELS) },
  { what: 'an arrow, cut in two', pieces: [ESC, '[B'], shows: /── usb-Acme_Cam_1 / },
  { what: 'an arrow, cut elsewhere', pieces: [`${ESC}[`, 'B'], shows: /── usb-Acme_Cam_1 / },
];

describe('no key is lost, and none is misunderstood, on a slow line:', () => {
  it.each(PIECES)('$what', async ({ pieces, shows }) => {
    await using shown = new Shown(healthyBox(4));
    await shown.settled();
    await shown.keys(...pieces);
    await shown.shows(shows, 1_000);
  });
});

it.each(['xy', '\u001b[Axy'])('a yes that was typed ahead is none: %j', async (typed) => {
  const file = fileURLToPath(new URL('../sweeps/publisher-stopped.json.gz', import.meta.url));
  const sweep = await readSweep(file);
  await using shown = new Shown(recorded(sweep, judge(sweep)));
  await shown.settled();
  await shown.keys(typed);
  await shown.shows('\nnot run\n');
});

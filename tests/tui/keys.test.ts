import { describe, expect, it } from 'vitest';
import { judge, type Sweep } from '../../src/index.ts';
import { type Action, KEYS } from '../../src/tui/keys.ts';
import { type BoxSource, recorded } from '../../src/tui/store.ts';
import { change, healthyBox } from '../support/sweeps.ts';
import { Shown } from './show.tsx';

/** Four cameras, the third of which has no publisher; what is asked of the box is written down. */
function box(): { source: BoxSource; asked: string[] } {
  const sweep: Sweep = change(healthyBox(4), 'processes', (table) => ({
    ...table,
    processes: table.processes.filter(({ pid }) => pid !== 502),
  }));
  const asked: string[] = [];
  const ask =
    (what: string) =>
    (...of: readonly unknown[]) =>
      void asked.push([what, ...of.filter((one) => one !== undefined)].join(' '));
  const source: BoxSource = {
    ...recorded(sweep, judge(sweep)),
    everyMs: 1_000,
    ...{ again: ask('again'), deep: ask('deep'), pause: ask('pause'), slow: ask('slow') },
  };
  return { source, asked };
}

const DOWN = '\u001b[B';
/** What is to be seen after these keys, or what the box is asked for. */
const EFFECTS: Readonly<Record<Exclude<Action, Elsewhere>, readonly [string[], RegExp | string]>> = {
  down: [['j', DOWN], /── usb-Acme_Cam_1 /],
  up: [['j', 'j', 'k', '\u001b[A'], /── usb-Acme_Cam_2 /],
  'page-down': [['5', '\u001b[6~', '\u0006'], /5 Machine/],
  'page-up': [['5', 'G', '\u001b[5~', '\u0002'], /machine +Debian/],
  last: [['G'], /── usb-Acme_Cam_3 /],
  first: [['G', 'g'], /── usb-Acme_Cam_2 /],
  open: [['\r'], /✔device─✘capture┄/],
  back: [['\r', '\u001b'], /── usb-Acme_Cam_2 /],
  'next-panel': [['\t'], /\[2 MediaMTX/],
  'previous-panel': [['\u001b[Z'], /\[\? Help/],
  cameras: [['2', '1'], /\[1 Cameras/],
  mediamtx: [['2'], /cam3 +ready/],
  websocket: [['3'], /last messages/],
  health: [['4'], /\/health\/ready/],
  machine: [['5'], /memory +2\.8 GiB/],
  events: [['6'], /nothing has changed/],
  help: [['2', '?'], /MediaMTX: its API and ports/],
  filter: [['/', 'C', 'a', 'm', '_', '3', '\r'], /^\/Cam_3 /m],
  palette: [[':', 'w', 'e', 'b', '\t', '\r'], /\[3 WebSocket[\s\S]*^Enter open/m],
  source: [['y'], /seen by: literal/],
  again: [['\r', 'r'], 'again usb-Acme_Cam_2'],
  deep: [['d'], 'deep'],
  pause: [['p'], 'pause true'],
  slower: [['-'], 'slow 2'],
  faster: [['+'], 'slow 1'],
};
/** These leave the screen, or write to the world: the tests of the whole program press them. */
const ELSEWHERE = ['copy', 'run', 'journal', 'write', 'redraw', 'suspend', 'quit', 'picture'] as const;
type Elsewhere = (typeof ELSEWHERE)[number];

describe('every key', () => {
  it.each(Object.entries(EFFECTS))('%s', async (_action, [keys, effect]) => {
    const { source, asked } = box();
    await using shown = new Shown(source);
    await shown.settled();
    await shown.keys(...keys);
    if (typeof effect === 'string') await expect.poll(() => asked).toContain(effect);
    else await shown.shows(effect);
  });

  it('leads back to where it was pressed: from a picture to the list, or to the detail', async () => {
    const { source } = box();
    await using shown = new Shown(source);
    await shown.keys('j', 'v');
    await shown.shows('no picture was saved');
    await shown.keys('\u001b');
    await shown.shows(/8\n✘ usb-Acme_Cam_2 [\s\S]*── usb-Acme_Cam_0 /);
    await shown.keys('\r', 'v');
    await shown.shows('no picture was saved');
    await shown.keys('v');
    await shown.shows(/✔ usb-Acme_Cam_0 .*path[\s\S]*✔device─✔capture/);
  });

  it('of more or less looking says how often that is', async () => {
    const { source } = box();
    await using shown = new Shown(source);
    await shown.keys('+');
    await shown.shows(/^looking as often as it can: every 1 s$/m);
    await shown.keys('-');
    await shown.shows(/^looking every 2 s, at everything else 2 times more rarely$/m);
  });

  it('is tried, here or elsewhere', () => {
    const tried = new Set<string>([...Object.keys(EFFECTS), ...ELSEWHERE]);
    expect(KEYS.filter(({ action }) => !tried.has(action))).toEqual([]);
  });

  it('that would change or probe something does nothing to a recorded sweep', async () => {
    const { source } = box();
    const { sweep } = source;
    if (!sweep) throw new Error('there is a sweep');
    for (const { keys } of KEYS.filter(({ live }) => live)) {
      await using shown = new Shown(sweep);
      await shown.settled();
      await shown.keys(keys[0] ?? '');
      await shown.shows('this is a recorded sweep: nothing is probed or run');
    }
  });
});

import { fileURLToPath } from 'node:url';
import { describe, expect, it } from 'vitest';
import type { Sweep } from '../../src/index.ts';
import { expectGolden } from '../support/golden.ts';
import { change, failed, healthyBox, withReading } from '../support/sweeps.ts';
import { camproof } from '../support/terminal.ts';
import { Turning } from '../support/turning.ts';
import { Shown } from './show.tsx';

// Screens show the clock of the machine.
process.env['TZ'] = 'UTC';

const recording = fileURLToPath(new URL('../sweeps/publisher-killed.json.gz', import.meta.url));

/** The publishers of some cameras are gone, and with them what they sent. */
function broken(sweep: Sweep, ...cameras: readonly number[]): Sweep {
  const dead = (name: string) => cameras.some((index) => name === `cam${index}`);
  const withoutPublisher = change(sweep, 'processes', (value) => ({
    ...value,
    processes: value.processes.filter(({ pid }) => !cameras.includes(pid - 500)),
  }));
  return change(withoutPublisher, 'mediamtx.paths', (paths) =>
    paths.map((path) =>
      dead(path.name)
        ? { ...path, ready: false, available: false, online: false, source: null, tracks: [] }
        : path,
    ),
  );
}

const down = withReading(
  withReading(healthyBox(2), 'mediamtx.paths', 'box', failed('refused', 'connect', 'connection refused')),
  'mediamtx.info',
  'box',
  failed('refused', 'connect', 'connection refused'),
);

interface Golden {
  readonly name: string;
  readonly sweep: Sweep;
  readonly keys?: readonly string[];
  readonly columns?: number;
  readonly rows?: number;
  readonly ascii?: boolean;
}

/** Each as a file in tests/golden/screens. */
const screens: readonly Golden[] = [
  { name: 'healthy', sweep: healthyBox(4) },
  { name: 'one-broken', sweep: broken(healthyBox(4), 2) },
  { name: 'one-broken-60x16', sweep: broken(healthyBox(4), 2), columns: 60, rows: 16 },
  { name: 'one-broken-120x40', sweep: broken(healthyBox(4), 2), columns: 120, rows: 40 },
  { name: 'one-broken-ascii', sweep: broken(healthyBox(4), 2), ascii: true },
  { name: 'detail-broken', sweep: broken(healthyBox(4), 2), keys: ['\r'] },
  { name: 'detail-healthy', sweep: healthyBox(1), keys: ['\r'] },
  { name: '64-cameras-5-broken', sweep: broken(healthyBox(64), 7, 19, 23, 40, 63) },
  { name: '64-cameras-healthy', sweep: healthyBox(64) },
  // Enter unfolds them, and what is broken is out of sight then, but told.
  {
    name: '64-cameras-1-broken-at-the-end',
    sweep: broken(healthyBox(64), 33),
    keys: ['j', '\r', 'G'],
  },
  // However long the list is, the reason keeps its rows.
  { name: '16-cameras-1-broken', sweep: broken(healthyBox(16), 11) },
  {
    name: '24-cameras-20-broken',
    sweep: broken(healthyBox(24), ...Array.from({ length: 20 }, (_, at) => at + 2)),
    keys: [...'jjjjj'],
  },
  { name: 'no-camera', sweep: healthyBox(0) },
  { name: 'server-down', sweep: down },
  { name: 'filter', sweep: broken(healthyBox(4), 2), keys: ['/', ...'Cam_3'] },
  { name: 'filter-finds-nothing', sweep: healthyBox(2), keys: ['/', ...'yard', '\r'] },
  {
    name: 'detail-filter-finds-nothing',
    sweep: broken(healthyBox(4), 2),
    keys: ['\r', '/', ...'cam3', '\r'],
  },
  { name: 'mediamtx', sweep: healthyBox(2), keys: ['2'] },
  { name: 'mediamtx-down', sweep: down, keys: ['2'] },
  { name: 'websocket', sweep: healthyBox(2), keys: ['3'] },
  { name: 'health', sweep: healthyBox(2), keys: ['4'] },
  { name: 'machine', sweep: healthyBox(2), keys: ['5'] },
  { name: 'mediamtx-filter', sweep: healthyBox(4), keys: ['2', '/', ...'cam2', '\r'] },
  { name: 'events-empty', sweep: healthyBox(2), keys: ['6'] },
  { name: 'help', sweep: healthyBox(2), keys: ['?'] },
  { name: 'palette', sweep: healthyBox(2), keys: [':', ...'ma'] },
];

const questions = (screen: string): number => screen.split('?').length;

describe('screens', () => {
  it.for(screens)('$name', async ({ name, sweep, keys = [], ...terminal }) => {
    await using shown = new Shown(sweep, terminal);
    await shown.settled();
    await shown.keys(...keys);
    expectGolden(`screens/${name}.txt`, `${shown.screen()}\n`);
    await using plain = new Shown(sweep, { ...terminal, ascii: true });
    await plain.settled();
    await plain.keys(...keys);
    expect(plain.screen()).toMatch(/^[\n -~]*$/);
    expect(questions(plain.screen()), 'all of them mean unknown').toBe(questions(shown.screen()));
  });

  it('has no colour under NO_COLOR, and some without', async () => {
    for (const env of [{ NO_COLOR: '1' }, {}]) {
      using terminal = camproof(['--replay', recording], { env });
      await terminal.shows('RECORDED');
      await terminal.shows('q quit');
      expect(terminal.colored()).toBe(!('NO_COLOR' in env));
    }
  });

  it('keeps the choice on the camera when another one moves to the top', async () => {
    const box = new Turning(healthyBox(4));
    await using shown = new Shown(box.source);
    await shown.settled();
    await shown.keys('j');
    await shown.shows('── usb-Acme_Cam_1 ');
    box.turn(broken(healthyBox(4), 3));
    await shown.shows(/8\n✘ usb-Acme_Cam_3 .*\n✔ usb-Acme_Cam_0 .*\n✔ usb-Acme_Cam_1 /);
    expect(shown.screen()).toContain('── usb-Acme_Cam_1 ');
    box.turn(healthyBox(4));
    await shown.hides('✘');
    expect(shown.screen()).toContain('── usb-Acme_Cam_1 ');
  });

  it('never folds the chosen camera away', async () => {
    const box = new Turning(healthyBox(24));
    await using shown = new Shown(box.source);
    await shown.keys('G', 'k');
    await shown.shows(/✔ usb-Acme_Cam_15 .*\n✔ 8 more are in order/);
    box.turn(broken(healthyBox(24), 7));
    await shown.shows(/8\n✘ usb-Acme_Cam_7 .*\n✔ usb-Acme_Cam_15 .*\n✔ 22 more are in order/);
    await shown.shows('── usb-Acme_Cam_15 ');
    await shown.keys('k');
    await shown.shows(/8\n✘ usb-Acme_Cam_7 .*\n✔ 23 are in order/);
  });

  it('stays with the camera that it tells of where nobody has chosen, while that is in trouble', async () => {
    const box = new Turning(broken(healthyBox(4), 2));
    await using shown = new Shown(box.source);
    await shown.shows('── usb-Acme_Cam_2 ');
    box.turn(broken(healthyBox(4), 1, 2));
    await shown.shows(/8\n✘ usb-Acme_Cam_1 .*\n✘ usb-Acme_Cam_2 /);
    expect(shown.screen()).toContain('── usb-Acme_Cam_2 ');
    box.turn(broken(healthyBox(4), 1));
    await shown.shows('── usb-Acme_Cam_1 ');
    box.turn(healthyBox(4));
    await shown.hides('✘');
    expect(shown.screen()).toContain('── usb-Acme_Cam_1 ');
  });

  it('takes keys apart that a slow line brought in one piece', async () => {
    await using shown = new Shown(broken(healthyBox(4), 2));
    await shown.settled();
    await shown.keys('/Cam_3\r');
    await shown.shows(/^\/Cam_3 {2}Enter open/m);
    await shown.keys('\u001bj');
    await shown.hides('/Cam_3');
    await shown.keys('j2');
    await shown.shows('[2 MediaMTX]');
    await shown.keys('1');
    await shown.shows(/── usb-Acme_Cam_1 /);
  });

  it('says so where the terminal is too small for it', async () => {
    await using shown = new Shown(healthyBox(2), { columns: 59, rows: 15 });
    await shown.settled();
    expect(shown.screen()).toContain('needs 60x16');
  });

  it('lets no text from outside move the cursor, colour the screen or stand in for our own', async () => {
    const evil = '\u001b[2J\u001b[31mred\u001b]0;title\u0007\u009b5A\r\nforged \u202eline';
    const sweep = change(healthyBox(1), 'service', (service) => ({
      ...service,
      url: `ws://127.0.0.1/${evil}`,
      authentication: 'open',
    }));
    let title = '';
    await using shown = new Shown(sweep);
    shown.terminal.onTitleChange((text) => {
      title = text;
    });
    await shown.settled();
    await shown.keys('3');
    expect(shown.screen()).toContain('[3 WebSocket');
    expect(shown.screen()).toContain('red');
    expect(shown.colored()).toBe(false);
    expect(shown.screen()).not.toContain('\u202e');
    expect(shown.screen()).not.toMatch(/^forged/m);
    expect(title).toBe('');
  });
});

import process from 'node:process';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { Agent } from '../../src/agent/agent.ts';
import { type DemoBox, Monitor, startDemoBox } from '../../src/index.ts';
import { statusOf, until } from '../monitor/until.ts';

// What broke, when and for how long, is known here, because it is broken here.

let box: DemoBox;
let monitor: Monitor;
let agent: Agent;

beforeAll(async () => {
  box = await startDemoBox({ cameras: 3, server: 'stand-in' });
  monitor = new Monitor({ config: () => box.config, devices: box.devices });
  agent = new Agent({
    monitor,
    state: null,
    events: { changed: () => {}, round: () => {}, trouble: () => {} },
  });
  monitor.start();
});
afterAll(async () => {
  await agent?.stop();
  await monitor?.stop();
  await box?.stop();
});

const dropoutsOf = (camera: string) =>
  agent.soak.cameras.find((one) => one.camera === camera)?.dropouts ?? [];
/** Waits until a link is, or is no more, broken. */
const link = (checkId: string, camera: string, status: string) =>
  until(monitor, () => statusOf(monitor, checkId, camera) === status);

/** Waits until a dropout has been going on for so long that a missed start or end would show. */
const lasts = (camera: string) => until(monitor, () => (dropoutsOf(camera)[0]?.lengthMs ?? 0) > 4_000);

const ACCURACY_MS = 2_000;
function near(actual: number, expected: number): void {
  expect(Math.abs(actual - expected)).toBeLessThan(ACCURACY_MS);
}

describe('a soak', () => {
  it('lists each dropout with its start and length to within 2 s, and none that was not there', async () => {
    await link('decode', 'cam3', 'pass');
    // The first publisher dies, and comes back when that was seen.
    const died = Date.now();
    await box.publishers[0]?.stop();
    await lasts('cam1');
    await box.republish(0);
    await box.until(() => box.flows(0), 'the first stream flows');
    const back = Date.now();
    // The second stands still meanwhile, alive.
    const second = box.publishers[1]?.pid ?? -1;
    process.kill(second, 'SIGSTOP');
    const stopped = Date.now();
    await lasts('cam2');
    process.kill(second, 'SIGCONT');
    const went = Date.now();
    for (const camera of ['cam1', 'cam2']) await until(monitor, () => dropoutsOf(camera)[0]?.ended === true);

    const [one, ...more] = dropoutsOf('cam1');
    expect([more, one?.ended, one?.link, one?.code]).toEqual([[], true, 'capture', 'no-publisher']);
    near(Date.parse(one?.at ?? ''), died);
    near(one?.lengthMs ?? -1, back - died);
    const [two, ...others] = dropoutsOf('cam2');
    expect([others, two?.ended, two?.code]).toEqual([[], true, 'publisher-stopped']);
    near(Date.parse(two?.at ?? ''), stopped);
    near(two?.lengthMs ?? -1, went - stopped);
    expect(dropoutsOf('cam3')).toEqual([]);
    // What the first one's came with tells why; the second one's has told its cause itself.
    expect(agent.soak.cameras.map(({ why }) => why?.code)).toEqual([
      'drops-with-publisher',
      undefined,
      undefined,
    ]);

    await until(monitor, () => agent.soak.cameras[2]?.bitrate !== null);
    const { cameras, verdict, headline } = agent.soak;
    expect([verdict, headline]).toEqual(['fail', '1 of 3 cameras held out, 2 dropouts']);
    expect(cameras.map(({ publisherRestarts, reconnects }) => [publisherRestarts, reconnects])).toEqual([
      [1, 0],
      [0, 0],
      [0, 0],
    ]);
    const steady = cameras[2];
    expect(steady?.longestGapMs).toBeLessThan(ACCURACY_MS);
    expect(steady?.fps?.median).toBeCloseTo(15, 0);
    expect(steady?.bitrate?.min).toBeGreaterThan(50_000);
  }, 30_000);

  it('shows one that goes on as such', async () => {
    await box.publishers[2]?.stop();
    await link('capture', 'cam3', 'fail');
    expect(dropoutsOf('cam3')).toMatchObject([{ ended: false, link: 'capture' }]);
  });
});

import assert from 'node:assert/strict';
import { closeSync, openSync } from 'node:fs';
import { readdir, rm, symlink, writeFile } from 'node:fs/promises';
import { Monitor, reading } from '../../../src/index.ts';
import { type LabBox, pathOf } from './box.ts';
import { type BoxScenario, brokenLink, wordsAbout } from './chain.ts';
import { until } from './proc.ts';

const vivid = (action: 'bind' | 'unbind') =>
  writeFile(`/sys/bus/platform/drivers/vivid/${action}`, 'vivid.0');

/** What udev does when cameras come back: the same names lead to the nodes in the order in which they were made. */
async function linkAgain({ links }: LabBox): Promise<readonly string[]> {
  const names = (await readdir('/sys/class/video4linux')).filter((name) => /^video\d+$/.test(name));
  const nodes = names.toSorted((one, other) => Number(one.slice(5)) - Number(other.slice(5)));
  await Promise.all(links.map((path, index) => symlink(`../../${nodes[index]}`, path)));
  return nodes.slice(0, links.length).map((name) => `/dev/${name}`);
}

/** What a monitor says of the first broken link of each camera. */
const told = (monitor: Monitor, box: LabBox): string[] =>
  box.links.map((_, index) => (monitor.report ? brokenLink(monitor.report, `cam${index + 1}`) : 'nothing'));

/** How long after `event` the monitor's report is as it should be, ms. */
async function seen(monitor: Monitor, what: string, event: number, holds: () => boolean): Promise<number> {
  let at = 0;
  const look = () => {
    if (at === 0 && holds()) at = performance.now();
  };
  const leave = monitor.subscribe(look);
  look();
  await until(what, () => at > 0).finally(leave);
  return Math.round(at - event);
}

/**
 * Cameras that are pulled out are `fail: device` within a second, those that come back under other numbers are the same
 * ones by their stable names, and a publisher that names a number is told that numbers change.
 */
export const hotplugWatched: BoxScenario = async (box) => {
  const config = await box.config();
  await using monitor = new Monitor({ config: () => config });
  monitor.start();
  const all = (what: string) => () => told(monitor, box).every((one) => one === what);
  await seen(monitor, 'a healthy box', 0, all('proved'));
  // The third publisher names a number, as careless ones do; and somebody holds the second camera's number for ever.
  await box.publishers[2]?.stop();
  box.publish(2, { device: box.nodes[2] ?? '' });
  await seen(monitor, 'a healthy box again', 0, all('proved'));
  const holder = openSync(box.nodes[1] ?? '', 'r+');
  try {
    await vivid('unbind');
    const pulled = performance.now();
    const gone = await seen(monitor, 'every camera is gone', pulled, all('device: device-missing'));
    const looked = Math.round(reading(monitor.sweep?.readings ?? {}, 'devices')?.tookMs ?? 0);
    await until('every publisher has ended', () => box.publishers.every(({ ended }) => ended));
    await Promise.all(box.links.map((path) => rm(path)));
    await vivid('bind');
    const nodes = await linkAgain(box);
    assert.deepEqual(nodes, ['/dev/video0', '/dev/video2', '/dev/video3']);
    const there = performance.now();
    const noDevice = (one: string) => one.startsWith('device: ');
    const back = await seen(monitor, 'every camera is back', there, () => !told(monitor, box).some(noDevice));
    // The careless one is first, and takes the second camera for its own.
    for (const index of [2, 0]) box.publish(index, index === 2 ? { device: '/dev/video2' } : {});
    const renumbered = () => told(monitor, box)[2] === 'capture: wrong-device';
    await seen(monitor, 'the number that leads to another camera', 0, renumbered);
    assert.match(
      wordsAbout(monitor.report ?? assert.fail(), 'cam3'),
      /write \/dev\/v4l\/by-path\/\S+-video-index0 in the publisher's command/,
    );
    await box.publishers[2]?.stop();
    box.facts.forget(pathOf(2));
    box.publish(1);
    box.publish(2);
    await seen(monitor, 'the same cameras under other numbers', 0, all('proved'));
    const devices = monitor.report?.cameras.slice(0, nodes.length).map(({ device }) => device);
    assert.deepEqual(devices, nodes);
    // Coming back, each node is opened too. An emulated machine takes its time for everything.
    assert.ok(gone - looked < 1_000, `seen after ${gone} ms, ${looked} of them for looking`);
    return { cameras: nodes.length, 'ms till gone': gone, 'of them looking': looked, 'till back': back };
  } finally {
    closeSync(holder);
  }
};

import assert from 'node:assert/strict';
import { writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { nodeKind } from '../../../src/cameras/nodes.ts';
import { loadConfig } from '../../../src/config/load.ts';
import { checkBox, known } from '../../../src/index.ts';
import { ask, list } from './probes.ts';
import { until } from './proc.ts';
import type { Guest, Scenario } from './scenario.ts';
import { loadUsb, type UsbCamera, usbCamera } from './usb-camera.ts';
import { toldByTool, toldByUs } from './v4l2-ctl.ts';

/** Of no maker that the kernel knows: it waits two seconds for some of Logitech's. */
const YARD = {
  vendorId: 'f055',
  productId: '0c01',
  manufacturer: 'Acme',
  product: 'HD Camera',
  serial: 'A1B2C3',
} as const;

let plugged: Promise<UsbCamera> | null = null;
/** One camera for all of these scenarios: the kernel takes seconds to find one. */
function yard({ share }: Guest): Promise<UsbCamera> {
  plugged ??= loadUsb().then(() => usbCamera(join(share, 'usb-camera'), YARD));
  return plugged;
}

const nodesOf = async ({ port }: UsbCamera) => (await list()).nodes.filter(({ usb }) => usb?.port === port);

/** What the public API finds with some checks, on a machine without a configuration. */
async function found(only: readonly string[]) {
  const { config } = await loadConfig({ env: {}, cwd: '/' });
  return checkBox({ config, options: { only }, timeoutMs: 30_000 });
}

/** What sysfs tells of a camera that uvcvideo drives, and what its two nodes are. */
export const usbFacts: Scenario = async (guest) => {
  const camera = await yard(guest);
  const nodes = await nodesOf(camera);
  assert.equal(nodes.length, 2);
  for (const { path, driver, card, usb } of nodes) {
    const { devnum, ...facts } = usb ?? assert.fail('no USB device above it');
    assert.deepEqual([driver, card], ['uvcvideo', 'HD Camera: UVC Camera']);
    assert.deepEqual(facts, { ...YARD, port: camera.port, speedMbps: 480, busnum: 1 });
    assert.ok(devnum !== null && devnum >= 2);
    const { ms: _, ...theirs } = await toldByTool(path);
    assert.deepEqual({ ...toldByUs(await ask(path)), rate: theirs.rate }, theirs);
  }
  const kinds = await Promise.all(nodes.map(async (node) => nodeKind(node, await ask(node.path)).kind));
  assert.deepEqual(kinds, ['camera', 'metadata']);
  const [capture] = nodes;
  const { formats } = await ask(capture?.path ?? '');
  assert.deepEqual(
    formats.map(({ fourcc, compressed }) => [fourcc, compressed]),
    [['MJPG', true]],
  );
  return { nodes: nodes.length, speed: `${capture?.usb?.speedMbps} Mbit/s` };
};

/** Listing leaves a sleeping camera asleep, and opening it wakes it: that is why it is opened so seldom. */
export const usbSleep: Scenario = async (guest) => {
  const camera = await yard(guest);
  const power = `/sys/bus/usb/devices/${camera.port}/power`;
  await writeFile(`${power}/autosuspend_delay_ms`, '200');
  await writeFile(`${power}/control`, 'auto');
  const status = async () => (await nodesOf(camera))[0]?.runtimeStatus;
  await until('the camera sleeps', async () => (await status()) === 'suspended');
  for (let look = 0; look < 20; look++) assert.equal(await status(), 'suspended');
  await ask((await nodesOf(camera))[0]?.path ?? '');
  assert.equal(await status(), 'active');
  await writeFile(`${power}/control`, 'on');
  const [node] = await nodesOf(camera);
  assert.deepEqual([node?.powerControl, node?.runtimeStatus], ['on', 'active']);
  return { looks: 20 };
};

/** A camera on the USB for which its driver made no node. */
export const usbTrouble: Scenario = async (guest) => {
  const camera = await yard(guest);
  const driver = '/sys/bus/usb/drivers/uvcvideo';
  const interfaces = [`${camera.port}:1.0`, `${camera.port}:1.1`];
  for (const one of interfaces) await writeFile(`${driver}/unbind`, one).catch(() => {});
  await until('its nodes are gone', async () => (await nodesOf(camera)).length === 0);
  const { usbWithoutNode } = await list();
  assert.deepEqual(
    usbWithoutNode.map(({ port, serial, videoDriver }) => ({ port, serial, videoDriver })),
    [{ port: camera.port, serial: YARD.serial, videoDriver: null }],
  );
  const { report } = await found(['device']);
  const failed = report.findings.find(({ diagnosis }) => diagnosis?.code === 'usb-without-node');
  assert.match(failed?.diagnosis?.cause ?? JSON.stringify(report.findings), /f055:0c01.* sits on port 1-1/);
  await writeFile(`${driver}/bind`, interfaces[0] ?? '');
  await until('its nodes are back', async () => (await nodesOf(camera)).length === 2);
  return { port: camera.port };
};

/** How often its plug is pulled and put back: as often as is no longer somebody who looks for a better port. */
const TIMES = 3;

/** A camera that comes and goes is the same one under new device numbers, and its port is named. */
export const usbReplugged: Scenario = async (guest) => {
  const camera = await yard(guest);
  const devnum = async () => (await nodesOf(camera))[0]?.usb?.devnum ?? 0;
  const before = await devnum();
  for (let time = 0; time < TIMES; time++) {
    await camera.unplug();
    await camera.plug();
  }
  const after = await devnum();
  assert.deepEqual(
    (await nodesOf(camera)).map(({ usb }) => usb?.serial),
    [YARD.serial, YARD.serial],
  );
  assert.ok(after >= before + TIMES, `device number ${before}, then ${after}`);
  const { sweep, report } = await found(['kernel-log']);
  const [loop] = known(sweep.readings, 'kernelLog')?.usbDisconnects ?? [];
  assert.deepEqual([loop?.port, loop?.count, loop?.recent], [camera.port, TIMES, TIMES]);
  const warned = report.findings.find(({ diagnosis }) => diagnosis?.code === 'usb-disconnects');
  assert.match(warned?.diagnosis?.cause ?? JSON.stringify(report.findings), /USB port 1-1 lost its device/);
  await camera[Symbol.asyncDispose]();
  plugged = null;
  return { times: TIMES, 'device number': after };
};

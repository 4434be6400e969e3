import { readdir, readFile, readlink, realpath, stat } from 'node:fs/promises';
import { basename, dirname, join } from 'node:path';
import type { UsbDevice, VideoNode } from '../../model/index.ts';
import type { DeviceHost } from '../device-host.ts';
import type { Probe } from '../probe.ts';
import { clean } from '../text.ts';

/** Every video node that /dev or sysfs know, and USB cameras without one. Opens none, and so wakes none. */
export const inventory: Probe<'devices'> = {
  kind: 'devices',
  title: 'listing devices',
  deadlineMs: 3_000,
  maxAgeMs: 15_000,
  active: false,
  source: (_subject, { devices }) => `${devices.sysRoot}/class/video4linux, ${devices.devRoot}/video*`,
  async observe(_subject, { devices }) {
    const classFolder = join(devices.sysRoot, 'class/video4linux');
    const known = await list(classFolder);
    const files = await list(devices.devRoot);
    const names = [...new Set([...known, ...files].filter((name) => /^video\d+$/.test(name)))];
    const [byId, byPath, groups] = await Promise.all([
      links(devices.devRoot, 'v4l/by-id'),
      links(devices.devRoot, 'v4l/by-path'),
      groupNames(),
    ]);
    const nodes = await Promise.all(
      names.map((name) => nodeOf(devices, name, known.includes(name), { byId, byPath, groups })),
    );
    const number = ({ name }: VideoNode) => Number(name.slice('video'.length));
    return {
      root: devices.devRoot,
      nodes: nodes.toSorted((one, other) => number(one) - number(other)),
      usbWithoutNode: await usbWithoutNode(devices.sysRoot),
    };
  },
};

const list = async (folder: string): Promise<readonly string[]> => readdir(folder).catch(() => []);

async function attribute(folder: string, name: string): Promise<string | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => null);
  return text === null ? null : clean(text);
}

async function numeric(folder: string, name: string): Promise<number | null> {
  const text = await attribute(folder, name);
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

/** Node name (`video0`) → the links of a folder that lead to it. */
async function links(devRoot: string, folder: string): Promise<ReadonlyMap<string, readonly string[]>> {
  const found = new Map<string, readonly string[]>();
  for (const name of await list(join(devRoot, folder))) {
    const path = join(devRoot, folder, name);
    const target = await readlink(path).catch(() => null);
    if (target === null) continue;
    const node = basename(target);
    found.set(node, [...(found.get(node) ?? []), path]);
  }
  return found;
}

async function groupNames(): Promise<ReadonlyMap<number, string>> {
  const text = await readFile('/etc/group', 'utf8').catch(() => '');
  const rows = text.split('\n').map((line) => line.split(':'));
  return new Map(
    rows
      .filter(([name]) => name)
      .map(([name = '', , gid]): [number, string] => [Number(gid), clean(name, 40)]),
  );
}

interface Lookup {
  readonly byId: ReadonlyMap<string, readonly string[]>;
  readonly byPath: ReadonlyMap<string, readonly string[]>;
  readonly groups: ReadonlyMap<number, string>;
}

async function nodeOf(host: DeviceHost, name: string, inSysfs: boolean, lookup: Lookup): Promise<VideoNode> {
  const path = join(host.devRoot, name);
  const facts = await stat(path).catch(() => null);
  const isNode = host.simulated ? host.simulated.isNode(path) : (facts?.isCharacterDevice() ?? false);
  const entry = join(host.sysRoot, 'class/video4linux', name);
  const parent = inSysfs ? await realpath(join(entry, 'device')).catch(() => null) : null;
  const driver = parent === null ? null : await readlink(join(parent, 'driver')).catch(() => null);
  return {
    path,
    name,
    file: facts === null ? 'missing' : isNode ? 'character' : 'not-a-device',
    uid: facts?.uid ?? null,
    gid: facts?.gid ?? null,
    mode: facts === null ? null : facts.mode & 0o7777,
    group: facts === null ? null : (lookup.groups.get(facts.gid) ?? null),
    card: inSysfs ? await attribute(entry, 'name') : null,
    index: inSysfs ? await numeric(entry, 'index') : null,
    driver: driver === null ? null : basename(driver),
    parent,
    byId: lookup.byId.get(name) ?? [],
    byPath: lookup.byPath.get(name) ?? [],
    usb: parent === null ? null : await usbAbove(parent),
    runtimeStatus: parent === null ? null : await powerOf(parent, 'runtime_status'),
    powerControl: parent === null ? null : await powerOf(parent, 'control'),
  };
}

/** The USB device that an interface belongs to, or null: it is the folder that has an idVendor. */
async function usbAbove(interfaceFolder: string): Promise<UsbDevice | null> {
  for (let folder = interfaceFolder; folder !== '/' && folder !== '.'; folder = dirname(folder)) {
    if ((await attribute(folder, 'idVendor')) !== null) return usbOf(folder);
  }
  return null;
}

async function usbOf(folder: string): Promise<UsbDevice> {
  return {
    port: basename(folder),
    vendorId: (await attribute(folder, 'idVendor')) ?? '',
    productId: (await attribute(folder, 'idProduct')) ?? '',
    manufacturer: await attribute(folder, 'manufacturer'),
    product: await attribute(folder, 'product'),
    serial: await attribute(folder, 'serial'),
    speedMbps: await numeric(folder, 'speed'),
    busnum: await numeric(folder, 'busnum'),
    devnum: await numeric(folder, 'devnum'),
  };
}

/** An interface has no power state of its own; its USB device has. */
async function powerOf(parent: string, name: string): Promise<string | null> {
  const own = await attribute(join(parent, 'power'), name);
  return own === null || own === 'unsupported' ? await attribute(join(dirname(parent), 'power'), name) : own;
}

/** USB devices with a video-control interface (class 0e) below which no video node came up. */
async function usbWithoutNode(sysRoot: string): Promise<readonly UsbDevice[]> {
  const root = join(sysRoot, 'bus/usb/devices');
  const found = new Map<string, UsbDevice>();
  const served = new Set<string>();
  for (const name of (await list(root)).filter((one) => one.includes(':'))) {
    const folder = await realpath(join(root, name)).catch(() => null);
    if (folder === null || (await attribute(folder, 'bInterfaceClass')) !== '0e') continue;
    const device = dirname(folder);
    if ((await list(join(folder, 'video4linux'))).length > 0) served.add(device);
    else found.set(device, await usbOf(device));
  }
  return [...found].filter(([device]) => !served.has(device)).map(([, usb]) => usb);
}

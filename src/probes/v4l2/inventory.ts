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
  // A few milliseconds; but the kernel keeps who reads about a USB device waiting while that is being reset.
  deadlineMs: 8_000,
  maxAgeMs: 60_000,
  active: false,
  source: (_subject, { devices }) => `${devices.sysRoot}/class/video4linux, ${devices.devRoot}/video*`,
  async observe(_subject, { devices, config }) {
    const classFolder = join(devices.sysRoot, 'class/video4linux');
    const known = await list(classFolder);
    const files = await filesIn(devices.devRoot);
    const names = [...new Set([...known, ...files].filter((name) => /^video\d+$/.test(name)))];
    const [byId, byPath, others, groups] = await Promise.all([
      links(join(devices.devRoot, 'v4l/by-id')),
      links(join(devices.devRoot, 'v4l/by-path')),
      aliases(
        devices.devRoot,
        config.cameras.flatMap(({ device }) => device ?? []),
      ),
      groupNames(),
    ]);
    const lookup = { byId, byPath, aliases: others, groups };
    const nodes = await Promise.all(names.map((name) => nodeOf(devices, name, known.includes(name), lookup)));
    const number = ({ name }: VideoNode) => Number(name.slice('video'.length));
    return {
      root: devices.devRoot,
      nodes: nodes.toSorted((one, other) => number(one) - number(other)),
      usbWithoutNode: await usbWithoutNode(devices.sysRoot),
    };
  },
};

/** The names in a folder; none when there is no such folder (a kernel without V4L2, a box without USB). */
async function list(folder: string): Promise<readonly string[]> {
  return readdir(folder).catch((error: NodeJS.ErrnoException) => {
    if (error.code === 'ENOENT' || error.code === 'ENOTDIR') return [];
    throw error;
  });
}

/** The names in a folder without its symbolic links: those are other names of something. */
async function filesIn(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { withFileTypes: true });
  return entries.filter((entry) => !entry.isSymbolicLink()).map(({ name }) => name);
}

async function attribute(folder: string, name: string): Promise<string | null> {
  const text = await readFile(join(folder, name), 'utf8').catch(() => null);
  return text === null ? null : clean(text);
}

async function numeric(folder: string, name: string): Promise<number | null> {
  const text = await attribute(folder, name);
  const value = text === null || text === '' ? Number.NaN : Number(text);
  return Number.isFinite(value) ? value : null;
}

type Links = ReadonlyMap<string, readonly string[]>;

/** Node name (`video0`) → the links of a folder that lead to it, at once or through others. */
async function links(folder: string): Promise<Links> {
  const entries = await readdir(folder, { withFileTypes: true }).catch(() => []);
  return leadingTo(entries.filter((entry) => entry.isSymbolicLink()).map(({ name }) => join(folder, name)));
}

/** The same of other names: links in /dev itself, and those that the configuration names, wherever they are. */
async function aliases(devRoot: string, configured: readonly string[]): Promise<Links> {
  const found = await links(devRoot);
  const known = new Set([...found.values()].flat());
  const isOther = (path: string) =>
    !known.has(path) && dirname(path) !== devRoot && !dirname(path).startsWith(join(devRoot, 'v4l'));
  const more = await leadingTo(configured.filter(isOther));
  return new Map(
    [...new Set([...found.keys(), ...more.keys()])].map((node) => [
      node,
      [...(found.get(node) ?? []), ...(more.get(node) ?? [])],
    ]),
  );
}

async function leadingTo(paths: readonly string[]): Promise<Links> {
  const found = new Map<string, readonly string[]>();
  for (const path of paths.toSorted()) {
    // Of a node that is missing itself, its link tells all the same.
    const target = await realpath(path).catch(() => readlink(path).catch(() => ''));
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
  readonly byId: Links;
  readonly byPath: Links;
  readonly aliases: Links;
  readonly groups: ReadonlyMap<number, string>;
}

async function nodeOf(host: DeviceHost, name: string, inSysfs: boolean, lookup: Lookup): Promise<VideoNode> {
  const path = join(host.devRoot, name);
  const facts = await stat(path).catch(() => null);
  const isNode = host.simulated ? host.simulated.isNode(path) : (facts?.isCharacterDevice() ?? false);
  const entry = join(host.sysRoot, 'class/video4linux', name);
  const parent = inSysfs ? await realpath(join(entry, 'device')).catch(() => null) : null;
  const driver = parent === null ? null : await driverOf(parent);
  const usb = parent === null ? null : usbFolderAbove(parent);
  // The interface of a USB camera has a power folder too, but it is the device that sleeps.
  const power = usb ?? parent;
  const aliases = lookup.aliases.get(name);
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
    driver,
    parent,
    byId: lookup.byId.get(name) ?? [],
    byPath: lookup.byPath.get(name) ?? [],
    ...(aliases && { aliases }),
    usb: usb === null ? null : await usbOf(usb),
    runtimeStatus: power === null ? null : await attribute(join(power, 'power'), 'runtime_status'),
    powerControl: power === null ? null : await attribute(join(power, 'power'), 'control'),
  };
}

async function driverOf(device: string): Promise<string | null> {
  const link = await readlink(join(device, 'driver')).catch(() => null);
  return link === null ? null : clean(basename(link));
}

/** The folder of the USB device that an interface belongs to (`…/1-1.2` of `…/1-1.2/1-1.2:1.0`), or null. */
const usbFolderAbove = (folder: string): string | null =>
  /^.*\/usb\d+(?:\/\d+-[\d.]+)+(?=\/|$)/.exec(folder)?.[0] ?? null;

async function usbOf(folder: string): Promise<UsbDevice> {
  const [vendorId, productId, manufacturer, product, serial] = await Promise.all(
    ['idVendor', 'idProduct', 'manufacturer', 'product', 'serial'].map((name) => attribute(folder, name)),
  );
  const [speedMbps, busnum, devnum] = await Promise.all(
    ['speed', 'busnum', 'devnum'].map((name) => numeric(folder, name)),
  );
  return {
    port: basename(folder),
    vendorId: vendorId ?? '',
    productId: productId ?? '',
    manufacturer: manufacturer ?? null,
    product: product ?? null,
    serial: serial ?? null,
    speedMbps: speedMbps ?? null,
    busnum: busnum ?? null,
    devnum: devnum ?? null,
  };
}

/** USB devices with a video interface (class 0e) below which no video node came up. */
async function usbWithoutNode(sysRoot: string): Promise<readonly UsbDevice[]> {
  const root = join(sysRoot, 'bus/usb/devices');
  const found = new Map<string, UsbDevice>();
  const served = new Set<string>();
  for (const name of (await list(root)).filter((one) => one.includes(':'))) {
    const folder = await realpath(join(root, name)).catch(() => null);
    if (folder === null || (await attribute(folder, 'bInterfaceClass')) !== '0e') continue;
    const device = dirname(folder);
    if ((await list(join(folder, 'video4linux'))).length > 0) served.add(device);
    else if (!found.has(device))
      found.set(device, { ...(await usbOf(device)), videoDriver: await driverOf(folder) });
  }
  return [...found].filter(([device]) => !served.has(device)).map(([, usb]) => usb);
}

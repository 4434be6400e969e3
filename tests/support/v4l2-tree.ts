import { mkdir, mkdtemp, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import type { DeviceHost } from '../../src/probes/device-host.ts';

/**
 * A made-up /dev and /sys in a temporary folder: path → text of a file, or `-> target` of a symbolic link, a
 * target that begins with a slash being inside the tree. Files named /dev/videoN count as device nodes, unless
 * `plainFiles` names them.
 */
export async function deviceTree(
  entries: Readonly<Record<string, string>>,
  plainFiles: readonly string[] = [],
): Promise<AsyncDisposable & { readonly root: string; readonly host: DeviceHost }> {
  const root = await mkdtemp(join(tmpdir(), 'camproof-tree-'));
  for (const folder of ['dev', 'sys']) await mkdir(join(root, folder));
  for (const [path, content] of Object.entries(entries)) {
    const place = join(root, path);
    await mkdir(dirname(place), { recursive: true });
    const target = /^-> (.*)$/.exec(content)?.[1];
    if (target === undefined) await writeFile(place, content);
    else await symlink(target.startsWith('/') ? join(root, target) : target, place);
  }
  const plain = new Set(plainFiles.map((path) => join(root, path)));
  return {
    root,
    host: {
      devRoot: join(root, 'dev'),
      sysRoot: join(root, 'sys'),
      simulated: {
        isNode: (path) => !plain.has(path),
        capabilities: (path) => ({ code: 'absent', phase: 'open', message: path }),
      },
    },
    [Symbol.asyncDispose]: () => rm(root, { recursive: true }),
  };
}

/** sysfs and /dev of a UVC camera at a USB port: a node for each number, capture first, then metadata. */
export function uvcCamera(
  port: string,
  numbers: readonly number[],
  usb: Readonly<Record<string, string>> = {},
): Record<string, string> {
  const device = `/sys/devices/pci0000:00/usb1/${port}`;
  const parent = `${device}/${port}:1.0`;
  const attributes = {
    idVendor: '046d',
    idProduct: '082d',
    product: 'HD Pro Webcam C920',
    speed: '480',
    busnum: '1',
    devnum: '4',
    'power/runtime_status': 'suspended',
    'power/control': 'auto',
    ...usb,
  };
  return {
    ...Object.fromEntries(
      Object.entries(attributes).map(([name, value]) => [`${device}/${name}`, `${value}\n`]),
    ),
    [`${parent}/bInterfaceClass`]: '0e\n',
    [`${parent}/power/runtime_status`]: 'active\n',
    [`${parent}/driver`]: '-> /sys/bus/usb/drivers/uvcvideo',
    [`/sys/bus/usb/devices/${port}`]: `-> ${device}`,
    [`/sys/bus/usb/devices/${port}:1.0`]: `-> ${parent}`,
    [`${device}/${port}:1.1/bInterfaceClass`]: '0e\n',
    [`/sys/bus/usb/devices/${port}:1.1`]: `-> ${device}/${port}:1.1`,
    ...Object.assign(
      {},
      ...numbers.map((number, index) => ({
        [`${parent}/video4linux/video${number}/name`]: `${attributes.product}\n`,
        [`${parent}/video4linux/video${number}/index`]: `${index}\n`,
        [`${parent}/video4linux/video${number}/device`]: `-> ${parent}`,
        [`/sys/class/video4linux/video${number}`]: `-> ${parent}/video4linux/video${number}`,
        [`/dev/video${number}`]: '',
      })),
    ),
  };
}

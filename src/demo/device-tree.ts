import { mkdir, rm, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import type { Fault, NodeCapabilities } from '../model/index.ts';
import type { DeviceHost, SimulatedDevices } from '../probes/device-host.ts';

/** What one made-up camera is. */
export interface CameraModel {
  readonly index: number;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

const CAPTURE = 0x0420_0001;
const METADATA = 0x04a0_0000;

/**
 * Devices that are made up: plain files in place of nodes, a folder tree in place of /sys, and answers in place
 * of ioctls. Everything that reads them is the real code.
 */
export class DeviceTree implements SimulatedDevices {
  readonly host: DeviceHost;
  readonly #dev: string;
  readonly #sys: string;
  readonly #models = new Map<string, CameraModel>();
  /** By path: answers that a fault put in place of the healthy ones. */
  readonly #faults = new Map<string, 'plain-file' | Partial<NodeCapabilities> | Fault>();

  constructor(folder: string) {
    this.#dev = join(folder, 'dev');
    this.#sys = join(folder, 'sys');
    this.host = { devRoot: this.#dev, sysRoot: this.#sys, simulated: this };
  }

  node(index: number): string {
    return join(this.#dev, `video${index}`);
  }

  /** The link that a well-kept configuration names. */
  stableName(index: number): string {
    return join(this.#dev, 'v4l/by-id', `usb-Camproof_Demo_Camera_${index + 1}-video-index0`);
  }

  async plug(model: CameraModel): Promise<void> {
    const { index } = model;
    const port = `1-1.${index + 1}`;
    const usb = join(this.#sys, 'devices/usb1', port);
    const parent = join(usb, `${port}:1.0`);
    const entry = join(parent, 'video4linux', `video${index}`);
    for (const folder of [
      entry,
      join(usb, 'power'),
      join(this.#sys, 'class/video4linux'),
      join(this.#sys, 'bus/usb/devices'),
      join(this.#sys, 'bus/usb/drivers/uvcvideo'),
      join(this.#dev, 'v4l/by-id'),
      join(this.#dev, 'v4l/by-path'),
    ]) {
      await mkdir(folder, { recursive: true });
    }
    const attributes: Readonly<Record<string, string>> = {
      [join(usb, 'idVendor')]: '0000',
      [join(usb, 'idProduct')]: '0000',
      [join(usb, 'manufacturer')]: 'Camproof',
      [join(usb, 'product')]: `Demo Camera ${index + 1}`,
      [join(usb, 'serial')]: serialOf(index),
      [join(usb, 'speed')]: '480',
      [join(usb, 'busnum')]: '1',
      [join(usb, 'devnum')]: String(index + 2),
      [join(usb, 'power/runtime_status')]: 'active',
      [join(usb, 'power/control')]: 'auto',
      [join(parent, 'bInterfaceClass')]: '0e',
      [join(entry, 'name')]: `Demo Camera ${index + 1}`,
      [join(entry, 'index')]: '0',
      [this.node(index)]: 'This file stands for a V4L2 device of `camproof demo`.\n',
    };
    for (const [path, text] of Object.entries(attributes)) await writeFile(path, text, { mode: 0o660 });
    const link = async (target: string, path: string) => {
      await rm(path, { force: true });
      await symlink(target, path);
    };
    await link(join(this.#sys, 'bus/usb/drivers/uvcvideo'), join(parent, 'driver'));
    await link(parent, join(entry, 'device'));
    await link(parent, join(this.#sys, 'bus/usb/devices', `${port}:1.0`));
    await link(entry, join(this.#sys, 'class/video4linux', `video${index}`));
    await link(`../../video${index}`, this.stableName(index));
    await link(
      `../../video${index}`,
      join(this.#dev, 'v4l/by-path', `platform-demo-usb-0:1.${index + 1}:1.0-video-index0`),
    );
    this.#models.set(this.node(index), model);
  }

  /** As if the camera had been pulled out. */
  async unplug(index: number): Promise<void> {
    const port = `1-1.${index + 1}`;
    this.#models.delete(this.node(index));
    for (const path of [
      this.node(index),
      this.stableName(index),
      join(this.#dev, 'v4l/by-path', `platform-demo-usb-0:1.${index + 1}:1.0-video-index0`),
      join(this.#sys, 'class/video4linux', `video${index}`),
      join(this.#sys, 'bus/usb/devices', `${port}:1.0`),
      join(this.#sys, 'devices/usb1', port),
    ]) {
      await rm(path, { recursive: true, force: true });
    }
  }

  /** As if another camera of the same make had been plugged into its place, or (with null) the old one again. */
  async replace(index: number, serial: string | null): Promise<void> {
    const file = join(this.#sys, 'devices/usb1', `1-1.${index + 1}`, 'serial');
    await writeFile(file, serial ?? serialOf(index));
  }

  /** As if two cameras had changed places. */
  async swap(one: number, other: number): Promise<void> {
    await this.replace(one, serialOf(other));
    await this.replace(other, serialOf(one));
  }

  /** As if the kernel had put the camera to sleep, or (with false) awake. */
  async suspend(index: number, asleep: boolean): Promise<void> {
    const status = join(this.#sys, 'devices/usb1', `1-1.${index + 1}`, 'power/runtime_status');
    await writeFile(status, asleep ? 'suspended' : 'active');
  }

  /** A camera on USB that came up without a video node. */
  async plugDead(port: string, product: string): Promise<void> {
    const usb = join(this.#sys, 'devices/usb1', port);
    const video = join(usb, `${port}:1.0`);
    await mkdir(video, { recursive: true });
    await writeFile(join(video, 'bInterfaceClass'), '0e');
    await writeFile(join(usb, 'idVendor'), '0000');
    await writeFile(join(usb, 'idProduct'), '0000');
    await writeFile(join(usb, 'manufacturer'), 'Camproof');
    await writeFile(join(usb, 'product'), product);
    await symlink(video, join(this.#sys, 'bus/usb/devices', `${port}:1.0`));
  }

  async unplugDead(port: string): Promise<void> {
    await rm(join(this.#sys, 'bus/usb/devices', `${port}:1.0`), { force: true });
    await rm(join(this.#sys, 'devices/usb1', port), { recursive: true, force: true });
  }

  /** Makes a node answer wrongly, or (with null) rightly again. */
  fault(index: number, fault: 'plain-file' | Partial<NodeCapabilities> | Fault | null): void {
    if (fault === null) this.#faults.delete(this.node(index));
    else this.#faults.set(this.node(index), fault);
  }

  isNode(path: string): boolean {
    return this.#models.has(path) && this.#faults.get(path) !== 'plain-file';
  }

  capabilities(path: string): NodeCapabilities | Fault {
    const model = this.#models.get(path);
    if (!model) return { code: 'absent', phase: 'open', message: `${path} is not there` };
    const fault = this.#faults.get(path);
    if (typeof fault === 'object' && 'code' in fault) return fault;
    return { ...capabilitiesOf(model), ...(typeof fault === 'object' ? fault : {}) };
  }
}

const serialOf = (index: number): string => String(index + 1).padStart(4, '0');

/** Which camera it is on the USB, as a configuration names it. */
export const usbOf = (index: number): string => `0000:0000 ${serialOf(index)}`;

/** What a metadata node of a UVC camera answers. */
export const METADATA_NODE: Partial<NodeCapabilities> = {
  deviceCaps: METADATA,
  flags: ['META_CAPTURE', 'STREAMING'],
  formats: [],
  current: null,
};

/** What the receiver of a raw sensor on a CSI cable answers. */
export const RAW_SENSOR: Partial<NodeCapabilities> = {
  driver: 'unicam',
  card: 'unicam',
  formats: [{ fourcc: 'pRAA', description: '10-bit Bayer RGRG/GBGB Packed', compressed: false, sizes: [] }],
  current: null,
};

function capabilitiesOf({ index, width, height, fps }: CameraModel): NodeCapabilities {
  return {
    driver: 'uvcvideo',
    card: `Demo Camera ${index + 1}`,
    busInfo: `simulated-1.${index + 1}`,
    capabilities: 0x84a0_0001,
    deviceCaps: CAPTURE,
    flags: ['VIDEO_CAPTURE', 'STREAMING'],
    formats: [
      {
        fourcc: 'MJPG',
        description: 'Motion-JPEG',
        compressed: true,
        sizes: [
          { width, height, rates: [30, fps, 5] },
          { width: 320, height: 240, rates: [30, fps] },
        ],
      },
    ],
    current: { fourcc: 'MJPG', width, height, fps },
    inputStatus: [],
  };
}

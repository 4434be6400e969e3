import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readdir, readFile, symlink, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { until } from './proc.ts';
import { run } from './run.ts';

const HOST = '/sys/devices/platform/vhci_hcd.0';
const GADGETS = '/sys/kernel/config/usb_gadget';
/** `usbip_status` of a controller that nothing is plugged into. */
const AVAILABLE = '1';
/** Ports of the host controller, from 0; the kernel counts them from 1. */
const ports = new Map<string, number>();

/** What a made-up USB camera says of itself. */
export interface UsbIdentity {
  readonly vendorId: string;
  readonly productId: string;
  readonly manufacturer: string;
  readonly product: string;
  readonly serial: string;
}

/** A camera that the kernel's own uvcvideo drives. It delivers no pictures. */
export interface UsbCamera extends UsbIdentity, AsyncDisposable {
  /** As the kernel calls it: `1-1`. */
  readonly port: string;
  plug(): Promise<void>;
  unplug(): Promise<void>;
}

/** Loads what makes USB cameras possible: two controllers, as gadgets see them, and a host that they are plugged into. */
export async function loadUsb(): Promise<void> {
  const { code, stderr } = await run([
    'sh',
    '-c',
    'modprobe usbip-vudc num=2 && modprobe vhci-hcd && modprobe usb_f_uvc && modprobe uvcvideo && mount -t configfs none /sys/kernel/config',
  ]);
  if (code !== 0) throw new Error(stderr);
  // Its hub must not fall asleep: it does not wake for what is plugged in.
  await writeFile('/sys/bus/usb/devices/usb1/power/control', 'on');
}

/** Makes a camera, and plugs it in. `program` is usb-camera.c, compiled. */
export async function usbCamera(program: string, identity: UsbIdentity): Promise<UsbCamera> {
  const number = ports.size;
  const controller = `usbip-vudc.${number}`;
  ports.set(controller, number);
  await makeGadget(join(GADGETS, controller), controller, identity);
  const node = await nodeOfGadget(controller);
  const port = `1-${number + 1}`;
  const words = [node, `/sys/devices/platform/${controller}`, HOST, String(number)];
  const answers = spawn(program, words, { stdio: ['pipe', 'inherit', 'inherit'] });
  const ended = once(answers, 'exit');
  const camera: UsbCamera = {
    ...identity,
    port,
    async plug() {
      answers.stdin.write('\n');
      const nodes = `/sys/bus/usb/devices/${port}:1.0/video4linux`;
      await until(`${port} has both its nodes`, async () => (await list(nodes)).length === 2);
      // Waits for the driver to end with its questions. A camera that is pulled out over one answers it when it is
      // plugged in again, which its controller does not forgive.
      await writeFile(`/sys/bus/usb/devices/${port}/authorized`, '1');
    },
    async unplug() {
      await writeFile(join(HOST, 'detach'), String(number));
      await until(`${port} is gone`, async () => !(await list('/sys/bus/usb/devices')).includes(port));
      const status = `/sys/devices/platform/${controller}/usbip_status`;
      await until(`${controller} is free`, async () => (await readFile(status, 'utf8')).trim() === AVAILABLE);
    },
    async [Symbol.asyncDispose]() {
      await camera.unplug();
      answers.stdin.end();
      await ended;
    },
  };
  await camera.plug();
  return camera;
}

const list = (folder: string): Promise<string[]> => readdir(folder).catch((): string[] => []);

async function makeGadget(
  gadget: string,
  controller: string,
  { vendorId, productId, manufacturer, product, serial }: UsbIdentity,
): Promise<void> {
  const camera = join(gadget, 'functions/uvc.0');
  const jpeg = join(camera, 'streaming/mjpeg/m');
  const headers = ['control', 'streaming'].map((part) => join(camera, part, 'header/h'));
  for (const folder of [
    join(gadget, 'strings/0x409'),
    join(gadget, 'configs/c.1'),
    join(jpeg, 'f'),
    ...headers,
  ])
    await mkdir(folder, { recursive: true });
  const values: Readonly<Record<string, string>> = {
    [join(gadget, 'idVendor')]: `0x${vendorId}`,
    [join(gadget, 'idProduct')]: `0x${productId}`,
    [join(gadget, 'strings/0x409/manufacturer')]: manufacturer,
    [join(gadget, 'strings/0x409/product')]: product,
    [join(gadget, 'strings/0x409/serialnumber')]: serial,
    [join(jpeg, 'f/wWidth')]: '640',
    [join(jpeg, 'f/wHeight')]: '360',
    [join(jpeg, 'f/dwFrameInterval')]: '666666\n1000000\n',
    [join(jpeg, 'f/dwDefaultFrameInterval')]: '666666',
  };
  for (const [file, value] of Object.entries(values)) await writeFile(file, value);
  const [control = '', streaming = ''] = headers;
  await symlink(jpeg, join(streaming, 'm'));
  for (const speed of ['fs', 'ss']) await symlink(control, join(camera, 'control/class', speed, 'h'));
  for (const speed of ['fs', 'hs', 'ss'])
    await symlink(streaming, join(camera, 'streaming/class', speed, 'h'));
  await symlink(camera, join(gadget, 'configs/c.1/uvc.0'));
  await writeFile(join(gadget, 'UDC'), controller);
}

/** The node by which a program answers for the gadget: an output, and no camera. */
async function nodeOfGadget(controller: string): Promise<string> {
  for (const name of await readdir('/sys/class/video4linux')) {
    const card = await readFile(`/sys/class/video4linux/${name}/name`, 'utf8');
    const device = `/sys/devices/platform/${controller}/gadget.${controller.slice(-1)}/video4linux`;
    if (card.trim() === 'usbip-vudc' && (await list(device)).includes(name)) return `/dev/${name}`;
  }
  throw new Error(`the gadget of ${controller} has no video node`);
}

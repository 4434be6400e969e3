import type { ExpectedBy } from '../../cameras/drafts.ts';
import type { UsbDevice } from '../../model/index.ts';
import { commands } from '../commands.ts';
import type { Explanations } from './diagnosis.ts';

/** Who may count on a camera, for people. */
const EXPECTS: Readonly<Record<ExpectedBy, string>> = {
  configuration: "camproof's configuration",
  device: 'this box',
  usb: 'the USB',
  mediamtx: "MediaMTX's configuration",
  publisher: 'a publisher',
  service: 'the camera service',
};

const listed = (words: readonly string[]): string => words.join(', ').replace(/, ([^,]*)$/, ' and $1');

/** A rule of udev that keeps a make of camera from being suspended. */
const awake = ({ vendorId, productId }: UsbDevice): string =>
  `ACTION=="add", SUBSYSTEM=="usb", ATTR{idVendor}=="${vendorId}", ATTR{idProduct}=="${productId}", ATTR{power/control}="on"`;

/** Whoever is put into a group gives it to all that run as that user: many things run as nobody. */
const asOther = (unit: string | null) => {
  const words = 'let the publisher run as a user in group "video", not as nobody';
  return unit ? commands.editUnit(unit, `${words}: "[Service]" and "User="`) : commands.say(words);
};

/** Causes behind a broken `device` link. */
export const device = {
  'device-missing': (f: { device: string; expectedBy: readonly ExpectedBy[]; was: string | null }) => ({
    cause: `${f.device}${f.was ? ` (${f.was})` : ''} is not there, though ${listed(f.expectedBy.map((by) => EXPECTS[by]))} ${f.expectedBy.length === 1 ? 'names' : 'name'} it: the camera is unplugged, has no power, or did not come up`,
    nextSteps: [
      commands.say('check cable and power, plug the camera in again, try another port'),
      commands.listDevices(),
      commands.kernelLog(),
    ],
  }),
  'device-renumbered': (f: { device: string; now: string; stable: string; certain: boolean }) => ({
    cause: f.certain
      ? `the camera that was ${f.device} is ${f.now} now: numbers are given anew at every boot and plug`
      : `${f.device} is not there, and ${f.now} is a camera that nobody publishes: it is likely the same one, as numbers are given anew at every boot and plug`,
    confidence: f.certain ? ('certain' as const) : ('likely' as const),
    nextSteps: [
      commands.say(
        `write ${f.stable} in place of ${f.device}, in /etc/camproof/camproof.yaml and in the publisher's command`,
      ),
      commands.listDevices(),
    ],
  }),
  'usb-without-node': (f: { usb: UsbDevice }) => ({
    cause: `a USB camera (${f.usb.vendorId}:${f.usb.productId}) sits on port ${f.usb.port}, but its driver made no video node: it failed to initialise`,
    nextSteps: [
      commands.say(`unplug the camera from port ${f.usb.port}, plug it into another port`),
      commands.reloadDriver('uvcvideo'),
      commands.kernelLog(),
    ],
  }),
  'not-a-device': (f: { path: string }) => ({
    cause: `${f.path} is a plain file and no device: something wrote there while the camera was away`,
    nextSteps: [
      commands.removeFile(f.path),
      commands.say('plug the camera in again, so that the driver makes its node'),
    ],
  }),
  'not-a-capture-node': (f: { path: string; why: string; better: string | null }) => ({
    cause: `${f.path} delivers no pictures: ${f.why}`,
    nextSteps: [
      commands.say(
        f.better
          ? `name ${f.better} instead, wherever ${f.path} is named: in /etc/camproof/camproof.yaml ('device' of the camera) and in the publisher's command`
          : `name the capture node of this camera instead of ${f.path}: its by-id name that ends in -video-index0`,
      ),
      commands.listDevices(),
    ],
  }),
  'camera-twice': (f: { camera: string; device: string; path: string }) => ({
    cause: `${f.device} is published as ${f.path}, which is another camera's path: ${f.camera} and that one are the same device`,
    nextSteps: [
      commands.say(
        `correct 'device' or 'paths' of ${f.camera} in /etc/camproof/camproof.yaml, or remove it there`,
      ),
      commands.listDevices(),
    ],
  }),
  'no-producer': (f: { path: string }) => ({
    cause: `${f.path} is a loopback device, which delivers what another program writes to it, and none does`,
    nextSteps: [commands.say(`start the program that writes to ${f.path}`), commands.listDevices()],
  }),
  'needs-libcamera': (f: { path: string; driver: string; stream: string | null }) => ({
    cause: `${f.path} is a raw CSI sensor (${f.driver}) that only libcamera can drive`,
    nextSteps: [
      commands.say(
        `let MediaMTX drive it: in mediamtx.yml, below ${f.stream === null ? "its path under 'paths:'" : `"${f.stream}:"`}, write 'source: rpiCamera' in place of the runOnInit that names the node; MediaMTX reads a changed file by itself`,
      ),
    ],
  }),
  'other-camera': (f: {
    camera: string;
    path: string;
    expected: string;
    actual: string;
    owner: string | null;
  }) => ({
    cause: f.owner
      ? `${f.owner} (${f.actual}) is plugged in where ${f.camera} (${f.expected}) was: the two were swapped`
      : `${f.path} is ${f.actual}, and ${f.camera} was ${f.expected}: another camera was put in its place`,
    nextSteps: [
      commands.say(
        f.owner
          ? `plug ${f.owner} and ${f.camera} in as they were`
          : `put the old camera back (${f.expected})`,
      ),
      commands.say(
        f.owner
          ? `or, if they are to stay so: exchange what stands at 'usb' (below 'expect:') of the two cameras in /etc/camproof/camproof.yaml`
          : `or, if the new one is to stay: at ${f.camera} in /etc/camproof/camproof.yaml, below 'expect:', write 'usb: "${f.actual}"'`,
      ),
      commands.showBaseline(),
    ],
  }),
  'device-denied': (f: {
    path: string;
    user: string;
    group: string;
    mode: string;
    /** Its group may open it, and is one that people are put into: never root's. */
    byGroup: boolean;
    unit: string | null;
  }) => ({
    cause: f.byGroup
      ? `the publisher runs as user "${f.user}", who is not in group "${f.group}" and so has no right to open ${f.path} (mode ${f.mode})`
      : `the publisher runs as user "${f.user}", and ${f.path} gives that user no right to open it (mode ${f.mode}, group "${f.group}")`,
    nextSteps: [
      ...(f.byGroup ? [] : [commands.giveToGroup(f.path, 'video'), commands.openToGroup(f.path)]),
      ...(f.user === 'nobody'
        ? [asOther(f.unit)]
        : [commands.joinGroup(f.user, f.byGroup ? f.group : 'video')]),
      f.unit
        ? commands.restartUnit(f.unit)
        : commands.say('restart the publisher: groups are read at its start'),
      ...(f.byGroup ? [] : [commands.findDeviceRule()]),
    ],
  }),
  'device-closed-to-camproof': (f: { path: string; group: string | null }) => ({
    cause: `camproof itself may not open ${f.path}${f.group ? ` (group ${f.group})` : ''}, so it cannot tell what the device answers`,
    nextSteps: [commands.checkAsRoot()],
  }),
  'driver-hangs': (f: { path: string; message: string; driver: string | null }) => ({
    cause: `the driver${f.driver ? ` ${f.driver}` : ''} does not answer for ${f.path} (${f.message})`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.kernelLog(),
      commands.say('plug the camera in again; if that does not help, reboot the box'),
    ],
  }),
  'device-gone': (f: { path: string; message: string }) => ({
    cause: `${f.path} has a node but the device behind it is gone (${f.message})`,
    nextSteps: [commands.say('plug the camera in again'), commands.kernelLog()],
  }),
  'no-signal': (f: { path: string; status: string }) => ({
    cause: `${f.path} works, but its input reports "${f.status}": no picture arrives at it`,
    nextSteps: [
      commands.say('check the cable into this input, and that its source is on'),
      commands.showInput(f.path),
    ],
  }),
  'device-asleep': (f: { path: string; control: string; usb: UsbDevice | null; fed: boolean }) => ({
    cause: `USB power saving has suspended ${f.path}, though a process has it open${f.fed ? ': harmless while pictures flow, as they do now, but it may not wake up the next time' : ': it did not wake up'}`,
    confidence: 'likely' as const,
    nextSteps: [
      commands.say(`until the next boot, as root: echo on > ${f.control}`),
      ...(f.usb ? [commands.say(`for good, in /etc/udev/rules.d/90-camera.rules: ${awake(f.usb)}`)] : []),
      ...(f.fed ? [] : [commands.say('plug the camera in again')]),
    ],
  }),
} satisfies Explanations;

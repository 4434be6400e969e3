import type { Camera } from '../cameras/cameras.ts';
import { answersTo } from '../cameras/names.ts';
import { LOOPBACK, nodeKind } from '../cameras/nodes.ts';
import { stableName, usbIdentity } from '../cameras/physical-cameras.ts';
import { deviceInText } from '../cameras/text.ts';
import { type Finding, known, reading, type Sweep, type VideoNode } from '../model/index.ts';
import type { Check } from './check.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, saw } from './finding.ts';
import { pathConfig, pathState } from './mediamtx-facts.ts';
import { closedToPublisher } from './node-rights.ts';
import { answers, heldBy } from './opened-node.ts';

/** Is the node there, a capture device, and may the publisher open it? */
export const device: Check = {
  id: 'device',
  title: 'device present and usable',
  link: 'device',
  weight: 'essential',
  needs: ['devices', 'capabilities', 'processes', 'host', 'mediamtx.paths', 'mediamtx.flow'],
  judge: ({ sweep, cameras }) => cameras.map((camera) => judgeCamera(sweep, camera, cameras)),
};

function judgeCamera(sweep: Sweep, camera: Camera, all: readonly Camera[]): Finding {
  const make = about('device', camera.id);
  if (camera.device === null) return make.off(withoutDevice(sweep, camera), 'not-configured');
  const sight = lookAt(sweep, 'devices', make, 'the list of devices');
  if (!sight.clear) return sight.unknown;
  if (camera.usb) {
    const evidence = [saw('USB port', `${camera.usb.port}: no video node`, sight.reading, 'a video node')];
    return make.fail(
      'camera on USB without a video node',
      evidence,
      diagnose('usb-without-node', { usb: camera.usb }),
    );
  }
  const { node } = camera;
  if (!node || node.file === 'missing') {
    const was = camera.declared?.expect?.usb ?? null;
    const facts = { device: camera.device, expectedBy: camera.expectedBy, was };
    const evidence = [saw('node', 'absent', sight.reading, camera.device)];
    const now = withoutPublisher(camera.device, all);
    if (now && sight.value.nodes.every((one) => one !== node)) return renumbered(sweep, camera, now, false);
    return make.fail(`${camera.device} is missing`, evidence, diagnose('device-missing', facts));
  }
  if (!answersTo(node, camera.device) && !heldBy(sweep, node)) return renumbered(sweep, camera, node, true);
  if (node.file === 'not-a-device') {
    const evidence = [saw('file type', 'regular file', sight.reading, 'character device')];
    return make.fail(`${node.path} is not a device`, evidence, diagnose('not-a-device', { path: node.path }));
  }
  return (
    notCapture(sweep, camera, node) ??
    another(sweep, camera, node) ??
    closedToPublisher(sweep, camera, node) ??
    answers(sweep, camera, node)
  );
}

/** Where MediaMTX drives several sensors itself, nothing tells which of them is which path. */
export function withoutDevice(sweep: Sweep, { streams }: Camera): string {
  if (streams.some(({ join }) => join?.pid === null && join.also.length > 0))
    return 'driven by MediaMTX itself, from a sensor that it does not name';
  // Of a path that MediaMTX does not have, nobody knows what would feed it.
  return streams.some(({ path }) => pathState(sweep, path) ?? pathConfig(sweep, path))
    ? 'network source without a device here'
    : 'no device here is known for it';
}

/** The only camera here that is nobody's, where a number is gone that somebody counts on. */
function withoutPublisher(device: string, all: readonly Camera[]): VideoNode | undefined {
  if (!/\/video\d+$/.test(device)) return undefined;
  const idle = all.filter(({ node, streams, declared }) => node && streams.length === 0 && declared === null);
  return idle.length === 1 ? (idle[0]?.node ?? undefined) : undefined;
}

function renumbered(sweep: Sweep, { id, device }: Camera, node: VideoNode, certain: boolean): Finding {
  const from = reading(sweep.readings, 'devices');
  const nodes = known(sweep.readings, 'devices')?.nodes ?? [];
  const facts = { device: device ?? id, now: node.path, stable: stableName(node, nodes), certain };
  const identity = node.usb ? usbIdentity(node.usb) : (node.card ?? node.path);
  const evidence = from ? [saw(node.path, identity, from, facts.device)] : [];
  return about('device', id).fail(
    `${facts.device} is ${certain ? '' : 'likely '}${node.path} now`,
    evidence,
    diagnose('device-renumbered', facts),
  );
}

function notCapture(sweep: Sweep, camera: Camera, node: VideoNode): Finding | null {
  const make = about('device', camera.id);
  const opened = reading(sweep.readings, 'capabilities', node.path);
  const { kind, why } = nodeKind(node, opened?.ok ? opened.value : undefined);
  const from = opened?.ok ? opened : reading(sweep.readings, 'devices');
  if (kind === 'camera' || !from) return null;
  const evidence = [saw('what it is', why, from, 'a capture node')];
  if (kind === 'csi') {
    // libcamera has it (MediaMTX's own, or rpicam-vid before a publisher): what needs a node's name is not libcamera.
    const holder = heldBy(sweep, node);
    if (holder && deviceInText(holder.argv.join(' ')) === null) return null;
    if (known(sweep.readings, 'processes')?.sawAll === false)
      return make.unknown(
        'raw CSI sensor; whether libcamera drives it is hidden from this user',
        'no-privilege',
        evidence,
      );
    const driver = (opened?.ok ? opened.value.driver : node.driver) ?? 'unknown';
    return make.fail(
      'raw CSI sensor',
      evidence,
      diagnose('needs-libcamera', { path: node.path, driver, stream: camera.streams[0]?.path ?? null }),
    );
  }
  if (opened?.ok && opened.value.driver === LOOPBACK)
    return make.fail('nobody writes to it', evidence, diagnose('no-producer', { path: node.path }));
  const better =
    camera.nodes.find((other) => other !== node && nodeKind(other).kind === 'camera')?.path ?? null;
  return make.fail(
    'not a capture node',
    evidence,
    diagnose('not-a-capture-node', { path: node.path, why, better }),
  );
}

/** Is it the camera that was here when the configuration was written? */
function another(sweep: Sweep, camera: Camera, node: VideoNode): Finding | null {
  const expected = camera.declared?.expect?.usb;
  const from = reading(sweep.readings, 'devices');
  if (expected === undefined || node.usb === null || !from) return null;
  const actual = usbIdentity(node.usb);
  if (actual.toLowerCase() === expected.toLowerCase()) return null;
  const owner = sweep.expectations.cameras.find(
    ({ name, expect }) => name !== camera.id && expect?.usb?.toLowerCase() === actual.toLowerCase(),
  );
  const facts = { camera: camera.id, path: node.path, expected, actual, owner: owner?.name ?? null };
  return about('device', camera.id).fail(
    owner ? `${owner.name} is where ${camera.id} was` : 'another camera is there',
    [saw('camera on the USB', actual, from, expected)],
    diagnose('other-camera', facts),
  );
}

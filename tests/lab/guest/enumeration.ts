import assert from 'node:assert/strict';
import process from 'node:process';
import { physicalCameras } from '../../../src/cameras/physical-cameras.ts';
import { madeDevice } from './made-device.ts';
import { ask, list } from './probes.ts';
import { run } from './run.ts';
import type { Scenario } from './scenario.ts';
import { toldByTool, toldByUs } from './v4l2-ctl.ts';

/** Enumeration equals v4l2-ctl exactly, on every node there is: single-planar, multi-planar, output, metadata. */
export const enumeration: Scenario = async () => {
  const { nodes } = await list();
  const listed = await run(['sh', '-c', 'ls /dev/video*']);
  assert.deepEqual(nodes.map(({ path }) => path).toSorted(), listed.stdout.trim().split('\n').toSorted());
  const spent = { ours: 0, theirs: 0, modes: 0 };
  for (const { path } of nodes) {
    const start = performance.now();
    // Side by side: an emulated guest has two processors, and 64 devices take their time.
    const [ours, { ms, ...theirs }] = await Promise.all([
      ask(path).then((answer) => {
        spent.ours += performance.now() - start;
        return toldByUs(answer);
      }),
      toldByTool(path),
    ]);
    spent.theirs += ms;
    spent.modes += ours.modes.length;
    const known = theirs.rate === null ? { ...ours, rate: null } : ours;
    assert.deepEqual(known, theirs, path);
  }
  assert.equal(physicalCameras({ root: '/dev', nodes, usbWithoutNode: [] }).length, nodes.length - 3);
  return {
    nodes: nodes.length,
    modes: spent.modes,
    'ms by camproof': Math.round(spent.ours),
    'by v4l2-ctl': Math.round(spent.theirs),
  };
};

/** What the first instance's four nodes and two other instances are, in `camproof devices --all`. */
const KINDS = [
  ['camera', 'device_caps VIDEO_CAPTURE, VIDEO_OVERLAY, TUNER, EXT_PIX_FORMAT, READWRITE, STREAMING'],
  ['output', 'output (device_caps VIDEO_OUTPUT, EXT_PIX_FORMAT, READWRITE, STREAMING)'],
  ['metadata', 'metadata only (device_caps TUNER, EXT_PIX_FORMAT, META_CAPTURE, READWRITE, STREAMING)'],
  ['metadata', 'metadata only (device_caps EXT_PIX_FORMAT, READWRITE, STREAMING, META_OUTPUT)'],
  ['camera', 'device_caps VIDEO_CAPTURE_MPLANE, TUNER, EXT_PIX_FORMAT, READWRITE, STREAMING'],
  ['camera', 'device_caps VIDEO_CAPTURE, VIDEO_OVERLAY, TUNER, EXT_PIX_FORMAT, READWRITE, STREAMING'],
] as const;

/**
 * Nodes of a codec and of an image processor, as a Raspberry Pi has them beside its cameras, and of a codec that nobody
 * has heard of. Debian's kernel has no driver of that kind that goes without hardware, so a program answers for them.
 */
const CODECS = [
  ['video10', 'bcm2835-codec', '4204000', 'driver bcm2835-codec is a codec or image processor'],
  ['video14', 'bcm2835-isp', '4200001', 'driver bcm2835-isp is a codec or image processor'],
  ['video31', 'acme-vpu', '4208000', 'memory to memory (device_caps VIDEO_M2M, EXT_PIX_FORMAT, STREAMING)'],
] as const;

/** Metadata, output and codec nodes are no cameras, and the command says why. */
export const kinds: Scenario = async ({ program, share }) => {
  const codecs = await Promise.all(
    CODECS.map(([name, ...what]) => madeDevice(share, name, ...what.slice(0, 2))),
  );
  try {
    const words = ['devices', '--all', '--format', 'json'];
    const { code, stdout, stderr } = await run([process.execPath, program, ...words]);
    assert.equal(code, 0, stderr);
    const { devices } = JSON.parse(stdout) as {
      devices: { kind: string; why: string; node: { path: string } }[];
    };
    const told = devices.map(({ kind, why }) => [kind, why]);
    assert.deepEqual(told.slice(0, KINDS.length), KINDS);
    for (const [name, , , why] of CODECS) {
      const found = devices.find(({ node }) => node.path === `/dev/${name}`);
      assert.deepEqual([name, found?.kind, found?.why], [name, 'codec', why]);
    }
    const cameras = devices.filter(({ kind }) => kind === 'camera').length;
    assert.equal(cameras, devices.length - CODECS.length - 3);
    return { nodes: devices.length, cameras, codecs: codecs.length };
  } finally {
    await Promise.all(codecs.map((one) => one.stop()));
  }
};

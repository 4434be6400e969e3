import assert from 'node:assert/strict';
import { nodeKind, physicalCameras } from '../../../src/cameras/nodes.ts';
import type { NodeCapabilities, VideoNode } from '../../../src/model/index.ts';
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
    const ours = toldByUs(await ask(path));
    spent.ours += performance.now() - start;
    const { ms, ...theirs } = await toldByTool(path);
    spent.theirs += ms;
    spent.modes += ours.modes.length;
    const known = theirs.rate === null ? { ...ours, rate: null } : ours;
    assert.deepEqual(known, theirs, path);
  }
  return {
    nodes: nodes.length,
    modes: spent.modes,
    'ms by camproof': Math.round(spent.ours),
    'by v4l2-ctl': Math.round(spent.theirs),
  };
};

/** Of the first instance's four nodes one is a camera; every other instance is a camera of its own. */
export const kinds: Scenario = async () => {
  const inventory = await list();
  const answers: { node: VideoNode; value: NodeCapabilities }[] = [];
  for (const node of inventory.nodes.slice(0, 5)) answers.push({ node, value: await ask(node.path) });
  assert.deepEqual(
    answers.map(({ node, value }) => nodeKind(node, value)),
    [
      {
        kind: 'camera',
        why: 'device_caps VIDEO_CAPTURE, VIDEO_OVERLAY, TUNER, EXT_PIX_FORMAT, READWRITE, STREAMING',
      },
      { kind: 'output', why: 'output (device_caps VIDEO_OUTPUT, EXT_PIX_FORMAT, READWRITE, STREAMING)' },
      {
        kind: 'metadata',
        why: 'metadata only (device_caps TUNER, EXT_PIX_FORMAT, META_CAPTURE, READWRITE, STREAMING)',
      },
      {
        kind: 'metadata',
        why: 'metadata only (device_caps EXT_PIX_FORMAT, READWRITE, STREAMING, META_OUTPUT)',
      },
      {
        kind: 'camera',
        why: 'device_caps VIDEO_CAPTURE, VIDEO_OVERLAY, TUNER, EXT_PIX_FORMAT, READWRITE, STREAMING',
      },
    ],
  );
  const cameras = physicalCameras(inventory);
  assert.equal(cameras.length, inventory.nodes.length - 3);
  assert.equal(cameras[0]?.nodes.length, 4);
  return { cameras: cameras.length };
};

/** Eight times as many devices take eight times as long, and a little more. */
const MOST_GROWTH = 9.5;

/** Enumeration beside v4l2-ctl's, and how it grows with the number of devices. The helper is started before. */
export const figures: Scenario = async () => {
  const cameras = (await list()).nodes.filter(({ index }) => index === 0).map(({ path }) => path);
  const timed = async (paths: readonly string[]) => {
    const start = performance.now();
    for (const path of paths) await ask(path);
    return performance.now() - start;
  };
  const eight = cameras.slice(0, 8);
  await timed(eight);
  // Turn about, and the quickest of each: what else runs on the machine can only make it slower.
  const ofEights: number[] = [];
  const ofAlls: number[] = [];
  for (let turn = 0; turn < 2; turn++) {
    ofEights.push(await timed(eight), await timed(eight));
    ofAlls.push(await timed(cameras));
  }
  const ofEight = Math.min(...ofEights);
  const ofAll = Math.min(...ofAlls);
  let byTool = 0;
  for (const path of eight) byTool += (await toldByTool(path)).ms;
  const toTool = ofEight / byTool;
  const growth = ofAll / ofEight;
  assert.ok(toTool <= 1, `${toTool.toFixed(2)} times as long as v4l2-ctl`);
  assert.ok(growth <= MOST_GROWTH, `${cameras.length} devices take ${growth.toFixed(2)} times as long as 8`);
  return {
    'ms for 8': Math.round(ofEight),
    'of v4l2-ctl': toTool.toFixed(2),
    [`times for ${cameras.length}`]: growth.toFixed(2),
  };
};

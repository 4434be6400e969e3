import type { CameraModel, DeviceTree } from './device-tree.ts';
import type { CameraFact } from './service/methods.ts';
import type { StreamFacts } from './stream-facts.ts';

/** What every camera of the demo sends, pixels and frames per second. */
export const SIZE = { width: 640, height: 360, fps: 15 } as const;

/** Path and name of a camera: `cam1` is the first. */
export const pathOf = (index: number): string => `cam${index + 1}`;

/** What the camera service knows of a camera; those that are unseen it calls disconnected. */
export function cameraFact(
  { index, width, height, fps }: CameraModel,
  tree: DeviceTree,
  facts: StreamFacts,
  unseen: ReadonlySet<string>,
): CameraFact {
  const path = pathOf(index);
  return {
    device: tree.node(index),
    path,
    name: path,
    connected: facts.flows(path) && !unseen.has(path),
    width,
    height,
    fps,
    bytesSent: 0,
    readers: 0,
  };
}

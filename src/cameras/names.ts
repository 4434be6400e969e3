import type { ServiceCamera, VideoNode } from '../model/index.ts';

/** One generation of the service says `camera2` for /dev/video2. Where it hands out streams, those tell better. */
export function numberedNode(
  { device, streams }: ServiceCamera,
  nodes: readonly VideoNode[],
): VideoNode | undefined {
  const number = /^camera(\d+)$/.exec(device)?.[1];
  if (number === undefined || Object.keys(streams).length > 0) return undefined;
  return nodes.find(({ name }) => name === `video${number}`);
}

/** A node goes by its path and by every link that leads to it. */
export function answersTo(node: VideoNode, device: string): boolean {
  const names = [node.path, ...node.byId, ...node.byPath, ...(node.aliases ?? [])];
  return names.includes(device);
}

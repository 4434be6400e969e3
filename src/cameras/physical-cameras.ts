import type { DeviceInventory, NodeCapabilities, Reading, UsbDevice, VideoNode } from '../model/index.ts';
import { isChannel, nodeKind } from './nodes.ts';

/** One physical camera: its capture node, all its nodes, and the most stable name that leads to it. */
export interface PhysicalCamera {
  readonly primary: VideoNode;
  readonly nodes: readonly VideoNode[];
  readonly stableName: string;
}

type Opened = Readonly<Record<string, Reading<NodeCapabilities>>>;

/**
 * Groups nodes to physical cameras. Nodes of one parent device and one bus address belong together, but a node of
 * index 0 begins a camera of its own: a driver may hang several cameras on one parent. What has no capture node is
 * no camera.
 */
export function physicalCameras({ nodes }: DeviceInventory, opened: Opened = {}): readonly PhysicalCamera[] {
  const answerOf = (node: VideoNode) => {
    const made = opened[node.path];
    return made?.ok ? made.value : undefined;
  };
  const kindOf = (node: VideoNode) => nodeKind(node, answerOf(node)).kind;
  const together = (one: VideoNode, other: VideoNode) => {
    if (one.parent === null || one.parent !== other.parent) return false;
    const [here, there] = [answerOf(one)?.busInfo, answerOf(other)?.busInfo];
    return here === undefined || there === undefined || here === there;
  };
  const groups: VideoNode[][] = [];
  for (const node of nodes.toSorted(byNumber)) {
    const group = groups.findLast(([first]) => first !== undefined && together(first, node));
    if (group && node.index !== 0 && !isChannel(node)) group.push(node);
    else groups.push([node]);
  }
  return groups.flatMap((group) => {
    const primary =
      group.find((node) => ['camera', 'csi'].includes(kindOf(node))) ??
      group.find((node) => ['not-a-device', 'missing'].includes(kindOf(node)));
    return primary ? [{ primary, nodes: group, stableName: stableName(primary, nodes) }] : [];
  });
}

const numberOf = ({ name }: VideoNode): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
const byNumber = (one: VideoNode, other: VideoNode): number => numberOf(one) - numberOf(other);

/**
 * The link that leads to this camera after every reboot: by-id, unless another one here is of the same make with
 * the same (or no) serial number, as both want that link then; else by-path; else the node itself.
 */
export function stableName(node: VideoNode, all: readonly VideoNode[]): string {
  const twin = all.some((other) => isTwin(node, other));
  return (twin ? undefined : node.byId[0]) ?? node.byPath[0] ?? node.path;
}

function isTwin(node: VideoNode, rival: VideoNode): boolean {
  const { usb } = node;
  const { usb: other } = rival;
  if (!usb || !other || node.index !== rival.index) return false;
  // Two video interfaces of one device (colour and infra-red) want it too.
  if (usb.port === other.port) return node.parent !== rival.parent;
  const identity = (one: UsbDevice) => [one.vendorId, one.productId, one.serial ?? ''].join(' ');
  return identity(usb) === identity(other);
}

/** Which camera it is, as far as the USB tells: `046d:0825 SERIAL`, or without a serial number where it has none. */
export const usbIdentity = ({ vendorId, productId, serial }: UsbDevice): string =>
  [`${vendorId}:${productId}`, serial].filter(Boolean).join(' ');

import { type NodeKind, nodeKind } from '../cameras/nodes.ts';
import { physicalCameras, stableName } from '../cameras/physical-cameras.ts';
import {
  type Fault,
  faultIn,
  known,
  type NodeCapabilities,
  type Sweep,
  type UsbDevice,
  type VideoNode,
} from '../model/index.ts';
import { CliError } from './context.ts';
import { EXIT } from './exit-codes.ts';

/** A node with everything that is known of it. */
export interface DeviceRow {
  readonly node: VideoNode;
  readonly kind: NodeKind;
  /** Why it is what it is. */
  readonly why: string;
  /** The name to use in configurations; the node's path where it has no better one. */
  readonly stableName: string;
  readonly capabilities: NodeCapabilities | null;
  /** Why it could not be asked. */
  readonly fault: Fault | null;
  readonly holders: readonly {
    readonly pid: number;
    readonly comm: string;
    readonly argv: readonly string[];
  }[];
}

export interface DeviceList {
  readonly devices: readonly DeviceRow[];
  /** USB cameras for which no node came up. */
  readonly usbWithoutNode: readonly UsbDevice[];
  /** Nodes that are no cameras and not in the list. */
  readonly others: number;
  /** How many processes hid what they hold; null when none could be looked at. */
  readonly hiddenProcesses: number | null;
}

/** The cameras of a box, or with `all` every video node, from a sweep. */
export function deviceList({ readings }: Pick<Sweep, 'readings'>, all: boolean): DeviceList {
  const inventory = known(readings, 'devices');
  const table = known(readings, 'processes');
  if (!inventory) {
    const why = faultIn(readings, 'devices')?.message ?? 'not reached';
    throw new CliError(`the devices cannot be listed: ${why}`, EXIT.unknown);
  }
  const primaries = new Set(physicalCameras(inventory, readings.capabilities).map(({ primary }) => primary));
  const rows = inventory.nodes.map((node): DeviceRow => {
    const capabilities = known(readings, 'capabilities', node.path) ?? null;
    return {
      node,
      ...nodeKind(node, capabilities ?? undefined),
      stableName: stableName(node, inventory.nodes),
      capabilities,
      fault: faultIn(readings, 'capabilities', node.path) ?? null,
      holders: (table?.processes ?? [])
        .filter(({ devices: held }) => held.includes(node.path))
        .map(({ pid, comm, argv }) => ({ pid, comm, argv })),
    };
  });
  const shown = all ? rows : rows.filter(({ node, kind }) => kind === 'camera' || primaries.has(node));
  return {
    devices: shown,
    usbWithoutNode: inventory.usbWithoutNode,
    others: rows.length - shown.length,
    hiddenProcesses: table?.hidden ?? null,
  };
}

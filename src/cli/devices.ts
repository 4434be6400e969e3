import { type NodeKind, nodeKind, physicalCameras } from '../cameras/nodes.ts';
import { loadConfig } from '../config/load.ts';
import {
  type FrameSize,
  faultIn,
  known,
  type ReadingKind,
  type Sweep,
  type VideoNode,
} from '../model/index.ts';
import { wrap } from '../reporters/layout.ts';
import { probeBox } from '../sweep/probe-box.ts';
import type { CliContext } from './context.ts';
import { print } from './output.ts';

export interface DevicesFlags {
  readonly config?: string;
  readonly all?: boolean;
  readonly format?: 'human' | 'json';
}

const KINDS: ReadonlySet<ReadingKind> = new Set(['host', 'devices', 'capabilities', 'processes']);

/** `camproof devices`: what this box has, opened once, and who holds it. */
export async function devices(flags: DevicesFlags, context: CliContext): Promise<number> {
  const { config } = await loadConfig({
    file: flags.config,
    env: context.env,
    cwd: context.cwd,
    uid: context.uid,
  });
  const sweep = await probeBox({ config, kinds: KINDS, signal: context.signal });
  const rows = describeNodes(sweep).filter(({ kind }) => flags.all || kind === 'camera' || kind === 'csi');
  const text =
    flags.format === 'json'
      ? `${JSON.stringify({ schema: 1, devices: rows }, null, 2)}\n`
      : inWords(rows, sweep, context.stdout.columns ?? 80);
  await print(context.stdout, text);
  return 0;
}

/** A node with everything that is known of it. */
interface DeviceRow {
  readonly node: VideoNode;
  readonly kind: NodeKind;
  /** Why it is what it is. */
  readonly why: string;
  readonly stableName: string;
  readonly capabilities: ReturnType<typeof capabilitiesOf>;
  readonly fault: string | null;
  readonly holders: readonly { readonly pid: number; readonly comm: string }[];
}

const capabilitiesOf = (sweep: Sweep, { path }: VideoNode) =>
  known(sweep.readings, 'capabilities', path) ?? null;

function describeNodes(sweep: Sweep): readonly DeviceRow[] {
  const inventory = known(sweep.readings, 'devices') ?? { root: '/dev', nodes: [], usbWithoutNode: [] };
  const cameras = physicalCameras(inventory, sweep.readings.capabilities);
  return inventory.nodes.map((node) => {
    const capabilities = capabilitiesOf(sweep, node);
    const fault = faultIn(sweep.readings, 'capabilities', node.path);
    return {
      node,
      ...nodeKind(node, capabilities ?? undefined),
      stableName:
        cameras.find(({ primary }) => primary === node)?.stableName ??
        node.byId[0] ??
        node.byPath[0] ??
        node.path,
      capabilities,
      fault: fault ? `${fault.code}: ${fault.message}` : null,
      holders: (known(sweep.readings, 'processes')?.processes ?? [])
        .filter(({ devices: held }) => held.includes(node.path))
        .map(({ pid, comm }) => ({ pid, comm })),
    };
  });
}

function inWords(rows: readonly DeviceRow[], sweep: Sweep, columns: number): string {
  const lines = rows.flatMap((row) => nodeLines(row, columns));
  const usb = (known(sweep.readings, 'devices')?.usbWithoutNode ?? []).map(
    (one) =>
      `usb ${one.port}: ${one.vendorId}:${one.productId} ${one.product ?? ''} is a camera without a video node`,
  );
  const none =
    rows.length === 0
      ? ['no capture device here: plug a camera in (camproof devices --all shows every video node)']
      : [];
  return `${[...none, ...lines, ...usb].join('\n')}\n`;
}

function nodeLines(
  { node, kind, why, stableName, capabilities, fault, holders }: DeviceRow,
  columns: number,
): string[] {
  const field = (label: string, text: string | null) =>
    text === null || text === '' ? [] : wrap(text, columns, `  ${label.padEnd(9)}`);
  const card = capabilities?.card ?? node.card ?? '';
  const usb =
    node.usb &&
    `USB ${node.usb.vendorId}:${node.usb.productId} port ${node.usb.port} ${node.usb.speedMbps ?? '?'} Mbit/s${node.usb.serial ? ` serial ${node.usb.serial}` : ''}`;
  return [
    ...wrap(`${card}${kind === 'camera' ? '' : `  (${kind})`}`, columns, `${node.path}  `),
    ...(kind === 'camera' ? [] : field('why', why)),
    ...field(
      'driver',
      [capabilities?.driver ?? node.driver, capabilities?.busInfo].filter(Boolean).join('  '),
    ),
    ...field('usb', usb),
    ...field(
      'name',
      stableName === node.path ? 'no stable name: its number may change at a reboot' : stableName,
    ),
    ...(capabilities?.formats ?? []).flatMap((format) =>
      field(format.fourcc, format.sizes.map(sizeText).join('  ') || format.description),
    ),
    ...field('held by', holders.map(({ pid, comm }) => `pid ${pid} ${comm}`).join(', ') || 'nobody'),
    ...field('problem', fault),
  ];
}

function sizeText({ width, height, maxWidth, maxHeight, stepWidth, stepHeight, rates }: FrameSize): string {
  const range = maxWidth === undefined ? '' : `-${maxWidth}x${maxHeight} step ${stepWidth}x${stepHeight}`;
  return `${width}x${height}${range}${rates.length > 0 ? `@${rates.join('/')}` : ''}`;
}

import type { FrameSize, NodeCapabilities, PixelFormat, UsbDevice } from '../model/index.ts';
import { wrap } from '../reporters/layout.ts';
import type { DeviceList, DeviceRow } from './device-list.ts';

/** The list for people, one paragraph a device. */
export function inWords(list: DeviceList, columns: number): string {
  const { devices, usbWithoutNode, others } = list;
  const paragraphs = [
    ...devices.map((row) => deviceLines(row, list, columns)),
    ...usbWithoutNode.map((usb) => wrap(withoutNode(usb), columns, `usb ${usb.port}  `)),
    ...(devices.length + usbWithoutNode.length === 0 ? [['No camera here: plug one in']] : []),
    ...(others > 0
      ? [
          [
            `${others} more video ${others === 1 ? 'node is no camera' : 'nodes are no cameras'}: --all shows why`,
          ],
        ]
      : []),
  ];
  return `${paragraphs.map((lines) => lines.join('\n')).join('\n\n')}\n`;
}

function withoutNode(usb: UsbDevice): string {
  const name = [usb.manufacturer, usb.product].filter(Boolean).join(' ') || 'camera';
  const driver =
    usb.videoDriver === 'uvcvideo'
      ? 'uvcvideo could not start it'
      : usb.videoDriver
        ? `driven by ${usb.videoDriver}`
        : 'no driver took it';
  return `${name} (${usb.vendorId}:${usb.productId}) has no video node: ${driver}`;
}

function deviceLines(row: DeviceRow, list: DeviceList, columns: number): string[] {
  const { node, kind, why, stableName, capabilities, fault } = row;
  const field = (label: string, text: string | null | undefined) =>
    text ? wrap(text, columns, `  ${label.padEnd(9)}`) : [];
  const card = capabilities?.card ?? node.card ?? 'unknown card';
  const others = [...node.byId, ...node.byPath, ...(node.aliases ?? [])].filter(
    (name) => name !== stableName,
  );
  return [
    ...wrap(kind === 'camera' ? card : `${card}  (${kind}, no camera)`, columns, `${node.path}  `),
    ...(kind === 'camera' ? [] : field('because', why)),
    ...field('driver', capabilities?.driver ?? node.driver),
    ...field('bus', capabilities?.busInfo),
    ...field('usb', node.usb && usbText(node.usb)),
    ...field('name', stableName === node.path ? 'none that is stable: its number may change' : stableName),
    ...others.flatMap((name) => field('also', name)),
    ...formatGroups(capabilities?.formats ?? []).flatMap((text, index) =>
      field(index === 0 ? 'formats' : '', text),
    ),
    ...field('now', currentText(capabilities)),
    ...field('input', capabilities?.inputStatus.join(', ')),
    ...field('held by', holdersText(row, list)),
    ...field('problem', fault && `${fault.message} (${fault.code})`),
  ];
}

function usbText({ vendorId, productId, port, speedMbps, serial }: UsbDevice): string {
  const speed = speedMbps === null ? '' : `, ${speedMbps} Mbit/s`;
  return `${vendorId}:${productId}, port ${port}${speed}, ${serial ? `serial ${serial}` : 'no serial number'}`;
}

function currentText(capabilities: NodeCapabilities | null): string | null {
  if (!capabilities?.current) return null;
  const { fourcc, width, height, fps } = capabilities.current;
  return `${fourcc} ${width}x${height}${fps === null ? '' : ` at ${fps} fps`}`;
}

function holdersText({ holders }: DeviceRow, { hiddenProcesses }: DeviceList): string {
  const named = holders.map(({ pid, comm, argv }) => `pid ${pid} ${argv.join(' ') || comm}`);
  if (named.length > 0) return named.join('; ');
  if (hiddenProcesses === null) return 'not known: /proc could not be read';
  return hiddenProcesses === 0
    ? 'nobody'
    : `nobody seen; ${hiddenProcesses} processes are hidden without sudo`;
}

/** `YUYV MJPG: 640x480 at 30 fps`: formats that come in the same modes are told together, as some list dozens. */
function formatGroups(formats: readonly PixelFormat[]): readonly string[] {
  const groups = Map.groupBy(formats, ({ sizes }) => modesText(sizes));
  return [...groups].map(([modes, same]) => `${same.map(({ fourcc }) => fourcc.trim()).join(' ')}: ${modes}`);
}

/** `640x480 320x240 at 30/15 fps; 1280x720 at 10 fps`. */
function modesText(sizes: readonly FrameSize[]): string {
  if (sizes.length === 0) return 'sizes not listed';
  const groups = Map.groupBy(sizes, ratesText);
  return [...groups].map(([rates, same]) => `${same.map(sizeText).join(' ')}${rates}`).join('; ');
}

const ratesText = ({ rates, anyRateBetween }: FrameSize): string =>
  rates.length === 0 ? '' : ` at ${rates.join(anyRateBetween ? ' to ' : '/')} fps`;

function sizeText({ width, height, maxWidth, maxHeight, stepWidth, stepHeight }: FrameSize): string {
  if (maxWidth === undefined) return `${width}x${height}`;
  return `${width}x${height} to ${maxWidth}x${maxHeight} in steps of ${stepWidth}x${stepHeight}`;
}

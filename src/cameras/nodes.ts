import type {
  DeviceInventory,
  FrameSize,
  NodeCapabilities,
  PixelFormat,
  Reading,
  UsbDevice,
  VideoNode,
} from '../model/index.ts';

/** What a video node is for. Only `camera` is a camera; `csi` needs libcamera to become one. */
export type NodeKind =
  | 'camera'
  | 'csi'
  | 'metadata'
  | 'output'
  | 'codec'
  | 'other'
  | 'not-a-device'
  | 'missing';

/** Bits of `device_caps` (linux/videodev2.h). */
const CAPTURE = 0x0000_0001 | 0x0000_1000;
const OUTPUT = 0x0000_0002 | 0x0000_2000;
const M2M = 0x0000_4000 | 0x0000_8000;
const META = 0x0080_0000 | 0x0800_0000;
/** The node is one piece of a pipeline that somebody has to put together through the media controller. */
const PIPELINE = 0x2000_0000;

/** Drivers whose nodes are codecs, scalers or image processors, by the start of their name. */
const CODEC_DRIVERS = [
  'allegro',
  'bcm2835-codec',
  'bcm2835-isp',
  'cedrus',
  'coda',
  'hantro',
  'imx-pxp',
  'imx-vdoa',
  'ipu3-imgu',
  'meson-vdec',
  'mtk-jpeg',
  'mtk-mdp',
  'mtk-vcodec',
  'mxc-jpeg',
  'pispbe',
  'qcom-venus',
  'rkvdec',
  'rkvenc',
  'rockchip-rga',
  'rockchip-vpu',
  'rpi-hevc-dec',
  'rpivid',
  's5p-jpeg',
  's5p-mfc',
  'sti-',
  'sun8i-di',
  'vicodec',
  'vim2m',
  'visl',
  'wave5',
] as const;

/** The driver of devices whose pictures another program writes. */
export const LOOPBACK = 'v4l2 loopback';

/** Receivers of CSI cables: what they deliver is raw, unless something on the sensor's side makes pictures of it. */
const CSI_DRIVERS = ['unicam', 'bcm2835-unicam', 'rp1-cfe'] as const;
/** Capture cards whose channels are cameras of their own, though the card counts them through. */
const CHANNEL_DRIVERS = ['tw5864', 'tw686x'] as const;
/** FourCCs of Bayer data: plain and packed, of 8 to 16 bits, and the compressed ones of the Pi 5. */
const BAYER = /^(?:BA81|GBRG|GRBG|RGGB|BYR2|(?:BG|GB|BA|GR|RG)1[0246]|p[BGgR](?:AA|CC|EE)|PC1[BGgR])$/;

/** Drivers go by dashes in QUERYCAP and by underlines as modules. */
const startsWithOneOf = (names: readonly string[], text: string): string | undefined => {
  const dashed = text.replaceAll('_', '-');
  return names.find((name) => dashed.startsWith(name));
};

/** What a node is, and why, in words. By `device_caps` where it was opened, else by what sysfs tells. */
export function nodeKind(
  node: VideoNode,
  opened?: NodeCapabilities,
): { readonly kind: NodeKind; readonly why: string } {
  if (node.file === 'not-a-device') return { kind: 'not-a-device', why: 'not a character device' };
  const driver = opened?.driver ?? node.driver ?? '';
  const codec =
    startsWithOneOf(CODEC_DRIVERS, driver) ??
    (driver === '' ? startsWithOneOf(CODEC_DRIVERS, node.card ?? '') : undefined);
  if (codec) return { kind: 'codec', why: `driver ${driver || codec} is a codec or image processor` };
  if (node.file === 'missing')
    return { kind: 'missing', why: 'known to the kernel, but its node is not in /dev' };
  return opened ? byCapabilities(opened, driver) : bySysfs(node, driver);
}

function byCapabilities({ deviceCaps, formats, flags }: NodeCapabilities, driver: string) {
  const caps = `device_caps ${flags.join(', ') || `0x${deviceCaps.toString(16)}`}`;
  if (deviceCaps & M2M) return { kind: 'codec', why: `memory to memory (${caps})` } as const;
  if (deviceCaps & CAPTURE) {
    if (deviceCaps & PIPELINE)
      return { kind: 'csi', why: `${driver} is part of a media pipeline (${caps})` } as const;
    if (isCsi(driver) && formats.every(({ fourcc }) => BAYER.test(fourcc)))
      return { kind: 'csi', why: `${driver} delivers raw Bayer data only` } as const;
    return { kind: 'camera', why: caps } as const;
  }
  if (deviceCaps & META) return { kind: 'metadata', why: `metadata only (${caps})` } as const;
  if (!(deviceCaps & OUTPUT)) return { kind: 'other', why: `no capture (${caps})` } as const;
  const until = driver === LOOPBACK ? ' until a program writes to it' : '';
  return { kind: 'output', why: `output${until} (${caps})` } as const;
}

const isCsi = (driver: string): boolean => startsWithOneOf(CSI_DRIVERS, driver) !== undefined;

function bySysfs(node: VideoNode, driver: string) {
  if (isCsi(driver)) return { kind: 'csi', why: `driver ${driver} is a raw CSI receiver` } as const;
  // A UVC camera has a metadata node behind each of its capture nodes.
  if (driver === 'uvcvideo' && (node.index ?? 0) % 2 === 1)
    return { kind: 'metadata', why: `node ${node.index} of a UVC camera` } as const;
  return { kind: 'camera', why: `driver ${driver || 'unknown'}, not opened yet` } as const;
}

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
    const isChannel = startsWithOneOf(CHANNEL_DRIVERS, node.driver ?? '') !== undefined;
    if (group && node.index !== 0 && !isChannel) group.push(node);
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

export interface Mode {
  readonly fourcc: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/**
 * The listed mode nearest to a wanted one, and whether it meets it. Where the driver lists no sizes or rates,
 * nothing speaks against what is wanted; null when it lists no format at all.
 */
export function nearestMode(
  { formats }: NodeCapabilities,
  wanted: Partial<Mode>,
): (Mode & { readonly exact: boolean }) | null {
  const named = formats.filter(({ fourcc }) => wanted.fourcc === undefined || fourcc === wanted.fourcc);
  const modes = (named.length > 0 ? named : formats).flatMap((format) => modesOf(format, wanted));
  const scored = modes.map((mode) => ({ mode, far: distance(mode, wanted) }));
  const best = scored.toSorted((one, other) => one.far - other.far)[0];
  return best ? { ...best.mode, exact: best.far === 0 } : null;
}

function modesOf({ fourcc, sizes }: PixelFormat, wanted: Partial<Mode>): Mode[] {
  if (sizes.length === 0) {
    const { width = 0, height = 0, fps = 0 } = wanted;
    return [{ fourcc, width, height, fps }];
  }
  return sizes.flatMap((size) => {
    const width = fit(wanted.width, size.width, size.maxWidth, size.stepWidth);
    const height = fit(wanted.height, size.height, size.maxHeight, size.stepHeight);
    return ratesOf(size, wanted.fps).map((fps) => ({ fourcc, width, height, fps }));
  });
}

/** The rates of a size that are worth comparing with the wanted one. */
function ratesOf({ rates, anyRateBetween }: FrameSize, wanted: number | undefined): readonly number[] {
  if (rates.length === 0) return [wanted ?? 0];
  if (!anyRateBetween || wanted === undefined) return rates;
  return [Math.min(Math.max(wanted, Math.min(...rates)), Math.max(...rates))];
}

/** The nearest value that a discrete size or a stepwise range allows. */
function fit(wanted: number | undefined, min: number, max = min, step = 1): number {
  if (wanted === undefined) return max;
  const unit = step || 1;
  const steps = Math.round((Math.min(Math.max(wanted, min), max) - min) / unit);
  return Math.min(min + steps * unit, max);
}

function distance(mode: Mode, wanted: Partial<Mode>): number {
  const fourcc = wanted.fourcc !== undefined && wanted.fourcc !== mode.fourcc ? 1e9 : 0;
  const size =
    Math.abs(mode.width - (wanted.width ?? mode.width)) +
    Math.abs(mode.height - (wanted.height ?? mode.height));
  // A rate is met by any that is at most a fiftieth off: 29.97 is 30.
  const off = Math.abs(mode.fps - (wanted.fps ?? mode.fps));
  return fourcc + size * 100 + (off <= mode.fps / 50 ? 0 : off);
}

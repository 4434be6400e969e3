import type { DeviceInventory, NodeCapabilities, PixelFormat, Reading, VideoNode } from '../model/index.ts';

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

/** Drivers whose nodes are codecs, scalers or image processors, by the start of their name. */
const CODEC_DRIVERS = [
  'bcm2835-codec',
  'bcm2835-isp',
  'bcm2835_codec',
  'bcm2835_isp',
  'pispbe',
  'rpivid',
  'rpi-hevc-dec',
  'rkvdec',
  'rkvenc',
  'hantro',
  'rockchip-rga',
  'rkisp1_params',
  'cedrus',
  'coda',
  'meson-vdec',
  'mtk-vcodec',
  'imx-vdoa',
  'vim2m',
] as const;

/** Receivers that deliver raw Bayer data only. */
const CSI_DRIVERS = ['unicam', 'rp1-cfe', 'bm2835 mmal'] as const;
const BAYER =
  /^(?:BA81|GBRG|GRBG|RGGB|BG1[0246]|GB1[0246]|BA1[0246]|RG1[0246]|pBAA|pGAA|pgAA|pRAA|pBCC|pGCC|pgCC|pRCC|BYR2)$/;

/** What a node is, and why, in words. By `device_caps` where it was opened, else by what sysfs tells. */
export function nodeKind(
  node: VideoNode,
  opened?: NodeCapabilities,
): { readonly kind: NodeKind; readonly why: string } {
  if (node.file === 'missing')
    return { kind: 'missing', why: 'known to the kernel, but its node is not in /dev' };
  if (node.file === 'not-a-device') return { kind: 'not-a-device', why: 'not a character device' };
  const driver = opened?.driver ?? node.driver ?? '';
  const codec = CODEC_DRIVERS.find((name) => driver.startsWith(name) || (node.card ?? '').startsWith(name));
  if (codec) return { kind: 'codec', why: `driver ${codec} is a codec or image processor` };
  return opened ? byCapabilities(opened, driver) : bySysfs(node, driver);
}

function byCapabilities({ deviceCaps, formats, flags }: NodeCapabilities, driver: string) {
  const caps = `device_caps ${flags.join(', ') || `0x${deviceCaps.toString(16)}`}`;
  if (deviceCaps & M2M) return { kind: 'codec', why: `memory to memory (${caps})` } as const;
  if (deviceCaps & META) return { kind: 'metadata', why: `metadata only (${caps})` } as const;
  if (!(deviceCaps & CAPTURE)) {
    return deviceCaps & OUTPUT
      ? ({ kind: 'output', why: `output (${caps})` } as const)
      : ({ kind: 'other', why: `no capture (${caps})` } as const);
  }
  if (isCsi(driver) && formats.every(({ fourcc }) => BAYER.test(fourcc))) {
    return { kind: 'csi', why: `${driver} delivers raw Bayer data only` } as const;
  }
  return { kind: 'camera', why: caps } as const;
}

const isCsi = (driver: string): boolean => CSI_DRIVERS.some((name) => driver.startsWith(name));

function bySysfs(node: VideoNode, driver: string) {
  if (isCsi(driver)) return { kind: 'csi', why: `driver ${driver} is a raw CSI receiver` } as const;
  // A UVC camera has its capture node first and its metadata behind it.
  if (driver === 'uvcvideo' && (node.index ?? 0) > 0)
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
 * Groups nodes to physical cameras. Nodes of one parent device belong together, but a node of index 0 begins a
 * camera of its own: a driver may hang several cameras on one parent. What has no capture node is no camera.
 */
export function physicalCameras({ nodes }: DeviceInventory, opened: Opened = {}): readonly PhysicalCamera[] {
  const kindOf = (node: VideoNode) => {
    const made = opened[node.path];
    return nodeKind(node, made?.ok ? made.value : undefined).kind;
  };
  const groups: VideoNode[][] = [];
  for (const node of nodes.toSorted(byNumber)) {
    const group = groups.findLast(([first]) => first?.parent != null && first.parent === node.parent);
    if (group && node.index !== 0) group.push(node);
    else groups.push([node]);
  }
  return groups.flatMap((group) => {
    const primary =
      group.find((node) => ['camera', 'csi'].includes(kindOf(node))) ??
      group.find((node) => node.file === 'not-a-device');
    return primary ? [{ primary, nodes: group, stableName: stableName(primary, nodes) }] : [];
  });
}

const numberOf = ({ name }: VideoNode): number => Number(/\d+$/.exec(name)?.[0] ?? 0);
const byNumber = (one: VideoNode, other: VideoNode): number => numberOf(one) - numberOf(other);

/** By-id, unless another node has the same one (equal serials); else by-path; else the node itself. */
function stableName(node: VideoNode, all: readonly VideoNode[]): string {
  const own = node.byId.find((link) => !all.some((other) => other !== node && other.byId.includes(link)));
  return own ?? node.byPath[0] ?? node.path;
}

export interface Mode {
  readonly fourcc: string;
  readonly width: number;
  readonly height: number;
  readonly fps: number;
}

/** The listed mode nearest to a wanted one, and whether it is just that; null when the camera lists none. */
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
  return sizes.flatMap((size) => {
    const width = fit(wanted.width, size.width, size.maxWidth, size.stepWidth);
    const height = fit(wanted.height, size.height, size.maxHeight, size.stepHeight);
    return (size.rates.length > 0 ? size.rates : [wanted.fps ?? 0]).map((fps) => ({
      fourcc,
      width,
      height,
      fps,
    }));
  });
}

/** The nearest value that a discrete size or a stepwise range allows. */
function fit(wanted: number | undefined, min: number, max = min, step = 1): number {
  if (wanted === undefined) return max;
  const steps = Math.round((Math.min(Math.max(wanted, min), max) - min) / (step || 1));
  return min + steps * (step || 1);
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

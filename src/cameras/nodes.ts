import type { NodeCapabilities, VideoNode } from '../model/index.ts';

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

/** Is a node a channel of a capture card, and so a camera of its own? */
export const isChannel = ({ driver }: VideoNode): boolean =>
  startsWithOneOf(CHANNEL_DRIVERS, driver ?? '') !== undefined;

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

import type { Camera } from '../cameras/cameras.ts';
import { type Evidence, type NodeCapabilities, reading, type Sweep } from '../model/index.ts';
import { saw } from './finding.ts';

/** Bits of a pixel in the formats that go over the USB as they are. */
const BITS: Readonly<Record<string, number>> = {
  GREY: 8,
  NV12: 12,
  YU12: 12,
  YV12: 12,
  YUYV: 16,
  UYVY: 16,
  YVYU: 16,
  RGB3: 24,
  BGR3: 24,
};

/** What the cameras on a camera's USB (one root hub: they share its bandwidth) are set to; nothing for one elsewhere. */
export function busLoad(sweep: Sweep, camera: Camera): readonly Evidence[] {
  const from = reading(sweep.readings, 'devices');
  const usb = camera.node?.usb;
  if (!from?.ok || usb?.busnum == null) return [];
  const loads = from.value.nodes
    .filter((node) => node.usb?.busnum === usb.busnum)
    .flatMap((node) => {
      const opened = reading(sweep.readings, 'capabilities', node.path);
      return opened?.ok && opened.value.current ? [`${node.path} ${load(opened.value.current)}`] : [];
    });
  const hub = `USB bus ${usb.busnum}${usb.speedMbps === null ? '' : ` at ${usb.speedMbps} Mbit/s`}`;
  return loads.length === 0 ? [] : [saw(hub, loads.join('; '), from)];
}

/** `YUYV 1280x720 10 fps, 147 Mbit/s`; what is compressed takes what it takes. */
function load({ fourcc, width, height, fps }: NonNullable<NodeCapabilities['current']>): string {
  const mode = `${fourcc} ${width}x${height}${fps === null ? '' : ` ${Math.round(fps)} fps`}`;
  const bits = BITS[fourcc];
  if (bits === undefined || fps === null) return mode;
  return `${mode}, ${Math.round((width * height * bits * fps) / 1e6)} Mbit/s`;
}

/** A USB device that carries a video interface, from /sys/bus/usb/devices. */
export interface UsbDevice {
  /** Kernel name of the port: `1-1.2`. */
  readonly port: string;
  readonly vendorId: string;
  readonly productId: string;
  readonly manufacturer: string | null;
  readonly product: string | null;
  readonly serial: string | null;
  readonly speedMbps: number | null;
  /** Of the bus, and on it, as lsusb prints them. */
  readonly busnum: number | null;
  readonly devnum: number | null;
  /**
   * For one without a node: the driver of its video interface. Null is none; `uvcvideo` failed to start the camera;
   * `usbfs` is a program that drives it itself.
   */
  readonly videoDriver?: string | null;
}

/** A video node as /dev and /sys/class/video4linux show it, without opening it. */
export interface VideoNode {
  /** `/dev/video0`. Nodes known to sysfs but missing in /dev are listed with `file: 'missing'`. */
  readonly path: string;
  /** `video0`. */
  readonly name: string;
  readonly file: 'character' | 'missing' | 'not-a-device';
  /** Its owner. */
  readonly uid: number | null;
  readonly gid: number | null;
  /** Permission bits, `0o660`. */
  readonly mode: number | null;
  /** Name of the owning group, where /etc/group has it. */
  readonly group: string | null;
  /** The sysfs `name`: usually the card's name. */
  readonly card: string | null;
  /** The sysfs `index`: 0 is the first node of its device; UVC metadata nodes have 1. */
  readonly index: number | null;
  readonly driver: string | null;
  /** Real path of the parent device in sysfs: nodes that share it are one physical camera. */
  readonly parent: string | null;
  /** Links in /dev/v4l/by-id and by-path that lead here. */
  readonly byId: readonly string[];
  readonly byPath: readonly string[];
  /** Other symbolic links in /dev itself that lead here: names that the box's own udev rules gave. */
  readonly aliases?: readonly string[];
  readonly usb: UsbDevice | null;
  /** `active`, `suspended`, … and `on`, `auto`, from the parent's power folder. */
  readonly runtimeStatus: string | null;
  readonly powerControl: string | null;
}

/** Every video node, and USB video interfaces for which no node came up. */
export interface DeviceInventory {
  /** The folder of the nodes: `/dev`. Devices that are named elsewhere are not of this box. */
  readonly root: string;
  readonly nodes: readonly VideoNode[];
  readonly usbWithoutNode: readonly UsbDevice[];
}

/** Sizes are discrete, or a range with steps (stepwise and continuous drivers). */
export interface FrameSize {
  /** Pixels; of a range the smallest. */
  readonly width: number;
  readonly height: number;
  readonly maxWidth?: number;
  readonly maxHeight?: number;
  readonly stepWidth?: number;
  readonly stepHeight?: number;
  /** Frames per second, highest first. */
  readonly rates: readonly number[];
  /** The driver gives a range (stepwise intervals): `rates` are its two ends, and what lies between is offered too. */
  readonly anyRateBetween?: true;
}

/** A format that a node offers, with its sizes. */
export interface PixelFormat {
  /** `YUYV`, `MJPG`, … as V4L2 prints it. */
  readonly fourcc: string;
  readonly description: string;
  readonly compressed: boolean;
  readonly sizes: readonly FrameSize[];
}

/** What an opened node answers to QUERYCAP, ENUM_*, G_FMT and G_PARM. Subject of the reading: the node's path. */
export interface NodeCapabilities {
  readonly driver: string;
  readonly card: string;
  readonly busInfo: string;
  readonly capabilities: number;
  /** What this node can do; `capabilities` is the union over the whole device and proves nothing. */
  readonly deviceCaps: number;
  /** Names of the set bits of `deviceCaps`: `VIDEO_CAPTURE`, `META_CAPTURE`, … */
  readonly flags: readonly string[];
  readonly formats: readonly PixelFormat[];
  /** The mode that is set now; null where the driver does not tell. */
  readonly current: {
    readonly fourcc: string;
    readonly width: number;
    readonly height: number;
    readonly fps: number | null;
  } | null;
  /** Status bits of the selected input in words (`no signal`), where the driver tells; empty is healthy. */
  readonly inputStatus: readonly string[];
}

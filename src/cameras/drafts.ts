import type { DeclaredCamera, DeviceInventory, ServiceCamera, UsbDevice } from '../model/index.ts';
import { answersTo, numberedNode } from './names.ts';
import { type PhysicalCamera, usbIdentity } from './physical-cameras.ts';
import { pathOfUrl } from './text.ts';

/** Who expects a camera to be there. */
export type ExpectedBy = 'configuration' | 'device' | 'usb' | 'mediamtx' | 'publisher' | 'service';

/** A camera while it is put together; every step below adds what one source knows. */
export interface Draft {
  name: string | null;
  declared: DeclaredCamera | null;
  device: string | null;
  physical: PhysicalCamera | null;
  usb: UsbDevice | null;
  paths: string[];
  expectedBy: Set<ExpectedBy>;
}

/** Puts cameras together, source by source: each is there once, whoever names it. */
export class Drafts {
  readonly list: Draft[] = [];
  readonly #physical: readonly PhysicalCamera[];
  readonly #inventory: DeviceInventory;

  constructor(physical: readonly PhysicalCamera[], inventory: DeviceInventory) {
    this.#physical = physical;
    this.#inventory = inventory;
  }

  declare(declared: DeclaredCamera): void {
    const draft = this.#add('configuration');
    draft.name = declared.name;
    draft.declared = declared;
    draft.paths = [...declared.paths];
    draft.device = declared.device ?? null;
    draft.physical = declared.device
      ? (this.#physicalOf(declared.device) ?? this.#byIdentity(declared))
      : null;
  }

  /** The draft that has this device, made where there is none. */
  byDevice(device: string): Draft {
    const physical = this.#physicalOf(device);
    const found = this.list.find(
      (draft) => draft.device === device || (physical !== null && draft.physical === physical),
    );
    if (found) return found;
    const draft = this.#add();
    draft.device = device;
    draft.physical = physical;
    return draft;
  }

  addUsb(usb: UsbDevice): void {
    const named = [usb.manufacturer, usb.product].filter(Boolean).join(' ');
    const draft = this.#add('usb');
    draft.name = `usb-${usb.port}${named ? ` ${named}` : ''}`;
    draft.device = `usb ${usb.port}`;
    draft.usb = usb;
  }

  addPath(path: string, device: string | null, by: ExpectedBy): void {
    const owner = this.list.find((draft) => draft.paths.includes(path));
    const draft = owner ?? (device ? this.byDevice(device) : this.#add());
    if (!draft.paths.includes(path)) {
      // A declared camera says itself which streams it has: another one from its device is no other camera.
      if (draft.declared && draft.declared.paths.length > 0) return;
      draft.paths.push(path);
    }
    if (device && draft.device === null && draft.declared === null) {
      draft.device = device;
      draft.physical = this.#physicalOf(device);
    }
    draft.expectedBy.add(by);
  }

  addService(camera: ServiceCamera): void {
    const path = Object.values(camera.streams)
      .map(pathOfUrl)
      .find((found) => found !== null);
    const numbered = numberedNode(camera, this.#inventory.nodes);
    const isNode = camera.device.startsWith('/dev/');
    const draft =
      this.list.find((candidate) => path != null && candidate.paths.includes(path)) ??
      this.list.find((candidate) => [candidate.name, ...candidate.paths].includes(camera.device)) ??
      this.list.find((candidate) => camera.name !== null && candidate.name === camera.name) ??
      (isNode || numbered ? this.byDevice(numbered?.path ?? camera.device) : this.#add());
    if (draft.expectedBy.size === 0) {
      draft.name = isNode ? null : (camera.name ?? camera.device);
      if (path) draft.paths.push(path);
    }
    draft.expectedBy.add('service');
  }

  #add(by?: ExpectedBy): Draft {
    const draft: Draft = {
      name: null,
      declared: null,
      device: null,
      physical: null,
      usb: null,
      paths: [],
      expectedBy: new Set(by ? [by] : []),
    };
    this.list.push(draft);
    return draft;
  }

  /** A declared camera that is not where it was, but is known by its serial number. */
  #byIdentity({ expect }: DeclaredCamera): PhysicalCamera | null {
    const found = this.#physical.filter(
      ({ primary: { usb } }) => usb?.serial && usbIdentity(usb).toLowerCase() === expect?.usb?.toLowerCase(),
    );
    return found.length === 1 ? (found[0] ?? null) : null;
  }

  #physicalOf(device: string): PhysicalCamera | null {
    const node = this.#inventory.nodes.find((candidate) => answersTo(candidate, device));
    return node ? (this.#physical.find(({ nodes }) => nodes.includes(node)) ?? null) : null;
  }
}

import {
  type DeclaredCamera,
  type DeviceInventory,
  type Expectations,
  known,
  type PathConfig,
  type PathState,
  type ProcessTable,
  type ReadingKind,
  type Readings,
  type ServiceCamera,
  type UsbDevice,
  type VideoNode,
} from '../model/index.ts';
import { type Draft, Drafts, type ExpectedBy } from './drafts.ts';
import { type Join, joinPublishers } from './join.ts';
import { answersTo } from './names.ts';
import { configOfPath, isPattern, startsOnDemand } from './path-config.ts';
import { physicalCameras } from './physical-cameras.ts';
import { deviceInText, pathOfUrl, pathsSent } from './text.ts';

/** A stream that a camera is expected to have, and what publishes it as far as that could be joined. */
export interface CameraStream {
  readonly path: string;
  readonly join: Join | null;
}

/** One camera of the expected set. */
export interface Camera {
  /** Configured name, else by-id, else by-path, else the path; never /dev/videoN alone where anything better exists. */
  readonly id: string;
  readonly declared: DeclaredCamera | null;
  /** The device that it should have, as somebody named it; null for a network source. */
  readonly device: string | null;
  /** That device's node, when it is there. */
  readonly node: VideoNode | null;
  /** All nodes of the physical camera. */
  readonly nodes: readonly VideoNode[];
  /** Its USB interface, where that came up without a node. */
  readonly usb: UsbDevice | null;
  readonly streams: readonly CameraStream[];
  readonly expectedBy: readonly ExpectedBy[];
  /** Why it is deliberately off; null when it is not. */
  readonly off: string | null;
}

const EMPTY: DeviceInventory = { root: '/dev', nodes: [], usbWithoutNode: [] };
const NO_PROCESSES: ProcessTable = {
  sawAll: false,
  scanned: 0,
  hidden: 0,
  netns: null,
  processes: [],
  listeners: [],
};

/** Paths that camproof's own self-test makes are nobody's camera. */
const SELF_TEST = /^camproof-selftest-/;

/** What tells of cameras. While these readings stay the same objects, the cameras do. */
const TELLING = [
  'devices',
  'capabilities',
  'processes',
  'mediamtx.pathConfigs',
  'mediamtx.paths',
  'mediamtx.sessions',
  'service',
] as const satisfies readonly ReadingKind[];

/** What was found last for what is expected: plan and judgement ask a dozen times for each picture of the box. */
const lastFound = new WeakMap<
  Expectations,
  { readonly told: readonly unknown[]; readonly cameras: readonly Camera[] }
>();

/**
 * The expected set: every camera that configuration, devices, USB, MediaMTX, publishers' command lines or the
 * camera service know of, each once, with who expects it. Pure.
 */
export function findCameras(readings: Readings, expectations: Expectations): readonly Camera[] {
  const last = lastFound.get(expectations);
  if (last && TELLING.every((kind, index) => last.told[index] === readings[kind])) return last.cameras;
  const cameras = joinedCameras(readings, expectations);
  lastFound.set(expectations, { told: TELLING.map((kind) => readings[kind]), cameras });
  return cameras;
}

function joinedCameras(readings: Readings, expectations: Expectations): readonly Camera[] {
  const inventory = known(readings, 'devices') ?? EMPTY;
  const processes = known(readings, 'processes') ?? NO_PROCESSES;
  const pathConfigs = known(readings, 'mediamtx.pathConfigs') ?? [];
  const paths = known(readings, 'mediamtx.paths') ?? [];
  const joins = joinPublishers(processes, known(readings, 'mediamtx.sessions') ?? [], paths, pathConfigs);
  const service = known(readings, 'service')?.cameras;
  const listed = service?.kind === 'result' ? service.value : [];
  const physical = physicalCameras(inventory, readings.capabilities);

  const drafts = new Drafts(physical, inventory);
  for (const camera of expectations.cameras) drafts.declare(camera);
  // Sensors that MediaMTX drives are the cameras of its paths, though nothing may tell which is which.
  const untold = joins.filter(({ pid }) => pid === null).flatMap(({ also }) => also);
  const driven = processes.processes
    .filter(({ pid }) => untold.includes(pid))
    .flatMap(({ devices }) => devices);
  for (const { primary, nodes } of physical) {
    if (nodes.some(({ path }) => driven.includes(path)) || isLoopback(readings, primary)) continue;
    drafts.byDevice(primary.path).expectedBy.add('device');
  }
  for (const usb of inventory.usbWithoutNode) drafts.addUsb(usb);
  for (const name of streamNames(pathConfigs, paths)) {
    const by = pathConfigs.some((config) => config.name === name) ? 'mediamtx' : 'publisher';
    drafts.addPath(name, deviceOf(name, { root: inventory.root, joins, pathConfigs, processes, listed }), by);
  }
  for (const { argv } of processes.processes.filter(({ argv }) => pathsSent(argv).length > 0)) {
    const device = deviceInText(argv.join(' '), inventory.root);
    if (device) drafts.byDevice(device).expectedBy.add('publisher');
  }
  for (const camera of listed) drafts.addService(camera);
  return drafts.list.map((draft) => finish(draft, inventory, joins));
}

/** A node that a program feeds is a camera only where somebody uses it as one. */
function isLoopback(readings: Readings, { path, driver }: VideoNode): boolean {
  const told = known(readings, 'capabilities', path)?.driver ?? driver ?? '';
  return /^v4l2[ _]?loopback/.test(told);
}

/** Named paths of the configuration and paths that somebody publishes to now. */
function streamNames(configs: readonly PathConfig[], states: readonly PathState[]): readonly string[] {
  // A redirect only sends viewers elsewhere: it has no stream of its own.
  const named = configs.filter(({ name, source }) => !isPattern(name) && source !== 'redirect');
  const live = states.filter((state) => {
    const config = configOfPath(state.name, configs, states);
    if (config?.source === 'redirect') return false;
    // Whoever asks a proxy for a name that does not exist makes a path of that name for a while.
    return state.ready || (state.source !== null && !(config && startsOnDemand(config)));
  });
  const names = [...named, ...live].map(({ name }) => name);
  return [...new Set(names)].filter((name) => !SELF_TEST.test(name));
}

interface Sources {
  readonly root: string;
  readonly joins: readonly Join[];
  readonly pathConfigs: readonly PathConfig[];
  readonly processes: ProcessTable;
  readonly listed: readonly ServiceCamera[];
}

/**
 * The device behind a path: what its publisher holds; else what its hook's text or a publisher's command line
 * names; else what the camera service says.
 */
function deviceOf(path: string, { root, joins, pathConfigs, processes, listed }: Sources): string | null {
  const join = joins.find((candidate) => candidate.path === path);
  const config = pathConfigs.find(({ name }) => name === path);
  const publisher = () =>
    processes.processes
      .filter(({ argv }) => pathsSent(argv).includes(path))
      .map(({ argv }) => deviceInText(argv.join(' '), root))
      .find((device) => device !== null);
  const camera = () =>
    listed.find(({ streams }) => Object.values(streams).some((url) => pathOfUrl(url) === path));
  return (
    join?.device ??
    deviceInText(config?.runOnInit ?? '', root) ??
    deviceInText(config?.runOnDemand ?? '', root) ??
    publisher() ??
    deviceInText(camera()?.device ?? '', root)
  );
}

function finish(draft: Draft, inventory: DeviceInventory, joins: readonly Join[]): Camera {
  const { physical, declared } = draft;
  const shortName = (link: string) => link.replace(/^.*\//, '').replace(/-video-index0$/, '');
  const id =
    draft.name ??
    (physical ? shortName(physical.stableName) : null) ??
    draft.paths[0] ??
    draft.device ??
    'camera';
  // A named node that is no camera at all (metadata, output) is looked at all the same: that is the finding.
  const named = inventory.nodes.find(
    (candidate) => draft.device !== null && answersTo(candidate, draft.device),
  );
  const node = named ?? physical?.primary ?? null;
  return {
    id,
    declared,
    device: draft.device,
    node,
    nodes: physical?.nodes ?? (node ? [node] : []),
    usb: draft.usb,
    streams: draft.paths.map((path) => ({ path, join: joins.find((join) => join.path === path) ?? null })),
    expectedBy: [...draft.expectedBy],
    off: declared?.off ?? null,
  };
}

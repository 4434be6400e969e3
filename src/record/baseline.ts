import { Document, isMap, parseDocument, Scalar } from 'yaml';
import { type Camera, findCameras } from '../cameras/cameras.ts';
import { stableName, usbIdentity } from '../cameras/physical-cameras.ts';
import { type DeclaredCamera, known, type Report, type Sweep } from '../model/index.ts';

/** A camera as it was found, in the words of the configuration, and what to say of it there. */
export interface BaselineCamera extends DeclaredCamera {
  readonly comment: string;
}

/** The cameras that a box has now, by names that survive a reboot. What only the service lists is nobody's camera. */
export function baselineOf(sweep: Sweep, report: Report): readonly BaselineCamera[] {
  const cameras = findCameras(sweep.readings, sweep.expectations);
  return cameras
    .filter(({ node, streams, declared }) => node !== null || streams.length > 0 || declared !== null)
    .map((camera) => baselineCamera(sweep, report, camera));
}

function baselineCamera(sweep: Sweep, report: Report, camera: Camera): BaselineCamera {
  const chain = report.cameras.find(({ id }) => id === camera.id);
  const paths = camera.streams.map(({ path }) => path);
  const nodes = known(sweep.readings, 'devices')?.nodes ?? [];
  const device = camera.node ? stableName(camera.node, nodes) : camera.device;
  const expect = {
    ...camera.declared?.expect,
    ...(chain?.proved ? modeOf(chain.figures, camera.declared?.expect?.fps ?? null) : {}),
    ...(camera.node?.usb ? { usb: usbIdentity(camera.node.usb) } : {}),
  };
  return {
    name: camera.declared?.name ?? (paths.length === 1 ? (paths[0] ?? camera.id) : camera.id),
    ...(device !== null && { device }),
    paths,
    ...(camera.off !== null && { off: camera.off }),
    ...(Object.keys(expect).length > 0 && { expect }),
    comment: [camera.node?.card, chain?.proved ? 'proved' : `not proved: ${chain?.headline ?? 'not judged'}`]
      .filter(Boolean)
      .join(', '),
  };
}

/** Measured rates waver: one within a tenth of what is declared is the declared one. */
const WAVERS = 0.1;

function modeOf({ size, codec, fps }: Report['cameras'][number]['figures'], declared: number | null) {
  const [width, height] = size?.split('x').map(Number) ?? [];
  const same = fps !== null && declared !== null && Math.abs(fps - declared) <= declared * WAVERS;
  return {
    ...(width && height ? { width, height } : {}),
    // Measured: 14.97 is 15.
    ...(fps !== null && fps >= 1 && { fps: same ? declared : Math.round(fps) }),
    ...(codec !== null && { codec }),
  };
}

/** Addresses (and where the viewers are) that are not the default ones, by dotted key: they belong into a new file too. */
export type Addresses = Readonly<Record<string, string | false>>;

const HEAD = ` What this camera box has to be. From now on a missing, swapped or changed camera is a finding of camproof.
 Every key: docs/configuration.md; what is in force: camproof config.`;

/** What stands above the keys of a new file. */
const COMMENTS: Readonly<Record<string, string>> = {
  mediamtx: ' Where MediaMTX answers, as it was found.',
  viewers: ' From where streams are watched: anywhere, or local (on this box only).',
  service: ' The camera service; off where there is none.',
  health: ' The health endpoints; off where there are none.',
  expectCameras: ' How many cameras have to be here.',
  cameras: ` Each device by a name that survives a reboot; what was measured is what is expected from now on.
 May be added to a camera: off (why it is not judged), expect.motion (always or none).`,
};

/** The text of a configuration with these cameras. Whatever else stands in `before` stays, comments included. */
export function baselineText(
  cameras: readonly BaselineCamera[],
  addresses: Addresses,
  before: string | null,
): string {
  const document = before === null ? new Document({}) : parseDocument(before);
  if (before === null) document.commentBefore = HEAD;
  for (const [key, value] of Object.entries(addresses)) document.setIn(key.split('.'), value);
  document.set('expectCameras', cameras.filter(({ off }) => off === undefined).length);
  const list = document.createNode(cameras.map(inFile));
  for (const [at, item] of list.items.entries()) {
    const comment = cameras[at]?.comment;
    if (comment && isMap(item)) item.commentBefore = ` ${comment}`;
  }
  document.set('cameras', list);
  if (before === null && isMap(document.contents)) {
    for (const pair of document.contents.items) {
      const key = new Scalar(String(pair.key));
      key.commentBefore = COMMENTS[key.value] ?? null;
      pair.key = key;
    }
  }
  return document.toString({ lineWidth: 0 });
}

/** `path` is one name or a list; members in the order in which a person looks for them. */
function inFile({ name, device, paths, off, expect }: BaselineCamera) {
  return {
    name,
    ...(device !== undefined && { device }),
    ...(paths.length > 0 && { path: paths.length === 1 ? paths[0] : [...paths] }),
    ...(off !== undefined && { off }),
    ...(expect && { expect: { ...expect } }),
  };
}

/** What differs between the cameras of a configuration and those that are here, a line each; none when all is as it was. */
export function baselineChanges(
  before: readonly DeclaredCamera[],
  now: readonly DeclaredCamera[],
): readonly string[] {
  const gone = before.filter(({ name }) => !now.some((one) => one.name === name));
  return [
    ...gone.map((camera) => `- ${camera.name}: ${words(camera)}`),
    ...now.flatMap((camera) => {
      const old = before.find(({ name }) => name === camera.name);
      if (!old) return [`+ ${camera.name}: ${words(camera)}`];
      const [was, is] = [factsOf(old), factsOf(camera)];
      const changed = is.flatMap(([what, value], at) => {
        const earlier = was[at]?.[1] ?? null;
        return earlier === value ? [] : [`${what} ${earlier ?? 'unsaid'} → ${value ?? 'unsaid'}`];
      });
      return changed.length === 0 ? [] : [`~ ${camera.name}: ${changed.join(', ')}`];
    }),
  ];
}

/** A camera's facts in words, always the same ones in the same order; null for what is not said. */
function factsOf({
  device,
  paths,
  off,
  expect,
}: DeclaredCamera): readonly (readonly [string, string | null])[] {
  return [
    ['device', device ?? null],
    ['path', paths.join(', ') || null],
    ['size', expect?.width && expect.height ? `${expect.width}x${expect.height}` : null],
    ['codec', expect?.codec ?? null],
    ['rate', expect?.fps ? `${expect.fps} fps` : null],
    ['usb', expect?.usb ?? null],
    ['off', off ?? null],
  ];
}

const words = (camera: DeclaredCamera): string =>
  factsOf(camera)
    .flatMap(([what, value]) =>
      value !== null ? [`${what} ${value}`] : what === 'device' ? ['no device here'] : [],
    )
    .join(', ');

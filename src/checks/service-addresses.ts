import type { Camera } from '../cameras/cameras.ts';
import { configOfPath, startsOnDemand } from '../cameras/path-config.ts';
import { pathOfUrl } from '../cameras/text.ts';
import {
  type Finding,
  known,
  type MediamtxConfig,
  type Reading,
  type ServiceCamera,
  type ServiceState,
  type Sweep,
} from '../model/index.ts';
import { isProved } from './chain.ts';
import type { View } from './check.ts';
import { isLoopback } from './delivery.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, saw } from './finding.ts';
import { cameraService, isPublished, portOf } from './mediamtx-facts.ts';

/** What is wrong with the addresses that the service hands out for a camera; null where nothing is proved to be. */
export function handsOut(
  view: View,
  camera: Camera,
  listed: ServiceCamera,
  from: Reading<ServiceState>,
): Finding | null {
  const { sweep, earlier } = view;
  const make = about('service', camera.id);
  const urls = Object.entries(listed.streams);
  const runs = isProved(earlier, camera);
  const missing = urls.find(([, url]) => !streamExists(sweep, url, runs))?.[1];
  if (missing !== undefined) {
    const path = pathOfUrl(missing) ?? missing;
    return make.fail(
      `gives viewers the path "${path}", which MediaMTX does not have`,
      [saw('stream address', missing, from, 'a path that MediaMTX has')],
      diagnose('service-stream-missing', {
        camera: camera.id,
        url: missing,
        path,
        carries: carrier(sweep, camera),
        phantom: isPhantom(camera),
        server: cameraService(sweep),
      }),
    );
  }
  for (const [, url] of urls) {
    const other = ownerOf(view, camera, listed, url);
    if (other === null) continue;
    return make.fail(
      `gives viewers the stream of ${other}`,
      [saw('stream address', url, from, camera.streams.map(({ path }) => path).join(', '))],
      diagnose('service-stream-swapped', { camera: camera.id, other, url, server: cameraService(sweep) }),
    );
  }
  const dead = urls.filter(([, url]) => nobodyListens(sweep, url));
  // What should be there is told before what is only switched off.
  const [protocol, url] = dead.find(([one]) => !isOff(sweep, one)) ?? dead[0] ?? [];
  if (protocol === undefined || url === undefined) return null;
  const off = isOff(sweep, protocol);
  const diagnosis = diagnose('service-address-dead', { url, off: off ? protocol.toLowerCase() : null });
  const evidence = [saw('stream address', url, from, 'an address where somebody listens')];
  return off && dead.length < urls.length
    ? make.warn(`gives viewers an address of ${protocol}, which is off`, evidence, diagnosis)
    : make.fail(`gives viewers ${new URL(url).host}, where nobody listens`, evidence, diagnosis);
}

/** The path on which a camera is published; null where it is on none. */
const carrier = ({ readings }: Sweep, { streams }: Camera): string | null =>
  known(readings, 'mediamtx.paths')?.find(
    (state) => isPublished(state) && streams.some(({ path }) => path === state.name),
  )?.name ?? null;

/** Nobody but the camera service knows of it. */
export const isPhantom = ({ expectedBy }: Camera): boolean => expectedBy.every((by) => by === 'service');

/** The other camera whose stream this is, by what the list itself says of that one; null where it is ours, or nobody's. */
function ownerOf(
  { sweep, cameras }: View,
  camera: Camera,
  listed: ServiceCamera,
  url: string,
): string | null {
  const path = pathOfUrl(url);
  const has = (one: Camera) => one.streams.some((stream) => stream.path === path);
  if (path === null || camera.streams.length === 0 || has(camera) || !isMediamtx(sweep, url)) return null;
  const other = cameras.find((one) => one !== camera && has(one));
  const list = known(sweep.readings, 'service')?.cameras;
  const rest = list?.kind === 'result' ? list.value.filter((one) => one !== listed) : [];
  const names = other ? [other.id, other.device, ...other.nodes.map((node) => node.path)] : [];
  return other && rest.some(({ device, name }) => names.includes(device) || names.includes(name))
    ? other.id
    : null;
}

/** Is it switched off in MediaMTX? */
function isOff(sweep: Sweep, protocol: string): boolean {
  const { rtsp, hls, webrtc }: Partial<MediamtxConfig> = known(sweep.readings, 'mediamtx.config') ?? {};
  const switches: Readonly<Record<string, boolean | undefined>> = { rtsp, hls, webrtc };
  return switches[protocol.toLowerCase()] === false;
}

/**
 * Is it an address of this box, over TCP, on a port that nobody has? Told only while MediaMTX answers, and where the table of
 * listeners is the one of the ports that count: a container's are forwarded by the kernel, and stand in no table.
 */
function nobodyListens(sweep: Sweep, url: string): boolean {
  if (!URL.canParse(url) || !/^(?:rtsps?|rtmps?|https?):/.test(url)) return false;
  const { hostname } = new URL(url);
  const host = known(sweep.readings, 'host');
  const ours = isLoopback(hostname) || (host?.addresses ?? []).includes(hostname.replace(/^\[|\]$/g, ''));
  const has = (one: string) =>
    known(sweep.readings, 'processes')?.listeners.some(
      ({ protocol, port }) => protocol === 'tcp' && port === portOf(one),
    );
  const representative = known(sweep.readings, 'mediamtx.paths') && has(sweep.expectations.mediamtx.url);
  return ours && representative === true && !has(url);
}

/** Does MediaMTX have the path of an address? Addresses of other servers (a snapshot, the camera's own) are not judged. */
function streamExists(sweep: Sweep, url: string, runs: boolean): boolean {
  const path = pathOfUrl(url);
  const states = known(sweep.readings, 'mediamtx.paths');
  const configs = known(sweep.readings, 'mediamtx.pathConfigs');
  if (path === null || !states || !configs || !isMediamtx(sweep, url)) return true;
  if ([...states, ...configs].some(({ name }) => name === path)) return true;
  // A pattern takes the path once somebody publishes to it; while the camera runs, it is elsewhere.
  const pattern = configOfPath(path, configs, states);
  return pattern !== undefined && (startsOnDemand(pattern) || !runs);
}

/** By the port where MediaMTX says that it is; where it does not say, by what only it has. */
function isMediamtx(sweep: Sweep, url: string): boolean {
  const told = known(sweep.readings, 'mediamtx.config');
  if (!URL.canParse(url)) return false;
  if (!told || told.rtspAddress === '') return !/^https?:/.test(url) || /\/(?:index\.m3u8|whep)$/.test(url);
  const { rtspAddress, rtspsAddress, hlsAddress, webrtcAddress, rtmpAddress, srtAddress } = told;
  const addresses = [rtspAddress, rtspsAddress, hlsAddress, webrtcAddress, rtmpAddress, srtAddress];
  return addresses.some((address) => address?.endsWith(`:${portOf(url)}`));
}

import type { Camera } from '../cameras/cameras.ts';
import { numberedNode } from '../cameras/names.ts';
import { configOfPath, startsOnDemand } from '../cameras/path-config.ts';
import { pathOfUrl } from '../cameras/text.ts';
import {
  type Finding,
  known,
  type Reading,
  type ServiceCamera,
  type ServiceState,
  type Sweep,
} from '../model/index.ts';
import { deadLink, isProved, saidSince } from './chain.ts';
import type { Check, View } from './check.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, saw } from './finding.ts';
import { portOf } from './mediamtx-facts.ts';
import { saidOfSleeper } from './on-demand.ts';

/** Does the camera service list this camera, with streams that exist, and say of it what was proved? */
export const service: Check = {
  id: 'service',
  title: 'listed by the camera service',
  link: 'service',
  weight: 'essential',
  needs: ['service', 'mediamtx.paths', 'mediamtx.pathConfigs', 'devices'],
  judge: (view) => view.cameras.map((camera) => judgeCamera(view, camera)),
};

function judgeCamera(view: View, camera: Camera): Finding {
  const { sweep, earlier } = view;
  const make = about('service', camera.id);
  if (!sweep.expectations.service.enabled)
    return make.off('no camera service is configured', 'not-configured');
  if (earlier.some(({ checkId, status }) => checkId === 'json-rpc' && status === 'fail'))
    return make.blocked('json-rpc');
  const sight = lookAt(sweep, 'service', make, 'the camera service');
  if (!sight.clear) return sight.unknown;
  const { cameras, authentication, limited } = sight.value;
  if (cameras.kind !== 'result') {
    if (authentication === 'required' || authentication === 'rejected') {
      return make.unknown(
        'the service wants a token',
        'needs-authentication',
        [],
        diagnose('service-locked', { gave: authentication === 'rejected' }),
      );
    }
    if (limited)
      return make.unknown(
        `limited: ${limited}`,
        'probe-failed',
        [],
        diagnose('service-limited', { message: limited }),
      );
    const message =
      cameras.kind === 'error' ? `error ${cameras.code} ${cameras.message}` : cameras.fault.message;
    return make.unknown(
      'the service could not list its cameras',
      'probe-failed',
      [saw('camera list', message, sight.reading)],
      diagnose('service-list-failed', { message }),
    );
  }
  const listed = cameras.value.find((candidate) => isSame(candidate, camera));
  if (!listed) {
    const names = cameras.value.map(({ device }) => device);
    const evidence = [saw('camera list', names.join(', ') || 'empty', sight.reading, camera.id)];
    return make.fail(
      'not listed by the service',
      evidence,
      diagnose('service-misses-camera', { camera: camera.id, listed: names }),
    );
  }
  return agrees(view, camera, listed, sight.reading);
}

/** The service names a camera by its node, by the number of its node, by its path or by its name. */
function isSame(candidate: ServiceCamera, camera: Camera): boolean {
  const paths = Object.values(candidate.streams).map(pathOfUrl);
  const names = [candidate.device, candidate.name];
  return (
    camera.nodes.some((node) => node.path === candidate.device) ||
    numberedNode(candidate, camera.nodes) !== undefined ||
    candidate.device === camera.device ||
    names.includes(camera.id) ||
    camera.streams.some(({ path }) => paths.includes(path) || names.includes(path))
  );
}

/** What services call a camera that works, and one that does not; any other word says neither. */
const ALIVE = /^(?:CONNECTED|ONLINE|ACTIVE|STREAMING|RECORDING|RUNNING|READY|LIVE|OK|UP|HEALTHY|AVAILABLE)$/;
const DEAD =
  /^(?:DISCONNECTED|OFFLINE|INACTIVE|STOPPED|ERROR|FAILED|DOWN|LOST|UNAVAILABLE|UNHEALTHY|NOT[ _].*)$/;

function agrees(
  { sweep, earlier }: View,
  camera: Camera,
  listed: ServiceCamera,
  from: Reading<ServiceState>,
): Finding {
  const make = about('service', camera.id);
  const evidence = [saw('listed as', `${listed.device} ${listed.status}`, from, 'CONNECTED')];
  const runs = isProved(earlier, camera);
  const missing = Object.values(listed.streams).find((url) => !streamExists(sweep, url, runs));
  if (missing) {
    const path = pathOfUrl(missing) ?? missing;
    const seen = [saw('stream address', missing, from, 'a path that MediaMTX has'), ...evidence];
    return make.fail(
      `hands out ${path}, which does not exist`,
      seen,
      diagnose('service-stream-missing', { url: missing, path }),
    );
  }
  const connected = ALIVE.test(listed.status);
  const broken = deadLink(sweep, earlier, camera);
  const contradicts = broken ? connected : DEAD.test(listed.status) && isProved(earlier, camera);
  if (contradicts && !broken && saidOfSleeper(sweep, camera, from))
    return make.pass(`listed, ${listed.status} before it was woken`, evidence);
  if (contradicts && !saidSince(sweep, camera, from))
    return make.unknown('was not asked since that changed', 'not-reached', evidence);
  if (connected && broken) {
    const facts = { camera: camera.id, status: listed.status, link: broken.checkId };
    return make.fail(
      `says ${listed.status}, ${broken.checkId} is broken`,
      [...evidence, ...broken.evidence.slice(0, 1)],
      diagnose('service-says-alive', facts),
    );
  }
  if (contradicts) {
    return make.fail(
      `says ${listed.status}, the stream runs`,
      evidence,
      diagnose('service-says-dead', { camera: camera.id, status: listed.status }),
    );
  }
  return make.pass(`listed, ${listed.status}`, evidence);
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

import type { Camera } from '../cameras/cameras.ts';
import { numberedNode } from '../cameras/names.ts';
import { pathOfUrl } from '../cameras/text.ts';
import type { Finding, Reading, ServiceCamera, ServiceState } from '../model/index.ts';
import { brokenWords } from './called.ts';
import { brokenLink, deadLink, isProved, saidSince } from './chain.ts';
import type { Check, View } from './check.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, saw } from './finding.ts';
import { cameraService, portOf } from './mediamtx-facts.ts';
import { idleOnDemand, saidOfSleeper } from './on-demand.ts';
import { handsOut } from './service-addresses.ts';

/** Does the camera service list this camera, with streams that exist, and say of it what was proved? */
export const service: Check = {
  id: 'service',
  title: 'listed by the camera service',
  link: 'service',
  weight: 'essential',
  needs: [
    'service',
    'mediamtx.paths',
    'mediamtx.pathConfigs',
    'mediamtx.config',
    'devices',
    'host',
    'processes',
  ],
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
        diagnose('service-limited', {
          message: limited,
          port: portOf(sweep.expectations.service.url),
        }),
      );
    const message =
      cameras.kind === 'error' ? `error ${cameras.code} ${cameras.message}` : cameras.fault.message;
    const why = whyNotListed(cameras);
    return make.unknown(
      'the service could not list its cameras',
      'probe-failed',
      [saw('camera list', message, sight.reading)],
      diagnose('service-list-failed', { message, why, server: cameraService(sweep) }),
    );
  }
  const listed = entryOf(cameras.value, camera);
  if (!listed) {
    const names = cameras.value.map(({ device }) => device);
    const wanted = names.length > 0 ? `${camera.id} too` : camera.id;
    const evidence = [saw('camera list', names.join(', ') || 'empty', sight.reading, wanted)];
    return make.fail(
      'not listed by the service',
      evidence,
      diagnose('service-misses-camera', {
        camera: camera.id,
        listed: names,
        broken: deadLink(sweep, earlier, camera)?.checkId ?? null,
        server: cameraService(sweep),
      }),
    );
  }
  const { reading: from } = sight;
  const addresses = handsOut(view, camera, listed, from);
  if (addresses?.status === 'fail') return addresses;
  const said = agrees(view, camera, listed, from);
  return said.status === 'pass' ? (addresses ?? said) : said;
}

/** A method of another name is refused as unknown, or gives what is no list of cameras. */
function whyNotListed(cameras: Exclude<ServiceState['cameras'], { kind: 'result' }>) {
  if (cameras.kind === 'error') return cameras.code === METHOD_NOT_FOUND ? 'another-name' : 'error';
  return cameras.fault.code === 'timeout' ? 'slow' : 'another-name';
}

const METHOD_NOT_FOUND = -32_601;

/** The service names a camera by its node or the number of its node, else by its name, else by one of its paths. */
function entryOf(listed: readonly ServiceCamera[], camera: Camera): ServiceCamera | undefined {
  const isPath = (name: string | null) => camera.streams.some(({ path }) => path === name);
  return (
    listed.find(
      (one) =>
        camera.nodes.some((node) => node.path === one.device) ||
        numberedNode(one, camera.nodes) !== undefined ||
        one.device === camera.device,
    ) ??
    listed.find(({ device, name }) => [device, name].some((known) => known === camera.id || isPath(known))) ??
    listed.find(({ streams }) => Object.values(streams).some((url) => isPath(pathOfUrl(url))))
  );
}

/** What services call a camera that works, and one that does not, and what says neither. */
const ALIVE = /^(?:CONNECTED|ONLINE|ACTIVE|STREAMING|RECORDING|RUNNING|READY|LIVE|OK|UP|HEALTHY|AVAILABLE)$/;
const DEAD =
  /^(?:DISCONNECTED|OFFLINE|INACTIVE|STOPPED|ERROR|FAILED|DOWN|LOST|UNAVAILABLE|UNHEALTHY|NOT[ _].*)$/;
const NEITHER = /^(?:|IDLE|UNKNOWN)$/;

function agrees(
  { sweep, earlier }: View,
  camera: Camera,
  listed: ServiceCamera,
  from: Reading<ServiceState> & { readonly ok: true },
): Finding {
  const make = about('service', camera.id);
  const asListed = (expected?: string) => [
    saw('listed as', `${listed.device} ${listed.status}`, from, expected),
  ];
  const evidence = asListed();
  const connected = ALIVE.test(listed.status);
  const broken = deadLink(sweep, earlier, camera);
  const denied = DEAD.test(listed.status) ? listed.status : saysNotReady(from.value, camera);
  const contradicts = broken ? connected : denied !== null && isProved(earlier, camera);
  if (contradicts && !broken && saidOfSleeper(sweep, camera, from))
    return make.pass(`listed, ${listed.status} before it was woken`, evidence);
  const isUntold = denied !== null && brokenLink(earlier, camera) === undefined && !isProved(earlier, camera);
  if ((contradicts || isUntold) && !saidSince(sweep, camera, from))
    return make.unknown('was not asked since that changed', 'not-reached', evidence);
  if (isUntold && !idleOnDemand(sweep, camera))
    return make.unknown(`says ${denied}, and whether that is so is not known`, 'not-seen', evidence);
  if (connected && broken) {
    const facts = { camera: camera.id, status: listed.status, link: broken.checkId };
    return make.fail(
      `says ${listed.status}, ${brokenWords(broken.checkId)}`,
      [...asListed('a word such as DISCONNECTED'), ...broken.evidence.slice(0, 1)],
      diagnose('service-says-alive', facts),
    );
  }
  if (contradicts) {
    return make.fail(
      `says ${denied}, the stream runs`,
      asListed('CONNECTED'),
      diagnose('service-says-dead', {
        camera: camera.id,
        status: denied ?? '',
        server: cameraService(sweep),
      }),
    );
  }
  const isKnown = [ALIVE, DEAD, NEITHER].some((words) => words.test(listed.status));
  if (!isKnown) {
    return make.warn(
      `listed as ${listed.status}, whatever that means`,
      evidence,
      diagnose('service-word-unknown', { camera: camera.id, status: listed.status }),
    );
  }
  return make.pass(`listed, ${listed.status || 'without a status'}`, evidence);
}

/** What `get_streams` says of one of the camera's streams, where that is no. */
function saysNotReady({ streams }: ServiceState, camera: Camera): string | null {
  const listed = streams.kind === 'result' ? streams.value : [];
  const named = (name: string) => name === camera.id || camera.streams.some(({ path }) => path === name);
  return listed.some(({ name, ready }) => ready === false && named(name)) ? 'not ready' : null;
}

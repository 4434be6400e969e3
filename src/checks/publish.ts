import type { Camera, CameraStream } from '../cameras/cameras.ts';
import { publisherOf } from '../cameras/publisher.ts';
import { inputOf, pathsSent } from '../cameras/text.ts';
import { type Evidence, type Finding, known, type PathState, reading, type Sweep } from '../model/index.ts';
import { type Check, streamSubject } from './check.ts';
import { entryOf } from './diagnoses/declare.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, type Make, saw } from './finding.ts';
import { hookFailed } from './hook-failed.ts';
import { turnOf } from './interrupted.ts';
import { cameraService, isPublished, mediamtxUnit, pathConfig, pathState } from './mediamtx-facts.ts';
import { isIdleOnDemand, sleeps, unlessOnDemand } from './on-demand.ts';
import { isPhantom } from './service-addresses.ts';

/** Does MediaMTX have the path, and does this camera's process publish to it? */
export const publish: Check = {
  id: 'publish',
  title: 'published to MediaMTX',
  link: 'publish',
  weight: 'essential',
  needs: [
    'processes',
    'mediamtx.pathConfigs',
    'mediamtx.paths',
    'mediamtx.pathsAfter',
    'mediamtx.sessions',
    'devices',
  ],
  judge: ({ sweep, cameras, earlier }) => {
    const api = earlier.find(({ checkId, status }) => checkId === 'mediamtx-api' && status === 'fail');
    return cameras.flatMap((camera) =>
      camera.streams.length === 0
        ? [withoutStream(sweep, camera)]
        : camera.streams.map((stream) =>
            api
              ? about('publish', streamSubject(camera, stream)).blocked(api.checkId)
              : judgeStream(sweep, camera, stream),
          ),
    );
  },
};

/** A camera that nobody publishes anywhere: broken, unless what MediaMTX has is not known. */
function withoutStream(sweep: Sweep, camera: Camera): Finding {
  const make = about('publish', camera.id);
  const sight = lookAt(sweep, 'mediamtx.paths', make, 'the paths of MediaMTX');
  if (!sight.clear) return sight.unknown;
  const [published] = pathsSent(publisherOf(sweep, camera)?.argv ?? []);
  const existing = sight.value.map(({ name }) => name).join(', ') || 'none';
  const evidence = [saw('paths', existing, sight.reading, 'one that carries this camera')];
  if (sight.value.some(({ name }) => name === published)) {
    const facts = { camera: camera.id, device: camera.device ?? camera.id, path: published ?? '' };
    return make.fail(
      `its pictures are on ${published}, another camera's`,
      evidence,
      diagnose('camera-twice', facts),
    );
  }
  if (published)
    return make.fail(
      `publishes to "${published}", which MediaMTX does not have`,
      evidence,
      missing(sweep, camera, published, true),
    );
  return unlessOnDemand(
    sweep,
    make.fail(
      'no path carries this camera',
      evidence,
      diagnose('no-camera-path', { camera: entryOf(camera, camera.id), device: camera.device ?? camera.id }),
    ),
  );
}

function missing(sweep: Sweep, camera: Camera, path: string, published: boolean) {
  const names = [
    ...(known(sweep.readings, 'mediamtx.pathConfigs') ?? []),
    ...(known(sweep.readings, 'mediamtx.paths') ?? []),
  ];
  const existing = [...new Set(names.map(({ name }) => name))].filter(
    (name) => !/^(all|all_others)$/.test(name),
  );
  const phantom = isPhantom(camera) ? { camera: camera.id, server: cameraService(sweep) } : null;
  return diagnose('path-missing', { path, existing, published, phantom });
}

function judgeStream(sweep: Sweep, camera: Camera, { path, join }: CameraStream): Finding {
  const make = about('publish', streamSubject(camera, { path, join }));
  const sight = lookAt(sweep, 'mediamtx.paths', make, 'the paths of MediaMTX');
  if (!sight.clear) return sight.unknown;
  const state = sight.value.find(({ name }) => name === path);
  const from = sight.reading;
  if (isIdleOnDemand(sweep, path)) return sleeps(sweep, make, camera, [saw('path', 'idle', from)]);
  const turn = turnOf(sweep, path);
  if (turn !== null) return turned(sweep, camera, path, turn, make);
  if (state && isPublished(state)) return published(sweep, camera, path, state);

  const evidence = [saw('path', describe(state), from, 'with a publisher')];
  const elsewhere = publishesElsewhere(sweep, camera);
  if (elsewhere) {
    const facts = { path, ...elsewhere };
    return make.fail(`published as "${elsewhere.published}"`, evidence, diagnose('path-name-differs', facts));
  }
  if (!state && !pathConfig(sweep, path))
    return make.fail('MediaMTX has no such path', evidence, missing(sweep, camera, path, false));
  if (state?.ready)
    return make.fail('ready without a publisher', evidence, diagnose('false-green', { path }));
  return unlessOnDemand(sweep, make.fail('nobody publishes to it', evidence, nobody(sweep, camera, path)));
}

/** Why nobody publishes, as far as MediaMTX's configuration and the processes tell. */
function nobody(sweep: Sweep, camera: Camera, path: string) {
  const unit = mediamtxUnit(sweep);
  const config = pathConfig(sweep, path);
  const publisher = publisherOf(sweep, camera);
  if (!publisher && config && config.runOnInit !== '') return hookFailed(sweep, path, config);
  const taker = config && config.name !== path ? config.name : null;
  const sent = pathsSent(publisher?.argv ?? []);
  // Who publishes another stream of the camera has no part in this one.
  const waits = publisher !== undefined && (sent.length === 0 || sent.includes(path));
  const seen = waits
    ? { ...publisher, reads: inputOf(publisher.argv), device: publisher.devices[0] ?? null }
    : null;
  return diagnose('nobody-publishes', {
    path,
    unit,
    taker,
    publisher: seen,
    isAddressed: sent.includes(path),
  });
}

/** It published when the check began. */
function turned(sweep: Sweep, camera: Camera, path: string, turn: 'left' | 'place', make: Make): Finding {
  const [first, again] = [
    reading(sweep.readings, 'mediamtx.paths'),
    reading(sweep.readings, 'mediamtx.pathsAfter'),
  ];
  const after = known(sweep.readings, 'mediamtx.pathsAfter')?.find(({ name }) => name === path);
  const evidence = [
    ...(first ? [saw('path at first', describe(pathState(sweep, path)), first)] : []),
    ...(again ? [saw('path in the end', describe(after), again, 'with a publisher')] : []),
  ];
  if (turn === 'place') {
    const diagnosis = diagnose('publisher-reconnected', { path });
    return make.warn('its publisher was replaced during the check', evidence, diagnosis);
  }
  const unit = publisherOf(sweep, camera)?.unit ?? mediamtxUnit(sweep);
  return make.fail(
    'its publisher left during the check',
    evidence,
    diagnose('publisher-left', { path, unit }),
  );
}

const describe = (state: PathState | undefined): string =>
  state
    ? `${state.name}: ${state.ready ? 'ready' : 'not ready'}, source ${state.source?.type ?? 'none'}${state.online === null ? '' : `, online ${state.online}`}`
    : 'absent';

/** The publisher of this camera is connected, but under another name. */
function publishesElsewhere(sweep: Sweep, camera: Camera) {
  const publisher = publisherOf(sweep, camera) ?? holderOf(sweep, camera);
  const sent = pathsSent(publisher?.argv ?? []);
  // One publisher may feed several streams of its camera, of which this one is missing.
  const own = camera.streams.map((stream) => stream.path);
  const published = sent.some((one) => own.includes(one)) ? undefined : sent[0];
  return publisher && published ? { published, pid: publisher.pid, unit: publisher.unit } : null;
}

const holderOf = (sweep: Sweep, camera: Camera) =>
  known(sweep.readings, 'processes')?.processes.find(({ devices }) =>
    devices.some((device) => camera.nodes.some((node) => node.path === device)),
  );

function published(sweep: Sweep, camera: Camera, path: string, state: PathState): Finding {
  const join = camera.streams.find((stream) => stream.path === path)?.join ?? null;
  const make = about('publish', camera.streams.length > 1 ? `${camera.id}/${path}` : camera.id);
  const from = reading(sweep.readings, 'mediamtx.paths');
  const processes = reading(sweep.readings, 'processes');
  const source = state.source?.type ?? 'unknown source';
  const evidence: Evidence[] = [
    ...(from ? [saw('path', describe(state), from)] : []),
    ...(processes && join ? [saw('publisher', join.why, processes)] : []),
  ];
  if (camera.device === null || join === null) return make.pass(`${path} from ${source}`, evidence);
  if (join.certainty === 'kernel') return make.pass(`${path} from pid ${join.pid}`, evidence);
  const how =
    join.certainty === 'none' ? join.why : `by its ${join.certainty === 'hook' ? 'hook' : 'command line'}`;
  return make.likely(`${path} from ${join.pid === null ? source : `pid ${join.pid}`}, ${how}`, evidence);
}

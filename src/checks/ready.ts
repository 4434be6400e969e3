import type { Camera } from '../cameras/cameras.ts';
import { counted, type Finding, known, type PathFlow, reading, type Sweep } from '../model/index.ts';
import { type Check, streamSubject } from './check.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, saw } from './finding.ts';
import { isPublished, mediamtxServer, pathConfig, pathState } from './mediamtx-facts.ts';
import { isIdleOnDemand, sleeps, unlessOnDemand } from './on-demand.ts';

/** Is the path online, and do bytes arrive? */
export const ready: Check = {
  id: 'ready',
  title: 'online, bytes arrive',
  link: 'ready',
  weight: 'essential',
  needs: ['mediamtx.paths', 'mediamtx.flow', 'mediamtx.sessions', 'mediamtx.pathConfigs'],
  judge: ({ sweep, cameras, earlier }) => {
    const api = earlier.find(({ checkId, status }) => checkId === 'mediamtx-api' && status === 'fail');
    return cameras.flatMap((camera) =>
      camera.streams.map((stream) => {
        const subject = streamSubject(camera, stream);
        return api
          ? about('ready', subject).blocked(api.checkId)
          : judgeStream(sweep, camera, stream.path, subject);
      }),
    );
  },
};

function judgeStream(sweep: Sweep, camera: Camera, path: string, subject: string): Finding {
  const make = about('ready', subject);
  const paths = lookAt(sweep, 'mediamtx.paths', make, 'the paths of MediaMTX');
  if (!paths.clear) return paths.unknown;
  if (isIdleOnDemand(sweep, path)) return sleeps(sweep, make, camera);
  const state = pathState(sweep, path);
  const join = camera.streams.find((stream) => stream.path === path)?.join;
  const evidence = [saw('path', state?.ready ? 'ready' : 'not ready', paths.reading, 'ready')];
  if (!state?.ready) {
    const source = pathConfig(sweep, path)?.source ?? 'publisher';
    const diagnosis =
      source === 'publisher'
        ? diagnose('not-ready', { path, publisher: around(sweep, join?.pid ?? null).publisher })
        : diagnose('source-unreachable', { path, source });
    return unlessOnDemand(sweep, make.fail('not ready', evidence, diagnosis));
  }
  const sight = lookAt(sweep, 'mediamtx.flow', make, 'the byte counters');
  if (!sight.clear) return sight.unknown;
  const flow = sight.value.paths[path];
  if (!flow) return make.unknown('its bytes were not counted', 'not-reached', evidence);
  const seen = [...evidence, saw('bytes received', describe(flow), sight.reading, 'growing')];
  if (!flow.grew) {
    const seconds = sight.value.windowMs / 1000;
    // Too short a look cannot tell a low frame rate from a standstill.
    if (seconds * 1000 < patience(sweep, camera, path))
      return make.unknown('too short a look at its bytes', 'not-seen', seen);
    const facts = { path, seconds, device: join?.device ?? null, ...around(sweep, join?.pid ?? null) };
    return make.fail(`no byte in ${seconds.toFixed(1)} s`, seen, diagnose('no-bytes', facts));
  }
  return lossy(sweep, path, flow, seen, subject) ?? make.pass('bytes grow', seen);
}

/** Who publishes, and whether others stand still too. */
function around(sweep: Sweep, pid: number | null) {
  const { readings } = sweep;
  const flow = known(readings, 'mediamtx.flow')?.paths ?? {};
  const published = (known(readings, 'mediamtx.paths') ?? []).filter(isPublished);
  const flows = published.flatMap(({ name }) => flow[name] ?? []);
  const unit = known(readings, 'processes')?.processes.find((one) => one.pid === pid)?.unit ?? null;
  return {
    publisher: pid === null ? null : { pid, unit },
    still: flows.filter(({ grew }) => !grew).length,
    of: flows.length,
    mediamtx: mediamtxServer(sweep),
  };
}

/** A failing byte verdict watches for at least 3 s and three frame intervals, ms. */
export function patience(sweep: Sweep, camera: Camera, path: string): number {
  const fps = camera.declared?.expect?.fps ?? known(sweep.readings, 'rtsp', path)?.video?.fps ?? 15;
  // A hair less than the window the probe keeps, since both ends are rounded.
  return Math.max(2900, (3 / fps) * 1000);
}

const describe = ({ samples }: PathFlow): string =>
  samples.map(({ bytesReceived }) => bytesReceived).join(' → ');

/** How many lost packets are borne, in words. */
export const lossLimit = ({ expectations }: Sweep): string =>
  `less than ${Math.round(expectations.thresholds.lossShare * 1000) / 10} %`;

function lossy(
  sweep: Sweep,
  path: string,
  flow: PathFlow,
  seen: Finding['evidence'],
  subject: string,
): Finding | null {
  const from = reading(sweep.readings, 'mediamtx.flow');
  const { packetsLost: lost, packetsReceived: received } = flow;
  if (!from || lost === null || received === null || lost + received === 0) return null;
  if (lost / (lost + received) < sweep.expectations.thresholds.lossShare) return null;
  const session = known(sweep.readings, 'mediamtx.sessions')?.find(
    (one) => one.path === path && one.state === 'publish',
  );
  const evidence = [...seen, saw('packets lost', `${lost} of ${lost + received}`, from, lossLimit(sweep))];
  const facts = {
    path,
    lost,
    of: lost + received,
    udp: session?.transport?.toLowerCase().includes('udp') ?? false,
    way: 'in' as const,
  };
  return about('ready', subject).warn(
    `${lost} of ${counted(lost + received, 'packet')} lost`,
    evidence,
    diagnose('packets-lost', facts),
  );
}

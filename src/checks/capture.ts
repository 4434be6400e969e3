import type { Camera } from '../cameras/cameras.ts';
import { pipeGroup } from '../cameras/join.ts';
import { LOOPBACK } from '../cameras/nodes.ts';
import { isPublisher, publisherOf } from '../cameras/publisher.ts';
import {
  type Evidence,
  type Finding,
  known,
  type ProcessInfo,
  type Reading,
  type Sweep,
} from '../model/index.ts';
import type { Check } from './check.ts';
import { lastWords } from './complaints.ts';
import { withoutDevice } from './device.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, saw } from './finding.ts';
import { serverGone } from './mediamtx-facts.ts';
import { moves } from './moves.ts';
import { nobodyHolds } from './nobody-holds.ts';
import { unlessOnDemand } from './on-demand.ts';

/** Does a living process hold the device, and does it move? */
export const capture: Check = {
  id: 'capture',
  title: 'a living process captures',
  link: 'capture',
  weight: 'essential',
  needs: [
    'processes',
    'progress',
    'devices',
    'capabilities',
    'mediamtx.pathConfigs',
    'mediamtx.paths',
    'mediamtx.flow',
    'units',
    'journal',
  ],
  judge: ({ sweep, cameras, earlier }) => {
    const server = serverGone(earlier);
    return cameras.map((camera) => {
      const finding = judgeCamera(sweep, camera, cameras);
      const code = finding.diagnosis?.code ?? '';
      const make = about('capture', camera.id);
      if (server && WITHOUT_A_SERVER.includes(code)) return make.blocked(server.checkId);
      if (code !== 'no-publisher') return finding;
      // Nobody holds the device of an idle on-demand path either.
      return unlessOnDemand(sweep, finding);
    });
  },
};

/** What every publisher does once MediaMTX is gone: these prove nothing of the camera then. */
const WITHOUT_A_SERVER: readonly string[] = ['no-publisher', 'hook-failed', 'publisher-hung'];

function judgeCamera(sweep: Sweep, camera: Camera, all: readonly Camera[]): Finding {
  const make = about('capture', camera.id);
  if (camera.device === null) return make.off(withoutDevice(sweep, camera), 'not-configured');
  if (camera.usb) return make.blocked('device');
  const sight = lookAt(sweep, 'processes', make, 'the processes');
  if (!sight.clear) return sight.unknown;
  const table = sight.value;
  const holders = table.processes.filter((process) => process.devices.some((path) => isOf(camera, path)));
  const publisher = publisherOf(sweep, camera);
  // The publisher itself, what feeds it through a pipe, or one of MediaMTX's own of which nothing tells which it is.
  const untold = camera.streams.flatMap(({ join }) => (join?.pid === null ? join.also : []));
  const feeders = publisher
    ? pipeGroup(table, publisher)
    : table.processes.filter(({ pid }) => untold.includes(pid));
  // Another publisher's hold proves nothing once this camera's own has another device: the two are swapped.
  const isElsewhere = (publisher?.devices.length ?? 0) > 0;
  const own =
    holders.find((holder) => holder === publisher) ??
    holders.find((holder) => feeders.includes(holder) || (!isElsewhere && isPublisher(holder)));
  if (own) return moves(sweep, camera, own, holdersEvidence(sight.reading, camera, holders));
  // Which node the camera is, is not known then; nor whether anybody holds it.
  const inventory = lookAt(sweep, 'devices', make, 'the list of devices');
  if (!inventory.clear) return inventory.unknown;
  if (publisher && publisher.devices.length > 0) return wrongDevice(camera, publisher, sight.reading, all);
  const [holder] = holders;
  if (!holder || isLoopback(sweep, camera)) return nobodyHolds(sweep, camera, publisher, sight.reading);
  // Without MediaMTX's sessions nobody can say that this holder publishes nothing.
  if (!publisher && !known(sweep.readings, 'mediamtx.sessions')) {
    return moves(sweep, camera, holder, holdersEvidence(sight.reading, camera, holders));
  }
  return takenBy(sweep, camera, holder, sight.reading);
}

const isOf = (camera: Camera, path: string): boolean => camera.nodes.some((node) => node.path === path);

function holdersEvidence(
  from: Reading<unknown>,
  camera: Camera,
  holders: readonly ProcessInfo[],
): Evidence[] {
  return holders.map((holder) =>
    saw(`holds ${camera.node?.path ?? camera.device}`, `pid ${holder.pid} ${holder.comm}`, from),
  );
}

function takenBy(sweep: Sweep, camera: Camera, holder: ProcessInfo, from: Reading<unknown>): Finding {
  const command = holder.argv.join(' ') || holder.comm;
  const facts = {
    device: camera.node?.path ?? camera.device ?? camera.id,
    holder,
    command: command.length > 70 ? `${command.slice(0, 69)}…` : command,
    path: camera.streams[0]?.path ?? null,
  };
  const wanted = camera.streams[0] ? `the publisher of ${camera.streams[0].path}` : 'a publisher';
  const evidence = [saw('holder', `pid ${holder.pid} ${command}`, from, wanted), ...lastWords(sweep, camera)];
  return about('capture', camera.id).fail(
    `another process holds it: ${holder.comm} (pid ${holder.pid})`,
    evidence,
    diagnose('device-busy', facts),
  );
}

function wrongDevice(
  camera: Camera,
  publisher: ProcessInfo,
  from: Reading<unknown>,
  all: readonly Camera[],
): Finding {
  const path = camera.streams[0]?.path ?? camera.id;
  const holds = publisher.devices.join(', ');
  const expected = camera.device ?? camera.id;
  const other = all.find((one) => one !== camera && publisher.devices.some((node) => isOf(one, node)));
  const owner = other?.id ?? null;
  const evidence = [saw('publisher', `pid ${publisher.pid} has opened ${holds}`, from, expected)];
  return about('capture', camera.id).fail(
    owner === null
      ? `its publisher has opened another device, ${holds}`
      : `its publisher has opened the device of ${owner}`,
    evidence,
    diagnose('wrong-device', { path, holds, expected, owner, publisher }),
  );
}

/** A loopback device has its writer and any number of readers: who has it open takes it from nobody. */
const isLoopback = ({ readings }: Sweep, { node }: Camera): boolean =>
  node !== null && known(readings, 'capabilities', node.path)?.driver === LOOPBACK;

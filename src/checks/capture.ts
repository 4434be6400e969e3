import { answersTo, type Camera } from '../cameras/cameras.ts';
import { pipeGroup } from '../cameras/join.ts';
import { isPublisher, publisherOf } from '../cameras/publisher.ts';
import { deviceInText } from '../cameras/text.ts';
import {
  type Evidence,
  type Finding,
  known,
  type ProcessInfo,
  type ProcessProgress,
  type Reading,
  type Sweep,
} from '../model/index.ts';
import { askedMode } from './asked-mode.ts';
import type { Check } from './check.ts';
import { complaint } from './complaints.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, saw } from './finding.ts';
import { isFed, mediamtxUnit, pathConfig, serverGone } from './mediamtx-facts.ts';
import { idleOnDemand, sleeps, unlessOnDemand } from './on-demand.ts';

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
      const finding = judgeCamera(sweep, camera);
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

function judgeCamera(sweep: Sweep, camera: Camera): Finding {
  const make = about('capture', camera.id);
  if (camera.device === null || camera.usb)
    return make.off('network source without a device here', 'not-configured');
  const sight = lookAt(sweep, 'processes', make, 'the processes');
  if (!sight.clear) return sight.unknown;
  const table = sight.value;
  const holders = table.processes.filter((process) => process.devices.some((path) => isOf(camera, path)));
  const publisher = publisherOf(sweep, camera);
  // The publisher itself, or what feeds it through a pipe.
  const feeders = publisher ? pipeGroup(table, publisher) : [];
  const own =
    holders.find((holder) => holder === publisher) ??
    holders.find((holder) => feeders.includes(holder) || isPublisher(holder));
  if (own) return moves(sweep, camera, own, holdersEvidence(sight.reading, camera, holders));
  // Which node the camera is, is not known then; nor whether anybody holds it.
  const inventory = lookAt(sweep, 'devices', make, 'the list of devices');
  if (!inventory.clear) return inventory.unknown;
  if (publisher && publisher.devices.length > 0) return wrongDevice(camera, publisher, sight.reading);
  const [holder] = holders;
  if (!holder) return nobodyHolds(sweep, camera, publisher, sight.reading);
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
  const evidence = [saw('holder', `pid ${holder.pid} ${command}`, from, wanted), ...journalLines(sweep)];
  return about('capture', camera.id).fail(
    `held by pid ${holder.pid} ${holder.comm}`,
    evidence,
    diagnose('device-busy', facts),
  );
}

function wrongDevice(camera: Camera, publisher: ProcessInfo, from: Reading<unknown>): Finding {
  const path = camera.streams[0]?.path ?? camera.id;
  const holds = publisher.devices.join(', ');
  const expected = camera.device ?? camera.id;
  const evidence = [saw('publisher', `pid ${publisher.pid} holds ${holds}`, from, expected)];
  return about('capture', camera.id).fail(
    `its publisher holds ${holds}`,
    evidence,
    diagnose('wrong-device', { path, holds, expected }),
  );
}

/** The holder is there: does it move? */
function moves(sweep: Sweep, camera: Camera, holder: ProcessInfo, evidence: readonly Evidence[]): Finding {
  const make = about('capture', camera.id);
  const sight = lookAt(sweep, 'progress', make, `pid ${holder.pid}`, String(holder.pid));
  if (!sight.clear) return sight.unknown;
  const progress = sight.value;
  const who = `pid ${holder.pid} ${holder.comm}`;
  const seen = [...evidence, saw('progress', progressText(progress), sight.reading, 'CPU time or switches')];
  const last = progress.states.at(-1) ?? holder.state;
  if (progress.ended) {
    const facts = { device: camera.device ?? camera.id, path: camera.streams[0]?.path ?? null };
    return make.fail(`${who} ended while watched`, seen, diagnose('no-publisher', facts));
  }
  if (last === 'T' || last === 't')
    return make.fail(`${who} is stopped`, seen, diagnose('publisher-stopped', holder));
  if (last === 'Z') return make.fail(`${who} is a zombie`, seen, diagnose('publisher-zombie', holder));
  const still = progress.cpuMs === 0 && progress.switches === 0 && !isFed(sweep, camera);
  if (!still) return make.pass(`${who} captures`, seen);
  if (last === 'D')
    return make.fail(`${who} hangs in the driver`, seen, diagnose('publisher-unkillable', holder));
  const restarts =
    holder.mtxPath === null ? null : (pathConfig(sweep, holder.mtxPath)?.runOnInitRestart ?? null);
  return make.fail(`${who} stands still`, seen, diagnose('publisher-hung', { ...holder, restarts }));
}

const progressText = (progress: ProcessProgress): string =>
  `+${progress.cpuMs} ms CPU, +${progress.switches} switches in ${Math.round(progress.windowMs)} ms, state ${progress.states.at(-1) ?? '?'}`;

/** Nobody's descriptor leads to the device, as far as we could see. */
function nobodyHolds(
  sweep: Sweep,
  camera: Camera,
  publisher: ProcessInfo | undefined,
  from: Reading<{ sawAll: boolean; hidden: number }> & { ok: true },
): Finding {
  const make = about('capture', camera.id);
  const { sawAll, hidden } = from.value;
  const device = camera.device ?? camera.id;
  if (publisher && !publisher.fdsReadable) {
    const judged = moves(sweep, camera, publisher, [
      saw('command line', publisher.argv.join(' '), from, device),
    ]);
    const names = publisher.argv.some((word) =>
      camera.nodes.some((node) => answersTo(node, deviceInText(word) ?? '')),
    );
    if (judged.status !== 'pass') return judged;
    return make.likely(
      `pid ${publisher.pid} ${publisher.comm}, by its ${names ? 'command line' : 'hook'}`,
      judged.evidence,
    );
  }
  const mode = publisher ? askedMode(sweep, camera, publisher.argv) : hookMode(sweep, camera);
  if (!publisher && idleOnDemand(sweep, camera))
    return sleeps(sweep, make, camera, [saw('holders', 'none', from)]);
  if (!sawAll && !publisher) {
    const evidence = [saw('holders', `none visible, ${hidden} processes hidden`, from)];
    return make.unknown('who holds it is hidden from this user', 'no-privilege', evidence);
  }
  const evidence = [saw(`holders of ${device}`, 'none', from, 'a publisher'), ...journalLines(sweep)];
  if (mode)
    return make.fail(
      `asks for ${mode.asked}`,
      [...evidence, mode.evidence],
      diagnose('mode-not-offered', { device, ...mode }),
    );
  const said = complaint(sweep, device);
  if (said) return make.fail('its publisher has ended', [...evidence, said.evidence], said.diagnosis);
  const hooked = camera.streams
    .map(({ path }) => pathConfig(sweep, path))
    .find((config) => config && config.runOnInit !== '');
  if (hooked) {
    const unit = mediamtxUnit(sweep) ?? 'mediamtx';
    const facts = { path: hooked.name, hook: 'runOnInit', unit, restart: hooked.runOnInitRestart };
    return make.fail('the runOnInit command is not running', evidence, diagnose('hook-failed', facts));
  }
  const facts = { device, path: camera.streams[0]?.path ?? null };
  return make.fail('no process holds the device', evidence, diagnose('no-publisher', facts));
}

/** A hook that keeps dying is seen by its text only. */
function hookMode(sweep: Sweep, camera: Camera) {
  const hook = camera.streams
    .map(({ path }) => pathConfig(sweep, path)?.runOnInit ?? '')
    .find((text) => text !== '');
  return hook ? askedMode(sweep, camera, hook.split(/\s+/)) : null;
}

/** What the publisher itself said last, where the journal could be read. */
function journalLines(sweep: Sweep): Evidence[] {
  return Object.values(sweep.readings.journal ?? {}).flatMap((from) =>
    from.ok ? from.value.lines.slice(-2).map((line) => saw(from.value.unit, line, from)) : [],
  );
}

import type { Camera } from '../cameras/cameras.ts';
import type { Evidence, Finding, ProcessInfo, ProcessProgress, Sweep } from '../model/index.ts';
import { askedMode } from './asked-mode.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, lookAt, saw } from './finding.ts';
import { isFed, pathConfig } from './mediamtx-facts.ts';

/** The `capture` finding for a process that has the device: does it live and move? */
export function moves(
  sweep: Sweep,
  camera: Camera,
  holder: ProcessInfo,
  evidence: readonly Evidence[],
): Finding {
  const make = about('capture', camera.id);
  const sight = lookAt(sweep, 'progress', make, `pid ${holder.pid}`, String(holder.pid));
  if (!sight.clear) return sight.unknown;
  const progress = sight.value;
  const who = `pid ${holder.pid} ${holder.comm}`;
  const seen = [...evidence, saw('progress', progressText(progress), sight.reading, 'more than none')];
  const last = progress.states.at(-1) ?? holder.state;
  // A zombie that was alive a moment ago has just ended: whose child it is has had no time to see to it.
  if (progress.ended || (last === 'Z' && progress.states.length > 1)) {
    const facts = { device: camera.device ?? camera.id, path: camera.streams[0]?.path ?? null };
    return make.fail(`${who} ended while watched`, seen, diagnose('no-publisher', facts));
  }
  if (last === 'T' || last === 't')
    return make.fail(`${who} is stopped`, seen, diagnose('publisher-stopped', holder));
  if (last === 'Z') return make.fail(`${who} is a zombie`, seen, diagnose('publisher-zombie', holder));
  const still = progress.cpuMs === 0 && progress.switches === 0 && !isFed(sweep, camera);
  if (!still) return modeChanged(sweep, camera, holder, seen) ?? make.pass(`${who} captures`, seen);
  if (last === 'D')
    return make.fail(`${who} hangs in the driver`, seen, diagnose('publisher-unkillable', holder));
  const restarts =
    holder.mtxPath === null ? null : (pathConfig(sweep, holder.mtxPath)?.runOnInitRestart ?? null);
  return make.fail(`${who} stands still`, seen, diagnose('publisher-hung', { ...holder, restarts }));
}

/** ffmpeg takes what the driver gives, and goes on: another size or rate than somebody counts on. */
function modeChanged(sweep: Sweep, camera: Camera, holder: ProcessInfo, seen: readonly Evidence[]) {
  const mode = askedMode(sweep, camera, holder.argv);
  if (!mode) return null;
  const facts = { device: camera.device ?? camera.id, ...mode };
  return about('capture', camera.id).warn(
    `asks for ${mode.asked}, which the camera does not have`,
    [...seen, mode.evidence],
    diagnose('mode-changed', facts),
  );
}

/** The states of a process that ps shows, in words. */
const STATES: Readonly<Record<string, string>> = {
  R: 'running',
  S: 'sleeping',
  D: 'waiting inside the kernel',
  T: 'stopped by a signal',
  t: 'stopped by a debugger',
  Z: 'ended',
};
const stateWords = (state = '?'): string => `state ${state}${STATES[state] ? ` (${STATES[state]})` : ''}`;

const progressText = (progress: ProcessProgress): string =>
  `CPU time ${progress.cpuMs} ms, context switches ${progress.switches}, in ${Math.round(progress.windowMs)} ms; ${stateWords(progress.states.at(-1))}`;

import type { Camera } from '../cameras/cameras.ts';
import { answersTo } from '../cameras/names.ts';
import { nodeKind } from '../cameras/nodes.ts';
import { deviceInText } from '../cameras/text.ts';
import {
  type Evidence,
  type Finding,
  type ProcessInfo,
  type Reading,
  reading,
  type Sweep,
} from '../model/index.ts';
import { askedMode } from './asked-mode.ts';
import { complaint, lastWords } from './complaints.ts';
import { diagnose } from './diagnoses/table.ts';
import { about, saw } from './finding.ts';
import { hookFailed } from './hook-failed.ts';
import { pathConfig } from './mediamtx-facts.ts';
import { moves } from './moves.ts';
import { idleOnDemand, sleeps } from './on-demand.ts';

/** Nobody's descriptor leads to the device, as far as we could see. */
export function nobodyHolds(
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
  const evidence = [saw(`holders of ${device}`, 'none', from, 'a publisher'), ...lastWords(sweep, camera)];
  const blind = onBlindNode(sweep, camera, publisher, evidence);
  if (blind) return blind;
  if (mode)
    return make.fail(
      `its publisher asks for ${mode.asked}`,
      [...evidence, mode.evidence],
      diagnose('mode-not-offered', { device, ...mode }),
    );
  const said = complaint(sweep, camera);
  if (said) return make.fail('its publisher has ended', [...evidence, ...said.evidence], said.diagnosis);
  for (const { path } of camera.streams) {
    const config = pathConfig(sweep, path);
    if (config && config.runOnInit !== '')
      return make.fail('the runOnInit command is not running', evidence, hookFailed(sweep, path, config));
  }
  const facts = { device, path: camera.streams[0]?.path ?? null };
  return make.fail('no process holds the device', evidence, diagnose('no-publisher', facts));
}

/** A hook that keeps dying is seen by its text only. */
const hookText = (sweep: Sweep, camera: Camera): string =>
  camera.streams.map(({ path }) => pathConfig(sweep, path)?.runOnInit ?? '').find((text) => text !== '') ??
  '';

const hookMode = (sweep: Sweep, camera: Camera) =>
  askedMode(sweep, camera, hookText(sweep, camera).split(/\s+/));

/** The publisher names a node of this camera that delivers no pictures. */
function onBlindNode(
  sweep: Sweep,
  camera: Camera,
  publisher: ProcessInfo | undefined,
  evidence: readonly Evidence[],
): Finding | null {
  const text = publisher?.argv.join(' ') ?? hookText(sweep, camera);
  const named = deviceInText(text);
  const node = camera.nodes.find((one) => named !== null && answersTo(one, named));
  const from = node && reading(sweep.readings, 'capabilities', node.path);
  if (!node || node === camera.node || !from?.ok) return null;
  const { kind, why } = nodeKind(node, from.value);
  if (kind === 'camera') return null;
  const better = camera.node?.path ?? null;
  return about('capture', camera.id).fail(
    `its publisher names ${node.path}, which delivers no pictures`,
    [...evidence, saw(`what ${node.path} is`, why, from, 'a capture node')],
    diagnose('not-a-capture-node', { path: node.path, why, better }),
  );
}

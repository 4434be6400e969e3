import { findCameras } from '../../cameras/cameras.ts';
import { BOX, counted, type Finding, faultIn, known, reading, type Sweep } from '../../model/index.ts';
import type { Check } from '../check.ts';
import { diagnose } from '../diagnoses/table.ts';
import { about, lookAt, saw } from '../finding.ts';
import { apiFinding } from './mediamtx-api.ts';

/** Are as many cameras known as have to be here? No camera at all is never a pass. */
export const expectedCameras: Check = {
  id: 'expected-cameras',
  title: 'expected cameras',
  link: null,
  weight: 'essential',
  needs: ['devices', 'mediamtx.paths', 'mediamtx.pathConfigs', 'service', 'processes'],
  judge: ({ sweep, cameras }) => {
    const make = about('expected-cameras', BOX);
    const { expectCameras, options } = sweep.expectations;
    const from = reading(sweep.readings, 'devices');
    const evidence = from
      ? [
          saw(
            'cameras known',
            cameras.map(({ id }) => id).join(', ') || 'none',
            from,
            String(expectCameras ?? 'at least 1'),
          ),
        ]
      : [];
    if (options.cameras.length > 0) {
      const facts = notCalledSo(sweep);
      if (facts.names.length === 0) return [make.pass(`${cameras.length} asked for`, evidence)];
      const summary = `no camera is called ${facts.names.join(', ')}`;
      return [unheard(sweep) ?? make.fail(summary, evidence, diagnose('no-such-camera', facts))];
    }
    const untold = cameras.length < (expectCameras ?? 1) ? unheard(sweep) : null;
    if (untold) return [untold];
    if (cameras.length === 0 && expectCameras !== 0) {
      const mediamtx = known(sweep.readings, 'mediamtx.paths') !== undefined;
      return [make.fail('no camera is known here', evidence, diagnose('no-cameras', { mediamtx }))];
    }
    if (cameras.length > 0 && cameras.every(({ off }) => off !== null))
      return [make.unknown('every camera is declared off: none is judged', 'declared-off', evidence)];
    const facts = { expected: expectCameras ?? cameras.length, found: cameras.length };
    if (facts.found < facts.expected)
      return [
        make.fail(
          `${facts.found} of ${counted(facts.expected, 'camera')} known`,
          evidence,
          diagnose('too-few-cameras', facts),
        ),
      ];
    if (facts.found > facts.expected)
      return [
        make.warn(
          `${counted(facts.found, 'camera')}, ${facts.expected} expected`,
          evidence,
          diagnose('more-cameras', facts),
        ),
      ];
    return [make.pass(`${facts.found} known`, evidence)];
  },
};

/** The names that were asked for and that no camera has, and those that cameras have. */
const notCalledSo = ({ readings, expectations }: Sweep) => {
  const there = findCameras(readings, expectations).map(({ id }) => id);
  return { names: expectations.options.cameras.filter((name) => !there.includes(name)), there };
};

/**
 * The same, once everybody was heard who names cameras; null where each name is a camera's, or may be one's, and where there
 * are no cameras: that is another trouble.
 */
export function unknownNames(sweep: Sweep): ReturnType<typeof notCalledSo> | null {
  const found = notCalledSo(sweep);
  return found.names.length === 0 || found.there.length === 0 || unheard(sweep) ? null : found;
}

/** Who was not asked cannot have named a camera: what is unknown for that, null where all were heard. */
function unheard(sweep: Sweep): Finding | null {
  const make = about('expected-cameras', BOX);
  for (const kind of ['devices', 'processes'] as const) {
    const sight = lookAt(sweep, kind, make, kind === 'devices' ? 'the devices' : 'the processes');
    if (!sight.clear) return sight.unknown;
  }
  if (isCutOff(sweep)) return make.unknown('MediaMTX was not asked in time', 'not-reached');
  // One that runs and does not tell may have any number of them; where none runs, there are none.
  const sight = lookAt(sweep, 'mediamtx.paths', make, 'which cameras MediaMTX has');
  return !sight.clear && mayHaveCameras(sweep) ? sight.unknown : null;
}

/** Where its address refuses connections, nothing is there, unless this box's own MediaMTX runs all the same. */
const mayHaveCameras = (sweep: Sweep): boolean =>
  faultIn(sweep.readings, 'mediamtx.paths')?.code !== 'refused' ||
  RUNS.includes(apiFinding(sweep).diagnosis?.code ?? '');

/** What is said of a MediaMTX that runs, though its API refuses. */
const RUNS: readonly string[] = ['mediamtx-api-off', 'mediamtx-api-elsewhere', 'mediamtx-starting'];

const isCutOff = (sweep: Sweep): boolean =>
  reading(sweep.readings, 'mediamtx.paths') === undefined ||
  faultIn(sweep.readings, 'mediamtx.paths')?.code === 'aborted';

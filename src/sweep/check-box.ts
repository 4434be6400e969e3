import { judge } from '../checks/judge.ts';
import { selectChecks } from '../checks/table.ts';
import type { ReadingKind, Report, Sweep } from '../model/index.ts';
import { type ProbeBoxOptions, probeBox } from './probe-box.ts';

/** One sweep and its report: what `camproof check` does. Rejects with a RangeError for an unknown `only`. */
export async function checkBox(options: ProbeBoxOptions): Promise<{ sweep: Sweep; report: Report }> {
  const selected = selectChecks(options.options?.only ?? []);
  const kinds = new Set<ReadingKind>([
    'host',
    'processes',
    ...selected.flatMap(({ needs }) => needs),
    ...CAMERAS,
  ]);
  const sweep = await probeBox({ ...options, kinds });
  return { sweep, report: judge(sweep) };
}

/** Who the cameras are is needed for every check. */
const CAMERAS: readonly ReadingKind[] = [
  'devices',
  'mediamtx.info',
  'mediamtx.paths',
  'mediamtx.pathConfigs',
  'mediamtx.sessions',
];

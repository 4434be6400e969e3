/**
 * camproof as a library: observe a box, judge what was seen, and report it, with the same code and the same
 * verdict as `camproof check`.
 */
import { judge } from './checks/judge.ts';
import { selectChecks } from './checks/table.ts';
import type { ReadingKind, Report, Sweep } from './model/index.ts';
import { type ProbeBoxOptions, probeBox } from './sweep/probe-box.ts';

export { judge } from './checks/judge.ts';
export type { Config } from './config/config.ts';
export { type LoadedConfig, type LoadOptions, loadConfig } from './config/load.ts';
export { ConfigError, type Problem } from './config/problems.ts';
export { DemoBox, type DemoBoxOptions, startDemoBox } from './demo/box.ts';
export {
  type ReferenceService,
  type ReferenceServiceOptions,
  startReferenceService,
} from './demo/service/reference-service.ts';
export * from './model/index.ts';
export { CADENCE, type Cadence } from './monitor/cadence.ts';
export type { Change } from './monitor/history.ts';
export { Monitor, type MonitorOptions } from './monitor/monitor.ts';
export { diffSweeps, type SweepChange } from './record/diff-sweeps.ts';
export { saveSnapshots, snapshotsOf } from './record/snapshots.ts';
export { readSweep, SweepFileError, saveSweep } from './record/sweep-file.ts';
export { type ProbeBoxOptions, type Progress, probeBox } from './sweep/probe-box.ts';

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

/**
 * camproof as a library: observe a box, judge what was seen, and report it, with the same code and the same
 * verdict as `camproof check`.
 */

export { type AgentHistory, agentHistory } from './agent/history.ts';
export { type Beat, type Proof, STATE_FOLDER } from './agent/state.ts';
export { judge } from './checks/judge.ts';
export type { Config } from './config/config.ts';
export { type LoadedConfig, type LoadOptions, loadConfig } from './config/load.ts';
export { ConfigError, type Problem } from './config/problems.ts';
export { DemoBox } from './demo/box.ts';
export {
  type ReferenceService,
  type ReferenceServiceOptions,
  startReferenceService,
} from './demo/service/reference-service.ts';
export { breakFault, type DemoBoxOptions, mendFault, startDemoBox } from './demo/start.ts';
export * from './model/index.ts';
export { CADENCE, type Cadence } from './monitor/cadence.ts';
export type { Change } from './monitor/history.ts';
export type { Look, PictureSource, Refusal } from './monitor/live-picture.ts';
export { Monitor } from './monitor/monitor.ts';
export type { MonitorOptions } from './monitor/options.ts';
export { diffSweeps, type SweepChange } from './record/diff-sweeps.ts';
export { type SavedPicture, savedPicture } from './record/saved-picture.ts';
export { saveSnapshots, snapshotsOf } from './record/snapshots.ts';
export { readSweep, SweepFileError, saveSweep } from './record/sweep-file.ts';
export { checkBox } from './sweep/check-box.ts';
export { type ProbeBoxOptions, type Progress, probeBox } from './sweep/probe-box.ts';

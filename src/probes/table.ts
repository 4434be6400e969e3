import type { ReadingKind } from '../model/index.ts';
import { health, healthBurst } from './health/health.ts';
import { hls } from './hls/hls.ts';
import { mediamtxFile } from './mediamtx/file.ts';
import { mediamtxFlow } from './mediamtx/flow.ts';
import { mediamtxInfo } from './mediamtx/info.ts';
import {
  mediamtxConfig,
  mediamtxPathConfigs,
  mediamtxPaths,
  mediamtxPathsAfter,
  mediamtxSessions,
} from './mediamtx/lists.ts';
import { pictures } from './pictures/pictures.ts';
import type { Probe } from './probe.ts';
import { progressProbe } from './processes/progress.ts';
import { processesProbe } from './processes/table.ts';
import { rtsp } from './rtsp/rtsp.ts';
import { compliance } from './service/compliance.ts';
import { service } from './service/service.ts';
import { clock } from './system/clock.ts';
import { host } from './system/host.ts';
import { journal } from './system/journal.ts';
import { kernelLog } from './system/kernel-log.ts';
import { powerProbe } from './system/power.ts';
import { resourcesProbe } from './system/resources.ts';
import { unitsProbe } from './system/units.ts';
import { capabilitiesProbe } from './v4l2/capabilities.ts';
import { inventory } from './v4l2/inventory.ts';
import { webrtc } from './webrtc/webrtc.ts';

/** Every probe there is, by the kind of reading it makes. Adding one is a file and a line here. */
export const probes: { readonly [K in ReadingKind]: Probe<K> } = {
  host,
  devices: inventory,
  capabilities: capabilitiesProbe(),
  processes: processesProbe(),
  progress: progressProbe(),
  'mediamtx.info': mediamtxInfo,
  'mediamtx.config': mediamtxConfig,
  'mediamtx.pathConfigs': mediamtxPathConfigs,
  'mediamtx.paths': mediamtxPaths,
  'mediamtx.pathsAfter': mediamtxPathsAfter,
  'mediamtx.sessions': mediamtxSessions,
  'mediamtx.flow': mediamtxFlow,
  'mediamtx.file': mediamtxFile,
  rtsp,
  hls,
  webrtc,
  pictures,
  service,
  'service.compliance': compliance,
  health,
  'health.burst': healthBurst,
  resources: resourcesProbe(),
  clock,
  power: powerProbe(),
  kernelLog,
  units: unitsProbe(),
  journal,
};

import type { ReadingKind } from '../model/index.ts';
import { mediamtxFile } from './mediamtx/file.ts';
import { mediamtxFlow } from './mediamtx/flow.ts';
import { mediamtxInfo } from './mediamtx/info.ts';
import { mediamtxConfig, mediamtxPathConfigs, mediamtxPaths, mediamtxSessions } from './mediamtx/lists.ts';
import type { Probe } from './probe.ts';

/** Every probe there is, by the kind of reading it makes. Adding one is a file and a line here. */
export const probes: { readonly [K in ReadingKind]?: Probe<K> } = {
  'mediamtx.info': mediamtxInfo,
  'mediamtx.config': mediamtxConfig,
  'mediamtx.pathConfigs': mediamtxPathConfigs,
  'mediamtx.paths': mediamtxPaths,
  'mediamtx.sessions': mediamtxSessions,
  'mediamtx.flow': mediamtxFlow,
  'mediamtx.file': mediamtxFile,
};

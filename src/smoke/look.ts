import type { Config } from '../config/config.ts';
import { BOX, type Reading, type ReadingKind, type Readings, type ReadingValues } from '../model/index.ts';
import { realDevices } from '../probes/device-host.ts';
import { healthBurst, health as healthProbe } from '../probes/health/health.ts';
import type { LoopWatch } from '../probes/loop-watch.ts';
import { mediamtxConfig, mediamtxPathConfigs, mediamtxPaths } from '../probes/mediamtx/lists.ts';
import type { Probe } from '../probes/probe.ts';
import { runProbe } from '../probes/run.ts';
import { service } from '../probes/service/service.ts';

export interface SmokeOptions {
  readonly config: Config;
  /** Also the write part: a path of our own is created, seen, removed and proved gone. */
  readonly exercise: boolean;
  readonly signal: AbortSignal;
}

/** What the tests are made of. The table of all probes would load every player of streams, which takes longer than the tests. */
const probes = {
  'mediamtx.config': mediamtxConfig,
  'mediamtx.pathConfigs': mediamtxPathConfigs,
  'mediamtx.paths': mediamtxPaths,
  service,
  health: healthProbe,
  'health.burst': healthBurst,
} as const satisfies Partial<{ readonly [K in ReadingKind]: Probe<K> }>;

/** Makes one reading. */
export type Look = <K extends keyof typeof probes>(
  kind: K,
  subject?: string,
  known?: Readings,
) => Promise<Reading<ReadingValues[K]>>;

/** Looks at what is configured, until the signal. */
export function looker({ config, signal }: SmokeOptions, loop: LoopWatch): Look {
  return (kind, subject = BOX, known = {}) => {
    const probe = probes[kind] as Parameters<typeof runProbe>[0];
    const context = { config, devices: realDevices, known, wake: false };
    // One table, many kinds: TypeScript cannot follow the kind through it.
    return runProbe(probe, subject, context, signal, loop) as Promise<never>;
  };
}

import type { Config } from '../config/config.ts';
import {
  type BoxIdentity,
  type Expectations,
  faultIn,
  known,
  type ReadingKind,
  type Readings,
  type Sweep,
  type SweepOptions,
} from '../model/index.ts';
import { callKey, type PlanInput, wanted } from '../plan/plan.ts';
import { type DeviceHost, realDevices } from '../probes/device-host.ts';
import { LoopWatch } from '../probes/loop-watch.ts';
import { probes } from '../probes/table.ts';
import { maskUrls } from '../probes/text.ts';
import { version } from '../version.ts';
import { Observer } from './observer.ts';

/** What is observed, and how far that goes. */
export interface ProbeBoxOptions {
  /** As `loadConfig` gives it. */
  readonly config: Config;
  /** Where devices are found; only the demo passes another than the real ones. */
  readonly devices?: DeviceHost;
  /** By default everything is proved that opens no on-demand path. */
  readonly options?: Partial<SweepOptions>;
  /** The kinds of reading to make; the default is all. */
  readonly kinds?: ReadonlySet<ReadingKind>;
  /** Everything ends after this time, ms; what was not reached is named in the sweep. Default 30,000. */
  readonly timeoutMs?: number;
  /** Aborted: everything is closed, and it rejects with the signal's reason. */
  readonly signal?: AbortSignal;
  /** Called each time before something is waited for. */
  onProgress?(progress: Progress): void;
  /** Readings that are still good and need not be made again. */
  readonly known?: Readings;
}

/** Where a sweep is. Keys are `kind:subject`. */
export interface Progress {
  readonly running: readonly string[];
  /** Known to be wanted, without a place yet. */
  readonly waiting: readonly string[];
  /** How many readings were made. */
  readonly done: number;
  /** All of them. */
  readonly readings: Readings;
}

const ALL_KINDS: ReadonlySet<ReadingKind> = new Set(Object.keys(probes) as ReadingKind[]);

/**
 * Observes the whole box, as far as asked, and says everything that became known as one plain JSON value.
 * Never throws for what it observes; rejects only when `signal` aborts.
 */
export async function probeBox(options: ProbeBoxOptions): Promise<Sweep> {
  const { config, devices = realDevices, timeoutMs = 30_000, kinds = ALL_KINDS } = options;
  const expectations = expectationsOf(config, options.options ?? {});
  const startedAt = new Date().toISOString();
  const mono = performance.now();
  const loop = new LoopWatch();
  const clock = new AbortController();
  const timer = setTimeout(() => clock.abort(), timeoutMs);
  const signal = options.signal ? AbortSignal.any([clock.signal, options.signal]) : clock.signal;

  const observer = new Observer(
    () => ({ config, devices, expectations, kinds, signal, loop }),
    options.known,
  );

  try {
    while (!clock.signal.aborted) {
      const { waiting } = observer.advance();
      if (observer.running.length === 0) break;
      options.onProgress?.({
        running: observer.running,
        waiting: waiting.map(callKey),
        done: Object.values(observer.readings).reduce((sum, of) => sum + Object.keys(of).length, 0),
        readings: observer.readings,
      });
      await observer.one();
    }
    await observer.all();
  } finally {
    clearTimeout(timer);
    loop.stop();
  }
  options.signal?.throwIfAborted();
  const end = performance.now();
  return sweepOf(observer.input, devices, { startedAt, tookMs: end - mono, mono: end });
}

/** What is known now, as one plain JSON value. */
export function sweepOf(
  input: PlanInput,
  devices: DeviceHost,
  times: Pick<Sweep, 'startedAt' | 'tookMs' | 'mono'>,
): Sweep {
  const { readings, expectations } = input;
  const notReached = wanted(input).filter((key) => !isMade(readings, key));
  return { schema: 1, box: boxIdentity(readings, devices), ...times, notReached, expectations, readings };
}

/** A reading cut short by the end of the sweep was not reached either. */
function isMade(readings: Readings, key: string): boolean {
  const [kind, subject] = splitKey(key);
  return readings[kind]?.[subject] !== undefined && faultIn(readings, kind, subject)?.code !== 'aborted';
}

/** `kind:subject` in its two parts. */
export function splitKey(key: string): [ReadingKind, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon) as ReadingKind, key.slice(colon + 1)];
}

/** Configuration without secrets, and how far this sweep goes. */
export function expectationsOf(config: Config, options: Partial<SweepOptions>): Expectations {
  return {
    configFile: config.file,
    cameras: config.cameras,
    expectCameras: config.expectCameras,
    viewers: config.viewers,
    thresholds: config.thresholds,
    mediamtx: {
      url: maskUrls(config.mediamtx.url),
      rtspUrl: config.mediamtx.rtspUrl && maskUrls(config.mediamtx.rtspUrl),
      hlsUrl: config.mediamtx.hlsUrl && maskUrls(config.mediamtx.hlsUrl),
      webrtcUrl: config.mediamtx.webrtcUrl && maskUrls(config.mediamtx.webrtcUrl),
    },
    service: {
      url: maskUrls(config.service.url),
      enabled: config.service.enabled,
      unit: config.service.unit,
    },
    health: {
      url: maskUrls(config.health.url),
      endpoints: config.health.endpoints,
      enabled: config.health.enabled,
    },
    options: { passive: false, wake: false, only: [], cameras: [], ...options },
  };
}

function boxIdentity(readings: Readings, devices: DeviceHost): BoxIdentity {
  const host = known(readings, 'host');
  return {
    hostname: host?.hostname ?? 'unknown',
    machineId: host?.machineId ?? null,
    bootId: host?.bootId ?? null,
    kernel: host?.kernel ?? 'unknown',
    os: host?.os ?? 'unknown',
    user: host?.user ?? 'unknown',
    privileged: known(readings, 'processes')?.hidden === 0,
    simulated: devices.simulated !== null,
    camproofVersion: version,
  };
}

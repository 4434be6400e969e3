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
  withReading,
} from '../model/index.ts';
import { callKey, type PlanInput, type ProbeCall, plan, wanted } from '../plan/plan.ts';
import { type DeviceHost, realDevices } from '../probes/device-host.ts';
import { LoopWatch } from '../probes/loop-watch.ts';
import { type RunContext, runProbe } from '../probes/run.ts';
import { probes } from '../probes/table.ts';
import { maskUrls } from '../probes/text.ts';
import { version } from '../version.ts';

export interface ProbeBoxOptions {
  readonly config: Config;
  /** Where devices are found; only the demo passes another than the real ones. */
  readonly devices?: DeviceHost;
  readonly options?: Partial<SweepOptions>;
  /** The kinds of reading to make; the default is all. */
  readonly kinds?: ReadonlySet<ReadingKind>;
  /** Everything ends after this time, ms; what was not reached is named in the sweep. Default 30,000. */
  readonly timeoutMs?: number;
  readonly signal?: AbortSignal;
  onProgress?(progress: Progress): void;
  /** Readings that are still good and need not be made again. */
  readonly known?: Readings;
}

/** Where a sweep is. Keys are `kind:subject`. */
export interface Progress {
  readonly running: readonly string[];
  readonly waiting: readonly string[];
  readonly done: number;
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

  let readings: Readings = options.known ?? {};
  const running = new Map<string, { call: ProbeCall; done: Promise<void> }>();
  const input = (): PlanInput => ({ readings, expectations, kinds });
  const start = (call: ProbeCall): void => {
    const key = callKey(call);
    const context: RunContext = { config, devices, known: readings, wake: expectations.options.wake };
    const done = observe(call, context, signal, loop).then((reading) => {
      readings = withReading(readings, call.kind, call.subject, reading);
      running.delete(key);
    });
    running.set(key, { call, done });
  };

  try {
    for (;;) {
      const next = clock.signal.aborted
        ? { start: [], waiting: [] }
        : plan(
            input(),
            [...running.values()].map(({ call }) => call),
          );
      next.start.forEach(start);
      if (running.size === 0) break;
      options.onProgress?.({
        running: [...running.keys()],
        waiting: next.waiting.map(callKey),
        done: Object.values(readings).reduce((sum, of) => sum + Object.keys(of).length, 0),
        readings,
      });
      await Promise.race([...running.values()].map(({ done }) => done));
    }
  } finally {
    clearTimeout(timer);
    loop.stop();
  }
  options.signal?.throwIfAborted();
  const notReached = wanted(input()).filter((key) => !isMade(readings, key));
  const end = performance.now();
  const box = boxIdentity(readings, devices);
  return { schema: 1, box, startedAt, tookMs: end - mono, mono: end, notReached, expectations, readings };
}

/** A reading cut short by the end of the sweep was not reached either. */
function isMade(readings: Readings, key: string): boolean {
  const [kind, subject] = splitKey(key);
  return readings[kind]?.[subject] !== undefined && faultIn(readings, kind, subject)?.code !== 'aborted';
}

function splitKey(key: string): [ReadingKind, string] {
  const colon = key.indexOf(':');
  return [key.slice(0, colon) as ReadingKind, key.slice(colon + 1)];
}

function observe(call: ProbeCall, context: RunContext, signal: AbortSignal, loop: LoopWatch) {
  const probe = probes[call.kind];
  // The table holds one probe per kind; TypeScript cannot tie the two ends of an indexed call together.
  return runProbe(probe as Parameters<typeof runProbe>[0], call.subject, context, signal, loop);
}

/** Configuration without secrets, and how far this sweep goes. */
export function expectationsOf(config: Config, options: Partial<SweepOptions>): Expectations {
  return {
    cameras: config.cameras,
    expectCameras: config.expectCameras,
    thresholds: config.thresholds,
    mediamtx: {
      url: maskUrls(config.mediamtx.url),
      rtspUrl: config.mediamtx.rtspUrl && maskUrls(config.mediamtx.rtspUrl),
    },
    service: { url: maskUrls(config.service.url), enabled: config.service.enabled },
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
    privileged: known(readings, 'processes')?.sawAll ?? false,
    simulated: devices.simulated !== null,
    camproofVersion: version,
  };
}

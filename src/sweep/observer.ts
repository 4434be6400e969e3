import { availableParallelism } from 'node:os';
import type { Config } from '../config/config.ts';
import { type Expectations, type ReadingKind, type Readings, withReading } from '../model/index.ts';
import { callKey, type PlanInput, type Planned, type ProbeCall, plan } from '../plan/plan.ts';
import type { DeviceHost } from '../probes/device-host.ts';
import type { LoopWatch } from '../probes/loop-watch.ts';
import { type RunContext, runProbe } from '../probes/run.ts';
import { probes } from '../probes/table.ts';

/** Asking costs a look into /proc. */
const CORES = availableParallelism();

export interface ObserverOptions extends Pick<PlanInput, 'due' | 'lanes'> {
  readonly config: Config;
  readonly devices: DeviceHost;
  readonly expectations: Expectations;
  readonly kinds: ReadonlySet<ReadingKind>;
  readonly signal: AbortSignal;
  readonly loop: LoopWatch;
  /** Probes that take another's place. */
  readonly instead?: Partial<typeof probes>;
}

/** Runs the probe calls that the plan wants, and keeps what they saw. One sweep and the monitor both use it. */
export class Observer {
  readings: Readings;
  readonly #running = new Map<string, { call: ProbeCall; done: Promise<void> }>();
  readonly #options: () => ObserverOptions;

  /** The options are asked anew for each step. */
  constructor(options: () => ObserverOptions, readings: Readings = {}) {
    this.#options = options;
    this.readings = readings;
  }

  get input(): PlanInput {
    const { expectations, kinds, due, lanes } = this.#options();
    return {
      readings: this.readings,
      expectations,
      kinds,
      lanes: { decoder: CORES, ...lanes },
      ...(due && { due }),
    };
  }

  /** Keys (`kind:subject`) of the calls under way. */
  get running(): readonly string[] {
    return [...this.#running.keys()];
  }

  /** Starts what is to be started now. `onMade` is called when a call has ended and its reading is kept. */
  advance(onMade?: (call: ProbeCall) => void): Planned {
    const next = plan(
      this.input,
      [...this.#running.values()].map(({ call }) => call),
    );
    for (const call of next.start) this.#start(call, onMade);
    return next;
  }

  /** Resolves when one of the calls under way has ended; at once when there is none. */
  async one(): Promise<void> {
    if (this.#running.size > 0) await Promise.race([...this.#running.values()].map(({ done }) => done));
  }

  /** Resolves when all calls under way have ended. */
  async all(): Promise<void> {
    await Promise.all([...this.#running.values()].map(({ done }) => done));
  }

  #start(call: ProbeCall, onMade?: (call: ProbeCall) => void): void {
    const { config, devices, expectations, signal, loop, instead } = this.#options();
    const { wake, lookMs } = expectations.options;
    const context: RunContext = {
      config,
      devices,
      known: this.readings,
      wake,
      ...(lookMs !== undefined && { lookMs }),
    };
    // The table has one probe per kind; TypeScript cannot tie the two ends of an indexed call together.
    const probe = { ...probes, ...instead }[call.kind] as Parameters<typeof runProbe>[0];
    const done = runProbe(probe, call.subject, context, signal, loop).then((made) => {
      this.readings = withReading(this.readings, call.kind, call.subject, made);
      this.#running.delete(callKey(call));
      onMade?.(call);
    });
    this.#running.set(callKey(call), { call, done });
  }
}

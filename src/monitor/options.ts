import type { Config } from '../config/config.ts';
import type { SweepOptions } from '../model/index.ts';
import type { DeviceHost } from '../probes/device-host.ts';
import type { Cadence } from './cadence.ts';

/** What a monitor watches, and how. */
export interface MonitorOptions {
  /** Asked anew for every round: a configuration may change while it is watched. */
  config(): Config;
  /** Where devices are found; only the demo passes another than the real ones. */
  readonly devices?: DeviceHost;
  /** How often things are looked at, ms, where not as in `CADENCE`. */
  readonly cadence?: Partial<Cadence>;
  /** How far it goes; by default as a sweep. */
  readonly options?: Partial<SweepOptions>;
  /**
   * So many streams are opened, and as many played, at once until each was proved once: for who waits for it. Later, and by
   * default from the start, one at a time.
   */
  readonly abreast?: number;
  /** Active proofs keep to the budget of the configuration; by default only to their cadence. */
  readonly thrifty?: boolean;
  /** The monotonic clock, ms; default `performance.now`. */
  now?(): number;
}

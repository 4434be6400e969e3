import type { Config } from '../config/config.ts';
import type { Report, Sweep } from '../model/index.ts';
import type { DeviceHost } from '../probes/device-host.ts';
import type { FrameworkName, TestFramework } from './frameworks.ts';

/** What is proved: how it is found, and how far the sweep goes. All fields have the defaults of `camproof check`. */
export interface ProbeOptions {
  /** A configuration, or the file that holds one. Default: where `camproof check` looks. */
  readonly config?: Config | string;
  /** How many cameras have to be here, whatever the configuration says. */
  readonly expectCameras?: number;
  /** Checks, links or groups. */
  readonly only?: readonly string[];
  /** Ids of cameras; the others are left out. */
  readonly cameras?: readonly string[];
  /** No stream is opened. */
  readonly passive?: boolean;
  /** On-demand paths are started. */
  readonly wake?: boolean;
  /** The sweep ends after this time, ms. Default 30,000. */
  readonly timeoutMs?: number;
  /** A sweep made before: it is judged, and nothing is probed. */
  readonly sweep?: Sweep;
}

/** A box that the tests start for themselves, as `startDemoBox()` makes one. */
export interface StartedBox {
  readonly config: Config;
  readonly devices?: DeviceHost;
  stop(): Promise<void>;
}

/** What is proved, and how it becomes tests. */
export interface DescribeOptions extends ProbeOptions {
  /** Starts a box before anything is registered; it is stopped as soon as it was proved. */
  readonly box?: () => Promise<StartedBox>;
  /** A suite around all others, to tell several boxes apart. Default: none. */
  readonly name?: string;
  /** What an essential `unknown` is. Default `fail`: what could not be told was not proved. */
  readonly unknown?: 'fail' | 'skip';
  /** What a `warn` is. Default `pass`, as in the exit code of `camproof check` without `--strict`. */
  readonly warn?: 'pass' | 'fail';
  /** The framework to register with. Default: the one that runs. */
  readonly framework?: FrameworkName | TestFramework;
}

/** One sweep and its report. */
export interface ProvedBox {
  readonly sweep: Sweep;
  readonly report: Report;
}

import { isDeepStrictEqual } from 'node:util';
import type { Config } from '../config/config.ts';
import type { Expectations } from '../model/index.ts';
import { expectationsOf } from '../sweep/probe-box.ts';
import type { MonitorOptions } from './options.ts';

/** The configuration as it is now, and what is expected by it; both stay the same objects while nothing in them changes. */
export class Expected {
  readonly #options: Pick<MonitorOptions, 'config' | 'options'>;
  config: Config;
  expectations: Expectations;

  constructor(options: Pick<MonitorOptions, 'config' | 'options'>) {
    this.#options = options;
    this.config = options.config();
    this.expectations = expectationsOf(this.config, options.options ?? {});
  }

  /** Takes the configuration anew. Is something else expected now? */
  update(): boolean {
    const config = this.#options.config();
    if (config === this.config) return false;
    this.config = config;
    const expectations = expectationsOf(config, this.#options.options ?? {});
    if (isDeepStrictEqual(expectations, this.expectations)) return false;
    this.expectations = expectations;
    return true;
  }
}

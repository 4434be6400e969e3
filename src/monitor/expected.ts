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

  /** Takes the configuration anew: is something else expected now, or are servers elsewhere, so that all is to be read anew? */
  update(): 'same' | 'other' | 'elsewhere' {
    const config = this.#options.config();
    if (config === this.config) return 'same';
    this.config = config;
    const expectations = expectationsOf(config, this.#options.options ?? {});
    const before = this.expectations;
    if (isDeepStrictEqual(expectations, before)) return 'same';
    this.expectations = expectations;
    return isDeepStrictEqual(serversOf(expectations), serversOf(before)) ? 'other' : 'elsewhere';
  }
}

const serversOf = ({ mediamtx, service, health }: Expectations) => [mediamtx, service, health];

import { type LoadedConfig, loadConfig } from '../config/load.ts';
import type { CliContext } from './context.ts';

/** The flags that stand for keys of the configuration, or say where it is. */
export interface ConfigFlags {
  readonly config?: string;
  readonly expectCameras?: number;
  readonly viewerHost?: string;
}

/** The configuration that a command works with: its flags, the environment, a file, what is usual. */
export const configured = (flags: ConfigFlags, { env, cwd, uid }: CliContext): Promise<LoadedConfig> =>
  loadConfig({
    file: flags.config,
    flags: {
      expectCameras: { flag: '--expect-cameras', value: flags.expectCameras },
      viewerHost: { flag: '--viewer-host', value: flags.viewerHost },
    },
    env,
    cwd,
    uid,
  });

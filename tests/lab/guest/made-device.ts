import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { existsSync } from 'node:fs';
import { join } from 'node:path';
import { until } from './proc.ts';

/** A node whose driver is a program (made-device.c), until it is stopped. */
export interface MadeDevice {
  readonly path: string;
  stop(): Promise<void>;
}

/** Makes a node and waits for it. `what`: how its driver hangs, or the driver and its `device_caps` in hexadecimal. */
export async function madeDevice(
  share: string,
  name: string,
  ...what: readonly string[]
): Promise<MadeDevice> {
  const child = spawn(join(share, 'made-device'), [name, ...what], { stdio: 'inherit' });
  const ended = once(child, 'exit');
  const path = `/dev/${name}`;
  await until(`${path} is there`, () => existsSync(path));
  return {
    path,
    stop: async () => {
      child.kill('SIGKILL');
      await ended;
      await until(`${path} is gone`, () => !existsSync(path));
    },
  };
}

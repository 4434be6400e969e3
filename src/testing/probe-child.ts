// The process in which a box is proved for a test framework: neither fake timers nor module registries reach it. A request
// (JSON) comes on stdin, the sweep and its report (JSON) go to stdout; it ends early when whoever asked is gone.
import { text } from 'node:stream/consumers';
import { loadConfig } from '../config/load.ts';
import { checkBox } from '../sweep/check-box.ts';
import type { ChildRequest } from './probe-box.ts';
import { devicesFrom } from './simulated.ts';

const asker = new AbortController();
process.once('disconnect', () => asker.abort());

const request: ChildRequest = JSON.parse(await text(process.stdin));
try {
  process.stdout.write(JSON.stringify(await prove(request)));
} catch (error) {
  process.stderr.write(error instanceof Error ? error.message : String(error));
  process.exitCode = 1;
}
// An open channel would keep us.
process.disconnect?.();

async function prove({ file, config, expectCameras, devices, options, timeoutMs }: ChildRequest) {
  const flags = { expectCameras: { flag: 'expectCameras', value: expectCameras } };
  const loaded = config ?? (await loadConfig({ file, flags })).config;
  return checkBox({
    config: expectCameras === undefined ? loaded : { ...loaded, expectCameras },
    options,
    signal: asker.signal,
    ...(timeoutMs !== undefined && { timeoutMs }),
    ...(devices && { devices: devicesFrom(devices) }),
  });
}

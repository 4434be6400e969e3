import { readdirSync } from 'node:fs';
import { join } from 'node:path';
import type { Fault, NodeCapabilities } from '../model/index.ts';
import type { DeviceHost } from '../probes/device-host.ts';

/** Devices as plain data, so that another process can look at them. */
export interface PlainDevices {
  readonly devRoot: string;
  readonly sysRoot: string;
  /** What made-up devices answer, by path; null for real ones. */
  readonly answers: Readonly<Record<string, NodeCapabilities | Fault>> | null;
}

/** What the devices of a demo box answer now. */
export function plainDevices({ devRoot, sysRoot, simulated }: DeviceHost): PlainDevices {
  if (simulated === null) return { devRoot, sysRoot, answers: null };
  const nodes = readdirSync(devRoot).map((name) => join(devRoot, name));
  const there = nodes.filter((path) => simulated.isNode(path));
  return {
    devRoot,
    sysRoot,
    answers: Object.fromEntries(there.map((path) => [path, simulated.capabilities(path)])),
  };
}

/** The devices that such data stands for. */
export function devicesFrom({ devRoot, sysRoot, answers }: PlainDevices): DeviceHost {
  if (answers === null) return { devRoot, sysRoot, simulated: null };
  return {
    devRoot,
    sysRoot,
    simulated: {
      isNode: (path) => answers[path] !== undefined,
      capabilities: (path) =>
        answers[path] ?? { code: 'absent', phase: 'open', message: `${path} is not there` },
    },
  };
}

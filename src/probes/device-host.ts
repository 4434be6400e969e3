import type { Fault, NodeCapabilities } from '../model/index.ts';

/** Where device nodes are found. Only `camproof demo` passes another one than `realDevices`, and it says so. */
export interface DeviceHost {
  readonly devRoot: string;
  readonly sysRoot: string;
  /** Answers in place of stat and ioctl for made-up devices; null on a real box. */
  readonly simulated: SimulatedDevices | null;
}

export interface SimulatedDevices {
  /** Stands for "is a character device". */
  isNode(path: string): boolean;
  capabilities(path: string): NodeCapabilities | Fault;
}

export const realDevices: DeviceHost = { devRoot: '/dev', sysRoot: '/sys', simulated: null };

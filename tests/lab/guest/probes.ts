import type { DeviceInventory, NodeCapabilities, Reading } from '../../../src/model/index.ts';
import { realDevices } from '../../../src/probes/device-host.ts';
import { LoopWatch } from '../../../src/probes/loop-watch.ts';
import type { Probe } from '../../../src/probes/probe.ts';
import { runProbe } from '../../../src/probes/run.ts';
import { capabilitiesProbe } from '../../../src/probes/v4l2/capabilities.ts';
import { inventory } from '../../../src/probes/v4l2/inventory.ts';

const context = { config: { cameras: [] } as never, devices: realDevices, known: {}, wake: false };
const never = new AbortController().signal;

/** One helper for the whole boot, as in a sweep. */
const capabilities = capabilitiesProbe();

/** Opens a node with the real helper. An emulated guest on a busy machine gets far more time than a box. */
export async function open(
  path: string,
  probe: Probe<'capabilities'> = capabilities,
  deadlineMs = 60_000,
): Promise<Reading<NodeCapabilities>> {
  const loop = new LoopWatch();
  try {
    return await runProbe(probe, path, context, never, loop, deadlineMs);
  } finally {
    loop.stop();
  }
}

/** The answer of a node that has to answer. */
export async function ask(path: string, probe?: Probe<'capabilities'>): Promise<NodeCapabilities> {
  const reading = await open(path, probe);
  if (!reading.ok) throw new Error(`${path}: ${reading.fault.code}: ${reading.fault.message}`);
  return reading.value;
}

export const list = (): Promise<DeviceInventory> =>
  inventory.observe('box', { ...context, signal: never, deadline: Number.POSITIVE_INFINITY });

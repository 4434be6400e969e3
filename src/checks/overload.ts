import { type Diagnosis, known, type Sweep } from '../model/index.ts';
import type { Busy } from './diagnoses/busy.ts';
import { diagnose } from './diagnoses/table.ts';

/** A shorter look at a process tells nothing of what it takes, ms. */
const LOOK_MS = 90;

/** Why what did not happen in time proves nothing, and what eats the processor, as far as that was seen. */
export function overload(sweep: Sweep, lateMs: number): Diagnosis {
  return diagnose('overloaded', { lateMs: Math.round(lateMs), ...busyness(sweep) });
}

/** How busy this machine is, and with what. */
export function busyness(sweep: Sweep): Busy {
  const resources = known(sweep.readings, 'resources');
  return {
    load: resources ? { average: resources.load1, cpus: resources.cpus } : null,
    busiest: busiestOf(sweep),
  };
}

/** The process of the chain that takes most; null where none was watched. */
function busiestOf({ readings }: Sweep): { comm: string; pid: number; share: number } | null {
  const table = known(readings, 'processes')?.processes ?? [];
  const [first] = Object.values(readings.progress ?? {})
    .flatMap((made) => (made.ok && made.value.windowMs >= LOOK_MS ? [made.value] : []))
    .map(({ pid, cpuMs, windowMs }) => ({ pid, share: cpuMs / windowMs }))
    .toSorted((one, other) => other.share - one.share);
  const comm = table.find(({ pid }) => pid === first?.pid)?.comm;
  return first && comm !== undefined && first.share > 0 ? { ...first, comm } : null;
}

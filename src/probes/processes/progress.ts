import { setTimeout as sleep } from 'node:timers/promises';
import { known, type ProcessProgress } from '../../model/index.ts';
import type { Probe } from '../probe.ts';
import { ProbeFault } from '../probe.ts';
import { readStat, readSwitches } from './proc.ts';

/** A moving process is seen at once; a still one is watched this long, ms. */
const EVERY_MS = 100;
const WINDOW_MS = 3_000;
/** Stopped, traced, zombie: there is nothing to wait for. */
const CANNOT_MOVE = 'TtZ';

/** Does a process move? Ends as soon as it switched and used CPU, or switched often. Subject: the pid. */
export function progressProbe(root = '/proc'): Probe<'progress'> {
  return {
    kind: 'progress',
    title: 'watching publishers move',
    deadlineMs: WINDOW_MS + 2_000,
    maxAgeMs: 60_000,
    active: false,
    source: (pid) => `${root}/${pid}/stat, ${root}/${pid}/task/*/status`,
    async observe(subject, { known: readings, signal }) {
      const pid = Number(subject);
      const start = performance.now();
      const listed = known(readings, 'processes')?.processes.find((one) => one.pid === pid)?.startTicks;
      const first = look(root, pid);
      const startTicks = listed ?? first?.startTicks;
      if (startTicks === undefined) throw new ProbeFault('absent', 'stat', `process ${pid} is gone`);
      const states: string[] = [];
      const seen = (over: Partial<ProcessProgress>): ProcessProgress => {
        const windowMs = performance.now() - start;
        return { pid, startTicks, windowMs, cpuMs: 0, switches: 0, states, ended: false, ...over };
      };
      // It was there when the processes were listed.
      if (first?.startTicks !== startTicks) return seen({ ended: true });
      states.push(first.state);
      for (;;) {
        await sleep(EVERY_MS, undefined, { signal });
        const now = look(root, pid);
        if (now?.startTicks !== startTicks) return seen({ ended: true });
        if (states.at(-1) !== now.state) states.push(now.state);
        const cpuMs = now.cpuMs - first.cpuMs;
        const switches = switchesSince(first.switches, now.switches);
        const stuck = CANNOT_MOVE.includes(now.state);
        const moves = switches > 0 && (cpuMs > 0 || switches >= 5);
        if (moves || stuck || performance.now() - start >= WINDOW_MS) return seen({ cpuMs, switches });
      }
    },
  };
}

function look(root: string, pid: number) {
  const stat = readStat(root, pid);
  return stat && { ...stat, switches: readSwitches(root, pid) };
}

/** Context switches between two looks, by thread: one that ended meanwhile takes its count with it. */
export function switchesSince(before: ReadonlyMap<string, number>, now: ReadonlyMap<string, number>): number {
  return [...now].reduce((sum, [thread, count]) => sum + count - (before.get(thread) ?? 0), 0);
}

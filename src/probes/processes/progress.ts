import { setTimeout as sleep } from 'node:timers/promises';
import type { Probe } from '../probe.ts';
import { ProbeFault } from '../probe.ts';
import { readStat, readSwitches } from './proc.ts';

/** A moving process is seen at once; a still one is watched this long, ms. */
const EVERY_MS = 100;
const WINDOW_MS = 3_000;

/** Does a process move? Ends as soon as it switched and used CPU, or switched often. Subject: the pid. */
export function progressProbe(root = '/proc'): Probe<'progress'> {
  return {
    kind: 'progress',
    title: 'watching publishers move',
    deadlineMs: WINDOW_MS + 2_000,
    maxAgeMs: 10_000,
    active: false,
    source: (pid) => `${root}/${pid}/stat, ${root}/${pid}/task/*/status`,
    async observe(subject, { signal }) {
      const pid = Number(subject);
      const first = await look(root, pid);
      if (first === null) throw new ProbeFault('absent', 'stat', `process ${pid} is gone`);
      const start = performance.now();
      const states = [first.state];
      for (;;) {
        await sleep(EVERY_MS, undefined, { signal });
        const now = await look(root, pid);
        const windowMs = performance.now() - start;
        const same = { pid, startTicks: first.startTicks, windowMs };
        if (now === null || now.startTicks !== first.startTicks)
          return { ...same, cpuMs: 0, switches: 0, states, ended: true };
        if (states.at(-1) !== now.state) states.push(now.state);
        const cpuMs = now.cpuMs - first.cpuMs;
        const switches = now.switches - first.switches;
        const moves = switches > 0 && (cpuMs > 0 || switches >= 5) && !'TtZ'.includes(now.state);
        if (moves || windowMs >= WINDOW_MS || 'TtZ'.includes(now.state))
          return { ...same, cpuMs, switches, states, ended: false };
      }
    },
  };
}

async function look(root: string, pid: number) {
  const stat = await readStat(root, pid);
  return stat && { ...stat, switches: await readSwitches(root, pid) };
}

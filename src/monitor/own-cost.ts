import { readFileSync } from 'node:fs';
import process from 'node:process';
import { TICK_MS } from '../model/index.ts';

/** Processor time of this process so far, and of its children that have ended (decoders, viewers, tools), ms. */
export function ownCpuMs(): number {
  const { user, system } = process.cpuUsage();
  return (user + system) / 1_000 + childrenMs();
}

function childrenMs(): number {
  try {
    const fields = readFileSync('/proc/self/stat', 'utf8').split(') ').at(-1)?.split(' ') ?? [];
    return (Number(fields[13]) + Number(fields[14])) * TICK_MS;
  } catch {
    return 0;
  }
}

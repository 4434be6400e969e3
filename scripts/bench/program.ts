import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import process from 'node:process';

const RUNS = 5;

/** The program as it is installed; `npm run build` makes it. */
export const main = join(import.meta.dirname, '../../dist/camproof.js');

/** What the installed program hands to its runtime. */
export const runtimeFlags: readonly string[] = (
  /bin\/node" (.*) "\$home\/dist/.exec(
    readFileSync(join(import.meta.dirname, '../../install.sh'), 'utf8'),
  )?.[1] ?? ''
).split(' ');

/** Median wall time of a command, s. Not spawnSync: the demo's service lives in this process and has to answer. */
export async function time(args: readonly string[]): Promise<number> {
  const times: number[] = [];
  for (let run = 0; run < RUNS; run++) {
    const start = performance.now();
    const child = spawn(process.execPath, args, { stdio: 'ignore' });
    const [code] = await once(child, 'exit');
    times.push((performance.now() - start) / 1000);
    if (code === null || code > 2) throw new Error(`${args.join(' ')} ended with ${code}`);
  }
  return median(times);
}

/** The middle one; NaN of none. */
export const median = (values: readonly number[]): number =>
  values.toSorted((one, other) => one - other)[Math.floor(values.length / 2)] ?? Number.NaN;

/** Peak resident memory of a command, MiB, looked at every few milliseconds. */
export async function peak(args: readonly string[]): Promise<number> {
  const child = spawn(process.execPath, args, { stdio: 'ignore' });
  let most = 0;
  const timer = setInterval(() => {
    try {
      const status = readFileSync(`/proc/${child.pid}/status`, 'utf8');
      most = Math.max(most, Number(/VmHWM:\s+(\d+)/.exec(status)?.[1] ?? 0) / 1024);
    } catch {
      // It has ended.
    }
  }, 5);
  await new Promise((resolve) => child.once('exit', resolve));
  clearInterval(timer);
  return most;
}

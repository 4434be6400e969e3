import { spawnSync } from 'node:child_process';
import { cpSync, existsSync, mkdirSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { type Ran, run } from './guest/run.ts';
import type { Outcome } from './guest/scenario.ts';

export const ROOT = dirname(dirname(dirname(fileURLToPath(import.meta.url))));
const GUEST = join(ROOT, 'tests/lab/guest');
const BUILT = join(ROOT, '.cache/lab');

/** `sysexits`: the machine cannot have a lab. */
const UNAVAILABLE = 69;

/** Makes kernel, tools and programs ready. The reason when there can be no lab on this machine, else null. */
export function prepare(): string | null {
  const { status, stderr } = spawnSync(join(ROOT, 'scripts/vm-lab'), ['prepare'], { encoding: 'utf8' });
  if (status === UNAVAILABLE) return stderr.trim();
  if (status !== 0) throw new Error(`scripts/vm-lab prepare: ${stderr}`);
  const built = spawnSync(process.execPath, [join(ROOT, 'scripts/lab/build.ts')], { encoding: 'utf8' });
  if (built.status !== 0) throw new Error(`scripts/lab/build.ts: ${built.stderr}`);
  return null;
}

/** Boots a machine with these options of vivid and runs a table's scenarios in it: all, or those that a word names. */
export async function boot(
  vivid: string,
  table: 'nodes' | 'box' | 'figures',
  ...only: readonly string[]
): Promise<{ readonly ran: Ran; readonly outcomes: readonly Outcome[] }> {
  const share = mkdtempSync(join(tmpdir(), 'camproof-lab-'));
  try {
    for (const name of ['made-device', 'usb-camera']) {
      const words = ['-Wall', '-Werror', '-o', join(share, name), join(GUEST, `${name}.c`)];
      const compiled = spawnSync('gcc', words, { encoding: 'utf8' });
      if (compiled.status !== 0) throw new Error(compiled.stderr);
    }
    const guest = ['node', join(BUILT, 'scenarios.js'), share, table, ...only];
    const ran = await run([
      join(ROOT, 'scripts/vm-lab'),
      'run',
      '--timeout',
      '360',
      '--vivid',
      vivid,
      '--share',
      share,
      '--',
      ...guest,
    ]);
    const file = join(share, 'outcomes.json');
    const outcomes: readonly Outcome[] = existsSync(file) ? JSON.parse(readFileSync(file, 'utf8')) : [];
    keep(table, share);
    return { ran, outcomes };
  } finally {
    rmSync(share, { recursive: true });
  }
}

/** For whoever looks into a failure: what the last boot left. */
function keep(table: string, share: string): void {
  const last = join(ROOT, '.cache/lab-last', table);
  rmSync(last, { recursive: true, force: true });
  mkdirSync(last, { recursive: true });
  cpSync(share, last, { recursive: true });
}

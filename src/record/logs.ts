import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import { known, type Sweep } from '../model/index.ts';
import { ProbeFault } from '../probes/probe.ts';
import { runTool } from '../probes/run-tool.ts';

/** A log as it was found, or why there is none. */
export interface FoundLog {
  readonly name: string;
  readonly text: string | null;
  readonly missing: string | null;
}

const LINES = 1000;
/** For each tool, ms. */
const PATIENCE_MS = 5_000;
/** Of a file of the agent, the newest characters. */
const KEPT = 256 * 1024;
/** Lines of the kernel that concern cameras, their supply, memory and disks. */
const CONCERNS = /usb|uvc|video|v4l|media|under-?voltage|throttl|oom|out of memory|I\/O error|thermal/i;

/** The logs that belong to a box: its units' journals, the kernel's words on cameras, the agent's changes. */
export async function findLogs(
  { readings }: Sweep,
  stateFolder: string,
  signal: AbortSignal,
): Promise<readonly FoundLog[]> {
  const units = (known(readings, 'units')?.units ?? []).map(({ unit }) => unit);
  return Promise.all([
    ...units.map((unit) =>
      tool(`logs/${unit.replace(/[^\w.@-]/g, '_')}.log`, signal, [
        'journalctl',
        ...['-u', unit, '-n', String(LINES), '-o', 'short-iso', '--no-pager'],
      ]),
    ),
    tool('logs/kernel.log', signal, ['dmesg', '--color=never'], (line) => CONCERNS.test(line)),
    newest('logs/agent-changes.jsonl', join(stateFolder, 'changes.jsonl')),
  ]);
}

async function tool(
  name: string,
  signal: AbortSignal,
  argv: readonly [string, ...string[]],
  concerns: (line: string) => boolean = () => true,
): Promise<FoundLog> {
  try {
    const ends = AbortSignal.any([signal, AbortSignal.timeout(PATIENCE_MS)]);
    const { code, stdout, stderr } = await runTool(argv, ends);
    if (code !== 0) return { name, text: null, missing: `${argv[0]}: ${stderr}` };
    const lines = stdout.trimEnd().split('\n').filter(concerns).slice(-LINES);
    return { name, text: `${lines.join('\n')}\n`, missing: null };
  } catch (error) {
    signal.throwIfAborted();
    const why = error instanceof ProbeFault || error instanceof Error ? error.message : String(error);
    return { name, text: null, missing: why };
  }
}

async function newest(name: string, file: string): Promise<FoundLog> {
  try {
    const text = await readFile(file, 'utf8');
    const from = text.length > KEPT ? text.indexOf('\n', text.length - KEPT) + 1 : 0;
    return { name, text: text.slice(from), missing: null };
  } catch (error) {
    const code = error instanceof Error && 'code' in error ? String(error.code) : String(error);
    return {
      name,
      text: null,
      missing: code === 'ENOENT' ? `no agent keeps its state in ${file}` : `${file}: ${code}`,
    };
  }
}

import { judge } from '../checks/judge.ts';
import { diffSweeps, type SweepChange } from '../record/diff-sweeps.ts';
import { readSweep, SweepFileError } from '../record/sweep-file.ts';
import { inertText } from '../reporters/inert.ts';
import { timeWords } from '../reporters/words.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';

export interface DiffFlags {
  readonly format?: 'human' | 'json';
  /** 1 where something changed. */
  readonly exitCode?: boolean;
}

/** `camproof diff A B`: what changed between two saved sweeps. */
export async function diff(
  files: readonly [string, string],
  { format, exitCode }: DiffFlags,
  { stdout }: CliContext,
): Promise<number> {
  const [before, after] = [await momentOf(files[0]), await momentOf(files[1])];
  const changes = diffSweeps(before, after);
  if (format === 'json') await print(stdout, `${JSON.stringify({ schema: 1, changes }, null, 2)}\n`);
  else {
    const times = [before, after].map(({ sweep }) => timeWords(sweep.startedAt)).join(' → ');
    const lines = changes.length === 0 ? ['nothing changed'] : alike(changes).map(inWords);
    await print(stdout, `${[times, ...lines].map(inertText).join('\n')}\n`);
  }
  return exitCode && changes.length > 0 ? EXIT.fail : EXIT.ok;
}

async function momentOf(file: string) {
  try {
    const sweep = await readSweep(file);
    return { sweep, report: judge(sweep) };
  } catch (error) {
    if (error instanceof SweepFileError) throw new CliError(error.message, EXIT.usage);
    throw new CliError(
      `${file} cannot be judged: ${error instanceof Error ? error.message : error}`,
      EXIT.usage,
    );
  }
}

/** What follows one thing after another in the same way (all that is blocked behind a break) is one line. */
function alike(changes: readonly SweepChange[]): readonly SweepChange[] {
  const lines: SweepChange[] = [];
  for (const change of changes) {
    const last = lines.at(-1);
    if (
      last &&
      last.subject === change.subject &&
      last.before === change.before &&
      last.after === change.after
    )
      lines[lines.length - 1] = { ...last, what: `${last.what}, ${change.what}` };
    else lines.push(change);
  }
  return lines;
}

function inWords({ subject, what, before, after }: SweepChange): string {
  if (what === 'boot') return 'box: it was started anew in between';
  if (what === 'camera')
    return before === null ? `+ ${subject}: new (${after})` : `- ${subject}: gone (was ${before})`;
  if (before === null) return `~ ${subject}: ${what} ${after}, was not known or not there`;
  if (after === null) return `~ ${subject}: ${what} ${before} is gone or not known now`;
  return `~ ${subject}: ${what} ${before} → ${after}`;
}

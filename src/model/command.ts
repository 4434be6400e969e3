import type { BoxIdentity, NextStep } from './verdict.ts';

/** A command as one would type it: words that a shell would take apart are quoted. */
export function quote(argv: readonly string[]): string {
  return argv
    .map((word) => (/^[\w@%+=:,./-]+$/.test(word) ? word : `'${word.replaceAll("'", `'\\''`)}'`))
    .join(' ');
}

/** A step in one line, for the user who ran camproof: its command, and behind it what that does; or its words alone. */
export function stepLine(step: NextStep, box: Pick<BoxIdentity, 'user'>): string {
  const command = commandLine(step, box);
  return command === null ? step.text : `${command}  # ${step.text}`;
}

/** A row of a step: its command, words about it, or both. */
export interface StepRow {
  readonly command?: string;
  readonly words?: string;
}

/**
 * A step as rows: its command and what that does side by side where such a line `fits`; else what it does, and the command
 * alone below it, so that nothing but the command is copied. A step without a command is its words.
 */
export function stepRows(
  step: NextStep,
  box: Pick<BoxIdentity, 'user'>,
  fits: (line: string) => boolean,
): readonly StepRow[] {
  const command = commandLine(step, box);
  if (command === null) return [{ words: step.text }];
  return fits(stepLine(step, box))
    ? [{ command, words: `# ${step.text}` }]
    : [{ words: `${step.text}:` }, { command }];
}

/** The command of a step for the user who ran camproof; null when the step is only words. */
export function commandLine(
  { argv, privilege }: NextStep,
  { user }: Pick<BoxIdentity, 'user'>,
): string | null {
  if (argv === undefined) return null;
  // A box may have no sudo at all, and root needs none.
  return `${privilege === 'root' && user !== 'root' ? 'sudo ' : ''}${quote(argv)}`;
}

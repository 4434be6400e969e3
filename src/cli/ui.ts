import process from 'node:process';
import v8 from 'node:v8';
import { STATE_FOLDER } from '../agent/state.ts';
import type { Report } from '../model/index.ts';
import type { MonitorOptions } from '../monitor/options.ts';
import { readSweep, SweepFileError } from '../record/sweep-file.ts';
import { depthOf } from '../tui/terminal/abilities.ts';
import { configured } from './configuration.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT, exitCodeOf } from './exit-codes.ts';
import { displayOptions, isTerminal } from './terminal.ts';
import type { UiFlags } from './ui-options.ts';

/** `camproof ui`: the live screen of this box, or of a recorded sweep. Resolves with the exit code of the last verdict. */
export async function ui(flags: UiFlags, context: CliContext): Promise<number> {
  if (!flags.plain && !isTerminal(context))
    throw new CliError(
      `the live screen needs a terminal${context.env['TERM'] === 'dumb' ? ' that can move its cursor, and TERM is dumb' : ''} (--plain writes lines anywhere)`,
      EXIT.usage,
    );
  if (flags.replay !== undefined) return replay(flags.replay, flags, context);
  if (flags.snapshots !== undefined)
    throw new CliError('--snapshots shows what was kept with a sweep: give that with --replay', EXIT.usage);
  const { config } = await configured(flags, context);
  return showUi({ config: () => config }, { state: STATE_FOLDER, ...flags }, context);
}

/** Ink and React are loaded here and nowhere else. */
async function screen({ env }: CliContext) {
  // What Ink paints with knows few terminals by their name, and in others it would not even mark the chosen line: it is
  // told what there is while it is loaded. Whether there is colour is decided elsewhere.
  const before = process.env['FORCE_COLOR'];
  process.env['FORCE_COLOR'] = { '16': '1', '256': '2', true: '3' }[depthOf(env)];
  const room = await import('../tui/main.tsx');
  if (before === undefined) delete process.env['FORCE_COLOR'];
  else process.env['FORCE_COLOR'] = before;
  return room;
}

/** The screen for any box. */
export async function showUi(options: MonitorOptions, flags: UiFlags, context: CliContext): Promise<number> {
  // A third of the memory: the heap is collected instead of grown, before Ink fills it. But not before it has doubled, and
  // a little more: each picture of the box lives for a second or two, and to look for the few that are gone takes longer
  // than to draw.
  v8.setFlagsFromString('--optimize-for-size');
  v8.setFlagsFromString('--heap-growing-percent=120');
  const { showBox } = await screen(context);
  return codeOf(await showBox(options, showing(flags, context), context.signal));
}

async function replay(file: string, flags: UiFlags, context: CliContext): Promise<number> {
  const sweep = await readSweep(file).catch((error: unknown) => {
    throw error instanceof SweepFileError ? new CliError(error.message, EXIT.usage) : error;
  });
  const { showReplay } = await screen(context);
  return codeOf(await showReplay(sweep, showing(flags, context), context.signal, flags.snapshots));
}

const showing = ({ plain = false, theme = 'auto', state, ...display }: UiFlags, context: CliContext) => {
  const { color, ascii } = displayOptions(display, context);
  return { color, ascii, plain, theme, state: state ?? null };
};

const codeOf = (report: Report | null): number =>
  report === null ? EXIT.unknown : exitCodeOf(report, false);

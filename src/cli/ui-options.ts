import { Command, Option } from 'commander';
import { THEMES, type Theme } from '../tui/terminal/abilities.ts';
import type { CliContext } from './context.ts';
import { type DisplayFlags, isTerminal } from './terminal.ts';

export interface UiFlags extends Pick<DisplayFlags, 'color' | 'ascii'> {
  readonly config?: string;
  readonly replay?: string;
  /** A folder with the pictures of a saved sweep. */
  readonly snapshots?: string;
  /** The agent's folder. */
  readonly state?: string;
  /** For which background the colours are. */
  readonly theme?: Theme;
  /** Lines as things change, for a screen reader. */
  readonly plain?: boolean;
}

/** The options of the live screen, which plain `camproof` on a terminal takes too. */
export const withUiOptions = (command: Command): Command =>
  command
    .option('--config <file>', 'configuration file')
    .option('--replay <file>', 'show a saved sweep; nothing is probed')
    .option('--snapshots <dir>', 'with --replay: the pictures that check --snapshots kept there')
    .option('--state <dir>', "the agent's folder, whose history is shown too (default: /var/lib/camproof)")
    .option('--plain', 'lines as things change, for a screen reader')
    .addOption(
      new Option('--theme <theme>', 'colours for this background (auto: the terminal is asked)')
        .choices(THEMES)
        .default('auto'),
    )
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']))
    .option('--ascii', 'no characters beyond ASCII');

/** What only the screen has: whoever says it means the screen, also where something in the line is wrong. */
const OURS = /^--(?:theme|plain)(?:=|$)/;

/** Does a command line without a command ask for nothing but the live screen? */
export function asksForUi(argv: readonly string[], context: CliContext): boolean {
  const [first = ''] = argv;
  if (first.startsWith('-') && argv.some((word) => OURS.test(word))) return true;
  const silent = new Command().exitOverride().configureOutput({ writeOut: () => {}, writeErr: () => {} });
  try {
    withUiOptions(silent).allowExcessArguments(false).parse(argv, { from: 'user' });
    return isTerminal(context);
  } catch {
    return false;
  }
}

import { Command, Option } from 'commander';
import { closest, distance } from 'fastest-levenshtein';
import type { BundleFlags } from './bundle.ts';
import type { CheckFlags } from './check.ts';
import type { ConfigFlags } from './config.ts';
import { type CliContext, CliError } from './context.ts';
import type { DemoFlags } from './demo.ts';
import type { DevicesFlags } from './devices.ts';
import type { DiffFlags } from './diff.ts';
import { EXIT, EXIT_HELP } from './exit-codes.ts';
import type { ExplainFlags } from './explain.ts';
import type { InitFlags } from './init.ts';
import {
  address,
  FORMATS,
  list,
  look,
  reportFile,
  seconds,
  soakFile,
  span,
  times,
  whole,
} from './option-values.ts';
import type { SinceBootFlags } from './since-boot.ts';
import type { SmokeFlags } from './smoke.ts';
import { asksForUi, type UiFlags, withUiOptions } from './ui-options.ts';
import type { WatchFlags } from './watch.ts';

/** The options of `check`, which `demo --check` and plain `camproof` take too. */
function withCheckOptions(command: Command): Command {
  return command
    .option('--config <file>', 'configuration file (default: ./camproof.yaml, /etc/camproof/camproof.yaml)')
    .option('--only <ids>', 'only these links, checks or groups (repeat, or separate by commas)', list)
    .option('--camera <ids>', 'only these cameras', list)
    .option('--expect-cameras <n>', 'how many cameras have to be here', whole)
    .option('--viewer-host <host>', 'play streams at this name or address, as viewers elsewhere do')
    .option('--passive', 'open no stream')
    .option('--wake', 'start idle on-demand paths')
    .option('--timeout <s>', 'end after this time; what was not reached is unknown', seconds)
    .option('--wait <s>', 'repeat until green or the time is up', seconds)
    .option('--until-stable <n>', 'green only after so many sweeps in a row (waits 60 s, or --wait)', times)
    .addOption(new Option('--format <format>', 'form of the report').choices(FORMATS).default('human'))
    .option('--output <file>', 'write the report to a file')
    .option('--report <format=file>', 'one more report into a file (repeat for several)', reportFile)
    .option('--look <s>', 'look at the pictures of each stream for so long (default: 1)', look)
    .option('--snapshots <dir>', 'keep a picture of each camera in this folder')
    .option('--save <file>', 'also write the sweep to a file, for --replay')
    .option('--strict', 'a warning fails')
    .addOption(new Option('--color <when>', 'colours').choices(['auto', 'always', 'never']).default('auto'))
    .option('--ascii', 'no characters beyond ASCII')
    .option('--verbose', 'all evidence')
    .option('--quiet', 'the verdict line only');
}

/** The whole command line. `parse` resolves with the exit code of the command that ran. */
export function program(context: CliContext): {
  parse(argv: readonly string[]): Promise<number>;
  readonly command: Command;
} {
  let code = 0;
  const root = new Command('camproof')
    .description('Proves, camera by camera, that a camera box works from the sensor to the viewer.')
    .showHelpAfterError('(camproof --help shows what there is)')
    .exitOverride()
    .configureOutput({
      writeOut: (text) => context.stdout.write(text),
      writeErr: (text) => context.stderr.write(text),
    })
    .addHelpText('after', EXIT_HELP);
  const add = (name: string, description: string, isDefault = false) =>
    root.command(name, { isDefault }).description(description).addHelpText('after', EXIT_HELP);

  withCheckOptions(add('check', 'prove the box: one sweep, one report (the default)', true))
    .addOption(
      new Option('--replay <file>', 'judge a saved sweep again; nothing is probed').conflicts([
        ...[
          'config',
          'expectCameras',
          'passive',
          'wake',
          'timeout',
          'wait',
          'untilStable',
          'save',
          'look',
          'snapshots',
          'sinceBoot',
        ],
      ]),
    )
    .option('--since-boot', 'no sweep: did an agent prove the box since it was started?')
    .option('--state <dir>', "the agent's folder, for --since-boot (default: /var/lib/camproof)")
    .action(async (flags: CheckFlags & SinceBootFlags) => {
      code = flags.sinceBoot
        ? await (await import('./since-boot.ts')).sinceBoot(flags, context)
        : await (await import('./check.ts')).check(flags, context);
    });
  withUiOptions(add('ui', 'the live screen, as camproof without a command on a terminal')).action(
    async (flags: UiFlags) => {
      code = await (await import('./ui.ts')).ui(flags, context);
    },
  );
  add('smoke', 'the three smoke tests: WebSocket, MediaMTX, health')
    .option('--config <file>', 'configuration file')
    .option('--exercise', 'also write: create a path, see it, remove it')
    .addOption(
      new Option('--format <format>', 'form of the result').choices(['human', 'json']).default('human'),
    )
    .action(async (flags: SmokeFlags) => {
      code = await (await import('./smoke.ts')).smoke(flags, context);
    });
  add('watch', 'watch the box: a line for each change; with --for, how every camera held out')
    .option('--config <file>', 'configuration file')
    .option('--expect-cameras <n>', 'how many cameras have to be here', whole)
    .option('--viewer-host <host>', 'play streams at this name or address, as viewers elsewhere do')
    .option('--passive', 'open no stream')
    .addOption(
      new Option('--format <format>', 'form of the lines').choices(['human', 'jsonl']).default('human'),
    )
    .option('--for <time>', 'end after this time with a report per camera: 90s, 10m, 24h', span)
    .option(
      '--report <html=file>',
      'with --for: also an HTML report with a line of time per camera',
      soakFile,
    )
    .option('--heartbeat <time>', 'also a line of how the box is, this often', span)
    .option('--state <dir>', 'keep what happens in this folder')
    .option('--metrics <host:port>', 'serve figures for Prometheus (a port alone: on 127.0.0.1)', address)
    .action(async (flags: WatchFlags) => {
      code = await (await import('./watch.ts')).watch(flags, context);
    });
  add('devices', 'the capture devices of this box')
    .option('--config <file>', 'configuration file')
    .option('--all', 'also nodes that are no cameras, and why')
    .addOption(
      new Option('--format <format>', 'form of the list').choices(['human', 'json']).default('human'),
    )
    .action(async (flags: DevicesFlags) => {
      code = await (await import('./devices.ts')).devices(flags, context);
    });
  add('config', 'the effective configuration, and where each value came from')
    .option('--config <file>', 'configuration file')
    .addOption(
      new Option('--format <format>', 'form of the list').choices(['human', 'json']).default('human'),
    )
    .action(async (flags: ConfigFlags) => {
      code = await (await import('./config.ts')).config(flags, context);
    });
  withCheckOptions(add('demo', 'a whole camera box on this machine, with simulated devices'))
    .option('--cameras <n>', 'how many cameras', whole, 4)
    .addOption(
      new Option('--generation <which>', 'generation of the APIs').choices(['old', 'new']).default('new'),
    )
    .option('--break <faults>', 'break it: see --list-faults', list)
    .option('--mend <faults>', 'with --running: put these right again', list)
    .option('--running', 'break or mend the demo that runs already, in another terminal')
    .option('--plain', 'the live screen as lines, for a screen reader')
    .option('--check', 'check it, print the report and end')
    .option('--serve', 'run it until Ctrl-C, for other commands')
    .option('--list-faults', 'the faults that it can make')
    .action(async (flags: DemoFlags) => {
      code = await (await import('./demo.ts')).demo(flags, context);
    });
  add('init', 'write down what this box has now, so that a change is a finding')
    .option('--config <file>', 'configuration file')
    .option(
      '--output <file>',
      'where to write it (default: that file, or /etc/camproof/camproof.yaml; - is stdout)',
    )
    .option('--force', 'also where other cameras are written down already')
    .option('--quiet', 'no progress')
    .action(async (flags: InitFlags) => {
      code = await (await import('./init.ts')).init(flags, context);
    });
  add('diff', 'what changed between two saved sweeps (check --save)')
    .argument('<before>', 'the earlier sweep')
    .argument('<after>', 'the later one')
    .addOption(
      new Option('--format <format>', 'form of the answer').choices(['human', 'json']).default('human'),
    )
    .option('--exit-code', 'end with 1 where something changed')
    .action(async (before: string, after: string, flags: DiffFlags) => {
      code = await (await import('./diff.ts')).diff([before, after], flags, context);
    });
  add('bundle', 'pack sweep, report, logs and versions for support; sends nothing')
    .option('--config <file>', 'configuration file')
    .option('--output <file>', 'where to write it (default: camproof-HOST-TIME.tar.gz, here)')
    .option('--state <dir>', "the agent's folder (default: /var/lib/camproof)")
    .option('--quiet', 'no progress')
    .action(async (flags: BundleFlags) => {
      code = await (await import('./bundle.ts')).bundle(flags, context);
    });
  add('explain', 'what a diagnosis code means, how it is told, and what to do')
    .argument('[code]', 'a code as reports show it in brackets; none lists them all')
    .addOption(
      new Option('--format <format>', 'form of the answer').choices(['human', 'json']).default('human'),
    )
    .action(async (wanted: string | undefined, flags: ExplainFlags) => {
      code = await (await import('./explain.ts')).explain(wanted, flags, context);
    });
  add('version', 'version of camproof and of its runtime').action(async () => {
    code = await (await import('./version.ts')).version(context);
  });
  add('completion', 'completion for a shell: camproof completion bash > /etc/bash_completion.d/camproof')
    .argument('<shell>', 'bash, zsh or fish')
    .action(async (shell: string) => {
      code = await (await import('./completion.ts')).completion(shell, root, context);
    });
  for (const command of root.commands)
    command
      .exitOverride()
      .configureOutput(root.configureOutput())
      .showHelpAfterError('(--help shows what there is)');
  return {
    command: root,
    parse: async (argv) => {
      // With a default command, a mistyped one would be told as an argument too many.
      refuseUnknown(root, argv[0]);
      const screen = asksForUi(argv, context) ? ['ui'] : [];
      await root.parseAsync([...screen, ...argv], { from: 'user' });
      return code;
    },
  };
}

function refuseUnknown(root: Command, word: string | undefined): void {
  const names = [...root.commands.map((command) => command.name()), 'help'];
  if (word === undefined || word.startsWith('-') || names.includes(word)) return;
  const near = closest(word, names);
  const hint = distance(near, word) <= 3 ? ` Did you mean ${near}?` : '';
  throw new CliError(`there is no command ${word}.${hint} (camproof --help shows what there is)`, EXIT.usage);
}

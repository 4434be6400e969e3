import type { Command, Option } from 'commander';
import { explainedCodes } from '../checks/explanations/table.ts';
import { type CliContext, CliError } from './context.ts';
import { EXIT } from './exit-codes.ts';
import { print } from './print.ts';

/** `camproof completion SHELL`: a script made from the table of commands, so that it cannot fall behind it. */
export async function completion(shell: string, root: Command, { stdout }: CliContext): Promise<number> {
  const make = SHELLS[shell];
  if (!make) throw new CliError(`no completion for ${shell}: bash, zsh or fish`, EXIT.usage);
  await print(stdout, make(root));
  return EXIT.ok;
}

const SHELLS: Readonly<Record<string, (root: Command) => string>> = { bash, zsh, fish };

/** Whose options may stand without a command. */
const DEFAULT = 'check';

/** What stands behind a command that is no option: these words, or files. */
const ARGUMENTS: Readonly<Record<string, readonly string[] | 'files'>> = {
  diff: 'files',
  explain: explainedCodes.map(({ code }) => code),
  completion: Object.keys(SHELLS),
};

const longs = (command: Command): readonly string[] =>
  command.options.map(({ long }) => long).filter((long) => long != null);
const isFile = ({ flags }: Option): boolean => /<(?:file|dir)>/.test(flags);
const optionsOf = (root: Command, name: string): readonly Option[] =>
  root.commands.find((command) => command.name() === name)?.options ?? [];

function bash(root: Command): string {
  const reply = (words: string) => `mapfile -t COMPREPLY < <(compgen ${words} -- "$word")`;
  const values = root.commands.flatMap((command) =>
    command.options.flatMap((option) => {
      const words = option.argChoices ? `-W "${option.argChoices.join(' ')}"` : isFile(option) ? '-f' : null;
      return words === null ? [] : [`    "${command.name()} ${option.long}") ${reply(words)}; return ;;`];
    }),
  );
  const words = root.commands.map((command) => {
    const behind = ARGUMENTS[command.name()] ?? [];
    const files = behind === 'files' ? '-f ' : '';
    const list = [...longs(command), ...(behind === 'files' ? [] : behind)];
    return `    ${command.name()}) ${reply(`${files}-W "${list.join(' ')}"`)}; return ;;`;
  });
  return `_camproof() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}" command="\${COMP_WORDS[1]}"
  if [[ "$command" == -* ]]; then command=${DEFAULT}; elif (( COMP_CWORD == 1 )); then command=; fi
  case "$command $previous" in
${values.join('\n')}
  esac
  case "$command" in
${words.join('\n')}
  esac
  ${reply(`-W "${root.commands.map((command) => command.name()).join(' ')}"`)}
}
complete -F _camproof camproof
`;
}

const escaped = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(':', '\\:');

function zsh(root: Command): string {
  const options = (all: readonly Option[]) =>
    all
      .map(
        (option) =>
          `'${option.long}[${escaped(option.description).replace(/[[\]]/g, '')}]${option.argChoices ? `:value:(${option.argChoices.join(' ')})` : option.required ? ':value:_files' : ''}'`,
      )
      .join(' ');
  const behind = (command: Command) => {
    const words = ARGUMENTS[command.name()];
    if (words === undefined) return '';
    return words === 'files' ? ` '*:file:_files'` : ` '1:word:(${words.join(' ')})'`;
  };
  return `#compdef camproof
_camproof() {
  local -a commands=(${root.commands.map((command) => `'${command.name()}:${escaped(command.description())}'`).join(' ')})
  if (( CURRENT == 2 )); then _describe command commands; _arguments ${options(optionsOf(root, DEFAULT))}; return; fi
  case "$words[2]" in
    -*) _arguments ${options(optionsOf(root, DEFAULT))} ;;
${root.commands.map((command) => `    ${command.name()}) shift words; (( CURRENT-- )); _arguments ${options(command.options)}${behind(command)} ;;`).join('\n')}
  esac
}
_camproof "$@"
`;
}

function fish(root: Command): string {
  const option = (all: readonly Option[], where: string) =>
    all.map(
      ({ long, description, argChoices, required }) =>
        `complete -c camproof -n '${where}' -l ${long?.slice(2)} -d '${description.replaceAll("'", "\\'")}'${argChoices ? ` -x -a '${argChoices.join(' ')}'` : required ? ' -r' : ''}`,
    );
  const behind = Object.entries(ARGUMENTS).map(
    ([name, words]) =>
      `complete -c camproof -n '__fish_seen_subcommand_from ${name}' ${words === 'files' ? '-F' : `-a '${words.join(' ')}'`}`,
  );
  return `${[
    'complete -c camproof -f',
    ...root.commands.map(
      (command) =>
        `complete -c camproof -n __fish_use_subcommand -a ${command.name()} -d '${command.description().replaceAll("'", "\\'")}'`,
    ),
    ...option(optionsOf(root, DEFAULT), '__fish_use_subcommand'),
    ...root.commands.flatMap((command) =>
      option(command.options, `__fish_seen_subcommand_from ${command.name()}`),
    ),
    ...behind,
  ].join('\n')}\n`;
}

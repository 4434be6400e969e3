import type { Command, Option } from 'commander';
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

const longs = (command: Command): readonly string[] =>
  command.options.map(({ long }) => long).filter((long) => long != null);
const choices = (command: Command): readonly Option[] =>
  command.options.filter(({ argChoices }) => argChoices !== undefined);

function bash(root: Command): string {
  const values = [root, ...root.commands].flatMap(choices);
  const cases = [...new Map(values.map((option) => [option.long, option.argChoices ?? []]))];
  return `_camproof() {
  local word="\${COMP_WORDS[COMP_CWORD]}" previous="\${COMP_WORDS[COMP_CWORD-1]}"
  case "$previous" in
${cases.map(([long, words]) => `    ${long}) mapfile -t COMPREPLY < <(compgen -W "${words.join(' ')}" -- "$word"); return ;;`).join('\n')}
    --config|--output) mapfile -t COMPREPLY < <(compgen -f -- "$word"); return ;;
  esac
  case "\${COMP_WORDS[1]}" in
${root.commands.map((command) => `    ${command.name()}) mapfile -t COMPREPLY < <(compgen -W "${longs(command).join(' ')}" -- "$word"); return ;;`).join('\n')}
  esac
  mapfile -t COMPREPLY < <(compgen -W "${[...root.commands.map((command) => command.name()), ...longs(root)].join(' ')}" -- "$word")
}
complete -F _camproof camproof
`;
}

const escaped = (text: string): string => text.replaceAll("'", "'\\''").replaceAll(':', '\\:');

function zsh(root: Command): string {
  const options = (command: Command) =>
    command.options
      .map(
        (option) =>
          `'${option.long}[${escaped(option.description).replace(/[[\]]/g, '')}]${option.argChoices ? `:value:(${option.argChoices.join(' ')})` : option.required ? ':value:_files' : ''}'`,
      )
      .join(' ');
  return `#compdef camproof
_camproof() {
  local -a commands=(${root.commands.map((command) => `'${command.name()}:${escaped(command.description())}'`).join(' ')})
  if (( CURRENT == 2 )); then _describe command commands; _arguments ${options(root)}; return; fi
  case "$words[2]" in
${root.commands.map((command) => `    ${command.name()}) shift words; (( CURRENT-- )); _arguments ${options(command)} ;;`).join('\n')}
  esac
}
_camproof "$@"
`;
}

function fish(root: Command): string {
  const option = (command: Command, where: string) =>
    command.options.map(
      ({ long, description, argChoices, required }) =>
        `complete -c camproof -n '${where}' -l ${long?.slice(2)} -d '${description.replaceAll("'", "\\'")}'${argChoices ? ` -x -a '${argChoices.join(' ')}'` : required ? ' -r' : ''}`,
    );
  return `${[
    'complete -c camproof -f',
    ...root.commands.map(
      (command) =>
        `complete -c camproof -n __fish_use_subcommand -a ${command.name()} -d '${command.description().replaceAll("'", "\\'")}'`,
    ),
    ...option(root, '__fish_use_subcommand'),
    ...root.commands.flatMap((command) => option(command, `__fish_seen_subcommand_from ${command.name()}`)),
  ].join('\n')}\n`;
}

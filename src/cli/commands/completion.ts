import { command, type Command, type ListedCommand } from '../command.ts';
import { choiceValue } from '../values.ts';

interface Args {
  readonly shell: string;
}

/** Options by command. */
type Words = ReadonlyMap<string, readonly string[]>;

type Listed = Readonly<Record<string, ListedCommand>>;

/** `varve completion bash|zsh|fish`. */
export const completionCommand = (commands: Listed): Command =>
  command<Args>({
    usage: 'completion <shell>',
    summary: 'A completion script for bash, zsh or fish.',
    examples: [
      ['completion bash > /etc/bash_completion.d/varve', 'for everybody on this machine'],
      ['completion fish > ~/.config/fish/completions/varve.fish', 'for fish'],
    ],
    options: (yargs) =>
      yargs.positional('shell', { type: 'string', demandOption: true, describe: 'bash, zsh or fish' }),
    async run({ shell }, io) {
      const script = SCRIPTS[choiceValue('the shell', shell, ['bash', 'zsh', 'fish'])];
      await io.out(script(await wordsByCommand(commands), commands));
      return 0;
    },
  });

const SCRIPTS: Readonly<Record<'bash' | 'zsh' | 'fish', (words: Words, commands: Listed) => string>> = {
  bash,
  zsh,
  fish,
};

async function wordsByCommand(commands: Listed): Promise<Words> {
  const words = new Map<string, readonly string[]>();
  for (const [name, { load }] of Object.entries(commands)) {
    words.set(
      name,
      (await load()).optionNames().map((option) => `--${option}`),
    );
  }
  return words;
}

function bash(words: Words): string {
  const cases = [...words].map(([name, options]) => `    ${name}) options="${options.join(' ')}" ;;`);
  return `_varve() {
  local word=\${COMP_WORDS[COMP_CWORD]} options=
  if [ "$COMP_CWORD" -eq 1 ]; then
    COMPREPLY=( $(compgen -W "${[...words.keys()].join(' ')}" -- "$word") $(compgen -f -- "$word") )
    return
  fi
  case \${COMP_WORDS[1]} in
${cases.join('\n')}
  esac
  if [ "\${word#-}" != "$word" ]; then COMPREPLY=( $(compgen -W "$options" -- "$word") )
  else COMPREPLY=( $(compgen -f -- "$word") ); fi
}
complete -o filenames -F _varve varve
`;
}

function zsh(words: Words): string {
  const cases = [...words].map(([name, options]) => `    ${name}) compadd -- ${options.join(' ')} ;;`);
  return `#compdef varve
_varve() {
  if (( CURRENT == 2 )); then
    compadd -- ${[...words.keys()].join(' ')}
    _files
    return
  fi
  [[ $PREFIX == -* ]] || { _files; return }
  case $words[2] in
${cases.join('\n')}
  esac
}
compdef _varve varve
`;
}

function fish(words: Words, commands: Listed): string {
  const first = Object.entries(commands).map(
    ([name, { summary }]) => `complete -c varve -n __fish_use_subcommand -a ${name} -d '${summary}'`,
  );
  const options = [...words].flatMap(([name, names]) =>
    names.map((option) => `complete -c varve -n '__fish_seen_subcommand_from ${name}' -l ${option.slice(2)}`),
  );
  return `${[...first, ...options].join('\n')}\n`;
}

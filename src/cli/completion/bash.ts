import type { OfferedCommand, WordKind } from './tree.js';

/** A script for bash from 3.2 on, without the package bash-completion. */
export function bashCompletion(commands: readonly OfferedCommand[]): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => path);
  return `# bash completion of latentcast
_latentcast() {
  local cur=\${COMP_WORDS[COMP_CWORD]} prev=\${COMP_WORDS[COMP_CWORD-1]} path='' word i
  # Bash takes "=" for a word of its own.
  if [[ $cur == '=' ]]; then cur=''; elif [[ $prev == '=' ]]; then prev=\${COMP_WORDS[COMP_CWORD-2]}; fi
  for ((i = 1; i < COMP_CWORD; i++)); do
    case "\${path:+$path }\${COMP_WORDS[i]}" in
      ${paths.map(quoted).join('|')}) path="\${path:+$path }\${COMP_WORDS[i]}" ;;
    esac
  done
  COMPREPLY=()
  case "$path $prev" in
${commands.flatMap(valueCases).join('\n')}
  esac
  if [[ $cur == -* ]]; then
    case "$path" in
${commands.map((command) => `      ${quoted(command.path)}) ${words(optionsOf(command))} ;;`).join('\n')}
    esac
    return
  fi
  case "$path" in
${commands.map((command) => `    ${quoted(command.path)}) ${argumentsOf(command)} ;;`).join('\n')}
  esac
}
complete -F _latentcast latentcast
`;
}

const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
const optionsOf = ({ options }: OfferedCommand): string[] => options.flatMap(({ flags }) => flags);

const words = (list: readonly string[]): string => `COMPREPLY=($(compgen -W ${quoted(list.join(' '))} -- "$cur"))`;

/** Names of files and folders may have spaces. */
const names = (flag: '-f' | '-d'): string =>
  `local IFS=$'\\n'; compopt -o filenames 2> /dev/null; COMPREPLY=($(compgen ${flag} -- "$cur"))`;

function reply(kind: WordKind): string {
  if (kind === 'any') return ':';
  if (kind === 'file') return names('-f');
  return kind === 'folder' ? names('-d') : words(kind.choices);
}

/** What may follow each option that has a value. */
function valueCases({ path, options }: OfferedCommand): string[] {
  return options.flatMap(({ flags, value }) =>
    value ? [`    ${flags.map((flag) => quoted(`${path} ${flag}`)).join('|')}) ${reply(value)}; return ;;`] : [],
  );
}

function argumentsOf({ subcommands, args }: OfferedCommand): string {
  if (subcommands.length > 0) return words(subcommands.map(({ name }) => name));
  const [first, ...rest] = args;
  if (first === undefined) return ':';
  if (typeof first === 'string') return reply([first, ...rest].find((kind) => kind !== 'any') ?? 'any');
  // The first argument is one of some words, and files may follow it.
  const next = rest[0] ?? 'any';
  return `case " \${COMP_WORDS[*]:1:COMP_CWORD-1} " in ${first.choices.map((each) => `*${quoted(` ${each} `)}*`).join('|')}) ${reply(next)} ;; *) ${reply(first)} ;; esac`;
}

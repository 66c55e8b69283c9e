import type { OfferedCommand, OfferedOption, WordKind } from './tree.js';

/** A script for zsh: a file of \`fpath\`, or evaluated. */
export function zshCompletion(commands: readonly OfferedCommand[]): string {
  const functions = commands.map((command) => functionOf(command));
  return `#compdef latentcast
# zsh completion of latentcast

${functions.join('\n\n')}

if [ "$funcstack[1]" = "_latentcast" ]; then
  _latentcast "$@"
else
  compdef _latentcast latentcast
fi
`;
}

const nameOf = (path: string): string =>
  ['_latentcast', ...path.split(' ').filter(Boolean)].join('_').replaceAll('-', '_');
const quoted = (text: string): string => `'${text.replaceAll("'", `'\\''`)}'`;
/** Text within a specification of `_arguments` or `_describe`. */
const escaped = (text: string): string => text.replace(/[\\:[\]]/g, (character) => `\\${character}`);

function functionOf({ path, subcommands, options, args }: OfferedCommand): string {
  const specs = options.flatMap(optionSpecs);
  if (subcommands.length === 0)
    return `${nameOf(path)}() {
  _arguments -s ${[...specs, ...args.map(argumentSpec)].map(quoted).join(' \\\n    ')}
}`;
  const offered = subcommands.map(({ name, description }) => quoted(`${escaped(name)}:${description}`));
  const prefix = path === '' ? '' : `${path} `;
  return `${nameOf(path)}() {
  local curcontext="$curcontext" state line
  local -a commands=(
    ${offered.join('\n    ')}
  )
  _arguments -C ${[...specs, '1: :->command', '*:: :->rest'].map(quoted).join(' \\\n    ')}
  case $state in
    command) _describe -t commands command commands ;;
    rest)
      case $line[1] in
${subcommands.map(({ name }) => `        ${name}) ${nameOf(prefix + name)} ;;`).join('\n')}
        help) _describe -t commands command commands ;;
      esac ;;
  esac
}`;
}

function optionSpecs({ flags, description, value, isRepeatable }: OfferedOption): string[] {
  const rest = `[${escaped(description)}]${value === undefined ? '' : `:value:${action(value)}`}`;
  // A long option takes its value as the next word, or behind "=".
  const equals = (flag: string) => (value !== undefined && flag.startsWith('--') ? '=' : '');
  return flags.map((flag) =>
    isRepeatable
      ? `*${flag}${equals(flag)}${rest}`
      : `${flags.length > 1 ? `(${flags.join(' ')})` : ''}${flag}${equals(flag)}${rest}`,
  );
}

function argumentSpec(kind: WordKind, at: number, all: readonly WordKind[]): string {
  return `${at === all.length - 1 ? '*' : at + 1}:argument:${action(kind)}`;
}

function action(kind: WordKind): string {
  if (kind === 'any') return ' ';
  if (kind === 'file') return '_files';
  return kind === 'folder' ? '_files -/' : `(${kind.choices.join(' ')})`;
}

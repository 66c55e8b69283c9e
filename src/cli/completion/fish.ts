import type { OfferedCommand, WordKind } from './tree.js';

/** A script for fish. */
export function fishCompletion(commands: readonly OfferedCommand[]): string {
  const paths = commands.filter(({ path }) => path !== '').map(({ path }) => quoted(path));
  return `# fish completion of latentcast
function __latentcast_at
    set -l path
    for word in (commandline -opc)[2..-1]
        if contains -- (string join -- ' ' $path $word) ${paths.join(' ')}
            set path $path $word
        end
    end
    set -l joined (string join -- ' ' $path)
    test "$joined" = "$argv"
end

complete -c latentcast -f
${commands.flatMap(linesOf).join('\n')}
`;
}

const quoted = (text: string): string => `'${text.replace(/['\\]/g, (character) => `\\${character}`)}'`;

function linesOf({ path, subcommands, options, args }: OfferedCommand): string[] {
  const at = `complete -c latentcast -n ${quoted(`__latentcast_at ${path}`.trim())}`;
  const lines = subcommands.map(({ name, description }) => `${at} -a ${name} -d ${quoted(description)}`);
  for (const { flags, description, value } of options) {
    const names = flags.map((flag) => (flag.startsWith('--') ? `-l ${flag.slice(2)}` : `-s ${flag.slice(1)}`));
    lines.push(`${at} ${names.join(' ')}${value ? ` -x${offer(value)}` : ''} -d ${quoted(description)}`);
  }
  const [first] = args;
  if (subcommands.length === 0 && typeof first === 'object') {
    // Files follow one of some words.
    const seen = `__fish_seen_subcommand_from ${first.choices.join(' ')}`;
    const after = (condition: string) =>
      `complete -c latentcast -n ${quoted(`__latentcast_at ${path}; and ${condition}`)}`;
    lines.push(`${after(`not ${seen}`)}${offer(first)}`);
    lines.push(...args.slice(1).map((kind) => `${after(seen)}${offer(kind)}`));
  } else if (subcommands.length === 0)
    lines.push(...args.filter((kind) => kind !== 'any').map((kind) => `${at}${offer(kind)}`));
  return [...new Set(lines)];
}

function offer(kind: WordKind): string {
  if (kind === 'any') return '';
  if (kind === 'file') return ` -a '(__fish_complete_path)'`;
  return kind === 'folder' ? ` -a '(__fish_complete_directories)'` : ` -a ${quoted(kind.choices.join(' '))}`;
}

import type { Argument, Command, Option } from 'commander';

/** What a word of a command line may be: one of some words, a file, a folder, or anything. */
export type WordKind = { readonly choices: readonly string[] } | 'file' | 'folder' | 'any';

/** An option that a shell offers. */
export interface OfferedOption {
  /** `--name`, and `-n` where there is one. */
  readonly flags: readonly string[];
  readonly description: string;
  /** Of its value; absent for an option without one. */
  readonly value?: WordKind;
  readonly isRepeatable: boolean;
}

/** A command that a shell completes. */
export interface OfferedCommand {
  /** Its words behind the program's name, such as `models add`; empty for the program itself. */
  readonly path: string;
  readonly description: string;
  readonly subcommands: readonly { readonly name: string; readonly description: string }[];
  readonly options: readonly OfferedOption[];
  /** Of its arguments, in order; the last one counts for all that follow. */
  readonly args: readonly WordKind[];
}

/** Names of arguments and of options' values that stand for files and folders. */
const FILES = /^(in|out|file|files|path|source|in\.lc)$/;
const FOLDERS = /^(dir|id\|dir)$/;

/** The program and all its commands, in the order of `--help`. */
export function offeredCommands(program: Command): OfferedCommand[] {
  const walk = (command: Command, words: readonly string[]): OfferedCommand[] => {
    const help = command.createHelp();
    const subcommands = help.visibleCommands(command).filter((each) => each.name() !== 'help');
    return [
      {
        path: words.join(' '),
        description: oneLine(command.description()),
        subcommands: subcommands.map((each) => ({ name: each.name(), description: oneLine(each.description()) })),
        options: help.visibleOptions(command).map(offeredOption),
        args: command.registeredArguments.map(argumentKind),
      },
      ...subcommands.flatMap((each) => walk(each, [...words, each.name()])),
    ];
  };
  return walk(program, []);
}

function offeredOption(option: Option): OfferedOption {
  const flags = [option.long, option.short].filter((flag) => flag !== undefined);
  const hasValue = option.required || option.optional;
  const name = /[<[]([^>\].]+)/.exec(option.flags)?.[1] ?? '';
  return {
    flags,
    description: oneLine(option.description),
    ...(hasValue && { value: wordKind(name, option.argChoices) }),
    isRepeatable: option.variadic,
  };
}

const argumentKind = (argument: Argument): WordKind => wordKind(argument.name(), argument.argChoices);

function wordKind(name: string, choices: readonly string[] | undefined): WordKind {
  if (choices) return { choices };
  return FILES.test(name) ? 'file' : FOLDERS.test(name) ? 'folder' : 'any';
}

/** The first part of a description: a shell shows it beside the word. */
const oneLine = (text: string): string => text.split(/[:;] |\n/, 1)[0]!.trim();

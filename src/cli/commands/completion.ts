import { Argument, type Command } from 'commander';
import { bashCompletion } from '../completion/bash.js';
import { fishCompletion } from '../completion/fish.js';
import { type OfferedCommand, offeredCommands } from '../completion/tree.js';
import { zshCompletion } from '../completion/zsh.js';
import { type CliContext, print } from '../context.js';

const SCRIPTS: Readonly<Record<string, (commands: readonly OfferedCommand[]) => string>> = {
  bash: bashCompletion,
  zsh: zshCompletion,
  fish: fishCompletion,
};

/** `latentcast completion SHELL`: a script that completes the command's words in a shell, without starting it. */
export function registerCompletion(program: Command, context: CliContext): void {
  program
    .command('completion')
    .description('print a script that completes commands, options and file names in a shell')
    .addArgument(new Argument('<shell>', 'the shell').choices(Object.keys(SCRIPTS)))
    .action((shell: string) => print(context, SCRIPTS[shell]!(offeredCommands(program)).trimEnd()));
}

import type { Command } from 'commander';
import { describe, expect, it } from 'vitest';
import { EXAMPLES } from '../../../src/cli/examples.js';
import { createProgram } from '../../../src/cli/program.js';
import { Capture, cli } from '../../support/cli.js';

/** The program, whose commands do nothing. @param onTaken is told of the command that would act */
function idle(onTaken: (command: Command) => void = () => {}): Command {
  const [stdin, stdout, stderr] = [process.stdin, new Capture(), new Capture()];
  const program = createProgram({ stdin, stdout, stderr, env: {}, signal: new AbortController().signal, exitCode: 0 });
  const still = (command: Command): void => {
    for (const each of command.commands) {
      each.action(() => onTaken(each));
      still(each);
    }
  };
  still(program);
  return program;
}

const commandPaths = (command: Command, words: readonly string[] = []): string[] =>
  command.commands.flatMap((each) => {
    const path = [...words, each.name()];
    return [path.join(' '), ...commandPaths(each, path)];
  });

/** The words of a line up to what the shell does with it: `>`, `<` and `|`. */
const wordsOf = (line: string): string[] =>
  [...line.split(/ [|<>] /, 1)[0]!.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain!);

describe('the examples in the help', () => {
  it('are those of every command, and of no other', () => {
    expect(Object.keys(EXAMPLES).sort()).toEqual(commandPaths(idle()).sort());
  });

  it.each(Object.entries(EXAMPLES).flatMap(([path, lines]) => lines.map(([line]) => [line, path] as const)))(
    'latentcast %s: is a line that the command takes',
    async (line, path) => {
      expect(line === path || line.startsWith(`${path} `), `${line} is of ${path}`).toBe(true);
      let taken: Command | undefined;
      const program = idle((command) => {
        taken = command;
      });
      await expect(program.parseAsync(wordsOf(line), { from: 'user' })).resolves.toBeDefined();
      // None of its options was taken by a command above it.
      for (const [flag] of line.split(/ [|<>] /, 1)[0]!.matchAll(/(?<= )--[a-z0-9-]+/g)) {
        const option = taken!.options.find(({ long }) => long === flag);
        expect(option && taken!.getOptionValueSource(option.attributeName()), `${flag} of ${path}`).toBe('cli');
      }
    },
  );

  it('are shown by --help of each command, in lines that a terminal of 120 columns holds', async () => {
    for (const path of Object.keys(EXAMPLES)) {
      const { code, out } = await cli([...path.split(' '), '--help']);
      expect(code).toBe(0);
      const shown = out.slice(out.indexOf('Examples:')).split('\n');
      expect(shown[1], path).toMatch(new RegExp(`^ {2}latentcast ${path}`));
      for (const line of shown) expect(line.length, line).toBeLessThanOrEqual(120);
    }
  });
});

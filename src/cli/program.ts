import { readFileSync } from 'node:fs';
import { Command, CommanderError } from 'commander';
import { CodecError } from '../core/errors.js';
import { singleLine } from '../core/single-line.js';
import { fileError } from '../node/files/file-errors.js';
import { isBrokenPipe } from '../node/files/stream-write.js';
import { hasColours } from '../node/has-colours.js';
import { coloured, colourFor } from './colour.js';
import { registerAdmin } from './commands/admin.js';
import { registerBench } from './commands/bench.js';
import { registerCompare } from './commands/compare.js';
import { registerCompletion } from './commands/completion.js';
import { registerDecode } from './commands/decode.js';
import { registerDemo } from './commands/demo.js';
import { registerDevices } from './commands/devices.js';
import { registerDoctor } from './commands/doctor.js';
import { registerEncode } from './commands/encode.js';
import { registerInspect } from './commands/inspect.js';
import { registerListen } from './commands/listen.js';
import { registerLoadTest } from './commands/load-test.js';
import { registerModels } from './commands/models.js';
import { registerSend } from './commands/send.js';
import { registerServe } from './commands/serve.js';
import { registerSession } from './commands/session.js';
import { registerToken } from './commands/token.js';
import { type CliContext, note } from './context.js';
import { addExamples } from './examples.js';
import { EXIT } from './exit.js';

/** Adds one command to the program; each file of `commands/` exports one. */
export type Register = (program: Command, context: CliContext) => void;

/** In the order in which `--help` lists them. */
const COMMANDS: readonly Register[] = [
  registerDemo,
  registerEncode,
  registerDecode,
  registerInspect,
  registerCompare,
  registerServe,
  registerAdmin,
  registerToken,
  registerSend,
  registerListen,
  registerSession,
  registerDevices,
  registerModels,
  registerDoctor,
  registerBench,
  registerLoadTest,
  registerCompletion,
];

/** Version of this package, as its package.json states. */
export function packageVersion(): string {
  const text = readFileSync(new URL('../../package.json', import.meta.url), 'utf8');
  return (JSON.parse(text) as { version: string }).version;
}

/** The program with all its commands, which use `context`. */
export function createProgram(context: CliContext): Command {
  const program = new Command('latentcast')
    .description('A streaming neural audio codec: voice and music over a link of 1.4 kbit/s.')
    .version(packageVersion(), '-V, --version')
    .showSuggestionAfterError(true)
    // Without it `models` would take what is behind its own commands: the --json of `models list --json`.
    .enablePositionalOptions()
    .exitOverride()
    .configureHelp({
      styleTitle: (text) => coloured(text, 'bold'),
      styleCommandText: (text) => coloured(text, 'bold'),
      styleOptionTerm: (text) => coloured(text, 'cyan'),
      styleSubcommandTerm: (text) => coloured(text, 'cyan'),
    })
    .addHelpText('after', '\n`latentcast COMMAND --help` has examples; `latentcast completion SHELL` completes words.')
    .configureOutput({
      getOutHasColors: () => hasColours(context.stdout, context.env),
      getErrHasColors: () => hasColours(context.stderr, context.env),
      writeOut: (text) => void context.stdout.write(text),
      writeErr: (text) => void context.stderr.write(text),
      // Commander writes suggestions on a second line; errors here are one line.
      outputError: (text, write) =>
        write(
          `${failurePrefix(context)} ${text
            .replace(/^error: /, '')
            .trim()
            .replace(/\s*\n\s*/g, ' ')}\n`,
        ),
    });
  // Settings are inherited by the commands that are added after them.
  for (const register of COMMANDS) register(program, context);
  addExamples(program);
  return program;
}

/**
 * Runs one command line. Never throws: an error is one line on standard error.
 *
 * @param args without the interpreter and the script
 * @returns the exit code, one of `EXIT`
 */
export async function run(args: readonly string[], context: CliContext): Promise<number> {
  const unreadable = args.find((arg) => arg.includes('\ufffd'));
  if (unreadable !== undefined) {
    note(context, `${unreadable}: a name that is not UTF-8 cannot be opened or written; rename the file`);
    return EXIT.usage;
  }
  try {
    await createProgram(context).parseAsync([...args], { from: 'user' });
    return context.exitCode;
  } catch (error) {
    if (error instanceof CommanderError) return error.exitCode === 0 ? EXIT.ok : EXIT.usage;
    // A reader that closes early (`| head`) is not a failure.
    if (isBrokenPipe(error) || isBrokenPipe(context.signal.reason)) return EXIT.ok;
    const { aborted, reason } = context.signal;
    if (aborted && isSystemError(reason)) {
      note(context, fileError('write', 'standard output', reason).message);
      return EXIT.failed;
    }
    if (aborted && !isRefusal(error)) {
      note(context, 'interrupted');
      return EXIT.interrupted;
    }
    for (const line of describe(error)) context.stderr.write(`${failurePrefix(context)} ${singleLine(line)}\n`);
    // The stack helps with anything but a CodecError, whose message is complete.
    if (context.env.LATENTCAST_DEBUG && error instanceof Error) context.stderr.write(`${error.stack}\n`);
    return isRefusal(error) ? EXIT.usage : EXIT.failed;
  }
}

/** In front of an error: red on a terminal. */
const failurePrefix = (context: CliContext): string => colourFor(context, 'stderr')('latentcast:', 'red');

/** What a full disk or a broken device behind standard output aborts the command with. */
const isSystemError = (reason: unknown): boolean => typeof (reason as { code?: unknown } | null)?.code === 'string';

/** The command line, or the configuration, has to be changed: nothing was done. */
const isRefusal = (error: unknown): boolean =>
  error instanceof CodecError && (error.code === 'OUTPUT_REFUSED' || error.code === 'CONFIG');

/** One line, or one for each problem of a configuration. */
function describe(error: unknown): string[] {
  if (error instanceof CodecError) {
    const lines = (error.code === 'CONFIG' ? error.message.split('\n') : [error.message]).map(oneLine);
    return error.needsToken ? [...lines, 'a key or token is given in LATENTCAST_TOKEN or with --token-file'] : lines;
  }
  if (error instanceof Error) return [oneLine(`${error.message} (LATENTCAST_DEBUG=1 shows where)`)];
  return [oneLine(String(error))];
}

const oneLine = (text: string): string => text.trim().replace(/\s*\n\s*/g, ' ');

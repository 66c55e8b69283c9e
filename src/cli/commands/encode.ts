import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { PCM_BYTES, type PcmEncoding } from '../../core/dsp/pcm.js';
import { integerArg } from '../arguments.js';
import { type CliContext, note } from '../context.js';
import type { EncodeCommandOptions } from '../encode-options.js';
import { NOT_APPLICABLE, refuseOptions } from '../not-applicable.js';
import {
  forceOption,
  isRawDeclared,
  jsonOption,
  modelOption,
  planesOption,
  quietOption,
  rawOption,
  rawPcmOptions,
  searchOption,
  stereoOption,
} from '../options.js';
import { STANDARD } from '../standard-streams.js';
import { encodeMany } from './encode-many.js';
import { encodeOne } from './encode-one.js';

/** Options as they are typed. */
interface Options {
  readonly bits: number;
  readonly format?: keyof typeof FORMATS | PcmEncoding;
  readonly rate: number;
  readonly channels: number;
  readonly pack?: true;
  readonly stereo?: true;
  readonly search?: number;
  readonly model: string;
  readonly jobs: number;
  readonly force?: true;
  readonly quiet?: true;
  readonly json?: true;
}

/** Names of bit depths, and their bits per latent value. */
const FORMATS = { f32: 8, '2bit': 2, '1bit': 1 } as const;

const isBitsName = (format: string | undefined): format is keyof typeof FORMATS =>
  format !== undefined && format in FORMATS;

/** `latentcast encode IN OUT.lc`, or several files and folders into a folder. */
export function registerEncode(program: Command, context: CliContext): void {
  const command = program
    .command('encode')
    .description('encode audio into .lc files: WAV, FLAC, Ogg, MP3, and with FFmpeg installed every format it reads')
    .usage('[options] <in...> <out>')
    .argument('<in>', 'audio file, folder, or - for standard input: an audio file, or raw PCM')
    .argument(
      '[out...]',
      'more inputs, then the .lc file, or - for standard output; for several inputs or a folder, the folder for the results',
    )
    .addOption(planesOption('--bits <n>', 'bits per latent value, 1 to 8').default(1))
    .addOption(
      new Option(
        '--format <name>',
        'bits by name: f32 stands for 8 bits, the most that a file holds; or the sample format of raw PCM',
      ).choices([...Object.keys(FORMATS), ...Object.keys(PCM_BYTES)]),
    );
  for (const option of rawPcmOptions()) if (option.long !== '--format') command.addOption(option);
  command
    .addOption(rawOption())
    .option('--pack', 'compress the bits without loss: 10 to 33 % smaller')
    .addOption(stereoOption())
    .addOption(searchOption())
    .addOption(modelOption())
    .option('--jobs <n>', 'files at a time; by default one per core', integerArg(1, 64), availableParallelism())
    .addOption(forceOption())
    .addOption(quietOption())
    .addOption(jsonOption())
    .action(async (first: string, more: readonly string[], given: Options) => {
      const output = more.at(-1);
      if (output === undefined) return command.error(`error: missing required argument 'out': encode ${first} OUT.lc`);
      const inputs = [first, ...more.slice(0, -1)];
      const isFolderInput = await isFolder(first);
      const isSingle = inputs.length === 1 && !isFolderInput && !(await isFolder(output));
      refuse(command, inputs, output, isSingle, given, isFolderInput);
      const options = parse(command, given);
      if (given.format === 'f32' && !options.quiet)
        note(
          context,
          'a file holds at most 8 bits per value: f32 is encoded with 8, whose error is about 40 dB below the float32 values',
        );
      if (isSingle) await encodeOne(context, first, output, options);
      else await encodeMany(context, inputs, output, options);
    });
}

/** Ends the command as wrong usage for arguments that contradict one another. */
function refuse(
  command: Command,
  inputs: readonly string[],
  output: string,
  isSingle: boolean,
  { format }: Options,
  isFolderInput: boolean,
): void {
  const uses = NOT_APPLICABLE.encode;
  const isPiped = inputs.includes(STANDARD);
  refuseOptions(
    command,
    ...(isPiped ? [] : [uses.inputFile]),
    ...(isSingle ? [uses.singleFile] : []),
    ...(output === STANDARD ? [uses.standardOutput] : []),
  );
  if (isBitsName(format) && command.getOptionValueSource('bits') === 'cli')
    command.error("error: option '--format <name>' cannot be used with option '--bits <n>'");
  if (format !== undefined && !isBitsName(format) && !isPiped)
    command.error(`error: option '--format ${format}' does not apply to ${uses.inputFile.what}`);
  if (isSingle) return;
  if (isPiped) command.error('error: - must be the only input, and the output a file or -');
  if (output === STANDARD)
    command.error('error: several inputs or a folder are encoded into a folder, got - as output');
  if (output.toLowerCase().endsWith('.lc') && inputs.length === 1 && !isFolderInput)
    command.error(`error: ${output} is a folder, and a file must be named`);
  if (output.toLowerCase().endsWith('.lc'))
    command.error(`error: several inputs or a folder are encoded into a folder, got ${output} as output`);
}

function parse(command: Command, given: Options): EncodeCommandOptions {
  const { format } = given;
  return {
    file: {
      planes: isBitsName(format) ? FORMATS[format] : given.bits,
      pack: given.pack === true,
      stereo: given.stereo === true,
      ...(given.search !== undefined && { searchSteps: given.search }),
      replace: given.force === true,
    },
    raw: {
      form: {
        sampleRateHz: given.rate,
        channels: given.channels,
        encoding: format === undefined || isBitsName(format) ? 's16le' : format,
      },
      isRaw: isRawDeclared(command, 'rate', 'channels') || (format !== undefined && !isBitsName(format)),
    },
    model: given.model,
    jobs: given.jobs,
    quiet: given.quiet === true,
    json: given.json === true,
  };
}

const isFolder = (path: string): Promise<boolean> =>
  path === STANDARD
    ? Promise.resolve(false)
    : stat(path).then(
        (info) => info.isDirectory(),
        () => false,
      );

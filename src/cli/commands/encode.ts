import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { framesToMs } from '../../core/latent/format.js';
import { openAnyAudio } from '../../node/files/ffmpeg-source.js';
import { encodeFile } from '../../node/files/file-encode.js';
import { integerArg } from '../arguments.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { digits, formatBytes, formatDuration, formatRate, formatRtf } from '../format.js';
import { openModel } from '../model.js';
import { jsonOption, modelOption, planesOption, stereoOption } from '../options.js';
import { startProgress } from '../progress.js';
import { mayBeStereo } from '../stereo.js';
import { type EncodeCommandOptions, encodeMany } from './encode-many.js';

/** Options as they are typed. */
interface Options {
  readonly bits: number;
  readonly format?: keyof typeof FORMATS;
  readonly pack?: true;
  readonly stereo?: true;
  readonly model: string;
  readonly jobs: number;
  readonly json?: true;
}

/** Names of bit depths, and their bits per latent value. */
const FORMATS = { f32: 8, '2bit': 2, '1bit': 1 } as const;

/** `latentcast encode IN OUT.lc`, or several files and folders into a folder. */
export function registerEncode(program: Command, context: CliContext): void {
  program
    .command('encode')
    .description('encode audio into .lc files: WAV, FLAC, Ogg, MP3, and with FFmpeg installed every format it reads')
    .argument('<in>', 'audio file or folder')
    .argument('<more...>', 'more inputs, then the .lc file; for several inputs or a folder, the folder for the results')
    .addOption(planesOption('--bits <n>', 'bits per latent value, 1 to 8').default(1))
    .addOption(
      new Option('--format <name>', 'bits by name: f32 is 8 bits, the maximum of a file')
        .choices(Object.keys(FORMATS))
        .conflicts('bits'),
    )
    .option('--pack', 'compress the bits without loss: 10 to 33 % smaller')
    .addOption(stereoOption())
    .addOption(modelOption())
    .option('--jobs <n>', 'files at a time; by default one per core', integerArg(1, 64), availableParallelism())
    .addOption(jsonOption())
    .action(async (first: string, more: readonly string[], given: Options) => {
      const options: EncodeCommandOptions = {
        file: {
          planes: given.format ? FORMATS[given.format] : given.bits,
          pack: given.pack === true,
          stereo: given.stereo === true,
        },
        model: given.model,
        jobs: given.jobs,
        json: given.json === true,
      };
      if (given.format === 'f32')
        note(
          context,
          'a file holds at most 8 bits per value: f32 is encoded with 8, whose error is about 40 dB below the float32 values',
        );
      const inputs = [first, ...more.slice(0, -1)];
      const output = more.at(-1)!;
      if (inputs.length > 1 || (await isFolder(first)) || (await isFolder(output)))
        await encodeMany(context, inputs, output, options);
      else await encode(context, first, output, options);
    });
}

const isFolder = (path: string): Promise<boolean> =>
  stat(path).then(
    (info) => info.isDirectory(),
    () => false,
  );

async function encode(
  context: CliContext,
  input: string,
  output: string,
  options: EncodeCommandOptions,
): Promise<void> {
  const source = await openAnyAudio(input, context.env);
  try {
    const model = await openModel(context, options.model, 'encode');
    const { format } = model.info;
    const stereo = mayBeStereo(context, input, source, model, options.file);
    const total = source.totalSamples && source.totalSamples / source.sampleRateHz;
    const progress = startProgress(context, {
      label: 'encoding',
      format: (value) => formatDuration(value),
      ...(total !== undefined && { total }),
    });
    try {
      const result = await encodeFile(source, output, {
        ...options.file,
        model,
        stereo,
        signal: context.signal,
        onProgress: ({ frames }) => progress.update(framesToMs(format, frames) / 1000),
      });
      progress.stop();
      for (const warning of result.warnings) note(context, warning);
      const wavBytes = result.samples * 2 * (stereo ? 2 : format.channels);
      if (options.json) return printJson(context, { input, output, model: model.info.id, ...result });
      print(
        context,
        `${output}: ${formatDuration(result.seconds)}, ${result.frames} frames at ${result.planes} bit${result.planes > 1 ? 's' : ''}, ` +
          `${formatBytes(result.payloadBytes)} of payload (${formatRate((result.payloadBytes * 8) / result.seconds)}), ` +
          `${formatBytes(result.fileBytes)} as a file, ${digits(wavBytes / result.fileBytes)} times smaller than WAV, ${formatRtf(result.realTimeFactor)}`,
      );
    } finally {
      progress.stop();
      await model.close();
    }
  } finally {
    await source.close();
  }
}

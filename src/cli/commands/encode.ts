import { stat } from 'node:fs/promises';
import { availableParallelism } from 'node:os';
import { type Command, Option } from 'commander';
import { openAnyAudio } from '../../node/files/ffmpeg-source.js';
import { encodeFile } from '../../node/files/file-encode.js';
import { integerArg } from '../arguments.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { digits, formatBytes, formatDuration, formatRate, formatRtf } from '../format.js';
import { openModel } from '../model.js';
import { jsonOption, modelOption, planesOption, stereoOption } from '../options.js';
import { startProgress } from '../progress.js';
import { mayBeStereo } from '../stereo.js';
import { encodeMany } from './encode-many.js';

interface Options {
  readonly bits: number;
  readonly format?: keyof typeof FORMATS;
  readonly pack?: true;
  readonly stereo?: true;
  readonly model: string;
  readonly jobs: number;
  readonly json?: true;
}

/** Names of the post that this codec goes back to, and the bits that stand for them. */
const FORMATS = { f32: 8, '2bit': 2, '1bit': 1 } as const;

/** `latentcast encode IN OUT.lc`, or several files and folders into a folder. */
export function registerEncode(program: Command, context: CliContext): void {
  program
    .command('encode')
    .description('encode audio into .lc files: WAV, FLAC, Ogg, MP3, and with FFmpeg installed whatever it reads')
    .argument('<in>', 'audio file or folder')
    .argument(
      '<more...>',
      'further ones, and last the .lc file; for several files or a folder, the folder for the results',
    )
    .addOption(planesOption('--bits <n>', 'bits per latent value, 1 to 8').default(1))
    .addOption(
      new Option('--format <name>', 'the same by another name: f32 is 8 bits, the finest that a file holds')
        .choices(Object.keys(FORMATS))
        .conflicts('bits'),
    )
    .option('--pack', 'squeeze the bits further without loss: a tenth to a third less')
    .addOption(stereoOption())
    .addOption(modelOption())
    .option('--jobs <n>', 'files at a time; by default one a core', integerArg(1, 64), availableParallelism())
    .addOption(jsonOption())
    .action(async (first: string, more: readonly string[], given: Options) => {
      const options = { ...given, bits: given.format ? FORMATS[given.format] : given.bits };
      if (given.format === 'f32')
        note(
          context,
          'a file holds at most 8 bits a value: f32 is taken as 8, which differ from float32 by about 40 dB',
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

async function encode(context: CliContext, input: string, output: string, options: Options): Promise<void> {
  const source = await openAnyAudio(input, context.env);
  try {
    const model = await openModel(context, options.model, 'encode');
    const { format } = model.info;
    const isStereo = mayBeStereo(context, input, source, model, options);
    const seconds = (frames: number): number => (frames * format.hopSamples) / format.sampleRateHz;
    const total = source.totalSamples && source.totalSamples / source.sampleRateHz;
    const progress = startProgress(context, {
      label: 'encoding',
      format: (value) => formatDuration(value),
      ...(total !== undefined && { total }),
    });
    try {
      const result = await encodeFile(source, output, {
        model,
        planes: options.bits,
        pack: options.pack === true,
        stereo: isStereo,
        signal: context.signal,
        onProgress: ({ frames }) => progress.update(seconds(frames)),
      });
      progress.stop();
      for (const warning of result.warnings) note(context, warning);
      const wavBytes = result.samples * 2 * (isStereo ? 2 : format.channels);
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

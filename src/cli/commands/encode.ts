import type { Command } from 'commander';
import { openAudioFile } from '../../node/audio-file.js';
import { encodeFile } from '../../node/file-encode.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { digits, formatBytes, formatDuration, formatRate, formatRtf } from '../format.js';
import { openModel } from '../model.js';
import { jsonOption, modelOption, planesOption } from '../options.js';
import { startProgress } from '../progress.js';

interface Options {
  readonly bits: number;
  readonly model: string;
  readonly json?: true;
}

/** `latentcast encode IN OUT.lc` */
export function registerEncode(program: Command, context: CliContext): void {
  program
    .command('encode')
    .description('encode a WAV, FLAC, Ogg or MP3 file into an .lc file')
    .argument('<in>', 'audio file')
    .argument('<out>', '.lc file')
    .addOption(planesOption('--bits <n>', 'bits per latent value, 1 to 8').default(1))
    .addOption(modelOption())
    .addOption(jsonOption())
    .action((input: string, output: string, options: Options) => encode(context, input, output, options));
}

async function encode(context: CliContext, input: string, output: string, options: Options): Promise<void> {
  const source = await openAudioFile(input);
  try {
    const model = await openModel(context, options.model, 'encode');
    const { format } = model.info;
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
        signal: context.signal,
        onProgress: ({ frames }) => progress.update(seconds(frames)),
      });
      progress.stop();
      for (const warning of result.warnings) note(context, warning);
      const wavBytes = result.samples * 2 * format.channels;
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

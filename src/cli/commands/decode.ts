import type { Command } from 'commander';
import { type LcHeader, lcModelMatches } from '../../core/file/lc-file.js';
import { AUDIO_LIMITS } from '../../node/files/audio-limits.js';
import { type DecodeFileOptions, decodeFile } from '../../node/files/file-decode.js';
import { rawPcmSink } from '../../node/files/raw-pcm.js';
import { wavFileSink } from '../../node/files/wav.js';
import { listModels, modelRoots } from '../../node/model/model-files.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { integerArg } from '../arguments.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { formatDuration, formatRtf } from '../format.js';
import { openModel } from '../model.js';
import { jsonOption, planesOption } from '../options.js';
import { startProgress } from '../progress.js';

/** Options as they are typed. */
interface Options {
  readonly model?: string;
  readonly rate?: number;
  readonly planes?: number;
  readonly channels?: number;
  readonly json?: true;
}

/** `latentcast decode IN.lc OUT.wav` */
export function registerDecode(program: Command, context: CliContext): void {
  program
    .command('decode')
    .description('decode an .lc file into a WAV file, or as raw 16-bit PCM to standard output (-)')
    .argument('<in>', '.lc file')
    .argument('<out>', 'WAV file, or - for standard output')
    .option('--model <id|dir>', "model to use; by default the one that the file's hash names")
    .option(
      '--rate <hz>',
      "sample rate of the output; by default the model's",
      integerArg(...AUDIO_LIMITS.sampleRateHz),
    )
    .option(
      '--channels <n>',
      "channels of the output; by default 2 for a stereo file, else the model's",
      integerArg(...AUDIO_LIMITS.channels),
    )
    .addOption(planesOption('--planes <n>', 'decode at most this many bits per value'))
    .addOption(jsonOption())
    .action((input: string, output: string, options: Options) =>
      decode(context, input, output, {
        file: {
          ...(options.planes !== undefined && { planes: options.planes }),
          ...(options.channels !== undefined && { channels: options.channels }),
          ...(options.rate !== undefined && { sampleRateHz: options.rate }),
        },
        model: options.model,
        json: options.json === true,
      }),
    );
}

interface DecodeCommandOptions {
  readonly file: Pick<DecodeFileOptions, 'planes' | 'channels' | 'sampleRateHz'>;
  readonly model: string | undefined;
  readonly json: boolean;
}

async function decode(
  context: CliContext,
  input: string,
  output: string,
  options: DecodeCommandOptions,
): Promise<void> {
  const progress = startProgress(context, { label: 'decoding', format: (frames) => `${frames} frames` });
  let model: OnnxModel | undefined;
  try {
    const result = await decodeFile(input, {
      ...options.file,
      signal: context.signal,
      openModel: async (header) => {
        model = await openModel(context, options.model ?? (await modelOf(header, context)), 'decode');
        return model;
      },
      openSink: async (form) =>
        output === '-'
          ? rawPcmSink(context.stdout, { ...form, encoding: 's16le' })
          : wavFileSink(output, { sampleRateHz: form.sampleRateHz, channels: form.channels }),
      onProgress: ({ frames }) => progress.update(frames),
    });
    progress.stop();
    for (const damage of result.damage) note(context, `${input}: at byte ${damage.offset}: ${damage.message}`);
    if (output === '-') return;
    const { header: _header, ...figures } = result;
    if (options.json) printJson(context, { input, output, model: model?.info.id, ...figures });
    else
      print(
        context,
        `${output}: ${formatDuration(result.seconds)}, ${result.samples} samples, ${formatRtf(result.realTimeFactor)}`,
      );
  } finally {
    progress.stop();
    await model?.close();
  }
}

/** Folder of the installed model that decodes the file; undefined for none: the default model then refuses the file. */
async function modelOf(header: LcHeader, context: CliContext): Promise<string | undefined> {
  const found = (await listModels(modelRoots(context.env))).flatMap((entry) => (entry.ok ? [entry.model] : []));
  return found.find((m) => [m.sha256, ...m.manifest.compatibleWith].some((sha256) => lcModelMatches(header, sha256)))
    ?.dir;
}

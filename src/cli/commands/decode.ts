import type { Command } from 'commander';
import type { PcmEncoding } from '../../core/dsp/pcm.js';
import { type LcHeader, lcModelMatches } from '../../core/file/lc-file.js';
import { framesToMs } from '../../core/latent/format.js';
import { singleLine } from '../../core/single-line.js';
import { AUDIO_LIMITS } from '../../node/files/audio-limits.js';
import { type DecodedForm, type DecodeFileOptions, decodeFile } from '../../node/files/file-decode.js';
import { WAV_KIND } from '../../node/files/output-kind.js';
import { rawPcmSink } from '../../node/files/raw-pcm.js';
import { wavFileSink, wavStreamSink } from '../../node/files/wav.js';
import { listModels, modelRoots } from '../../node/model/model-files.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { integerArg } from '../arguments.js';
import { type CliContext, note, print } from '../context.js';
import { EXIT } from '../exit.js';
import { formatCount, formatDuration, formatTook } from '../format.js';
import { openModel } from '../model.js';
import { NOT_APPLICABLE, refuseOptions } from '../not-applicable.js';
import { forceOption, jsonOption, planesOption, quietOption, sampleFormatOption, wavEncoding } from '../options.js';
import { type Progress, startProgress } from '../progress.js';
import { checkOutputArgument, descriptorOf, inputReferences, STANDARD } from '../standard-streams.js';

/** Options as they are typed. */
interface Options {
  readonly model?: string;
  readonly rate?: number;
  readonly planes?: number;
  readonly channels?: number;
  readonly format: PcmEncoding;
  readonly wav?: true;
  readonly force?: true;
  readonly quiet?: true;
  readonly json?: true;
}

/** `latentcast decode IN.lc OUT.wav` */
export function registerDecode(program: Command, context: CliContext): void {
  const command = program
    .command('decode')
    .description('decode an .lc file into a WAV file, or as raw PCM to standard output (-)')
    .argument('<in>', '.lc file, or - for standard input')
    .argument('<out>', 'WAV file, or - for raw PCM on standard output, or WAV with --wav')
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
    .addOption(sampleFormatOption('sample format of the output').default('s16le'))
    .option('--wav', 'write WAV to standard output, with a header that leaves the length open')
    .addOption(planesOption('--planes <n>', 'decode at most this many bits per value'))
    .addOption(forceOption())
    .addOption(quietOption())
    .addOption(jsonOption());
  command.action((input: string, output: string, options: Options) => {
    const isRaw = output === STANDARD && !options.wav;
    refuseOptions(command, NOT_APPLICABLE.decode[output === STANDARD ? 'standardOutput' : 'file']);
    return decode(context, input, output, {
      file: {
        ...(options.planes !== undefined && { planes: options.planes }),
        ...(options.channels !== undefined && { channels: options.channels }),
        ...(options.rate !== undefined && { sampleRateHz: options.rate }),
      },
      rawEncoding: isRaw ? options.format : undefined,
      wavEncoding: isRaw ? 's16le' : wavEncoding(command, options.format),
      model: options.model,
      replace: options.force === true,
      quiet: options.quiet === true,
      json: options.json === true,
    });
  });
}

interface DecodeCommandOptions {
  readonly file: Pick<DecodeFileOptions, 'planes' | 'channels' | 'sampleRateHz'>;
  /** Of raw PCM; undefined where WAV is written. */
  readonly rawEncoding: PcmEncoding | undefined;
  readonly wavEncoding: 's16le' | 's24le' | 'f32le';
  readonly model: string | undefined;
  readonly replace: boolean;
  readonly quiet: boolean;
  readonly json: boolean;
}

async function decode(
  context: CliContext,
  input: string,
  output: string,
  options: DecodeCommandOptions,
): Promise<void> {
  const { signal } = context;
  const { replace, rawEncoding } = options;
  const inputs = inputReferences(context, input);
  const { isStandardOutput } = await checkOutputArgument(context, output, { kind: WAV_KIND, replace, inputs });
  let progress: Progress | undefined;
  let model: OnnxModel | undefined;
  const seconds = (frames: number): number => (model ? framesToMs(model.info.format, frames) / 1000 : 0);
  const descriptor = descriptorOf(context.stdin);
  const source =
    input === STANDARD ? { stream: context.stdin, ...(descriptor !== undefined && { input: descriptor }) } : input;
  try {
    const result = await decodeFile(source, {
      ...options.file,
      signal,
      openModel: async (header) => {
        model = await openModel(context, options.model ?? (await modelOf(header, context)), 'decode');
        return model;
      },
      openSink: async (form: DecodedForm) => {
        const { sampleRateHz, channels } = form;
        if (rawEncoding !== undefined) return rawPcmSink(context.stdout, { ...form, encoding: rawEncoding });
        return output === STANDARD
          ? wavStreamSink(context.stdout, { sampleRateHz, channels, encoding: options.wavEncoding })
          : wavFileSink(output, { ...form, replace, signal, encoding: options.wavEncoding });
      },
      onProgress: ({ frames, totalFrames }) => {
        progress ??= startProgress(context, {
          label: 'decoding',
          format: (value) => formatDuration(value),
          isQuiet: options.quiet,
          ...(totalFrames !== undefined && { total: seconds(totalFrames) }),
        });
        progress.update(seconds(frames));
      },
    });
    progress?.stop();
    const name = input === STANDARD ? 'standard input' : input;
    if (!options.quiet || result.isPartial)
      for (const damage of result.damage) note(context, `${name}: at byte ${damage.offset}: ${damage.message}`);
    if (result.isPartial) {
      context.exitCode = EXIT.partial;
      note(context, `${name}: ${missing(result, seconds(result.lostFrames))}; the decoded audio is partial`);
    }
    const { header: _header, ...figures } = result;
    const show = (text: string): void =>
      isStandardOutput ? void context.stderr.write(`${text}\n`) : print(context, text);
    if (options.json) show(JSON.stringify({ input, output, model: model?.info.id, ...figures }, null, 2));
    else if (!options.quiet && !isStandardOutput)
      print(
        context,
        singleLine(
          `${output}: ${formatDuration(result.seconds)}, ${result.samples} samples, ${formatTook(result.realTimeFactor * result.seconds)}`,
        ),
      );
  } finally {
    progress?.stop();
    await model?.close();
  }
}

/** What a partial file lacks, as a part of a line for a person. */
function missing(
  { lostFrames, frames, header, damage }: Awaited<ReturnType<typeof decodeFile>>,
  lostSeconds: number,
): string {
  const lost =
    lostFrames > 0
      ? `${formatCount(lostFrames)} of ${formatCount(frames)} frames (${formatDuration(lostSeconds)}) are missing and were concealed`
      : '';
  const end = damage.some((place) => place.frames === undefined)
    ? `the end is missing after ${formatDuration((frames * header.hopSamples) / header.sampleRateHz)}`
    : '';
  return [lost, end].filter(Boolean).join(', and ');
}

/** Folder of the installed model that decodes the file; undefined for none: the default model then refuses the file. */
async function modelOf(header: LcHeader, context: CliContext): Promise<string | undefined> {
  const found = (await listModels(modelRoots(context.env))).flatMap((entry) => (entry.ok ? [entry.model] : []));
  return found.find((m) => [m.sha256, ...m.manifest.compatibleWith].some((sha256) => lcModelMatches(header, sha256)))
    ?.dir;
}

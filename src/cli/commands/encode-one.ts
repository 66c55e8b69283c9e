import { framesToMs } from '../../core/latent/format.js';
import { singleLine } from '../../core/single-line.js';
import type { FileAudioSource } from '../../node/files/block-source.js';
import { type EncodeFileResult, encodeFile } from '../../node/files/file-encode.js';
import { openAudio } from '../../node/files/open-audio.js';
import { LC_KIND } from '../../node/files/output-kind.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { type CliContext, note, print } from '../context.js';
import type { EncodeCommandOptions } from '../encode-options.js';
import { EXIT } from '../exit.js';
import { digits, formatBytes, formatDuration, formatRate, formatTook } from '../format.js';
import { openModel } from '../model.js';
import { openAudioOptions } from '../open-audio.js';
import { startProgress } from '../progress.js';
import { checkOutputArgument, inputReferences, STANDARD } from '../standard-streams.js';
import { mayBeStereo } from '../stereo.js';

/** Encodes one file or standard input into one file or standard output. */
export async function encodeOne(
  context: CliContext,
  input: string,
  output: string,
  options: EncodeCommandOptions,
): Promise<void> {
  const inputs = inputReferences(context, input);
  const target = { kind: LC_KIND, replace: options.file.replace === true, inputs };
  const { isStandardOutput } = await checkOutputArgument(context, output, target);
  const source = await openAudio(input, openAudioOptions(context, options.raw));
  try {
    const model = await openModel(context, options.model, 'encode');
    try {
      await encode(context, { input, output, isStandardOutput, source, model }, options);
    } finally {
      await model.close();
    }
  } finally {
    await source.close();
  }
}

interface Job {
  readonly input: string;
  readonly output: string;
  readonly isStandardOutput: boolean;
  readonly source: FileAudioSource;
  readonly model: OnnxModel;
}

async function encode(context: CliContext, job: Job, options: EncodeCommandOptions): Promise<void> {
  const { input, output, source, model } = job;
  const { format } = model.info;
  const stereo = mayBeStereo(context, input, source, model, options.file);
  const total = source.totalSamples && source.totalSamples / source.sampleRateHz;
  const progress = startProgress(context, {
    label: 'encoding',
    format: (value) => formatDuration(value),
    isQuiet: options.quiet,
    ...(total !== undefined && { total }),
  });
  try {
    const result = await encodeFile(source, output === STANDARD ? context.stdout : output, {
      ...options.file,
      model,
      stereo,
      signal: context.signal,
      onProgress: ({ frames }) => progress.update(framesToMs(format, frames) / 1000),
    });
    progress.stop();
    if (!options.quiet || result.isPartial) for (const warning of result.warnings) note(context, warning);
    if (result.isPartial) context.exitCode = EXIT.partial;
    report(context, job, stereo ? 2 : format.channels, result, options);
  } finally {
    progress.stop();
  }
}

function report(
  context: CliContext,
  { input, output, isStandardOutput, model }: Job,
  channels: number,
  result: EncodeFileResult,
  options: EncodeCommandOptions,
): void {
  // Standard output is the file.
  const show = (text: string): void =>
    isStandardOutput ? void context.stderr.write(`${text}\n`) : print(context, text);
  if (options.json) {
    show(JSON.stringify({ input, output, model: model.info.id, ...result }, null, 2));
  }
  if (options.json || options.quiet) return;
  const wavBytes = result.samples * 2 * channels;
  const text =
    `${output}: ${formatDuration(result.seconds)}, ${result.frames} frames at ${result.planes} bit${result.planes > 1 ? 's' : ''}, ` +
    `${formatBytes(result.payloadBytes)} of payload (${formatRate((result.payloadBytes * 8) / result.seconds)}), ` +
    `${formatBytes(result.fileBytes)} as a file, ${digits(wavBytes / result.fileBytes)} times smaller than WAV, ${formatTook(result.realTimeFactor * result.seconds)}`;
  if (isStandardOutput) note(context, text);
  else print(context, singleLine(text));
}

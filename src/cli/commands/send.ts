import type { Command } from 'commander';
import { openAudioFile } from '../../node/audio-file.js';
import type { FileAudioSource } from '../../node/block-source.js';
import { nodeClock } from '../../node/clock.js';
import { broadcastTo } from '../../node/live.js';
import type { OnnxModel } from '../../node/onnx-model.js';
import { rawPcmSource } from '../../node/raw-pcm.js';
import { requireChannelUrl } from '../../node/ws-connect.js';
import type { BroadcastResult } from '../../stream/broadcast.js';
import { paced } from '../../stream/pacer.js';
import { type CliContext, note, printJson } from '../context.js';
import { formatDuration, formatRate } from '../format.js';
import { openModel } from '../model.js';
import {
  jsonOption,
  modelOption,
  type Preset,
  planesOption,
  presetOption,
  type RawPcmOptions,
  rawPcmOptions,
} from '../options.js';
import { startProgress } from '../progress.js';

interface Options extends RawPcmOptions {
  readonly preset: Preset;
  readonly bits: number;
  readonly model: string;
  readonly realtime?: true;
  readonly title?: string;
  readonly artist?: string;
  readonly json?: true;
}

/** `latentcast send (IN | -) ws://HOST:PORT/CHANNEL` */
export function registerSend(program: Command, context: CliContext): void {
  const command = program
    .command('send')
    .description('stream an audio file, or raw PCM from standard input (-), to a channel')
    .argument('<in>', 'audio file, or - for raw PCM')
    .argument('<url>', 'ws://HOST:PORT/CHANNEL')
    .addOption(presetOption())
    .addOption(planesOption('--bits <n>', 'bits per latent value, 1 to 8').default(1))
    .option('--realtime', 'send a file at the pace at which it plays')
    .option('--title <text>', 'title for the listeners')
    .option('--artist <text>', 'artist for the listeners')
    .addOption(modelOption())
    .addOption(jsonOption());
  for (const option of rawPcmOptions()) command.addOption(option);
  command.action((input: string, url: string, options: Options) => send(context, input, url, options));
}

async function send(context: CliContext, input: string, url: string, options: Options): Promise<void> {
  requireChannelUrl(url);
  const isLive = input === '-' || options.realtime === true;
  const source =
    input === '-'
      ? rawPcmSource(context.stdin, {
          sampleRateHz: options.rate,
          channels: options.channels,
          encoding: options.format,
        })
      : await openAudioFile(input);
  let model: OnnxModel | undefined;
  try {
    model = await openModel(context, options.model, 'encode');
    const result = await broadcast(context, source, url, options, model, isLive);
    for (const warning of source.warnings) note(context, warning);
    report(context, result, model, options);
  } finally {
    await source.close();
    await model?.close();
  }
}

async function broadcast(
  context: CliContext,
  source: FileAudioSource,
  url: string,
  options: Options,
  model: OnnxModel,
  isLive: boolean,
): Promise<BroadcastResult> {
  const { signal } = context;
  const { format } = model.info;
  const total = source.totalSamples && source.totalSamples / source.sampleRateHz;
  const progress = startProgress(context, {
    label: 'sending',
    format: (value) => formatDuration(value),
    ...(total !== undefined && { total }),
  });
  const audio =
    options.realtime && source.container !== 'raw'
      ? paced(source, { clock: nodeClock, signal })
      : source.blocks(signal);
  try {
    return await broadcastTo(url, {
      model,
      audio,
      sampleRateHz: source.sampleRateHz,
      channels: source.channels,
      planes: options.bits,
      preset: options.preset,
      metadata: { ...(options.title && { title: options.title }), ...(options.artist && { artist: options.artist }) },
      startedAtMs: isLive ? Date.now() : 0,
      isLive,
      signal,
      handlers: {
        onBlock: (block) =>
          progress.update(((block.firstFrame + block.frames) * format.hopSamples) / format.sampleRateHz),
        onDown: (error) => note(context, `${error.message}; connecting again`),
        onUp: (nextFrame) => {
          if (nextFrame > 0) note(context, `connected again, going on at frame ${nextFrame}`);
        },
      },
    }).done;
  } finally {
    progress.stop();
  }
}

function report(context: CliContext, result: BroadcastResult, model: OnnxModel, options: Options): void {
  const { frames, samples, sender } = result;
  const seconds = samples / model.info.format.sampleRateHz;
  const { payloadBytes, wireBytes, droppedFrames, reconnects } = sender;
  if (options.json) printJson(context, { seconds, frames, payloadBytes, wireBytes, droppedFrames, reconnects });
  else
    note(
      context,
      `sent ${formatDuration(seconds)}: payload ${formatRate((payloadBytes * 8) / seconds)}, wire ${formatRate((wireBytes * 8) / seconds)}` +
        `${droppedFrames ? `, ${droppedFrames} frames dropped` : ''}${reconnects ? `, ${reconnects} reconnects` : ''}`,
    );
}

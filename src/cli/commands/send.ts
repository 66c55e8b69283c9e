import { type Command, Option } from 'commander';
import { presetFrames } from '../../core/latent/presets.js';
import { paced } from '../../live/pacer.js';
import { pacedPipe } from '../../live/pipe-pace.js';
import { nodeClock } from '../../node/clock.js';
import type { FileAudioSource } from '../../node/files/block-source.js';
import { openAudio } from '../../node/files/open-audio.js';
import { broadcastTo } from '../../node/live.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { BROADCAST_ENCODER_DEFAULTS } from '../../stream/defaults.js';
import type { Broadcast, BroadcastResult } from '../../stream/send/broadcast.js';
import { integerArg, numberArg } from '../arguments.js';
import { checkChannelUrl } from '../channel-url.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { EXIT } from '../exit.js';
import { formatDuration, formatMs, formatRate } from '../format.js';
import { addDeviceOptions } from '../live/options.js';
import { type SendLiveOptions, sendLive } from '../live/send-live.js';
import { openModel } from '../model.js';
import { NOT_APPLICABLE, refuseOptions } from '../not-applicable.js';
import { openAudioOptions } from '../open-audio.js';
import {
  isRawDeclared,
  jsonOption,
  modelOption,
  type Preset,
  planesOption,
  presetOption,
  type RawPcmOptions,
  rawOption,
  rawPcmOptions,
  stereoOption,
} from '../options.js';
import { startProgress } from '../progress.js';
import { checkRealTime } from '../real-time.js';
import { STANDARD } from '../standard-streams.js';
import { type StatusLine, startStatus } from '../status-line.js';
import { mayBeStereo } from '../stereo.js';
import { addUplinkOption, broadcastOptions } from '../stream-options.js';
import { addTokenOptions, tokenOption } from '../token-option.js';

interface Options extends RawPcmOptions, SendLiveOptions {
  readonly preset: Preset;
  readonly fast?: true;
  readonly json?: true;
}

/** A file, or raw PCM from standard input, that is being sent. */
interface FileInput {
  /** As it was named on the command line. */
  readonly name: string;
  readonly source: FileAudioSource;
  readonly model: OnnxModel;
}

/** `latentcast send [IN | -] ws://HOST:PORT/CHANNEL`: without IN from a sound device. */
export function registerSend(program: Command, context: CliContext): void {
  const command = program
    .command('send')
    .description('stream a microphone, an audio file, or standard input (-), to a channel')
    .usage('[options] [in] <url>')
    .argument('<in>', 'audio file, or - for standard input: an audio file, or raw PCM; left out for a sound device')
    .argument('[url]', 'ws://HOST:PORT/CHANNEL')
    .addOption(presetOption())
    .addOption(planesOption('--bits <n>', 'bits per latent value, 1 to 8').default(BROADCAST_ENCODER_DEFAULTS.planes))
    .option('--frames <n>', 'frames per packet, instead of the preset (live sound)', integerArg(1, 128))
    .addOption(stereoOption())
    .addOption(new Option('--fast', 'send a file as fast as it is encoded: listeners who join later have missed it'))
    .addOption(new Option('--realtime', 'send a file at the pace at which it plays (default)').conflicts('fast'))
    .option('--dtx', 'leave silence out: listeners hear comfort noise (default: for a sound device)')
    .option('--no-dtx', 'send silence like sound')
    .option('--title <text>', 'title for the listeners')
    .option('--artist <text>', 'artist for the listeners')
    .addOption(modelOption())
    .addOption(jsonOption());
  for (const option of rawPcmOptions()) command.addOption(option);
  command.addOption(rawOption());
  addDeviceOptions(command, 'input');
  command
    .option('--high-pass <hz>', 'remove what is below this frequency (80 is usual for speech)', numberArg(10, 1000))
    .option('--gate [dB]', 'mute what is less than this above the noise floor (9)', numberArg(0, 60))
    .option('--agc', 'bring speech to a steady level, with a limiter')
    .option('--push-to-talk', 'muted until the space bar is pressed; pressed again it mutes');
  addUplinkOption(command);
  addTokenOptions(command);
  command.action((input: string, url: string | undefined, options: Options) => {
    const uses = NOT_APPLICABLE.send;
    const address = url ?? input;
    if (url === undefined && !/^[a-z][a-z\d+.-]*:\/\//i.test(input))
      return command.error("error: missing required argument 'url'");
    checkChannelUrl(command, address);
    if (url !== undefined) {
      refuseOptions(command, uses.noDevice, ...(input === STANDARD ? [] : [uses.file]));
      return send(context, input, url, { ...options, raw: isRawDeclared(command, 'rate', 'channels', 'format') });
    }
    if (options.fast) return command.error('error: --fast is for a file or standard input, not for a sound device');
    refuseOptions(command, uses.device);
    const isDefault = command.getOptionValueSource('preset') === 'default';
    // Two channels are what --stereo is for.
    const channels = options.stereo && command.getOptionValueSource('channels') === 'default' && { channels: 2 };
    return sendDevice(context, input, { ...options, ...(isDefault && { preset: 'live' }), ...channels });
  });
}

async function send(
  context: CliContext,
  input: string,
  url: string,
  options: Options & { readonly raw: boolean },
): Promise<void> {
  const form = { sampleRateHz: options.rate, channels: options.channels, encoding: options.format };
  const source = await openAudio(input, openAudioOptions(context, { form, isRaw: options.raw }));
  let model: OnnxModel | undefined;
  try {
    model = await openModel(context, options.model, 'encode');
    await checkRealTime(context, model, presetFrames(options.preset));
    const result = await broadcastFile(context, url, { name: input, source, model }, options);
    for (const warning of source.warnings) note(context, warning);
    if (source.isIncomplete) context.exitCode = EXIT.partial;
    // A recording that was interrupted is not sent whole; a pipe has no other end.
    if (input !== STANDARD && context.signal.aborted) context.exitCode = EXIT.interrupted;
    report(context, result, model.info.format.sampleRateHz, options);
  } finally {
    await source.close();
    await model?.close();
  }
}

/** From a sound device; `live` is the preset unless another was asked for. */
async function sendDevice(context: CliContext, url: string, options: Options): Promise<void> {
  const { droppedMs, outages, sampleRateHz, ...result } = await sendLive(context, url, options);
  report(context, result, sampleRateHz, options, { droppedMs, outages });
}

async function broadcastFile(
  context: CliContext,
  url: string,
  { name, source, model }: FileInput,
  options: Options,
): Promise<BroadcastResult> {
  const { signal } = context;
  const token = await tokenOption(context, url, options);
  const isLive = !options.fast;
  const { format } = model.info;
  const flags = broadcastOptions(options, options.preset);
  const total = source.totalSamples && source.totalSamples / source.sampleRateHz;
  const progress = startProgress(context, {
    label: 'sending',
    format: (value) => formatDuration(value),
    ...(total !== undefined && { total }),
  });
  const pace = name === '-' ? pacedPipe : paced;
  const audio = isLive ? pace(source, { clock: nodeClock, signal }) : source.blocks(signal);
  const show = ({ firstFrame, frames }: { readonly firstFrame: number; readonly frames: number }): void =>
    progress.update(((firstFrame + frames) * format.hopSamples) / format.sampleRateHz);
  let status: StatusLine | undefined;
  try {
    const broadcast = broadcastTo(url, {
      model,
      audio,
      ...flags,
      ...token,
      encoder: {
        ...flags.encoder,
        sampleRateHz: source.sampleRateHz,
        channels: source.channels,
        channelMask: source.channelMask,
      },
      features: { stereo: mayBeStereo(context, name, source, model, options), dtx: options.dtx ?? false },
      startedAtMs: isLive ? Date.now() : 0,
      isLive,
      signal,
      handlers: {
        onBlock: show,
        onSilence: show,
        onDown: (error) => note(context, `${error.message}; connecting again`),
        onQueued: (place) => note(context, `the channel has another source; waiting, in place ${place} of the queue`),
        onUp: (nextFrame) => {
          if (nextFrame > 0) note(context, `connected again, continuing at frame ${nextFrame}`);
        },
      },
    });
    if (options.jsonLines)
      status = startStatus(context, {
        jsonLines: true,
        snapshot: () => ({ text: '', json: snapshot(broadcast, format.sampleRateHz) }),
      });
    return await broadcast.done;
  } finally {
    progress.stop();
    status?.stop();
  }
}

/** The state of a broadcast as a JSON line. */
function snapshot({ encoder, sender }: Broadcast, sampleRateHz: number): object {
  const { payloadKbps, wireKbps, droppedFrames, silentFrames, reconnects, pendingFrames, lagMs, state } =
    sender.stats();
  const { frames, samples } = encoder.stats;
  const seconds = samples / sampleRateHz;
  return {
    seconds,
    payloadKbps,
    wireKbps,
    frames,
    droppedFrames,
    silentFrames,
    pendingFrames,
    reconnects,
    lagMs,
    state,
  };
}

function report(
  context: CliContext,
  result: BroadcastResult,
  sampleRateHz: number,
  options: Options,
  live?: { readonly droppedMs: number; readonly outages: number },
): void {
  const { frames, samples, sender } = result;
  const seconds = samples / sampleRateHz;
  const { payloadBytes, wireBytes, droppedFrames, silentFrames, reconnects } = sender;
  const figures = { seconds, frames, payloadBytes, wireBytes, droppedFrames, silentFrames, reconnects, ...live };
  if (options.json || options.jsonLines) {
    if (options.json) printJson(context, figures);
    else print(context, JSON.stringify(figures));
    return;
  }
  const droppedMs = live?.droppedMs ?? 0;
  const outages = live?.outages ?? 0;
  note(
    context,
    `sent ${formatDuration(seconds)}: payload ${formatRate((payloadBytes * 8) / seconds)}, wire ${formatRate((wireBytes * 8) / seconds)}` +
      `${silentFrames ? `, ${silentFrames} of ${frames} frames left out as silent` : ''}` +
      `${droppedFrames ? `, ${droppedFrames} frames dropped` : ''}${reconnects ? `, ${reconnects} reconnects` : ''}` +
      `${droppedMs ? `, ${formatMs(droppedMs)} left out` : ''}${outages ? `, ${outages} outages of the device` : ''}`,
  );
}

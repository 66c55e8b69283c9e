import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { counted } from '../../core/counted.js';
import { Deferred } from '../../core/deferred.js';
import { shownUrl } from '../../core/shown-url.js';
import { HELLO_LIMITS } from '../../core/wire/hello.js';
import { titleLine } from '../../core/wire/title-line.js';
import type { LivePlayoutStats } from '../../live/live-playout.js';
import { SpeedWatch } from '../../live/model-speed.js';
import { decodingTimes } from '../../node/decoding-times.js';
import { rawPcmSink } from '../../node/files/raw-pcm.js';
import { listenTo } from '../../node/live.js';
import { isLossyAddress } from '../../node/lossy/lossy-address.js';
import { receivedSeconds } from '../../node/received-seconds.js';
import type { AudioSink } from '../../ports/audio.js';
import type { LatentModel } from '../../ports/model.js';
import { DOWNLINK_DEFAULTS } from '../../stream/defaults.js';
import type { Listener, ListenerStats } from '../../stream/receive/listener.js';
import { waitForAbort } from '../abort.js';
import { integerArg, numberArg } from '../arguments.js';
import { checkStreamAddress } from '../channel-url.js';
import { type CliContext, note, print } from '../context.js';
import { formatDuration, formatRate } from '../format.js';
import { type ListenLiveOptions, listenLive, tooSlow } from '../live/listen-live.js';
import { addDeviceOptions, addVirtualDeviceOption, withVirtualDevice } from '../live/options.js';
import { addLossyOptions, checkLossyOptions, type LossyFlags, listenerLossyOptions } from '../lossy-options.js';
import { openModel } from '../model.js';
import { NOT_APPLICABLE, refuseOptions } from '../not-applicable.js';
import {
  forceOption,
  jsonOption,
  lowDelayOption,
  modelOption,
  planesOption,
  type RawPcmOptions,
  rawPcmOptions,
  receivedPresetOption,
  wavEncoding,
} from '../options.js';
import { startProgress } from '../progress.js';
import { checkRecording, record } from '../recording.js';
import { channelNotes, fallbackNotes, mutedNotes, sourceNotes } from '../source-notes.js';
import { STANDARD } from '../standard-streams.js';
import { startStatus } from '../status-line.js';
import { hintStereo } from '../stereo.js';
import { addDownlinkOption, downlinkOptions } from '../stream-options.js';
import { addTokenOptions, tokenOption } from '../token-option.js';

interface Options extends Partial<RawPcmOptions>, ListenLiveOptions, LossyFlags {
  readonly burst?: number;
  readonly force?: true;
  readonly json?: true;
}

/** `latentcast listen ws://HOST:PORT/CHANNEL [OUT.wav | -]`: without OUT to a sound device. */
export function registerListen(program: Command, context: CliContext): void {
  const command = program
    .command('listen')
    .description(
      'play a channel, or what comes by UDP or through a byte pipe, or receive it into a WAV file or as raw PCM to standard output (-), until it ends',
    )
    .argument('<url>', 'ws://HOST:PORT/CHANNEL, udp://HOST:PORT, or - for a byte pipe from standard input')
    .argument('[out]', 'WAV file, or - for raw PCM; left out for a sound device')
    .addOption(
      planesOption('--planes <n>', 'request at most this many bits per value').default(DOWNLINK_DEFAULTS.planes, 'all'),
    )
    .addOption(receivedPresetOption())
    .option('--seconds <n>', 'stop after this many seconds of audio', numberArg(0.001, 1e9))
    .option(
      '--burst <ms>',
      'past audio to request when joining; left out, as much as the channel gives',
      integerArg(...HELLO_LIMITS.burstMs),
    )
    .addOption(modelOption())
    .addOption(jsonOption());
  for (const option of rawPcmOptions()) {
    // Without these options the output has the model's form.
    if (option.long !== '--format') option.default(undefined);
    if (option.long === '--channels') option.description = "channels; 2 play a stream in stereo (the model's)";
    command.addOption(option);
  }
  addDeviceOptions(command, 'output');
  addVirtualDeviceOption(command, 'output');
  command.addOption(lowDelayOption());
  addDownlinkOption(command);
  addLossyOptions(command, 'listen');
  addTokenOptions(command);
  command.addOption(forceOption());
  command.action((url: string, output: string | undefined, options: Options) => {
    checkStreamAddress(command, url, 'listen');
    checkLossyOptions(command, url, options);
    const uses = NOT_APPLICABLE.listen;
    if (isLossyAddress(url)) refuseOptions(command, uses.lossy);
    if (output === undefined) {
      refuseOptions(command, uses.device);
      return listenDevice(context, url, options);
    }
    refuseOptions(command, uses.output, ...(output === STANDARD ? [uses.standardOutput] : []));
    if (output !== STANDARD) wavEncoding(command, options.format ?? 's16le');
    if (output === STANDARD && options.jsonLines)
      return command.error('error: --json-lines cannot be used with -: both would write to standard output');
    return listen(context, url, output, options);
  });
}

async function listen(context: CliContext, url: string, output: string, options: Options): Promise<void> {
  const replace = options.force === true;
  if (output !== STANDARD) await checkRecording(output, replace);
  const model = await openModel(context, options.model, 'decode');
  try {
    const form = {
      sampleRateHz: options.rate ?? model.info.format.sampleRateHz,
      channels: options.channels ?? model.info.format.channels,
      encoding: options.format ?? 's16le',
    } as const;
    if (output === STANDARD) {
      const sink = rawPcmSink(context.stdout, form);
      try {
        // Standard output is the audio's.
        await receive(context, url, options, { model, sink, events: context.stderr });
      } finally {
        await sink.close();
      }
    } else {
      const { sampleRateHz, channels } = form;
      const encoding = form.encoding === 's24le' || form.encoding === 'f32le' ? form.encoding : 's16le';
      await record(context, output, { sampleRateHz, channels, encoding, replace, signal: context.signal }, (sink) =>
        receive(context, url, options, { model, sink, events: context.stdout }),
      );
    }
  } finally {
    await model.close();
  }
}

async function listenDevice(context: CliContext, url: string, options: Options): Promise<void> {
  const stats = await withVirtualDevice(context, options, (used) => listenLive(context, url, used));
  report(context, stats, stats, options, stats.playout);
}

async function receive(
  context: CliContext,
  url: string,
  options: Options,
  { model, sink, events }: { readonly model: LatentModel; readonly sink: AudioSink; readonly events: Writable },
): Promise<void> {
  const { signal } = context;
  const { sampleRateHz, channels } = sink;
  const wanted = options.seconds === undefined ? Number.POSITIVE_INFINITY : Math.round(options.seconds * sampleRateHz);
  const token = await tokenOption(context, url, options);
  const finished = new Deferred();
  /** Samples per channel. */
  let written = 0;
  const progress = startProgress(context, {
    label: 'listening',
    format: (value) => formatDuration(value),
    ...(options.seconds !== undefined && { total: options.seconds }),
  });
  const show = (text: string): void => {
    if (!options.quiet) note(context, text);
  };
  const watch = new SpeedWatch((factor, overMs) => show(tooSlow(factor, overMs)));
  const tellSource = sourceNotes(url, show);
  const tellChannel = channelNotes(url, show);
  const tellFallback = fallbackNotes(url, show);
  const tellStereo = hintStereo(channels, (text) => note(context, text));
  const tellMuted = mutedNotes((text, muted) => {
    show(text);
    if (options.jsonLines) events.write(`${JSON.stringify({ muted })}\n`);
  });
  const listener = listenTo(url, {
    model,
    signal,
    ...token,
    ...listenerLossyOptions(options),
    player: { sampleRateHz, channels },
    downlink: { ...downlinkOptions(options), ...(options.burst !== undefined && { burstMs: options.burst }) },
    write: async (pcm) => {
      const samples = Math.min(pcm.length / channels, wanted - written);
      if (samples > 0) await sink.write(pcm.subarray(0, samples * channels));
      written += Math.max(0, samples);
      progress.update(written / sampleRateHz);
      watch.update(...decodingTimes(listener));
      if (written >= wanted) finished.resolve();
    },
    handlers: {
      onHello: (hello, isNewEpoch) => {
        tellStereo(hello, isNewEpoch);
        tellChannel(hello);
        tellFallback(hello);
        tellMuted(hello);
      },
      onMetadata: (metadata) => {
        // What has ended before this listener came is not playing.
        if (listener.receiver.source === 'ended') return;
        const playing = titleLine(metadata);
        if (playing) note(context, playing);
      },
      onSource: (source) => {
        tellSource(source);
        if (options.jsonLines) events.write(`${JSON.stringify({ source })}\n`);
      },
      onEnd: () => finished.resolve(),
      onDown: (error) => note(context, `${error.message}; connecting again`),
    },
  });
  const status = options.jsonLines
    ? startStatus(context, {
        jsonLines: true,
        snapshot: () => ({ text: '', json: snapshot(listener, written / sampleRateHz) }),
      })
    : undefined;
  try {
    await listener.start();
    if (!listener.receiver.hello)
      note(context, `${isLossyAddress(url) ? 'waiting for a stream on' : 'connected to'} ${shownUrl(url)}`);
    await Promise.race([finished.promise, listener.done, waitForAbort(signal)]);
    await listener.close();
    await listener.done;
  } finally {
    progress.stop();
    status?.stop();
  }
  const stats = listener.stats();
  const times = { seconds: written / sampleRateHz, receivedSeconds: receivedSeconds(stats, model.info.format) };
  const { planes, framesPerMessage } = listener.receiver;
  report(context, { ...stats, planes, framesPerPacket: framesPerMessage }, times, options);
}

/** The state of a listener as a JSON line. */
function snapshot(listener: Listener, seconds: number): object {
  const { stream, player } = listener.stats();
  const { payloadKbps, wireKbps, frames, silentFrames, reconnects } = stream;
  const { framesPerMessage: framesPerPacket } = listener.receiver;
  const lostFrames = player.jitter.lost;
  return { seconds, payloadKbps, wireKbps, framesPerPacket, frames, lostFrames, silentFrames, reconnects };
}

function report(
  context: CliContext,
  {
    stream,
    player,
    planes,
    framesPerPacket,
  }: ListenerStats & { readonly planes: number; readonly framesPerPacket: number },
  { seconds, receivedSeconds: covered }: { readonly seconds: number; readonly receivedSeconds: number },
  options: Options,
  live?: LivePlayoutStats,
): void {
  const { payloadBytes, wireBytes, frames, silentFrames, reconnects } = stream;
  const lostFrames = player.jitter.lost;
  const figures = {
    seconds,
    receivedSeconds: covered,
    frames,
    lostFrames,
    silentFrames,
    payloadBytes,
    wireBytes,
    reconnects,
    planes,
    framesPerPacket,
    ...(live && {
      underruns: live.underruns + live.deviceUnderruns,
      droppedMs: live.droppedMs,
      outages: live.outages,
    }),
  };
  if (options.jsonLines) {
    print(context, JSON.stringify(figures));
    return;
  }
  if (options.json) return void context.stderr.write(`${JSON.stringify(figures)}\n`);
  note(
    context,
    `received ${formatDuration(seconds)}: payload ${formatRate((payloadBytes * 8) / covered)}, wire ${formatRate((wireBytes * 8) / covered)}` +
      `, ${lostFrames} of ${frames + lostFrames} frames lost${silentFrames ? `, ${silentFrames} silent` : ''}${reconnects ? `, ${counted(reconnects, 'reconnect')}` : ''}` +
      `${live ? `, ${counted(live.underruns + live.deviceUnderruns, 'underrun')}` : ''}${live?.outages ? `, ${counted(live.outages, 'outage')} of the device` : ''}`,
  );
}

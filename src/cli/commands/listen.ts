import type { Writable } from 'node:stream';
import type { Command } from 'commander';
import { Deferred } from '../../core/deferred.js';
import { HELLO_LIMITS } from '../../core/wire/hello.js';
import type { LivePlayoutStats } from '../../live/live-playout.js';
import { rawPcmSink } from '../../node/files/raw-pcm.js';
import { wavFileSink } from '../../node/files/wav.js';
import { listenTo } from '../../node/live.js';
import { requireWebSocketUrl } from '../../node/ws-connect.js';
import type { AudioSink } from '../../ports/audio.js';
import type { LatentModel } from '../../ports/model.js';
import { DOWNLINK_DEFAULTS } from '../../stream/defaults.js';
import type { ListenerStats } from '../../stream/receive/listener.js';
import { waitForAbort } from '../abort.js';
import { integerArg, numberArg } from '../arguments.js';
import { type CliContext, note, print } from '../context.js';
import { formatDuration, formatRate } from '../format.js';
import { type ListenLiveOptions, listenLive } from '../live/listen-live.js';
import { addDeviceOptions } from '../live/options.js';
import { openModel } from '../model.js';
import { jsonOption, modelOption, planesOption, type RawPcmOptions, rawPcmOptions } from '../options.js';
import { startProgress } from '../progress.js';
import { sourceNotes } from '../source-notes.js';
import { hintStereo } from '../stereo.js';
import { addDownlinkOption } from '../stream-options.js';

interface Options extends Partial<RawPcmOptions>, ListenLiveOptions {
  readonly burst: number;
  readonly json?: true;
}

/** `latentcast listen ws://HOST:PORT/CHANNEL [OUT.wav | -]`: without OUT to a sound device. */
export function registerListen(program: Command, context: CliContext): void {
  const command = program
    .command('listen')
    .description('play a channel, or receive it into a WAV file or as raw PCM to standard output (-), until it ends')
    .argument('<url>', 'ws://HOST:PORT/CHANNEL')
    .argument('[out]', 'WAV file, or - for raw PCM; left out for a sound device')
    .addOption(
      planesOption('--planes <n>', 'ask for at most this many bits per value').default(DOWNLINK_DEFAULTS.planes, 'all'),
    )
    .option('--seconds <n>', 'stop after this many seconds of audio', numberArg(0.001, 1e9))
    .option(
      '--burst <ms>',
      'past audio wanted when joining',
      integerArg(...HELLO_LIMITS.burstMs),
      DOWNLINK_DEFAULTS.burstMs,
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
  addDownlinkOption(command);
  command.action((url: string, output: string | undefined, options: Options) =>
    output === undefined ? listenDevice(context, url, options) : listen(context, url, output, options),
  );
}

async function listen(context: CliContext, url: string, output: string, options: Options): Promise<void> {
  requireWebSocketUrl(url);
  const model = await openModel(context, options.model, 'decode');
  try {
    const form = {
      sampleRateHz: options.rate ?? model.info.format.sampleRateHz,
      channels: options.channels ?? model.info.format.channels,
      encoding: options.format ?? 's16le',
    } as const;
    const sink =
      output === '-'
        ? rawPcmSink(context.stdout, form)
        : await wavFileSink(output, {
            sampleRateHz: form.sampleRateHz,
            channels: form.channels,
            encoding: form.encoding === 's24le' || form.encoding === 'f32le' ? form.encoding : 's16le',
          });
    try {
      // Standard output is the audio's.
      const events = output === '-' ? context.stderr : context.stdout;
      await receive(context, url, options, { model, sink, events });
    } finally {
      await sink.close();
    }
  } finally {
    await model.close();
  }
}

async function listenDevice(context: CliContext, url: string, options: Options): Promise<void> {
  requireWebSocketUrl(url);
  const stats = await listenLive(context, url, options);
  report(context, stats, stats.seconds, options, stats.playout);
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
  const finished = new Deferred();
  /** Samples per channel. */
  let written = 0;
  const progress = startProgress(context, {
    label: 'listening',
    format: (value) => formatDuration(value),
    ...(options.seconds !== undefined && { total: options.seconds }),
  });
  const tellSource = sourceNotes(url, (text) => {
    if (!options.quiet) note(context, text);
  });
  const listener = listenTo(url, {
    model,
    signal,
    player: { sampleRateHz, channels },
    downlink: { ...options.downlink, planes: options.planes, burstMs: options.burst },
    write: async (pcm) => {
      const samples = Math.min(pcm.length / channels, wanted - written);
      if (samples > 0) await sink.write(pcm.subarray(0, samples * channels));
      written += Math.max(0, samples);
      progress.update(written / sampleRateHz);
      if (written >= wanted) finished.resolve();
    },
    handlers: {
      onHello: hintStereo(channels, (text) => note(context, text)),
      onMetadata: ({ title, artist }) => {
        if (title || artist) note(context, [artist, title].filter(Boolean).join(' – '));
      },
      onSource: (source) => {
        tellSource(source);
        if (options.jsonLines) events.write(`${JSON.stringify({ source })}\n`);
      },
      onEnd: () => finished.resolve(),
      onDown: (error) => note(context, `${error.message}; connecting again`),
    },
  });
  try {
    await listener.start();
    if (!listener.receiver.hello) note(context, `connected to ${url}`);
    await Promise.race([finished.promise, listener.done, waitForAbort(signal)]);
    await listener.close();
    await listener.done;
  } finally {
    progress.stop();
  }
  const { planes } = listener.receiver;
  report(context, { ...listener.stats(), planes }, written / sampleRateHz, options);
}

function report(
  context: CliContext,
  { stream, player, planes }: ListenerStats & { readonly planes: number },
  seconds: number,
  options: Options,
  live?: LivePlayoutStats,
): void {
  const { payloadBytes, wireBytes, frames, silentFrames, reconnects } = stream;
  const lostFrames = player.jitter.lost;
  const figures = {
    seconds,
    frames,
    lostFrames,
    silentFrames,
    payloadBytes,
    wireBytes,
    reconnects,
    planes,
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
    `received ${formatDuration(seconds)}: payload ${formatRate((payloadBytes * 8) / seconds)}, wire ${formatRate((wireBytes * 8) / seconds)}` +
      `, ${lostFrames} of ${frames + lostFrames} frames lost${silentFrames ? `, ${silentFrames} silent` : ''}${reconnects ? `, ${reconnects} reconnects` : ''}` +
      `${live ? `, ${live.underruns + live.deviceUnderruns} underruns` : ''}${live?.outages ? `, ${live.outages} outages of the device` : ''}`,
  );
}

import { LevelMeter } from '../../core/dsp/level-meter.js';
import { LivePlayout, type LivePlayoutStats } from '../../live/live-playout.js';
import { openDeviceSink } from '../../node/audio/devices.js';
import { nodeClock } from '../../node/clock.js';
import { listenTo } from '../../node/live.js';
import { modelRoots } from '../../node/model/model-files.js';
import { loadModelInWorker } from '../../node/model/worker-model.js';
import { disableParallelScavenge, requestPriority } from '../../node/priority.js';
import type { Listener } from '../../stream/receive/listener.js';
import { waitForAbort } from '../abort.js';
import { type CliContext, note } from '../context.js';
import { digits, formatMs } from '../format.js';
import { levelBar, levelJson, type StatusLine, startStatus } from '../status-line.js';
import { hintStereo } from '../stereo.js';
import type { ListenFlags } from '../stream-options.js';
import { type DeviceOptions, resolveDevice } from './options.js';

export interface ListenLiveOptions extends DeviceOptions, ListenFlags {
  /** @default the model's */
  readonly channels?: number;
  readonly seconds?: number;
  readonly model: string;
}

export interface ListenLiveResult {
  readonly listener: Listener;
  readonly playout: LivePlayoutStats;
  readonly seconds: number;
}

/** Channel → decoder in a worker thread → playout buffer → loudspeaker, until the stream ends or it is interrupted. */
export async function listenLive(
  context: CliContext,
  url: string,
  options: ListenLiveOptions,
): Promise<ListenLiveResult> {
  const { backend, device, said } = await resolveDevice(options, 'output');
  if (!options.quiet) note(context, `playing to ${said}`);
  const model = await loadModelInWorker(options.model, {
    roots: modelRoots(context.env),
    directions: ['decode'],
    isLive: true,
  });
  let status: StatusLine | undefined;
  let playout: LivePlayout | undefined;
  try {
    // What was loaded is not urgent; what is started from here on takes it over.
    requestPriority();
    disableParallelScavenge();
    const { sampleRateHz } = model.info.format;
    const channels = options.channels ?? model.info.format.channels;
    const form = { sampleRateHz, channels, ...(device !== undefined && { device }) };
    const meter = new LevelMeter();
    const played = new LivePlayout({
      clock: nodeClock,
      sampleRateHz,
      channels,
      latencyMs: options.deviceLatency,
      open: (latencyMs) => openDeviceSink(backend, { ...form, latencyMs }),
      onPlay: (pcm) => meter.add(pcm),
      onGone: (error) => status?.note(`${(error as Error).message}; trying again until it is back`),
      onWiden: (ms) => status?.note(`the device kept running dry: it may hold ${formatMs(ms)} from now on`),
      onNarrow: (ms) => status?.note(`the device has not run dry for long: it may hold ${formatMs(ms)} from now on`),
      onBack: () => status?.note('the device is back'),
    });
    playout = played;
    let written = 0;
    let finish!: () => void;
    const enough = new Promise<void>((resolve) => {
      finish = resolve;
    });
    const listener = listenTo(url, {
      model,
      signal: context.signal,
      player: { channels },
      // Past audio would only have to be left out again.
      downlink: { ...options.downlink, planes: options.planes, burstMs: 0 },
      write: (pcm, { silence }) => {
        written += pcm.length / channels;
        played.write(pcm, silence);
        if (options.seconds !== undefined && written >= options.seconds * sampleRateHz) finish();
      },
      handlers: {
        onHello: hintStereo(channels, (text) => status?.note(text)),
        onMetadata: ({ title, artist }) => {
          if (title || artist) status?.note([artist, title].filter(Boolean).join(' – '));
        },
        onEnd: () => finish(),
        onDown: (error) => status?.note(`${error.message}; connecting again`),
      },
    });
    status = startStatus(context, {
      ...(options.quiet && { quiet: true }),
      ...(options.jsonLines && { jsonLines: true }),
      snapshot: () => snapshot(listener, played, meter),
    });
    await listener.start();
    if (!listener.receiver.hello) status.note(`connected to ${url}`);
    await Promise.race([enough, listener.done, waitForAbort(context.signal)]);
    await listener.close();
    await listener.done;
    if (!context.signal.aborted) await played.drain();
    return { listener, playout: played.stats, seconds: written / sampleRateHz };
  } finally {
    status?.stop();
    await playout?.close();
    await model.close();
  }
}

function snapshot(listener: Listener, playout: LivePlayout, meter: LevelMeter): { text: string; json: object } {
  const level = meter.snapshot();
  const { stream, player } = listener.stats();
  const {
    levelMs,
    minLevelMs,
    marginMs,
    correctionPpm,
    underruns,
    droppedMs,
    deviceMs,
    latencyMs,
    deviceUnderruns,
    outages,
  } = playout.stats;
  const { sampleRateHz, hopSamples } = listener.player.decoder.model.info.format;
  const { frames, modelMs } = player.decoder;
  const factor = frames > 0 ? modelMs / (((frames * hopSamples) / sampleRateHz) * 1000) : 0;
  const lostFrames = player.jitter.lost;
  return {
    text: [
      levelBar(level),
      `${digits(stream.payloadKbps)}/${digits(stream.wireKbps)} kbit/s`,
      `${digits(factor)}× rt`,
      `queue ${formatMs(levelMs)}+${formatMs(deviceMs)}`,
      `drift ${correctionPpm.toFixed(0)} ppm`,
      `lost ${lostFrames}`,
      ...(stream.silentFrames > 0 ? [`silent ${stream.silentFrames}`] : []),
      `underruns ${underruns + deviceUnderruns}`,
    ].join('  '),
    json: {
      level: levelJson(level),
      payloadKbps: stream.payloadKbps,
      wireKbps: stream.wireKbps,
      realTimeFactor: factor,
      queuedMs: levelMs,
      minLevelMs,
      marginMs,
      deviceMs,
      latencyMs,
      correctionPpm,
      lostFrames,
      silentFrames: stream.silentFrames,
      underruns,
      deviceUnderruns,
      droppedMs,
      reconnects: stream.reconnects,
      outages,
    },
  };
}

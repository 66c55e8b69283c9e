import { LevelMeter } from '../../core/dsp/level-meter.js';
import { presetFrames } from '../../core/latent/presets.js';
import { LiveQueue } from '../../live/live-queue.js';
import { SteadySource } from '../../live/steady-source.js';
import { VoiceChain } from '../../live/voice-chain.js';
import { openDeviceSource } from '../../node/audio/devices.js';
import { nodeClock } from '../../node/clock.js';
import { broadcastTo } from '../../node/live.js';
import { modelRoots } from '../../node/model/model-files.js';
import { loadModelInWorker } from '../../node/model/worker-model.js';
import { disableParallelScavenge, requestPriority } from '../../node/priority.js';
import type { Broadcast, BroadcastResult } from '../../stream/send/broadcast.js';
import { type CliContext, note } from '../context.js';
import { digits, formatMs } from '../format.js';
import { requireRealTime } from '../real-time.js';
import { levelBar, levelJson, type StatusLine, startStatus } from '../status-line.js';
import { mayBeStereo } from '../stereo.js';
import { type BroadcastFlags, broadcastOptions } from '../stream-options.js';
import { type DeviceOptions, resolveDevice } from './options.js';
import { startPushToTalk } from './push-to-talk.js';

export interface SendLiveOptions extends DeviceOptions, BroadcastFlags {
  readonly rate: number;
  readonly channels: number;
  readonly preset: string;
  readonly frames?: number;
  readonly stereo?: true;
  readonly model: string;
  /** Hz; see {@link VoiceChain}. */
  readonly highPass?: number;
  readonly gate?: number | true;
  readonly agc?: true;
  readonly pushToTalk?: true;
  /** False sends silence like sound. @default true */
  readonly dtx?: boolean;
}

export interface SendLiveResult extends BroadcastResult {
  /** Audio that was left out because the encoder was too slow. */
  readonly droppedMs: number;
  readonly outages: number;
  /** Of the codec: what `samples` are counted at. */
  readonly sampleRateHz: number;
}

/** Microphone → encoder in a worker thread → channel, until it is interrupted. */
export async function sendLive(context: CliContext, url: string, options: SendLiveOptions): Promise<SendLiveResult> {
  const { backend, device, said } = await resolveDevice(options, 'input');
  if (!options.quiet) note(context, `capturing from ${said}`);
  const form = {
    sampleRateHz: options.rate,
    channels: options.channels,
    latencyMs: options.deviceLatency,
    ...(device !== undefined && { device }),
  };
  const model = await loadModelInWorker(options.model, {
    roots: modelRoots(context.env),
    directions: ['encode'],
    isLive: true,
  });
  let status: StatusLine | undefined;
  try {
    await requireRealTime(context, model, options.frames ?? presetFrames(options.preset));
    // What was loaded is not urgent; what is started from here on takes it over.
    requestPriority();
    disableParallelScavenge();
    const meter = new LevelMeter();
    const queue = new LiveQueue({
      sampleRateHz: form.sampleRateHz,
      channels: form.channels,
      onDrop: (ms) =>
        status?.note(`this machine is too slow: ${formatMs(ms)} left out, ${formatMs(queue.droppedMs)} in all`),
    });
    const voice = new VoiceChain({ ...form, ...options });
    const talk = options.pushToTalk ? startPushToTalk(context) : undefined;
    const source = new SteadySource({
      clock: nodeClock,
      ...form,
      open: () => openDeviceSource(backend, form),
      onBlock: (pcm) => {
        voice.process(pcm, talk?.isOpen ?? true);
        meter.add(pcm);
        queue.push(pcm);
      },
      onGone: (error) => status?.note(`${error.message}; sending silence until it is back`),
      onBack: () => status?.note('the device is back'),
    });
    const { signal } = context;
    const captured = source.run(signal).then(
      () => queue.end(),
      (error: unknown) => queue.end(error),
    );
    const broadcast = broadcastTo(url, {
      model,
      audio: queue.blocks(signal),
      ...broadcastOptions(options, form, options.frames ?? options.preset),
      features: { stereo: mayBeStereo(context, said, form, model, options), dtx: options.dtx ?? true },
      startedAtMs: Date.now(),
      isLive: true,
      handlers: {
        onDown: (error) => status?.note(`${error.message}; connecting again`),
        onUp: (nextFrame) => {
          if (nextFrame > 0) status?.note(`connected again, going on at frame ${nextFrame}`);
        },
      },
    });
    status = startStatus(context, {
      ...(options.quiet && { quiet: true }),
      ...(options.jsonLines && { jsonLines: true }),
      snapshot: () => snapshot(broadcast, meter, queue, source, talk?.isOpen),
    });
    try {
      const result = await broadcast.done;
      return {
        ...result,
        droppedMs: queue.droppedMs,
        outages: source.outages,
        sampleRateHz: model.info.format.sampleRateHz,
      };
    } finally {
      talk?.stop();
      await source.close();
      await captured;
    }
  } finally {
    status?.stop();
    await model.close();
  }
}

function snapshot(
  broadcast: Broadcast,
  meter: LevelMeter,
  queue: LiveQueue,
  source: SteadySource,
  isTalking: boolean | undefined,
): { text: string; json: object } {
  const level = meter.snapshot();
  const { payloadKbps, wireKbps, lagMs, droppedFrames, silentFrames, reconnects, pendingFrames, state } =
    broadcast.sender.stats();
  const { samples, modelMs } = broadcast.encoder.stats;
  const { sampleRateHz } = broadcast.encoder.model.info.format;
  const factor = samples > 0 ? modelMs / ((samples / sampleRateHz) * 1000) : 0;
  const { queuedMs, droppedMs } = queue;
  const shown = [
    levelBar(level),
    `${digits(payloadKbps)}/${digits(wireKbps)} kbit/s`,
    `${digits(factor)}× rt`,
    `queue ${formatMs(queuedMs)}`,
    `lag ${formatMs(lagMs)}`,
    `lost ${droppedFrames}${droppedMs > 0 ? ` +${formatMs(droppedMs)}` : ''}`,
    ...(silentFrames > 0 ? [`silent ${silentFrames}`] : []),
    ...(isTalking === undefined ? [] : [isTalking ? 'ON AIR' : 'muted (space talks)']),
    ...(source.isGone ? ['NO DEVICE'] : []),
    ...(state === 'live' ? [] : [state]),
  ];
  return {
    text: shown.join('  '),
    json: {
      level: levelJson(level),
      payloadKbps,
      wireKbps,
      realTimeFactor: factor,
      queuedMs,
      lagMs,
      droppedFrames,
      silentFrames,
      droppedMs,
      pendingFrames,
      reconnects,
      outages: source.outages,
      isDeviceGone: source.isGone,
      state,
    },
  };
}

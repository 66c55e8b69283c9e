import { counted } from '../../core/counted.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import { paced } from '../../live/pacer.js';
import { pacedPipe } from '../../live/pipe-pace.js';
import { nodeClock } from '../../node/clock.js';
import { broadcastTo } from '../../node/live.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { isAddress } from '../../node/program/playlist.js';
import type { AudioSource } from '../../ports/audio.js';
import type { Broadcast, BroadcastResult } from '../../stream/send/broadcast.js';
import type { SenderStats } from '../../stream/send/uplink.js';
import { type CliContext, note, print, printJson } from '../context.js';
import { formatDuration, formatMs, formatRate } from '../format.js';
import type { SendLiveOptions } from '../live/send-live.js';
import { type LossyFlags, lossyOptions } from '../lossy-options.js';
import type { Preset, RawPcmOptions } from '../options.js';
import { startProgress } from '../progress.js';
import { STANDARD } from '../standard-streams.js';
import { type StatusLine, startStatus } from '../status-line.js';
import { mayBeStereo } from '../stereo.js';
import { broadcastOptions } from '../stream-options.js';
import { tokenOption } from '../token-option.js';

/** Flags of `latentcast send`; its help states them. */
export interface SendFlags extends RawPcmOptions, SendLiveOptions, LossyFlags {
  readonly preset: Preset;
  readonly fast?: true;
  readonly json?: true;
  readonly loop?: true;
  readonly shuffle?: true;
  readonly seed?: number;
  readonly crossfade?: number;
  /** Seconds without growth after which a file that is still written has ended. */
  readonly follow?: number;
}

/** Audio that is being sent. */
export interface SentAudio {
  /** As it was named on the command line. */
  readonly name: string;
  readonly source: AudioSource;
  readonly model: OnnxModel;
  /** Of the audio itself; options of the command line hold over it. */
  readonly metadata?: StreamMetadata;
  /** Called before each block is sent, with the index after its last frame: the time to change the metadata. */
  onFrames?(endFrame: number, broadcast: Broadcast): void;
}

/** Encodes audio and sends it, with what is shown meanwhile. */
export async function broadcastAudio(
  context: CliContext,
  url: string,
  { name, source, model, metadata, onFrames }: SentAudio,
  options: SendFlags,
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
  const audio = isLive ? atLivePace(context, name, source, options) : source.blocks(signal);
  let broadcast: Broadcast | undefined;
  const show = ({ firstFrame, frames }: { readonly firstFrame: number; readonly frames: number }): void => {
    if (broadcast) onFrames?.(firstFrame + frames, broadcast);
    progress.update(((firstFrame + frames) * format.hopSamples) / format.sampleRateHz);
  };
  let status: StatusLine | undefined;
  try {
    broadcast = broadcastTo(url, {
      model,
      audio,
      ...flags,
      metadata: { ...metadata, ...flags.metadata },
      ...token,
      ...lossyOptions(options),
      encoder: {
        searchSteps: isLive ? 'auto' : 0,
        ...flags.encoder,
        sampleRateHz: source.sampleRateHz,
        channels: source.channels,
        channelMask: source.channelMask,
      },
      features: { stereo: mayBeStereo(context, name, source, model, options), dtx: options.dtx ?? false },
      startedAtMs: isLive ? Date.now() : 0,
      isLive,
      isTransfer: !isLive,
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
        snapshot: () => ({ text: '', json: snapshot(broadcast!, format.sampleRateHz) }),
      });
    return await broadcast.done;
  } finally {
    progress.stop();
    status?.stop();
  }
}

/** A file is delivered as it plays; what comes by a pipe, from a server or from a program that still writes as it comes. */
function atLivePace(
  context: CliContext,
  name: string,
  source: AudioSource,
  { follow }: SendFlags,
): AsyncIterable<Float32Array> {
  const { signal } = context;
  const isGrowing = follow !== undefined;
  if (name !== STANDARD && !isAddress(name) && !isGrowing) return paced(source, { clock: nodeClock, signal });
  return pacedPipe(source, {
    clock: nodeClock,
    signal,
    isGrowing,
    isBuffered: isAddress(name),
    onSkip: (ms) => note(context, `${name}: ${formatMs(ms)} of audio came too late and were left out`),
  });
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

/** What was sent, for people or as JSON. */
export function reportSent(
  context: CliContext,
  result: { readonly frames: number; readonly samples: number; readonly sender: SenderStats },
  sampleRateHz: number,
  options: Pick<SendFlags, 'json' | 'jsonLines'>,
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
      `${droppedFrames ? `, ${counted(droppedFrames, 'frame')} dropped` : ''}${reconnects ? `, ${counted(reconnects, 'reconnect')}` : ''}` +
      `${droppedMs ? `, ${formatMs(droppedMs)} left out` : ''}${outages ? `, ${counted(outages, 'outage')} of the device` : ''}`,
  );
}

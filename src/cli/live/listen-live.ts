import { shownUrl } from '../../core/shown-url.js';
import { titleLine } from '../../core/wire/title-line.js';
import { isLossyAddress } from '../../node/lossy/lossy-address.js';
import { modelRoots } from '../../node/model/model-files.js';
import {
  type PlaybackEvent,
  type PlaybackStats,
  playStream,
  type StreamPlayback,
} from '../../node/sound/play-stream.js';
import { type CliContext, note } from '../context.js';
import { digits, formatMs } from '../format.js';
import { type LossyFlags, listenerLossyOptions } from '../lossy-options.js';
import { channelNotes, fallbackNotes, mutedNotes, sourceNotes } from '../source-notes.js';
import { levelBar, levelJson, type StatusLine, startStatus } from '../status-line.js';
import { stereoHint } from '../stereo.js';
import { downlinkOptions, type ListenFlags } from '../stream-options.js';
import { type TokenFlags, tokenOption } from '../token-option.js';
import { type DeviceOptions, deviceOptions } from './options.js';

/** The flags of `listen` to a sound device, parsed. */
export interface ListenLiveOptions extends DeviceOptions, ListenFlags, TokenFlags, LossyFlags {
  /** Channels to play, 1..32: two play a stereo stream in stereo. @default the model's */
  readonly channels?: number;
  /** Ends after this much audio. @default when the stream ends */
  readonly seconds?: number;
  /** Id or folder of the model that decodes. */
  readonly model: string;
  /** Decodes with the graph of low delay. */
  readonly lowDelay?: true;
}

/** `latentcast listen` to a sound device: plays a channel until it ends or is interrupted, and prints what happens. */
export async function listenLive(context: CliContext, url: string, options: ListenLiveOptions): Promise<PlaybackStats> {
  let status: StatusLine | undefined;
  let hasSource = false;
  const show = (text: string): void => {
    if (status) status.note(text);
    else if (!options.quiet) note(context, text);
  };
  const onSource = sourceNotes(url, show);
  const onChannel = channelNotes(url, show);
  const onFallback = fallbackNotes(url, show);
  const onMuted = mutedNotes(show);
  const onEvent = (event: PlaybackEvent): void => {
    if (event.kind === 'sourceState') {
      onSource(event.state);
      return;
    }
    if (event.kind === 'source') {
      hasSource = true;
      onChannel(event.hello);
      onFallback(event.hello);
      onMuted(event.hello);
    }
    if (event.kind === 'deviceGone') options.onDeviceGone?.();
    const text = describe(event, options.channels ?? 1);
    if (text) show(text);
  };
  const playback = await playStream(url, {
    ...(await tokenOption(context, url, options)),
    device: { ...deviceOptions(options), ...(options.channels !== undefined && { channels: options.channels }) },
    downlink: downlinkOptions(options),
    ...listenerLossyOptions(options),
    ...(options.seconds !== undefined && { maxSeconds: options.seconds }),
    model: options.model,
    ...(options.lowDelay && { delay: 'low' as const }),
    modelRoots: modelRoots(context.env),
    signal: context.signal,
    onEvent,
  });
  status = startStatus(context, {
    ...(options.quiet && { quiet: true }),
    ...(options.jsonLines && { jsonLines: true }),
    snapshot: () => snapshot(playback),
  });
  if (!hasSource) show(`${isLossyAddress(url) ? 'waiting for a stream on' : 'connected to'} ${shownUrl(url)}`);
  try {
    return await playback.done;
  } finally {
    status.stop();
  }
}

function describe(
  event: Exclude<PlaybackEvent, { readonly kind: 'sourceState' }>,
  channels: number,
): string | undefined {
  switch (event.kind) {
    case 'device':
      return `playing to ${event.description}`;
    case 'deviceGone':
      return `${event.error.message}; trying again until it is back`;
    case 'deviceBack':
      return 'the device is back';
    case 'latencyRaised':
      return `repeated underruns: the device latency is raised to ${formatMs(event.latencyMs)}`;
    case 'latencyLowered':
      return `no underruns for a while: the device latency is lowered to ${formatMs(event.latencyMs)}`;
    case 'source':
      return stereoHint(event.hello, event.isNewEpoch, channels);
    case 'metadata':
      return titleLine(event.metadata);
    case 'disconnected':
      return `${event.error.message}; connecting again`;
    case 'tooSlow':
      return tooSlow(event.realTimeFactor, event.overMs);
    case 'ended':
      return undefined;
  }
}

/** What is told where decoding takes longer than the audio lasts. */
export const tooSlow = (factor: number, overMs: number): string =>
  `this machine is too slow: ${formatMs(overMs)} of audio took ${digits(factor)} × as long to decode`;

/** In the status line, for what the source is when it is not live. */
const SOURCE_WORDS = {
  unknown: 'CONNECTING',
  waiting: 'NO SOURCE YET',
  stalled: 'NO AUDIO ARRIVES',
  gone: 'SOURCE GONE',
  ended: 'ENDED',
} as const;

function snapshot(playback: StreamPlayback): { text: string; json: object } {
  const level = playback.level();
  const { stream, player, playout, realTimeFactor, source, framesPerPacket } = playback.stats();
  const { levelMs, minLevelMs, marginMs, correctionPpm, underruns, droppedMs } = playout;
  const { deviceMs, latencyMs, deviceUnderruns, outages } = playout;
  const lostFrames = player.jitter.lost;
  return {
    text: [
      levelBar(level),
      ...(source === 'live' ? [] : [SOURCE_WORDS[source]]),
      `${digits(stream.payloadKbps)}/${digits(stream.wireKbps)} kbit/s`,
      `${digits(realTimeFactor)}× rt`,
      `queue ${formatMs(levelMs)}+${formatMs(deviceMs)}`,
      `drift ${correctionPpm.toFixed(0)} ppm`,
      `lost ${lostFrames}`,
      ...(stream.silentFrames > 0 ? [`silent ${stream.silentFrames}`] : []),
      `underruns ${underruns + deviceUnderruns}`,
    ].join('  '),
    json: {
      level: levelJson(level),
      source,
      payloadKbps: stream.payloadKbps,
      wireKbps: stream.wireKbps,
      framesPerPacket,
      realTimeFactor,
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

import type { Level } from '../../core/dsp/level-meter.js';
import type { CodecError } from '../../core/errors.js';
import { type Preset, presetFrames } from '../../core/latent/presets.js';
import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import type { StreamMetadata } from '../../core/wire/hello.js';
import { LiveCapture, type LiveCaptureStats } from '../../live/live-capture.js';
import { type ModelSpeed, measureModelSpeed, requireRealTime } from '../../live/model-speed.js';
import { requireVoice, type VoiceOptions } from '../../live/voice-chain.js';
import type { LatentModel } from '../../ports/model.js';
import type { Broadcast, BroadcastResult } from '../../stream/send/broadcast.js';
import {
  type BroadcastFeatures,
  requireBroadcastEncoder,
  requireBroadcastFeatures,
} from '../../stream/send/broadcast-settings.js';
import { requireMetadata } from '../../stream/send/description-check.js';
import { requireUplink, type UplinkOptions } from '../../stream/send/uplink-options.js';
import { TOKEN_SHAPE, type TokenSource } from '../../transports/token-source.js';
import { chooseDevice } from '../audio/devices.js';
import { nodeClock } from '../clock.js';
import { broadcastTo } from '../live.js';
import { LOSSY_KINDS, type LossyOptions, requireStreamAddress } from '../lossy/lossy-address.js';
import { type DeviceEvent, deviceEvent, type LiveDeviceOptions } from './device-events.js';
import { type LiveModelOptions, openLiveModel, prepareProcess, releaseAll } from './live-model.js';
import { DEVICE_KINDS, LIVE_MODEL_KINDS, requireDevice, requireLiveModel } from './live-options.js';

/** The device, its processing and the stream of {@link broadcastMicrophone}; each may be left out. */
export interface BroadcastMicrophoneOptions extends LiveModelOptions, LossyOptions {
  /** The microphone and the form of its audio. @default the system's default device */
  readonly device?: LiveDeviceOptions & {
    /** Rate to capture at, 8000..192000. @default 44100 */
    readonly sampleRateHz?: number;
    /** Channels to capture, 1..32. @default 1; 2 with features.stereo */
    readonly channels?: number;
  };
  /** High-pass, gate and automatic gain. @default none */
  readonly voice?: VoiceOptions;
  /** Push to talk: called for every block, false mutes. @default always open */
  readonly isTalking?: () => boolean;
  /** Bit planes and packet size, hence bit rate and delay. @default one plane, `live` */
  readonly encoder?: {
    /** Bit planes, 1..8. @default 1 */
    readonly planes?: number;
    /** `live`, `normal`, `radio` or a number of frames per packet, 1..128. @default 'live' */
    readonly preset?: Preset | number;
  };
  /** As of a broadcast, but `dtx` is on unless it is false. */
  readonly features?: BroadcastFeatures;
  /** Queue, resume and reconnect. */
  readonly uplink?: UplinkOptions;
  /** Title, artist and station for the listeners, each at most 256 characters. @default none */
  readonly metadata?: StreamMetadata;
  /** As of {@link broadcastTo} and {@link listenTo}. @default none */
  readonly token?: TokenSource;
  /** Relays that may have the token beside that of the URL, `wss://HOST:PORT` or `*`, where it names another. @default none */
  readonly tokenOrigins?: readonly string[];
  /** Ends the stream in order, as `close` does: what was captured is still sent. */
  readonly signal?: AbortSignal;
  /** Told what happens to device and connection. What it throws ends the stream: `done` rejects with it. */
  onEvent?(event: MicrophoneEvent): void;
}

const KINDS: OptionKinds<BroadcastMicrophoneOptions> = {
  ...LIVE_MODEL_KINDS,
  ...LOSSY_KINDS,
  device: 'object',
  voice: 'object',
  isTalking: 'function',
  encoder: 'object',
  features: 'object',
  uplink: 'object',
  metadata: 'object',
  token: TOKEN_SHAPE,
  tokenOrigins: 'any',
  signal: SHAPES.signal,
  onEvent: 'function',
};

/** What happens to a microphone's broadcast; discriminated by `kind`. */
export type MicrophoneEvent =
  | DeviceEvent
  /** The encoding speed, measured of models that process their context again with every packet. */
  | { readonly kind: 'encodingSpeed'; readonly speed: ModelSpeed }
  /** `features.stereo` has no effect: one channel is captured, or the model's own format has two. */
  | { readonly kind: 'stereoIgnored'; readonly channels: number; readonly model: LatentModel['info'] }
  /** Encoding is too slow for live sound: audio was skipped; the duration now, and in total. */
  | { readonly kind: 'tooSlow'; readonly droppedMs: number; readonly totalDroppedMs: number }
  | { readonly kind: 'disconnected'; readonly error: CodecError }
  /** The stream continues at this frame. */
  | { readonly kind: 'reconnected'; readonly nextFrame: number };

/** State of capture, encoder and connection, and counts since the start; plain JSON. */
export interface MicrophoneStats extends LiveCaptureStats {
  readonly sender: BroadcastResult['sender'];
  readonly encoder: BroadcastResult['encoder'];
  /** Time spent encoding for time of audio; above 1 is too slow. */
  readonly realTimeFactor: number;
}

/** A microphone's broadcast that has ended. */
export interface MicrophoneResult extends BroadcastResult {
  /** Audio that was left out because encoding was too slow. */
  readonly droppedMs: number;
  /** Times that the device has gone. */
  readonly outages: number;
  /** Rate of the codec, at which `samples` are counted. */
  readonly sampleRateHz: number;
}

/** A microphone on the air. */
export interface MicrophoneBroadcast {
  /** Resolves when it was closed or aborted and the relay has all of it. */
  readonly done: Promise<MicrophoneResult>;
  /** What has been captured, encoded and sent since the start. */
  stats(): MicrophoneStats;
  /** Peak, RMS and clipping of what was captured since the last call. */
  level(): Level;
  /** Ends the stream in order: what was captured is sent. May be called twice. */
  close(): Promise<void>;
}

/**
 * Broadcasts a microphone to a channel of a relay: capture, voice processing, the encoder in a thread of its own, and
 * reconnection. Resolves when the device is found and the model loaded; the connection is still being made then.
 *
 * @param url ws://HOST:PORT/CHANNEL, udp://HOST:PORT or `-`
 * @throws TypeError, RangeError for wrong arguments; CodecError CHANNEL_NAME, DEVICE without a usable device,
 *   MODEL_NOT_FOUND, MODEL_FAILED where this machine cannot encode as fast as sound arrives. `done` rejects with the
 *   error that ends the stream
 */
export async function broadcastMicrophone(
  url: string,
  options: BroadcastMicrophoneOptions = {},
): Promise<MicrophoneBroadcast> {
  requireStreamAddress(url, 'send');
  requireMicrophone(options);
  const { device = {}, encoder = {}, features = {}, onEvent } = options;
  const chosen = await chooseDevice(device, 'input');
  onEvent?.(deviceEvent(chosen));
  const opened = await openLiveModel(options, 'encode');
  let capture: LiveCapture | undefined;
  try {
    const { model } = opened;
    const { preset = 'live' } = encoder;
    const framesPerPacket = typeof preset === 'number' ? preset : presetFrames(preset);
    const speed = await measureModelSpeed(model, 'encode', framesPerPacket, nodeClock);
    requireRealTime(speed);
    if (speed.contextFrames > 0) onEvent?.({ kind: 'encodingSpeed', speed });
    prepareProcess(options.process);
    const { sampleRateHz = 44_100, channels = features.stereo ? 2 : 1, latencyMs = 10 } = device;
    const stereo = features.stereo === true && channels >= 2 && model.info.format.channels === 1;
    if (features.stereo && !stereo) onEvent?.({ kind: 'stereoIgnored', channels, model: model.info });
    const form = { sampleRateHz, channels, latencyMs, ...(chosen.id !== undefined && { device: chosen.id }) };
    const microphone = new LiveCapture({
      clock: nodeClock,
      sampleRateHz,
      channels,
      open: () => chosen.backend.openSource(form),
      ...(options.voice && { voice: options.voice }),
      ...(options.isTalking && { isTalking: options.isTalking }),
      onDeviceGone: (error) => onEvent?.({ kind: 'deviceGone', error }),
      onDeviceBack: () => onEvent?.({ kind: 'deviceBack' }),
      onDrop: (droppedMs, totalDroppedMs) => onEvent?.({ kind: 'tooSlow', droppedMs, totalDroppedMs }),
    });
    capture = microphone;
    /** Set at once, before the broadcast asks for it: its options are checked before the microphone is opened. */
    let blocks: AsyncGenerator<Float32Array>;
    const broadcast = broadcastTo(url, {
      model,
      audio: { [Symbol.asyncIterator]: () => blocks },
      encoder: { ...encoder, sampleRateHz, channels, preset },
      features: { dtx: features.dtx ?? true, stereo },
      ...(options.token !== undefined && { token: options.token }),
      ...(options.tokenOrigins && { tokenOrigins: options.tokenOrigins }),
      ...(options.uplink && { uplink: options.uplink }),
      ...(options.datagram && { datagram: options.datagram }),
      ...(options.protection && { protection: options.protection }),
      metadata: options.metadata ?? {},
      startedAtMs: Date.now(),
      isLive: true,
      handlers: {
        onDown: (error) => onEvent?.({ kind: 'disconnected', error }),
        onUp: (nextFrame) => (nextFrame > 0 ? onEvent?.({ kind: 'reconnected', nextFrame }) : undefined),
      },
    });
    blocks = microphone.blocks(options.signal);
    return running(broadcast, microphone, () => opened.close());
  } catch (error) {
    await releaseAll(capture, opened);
    throw error;
  }
}

function running(broadcast: Broadcast, capture: LiveCapture, closeModel: () => Promise<void>): MicrophoneBroadcast {
  const { sampleRateHz } = broadcast.encoder.model.info.format;
  const finish = async (): Promise<MicrophoneResult> => {
    try {
      const result = await broadcast.done;
      const { droppedMs, outages } = capture.stats;
      return { ...result, droppedMs, outages, sampleRateHz };
    } finally {
      await releaseAll(capture, { close: closeModel });
    }
  };
  const done = finish();
  // A caller that does not wait for `done` sees the stream stop.
  done.catch(() => undefined);
  return {
    done,
    stats() {
      const { stats: encoder } = broadcast.encoder;
      const audioMs = (encoder.samples / sampleRateHz) * 1000;
      const realTimeFactor = audioMs > 0 ? encoder.modelMs / audioMs : 0;
      return { ...capture.stats, sender: broadcast.sender.stats(), encoder, realTimeFactor };
    },
    level: () => capture.level(),
    async close() {
      // A microphone that fails to close ends the stream all the same.
      await capture.close().catch(() => undefined);
      await done.catch(() => undefined);
    },
  };
}

/**
 * Checks the options of `broadcastMicrophone` before anything is opened.
 *
 * @throws TypeError, RangeError naming a wrong option
 */
function requireMicrophone(options: BroadcastMicrophoneOptions): void {
  requireOptions('', options, KINDS);
  requireOptions('device', options.device, { ...DEVICE_KINDS, sampleRateHz: 'any' });
  requireDevice(options.device);
  requireLiveModel(options);
  requireVoice(options.voice, 'voice');
  requireOptions('encoder', options.encoder, { planes: 'any', preset: 'any' });
  requireBroadcastEncoder(options.encoder);
  requireBroadcastFeatures(options.features);
  requireUplink(options.uplink);
  requireMetadata(options.metadata);
}

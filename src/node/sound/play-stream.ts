import { Deferred } from '../../core/deferred.js';
import { type Level, LevelMeter } from '../../core/dsp/level-meter.js';
import { type CodecError, requireNumber } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import { PRESETS } from '../../core/latent/presets.js';
import { type OptionKinds, requireOptions, SHAPES } from '../../core/options.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import { LivePlayout, type LivePlayoutStats } from '../../live/live-playout.js';
import { measureModelSpeed, requireRealTime, SpeedWatch } from '../../live/model-speed.js';
import { type DownlinkOptions, downlinkSettings } from '../../stream/receive/downlink-options.js';
import type { Listener, ListenerStats } from '../../stream/receive/listener.js';
import type { SourceState } from '../../stream/receive/source-watch.js';
import { TOKEN_SHAPE, type TokenSource } from '../../transports/token-source.js';
import { chooseDevice } from '../audio/devices.js';
import { nodeClock } from '../clock.js';
import { decodingTimes } from '../decoding-times.js';
import { listenTo } from '../live.js';
import { type LossyOptions, requireStreamAddress } from '../lossy/lossy-address.js';
import { receivedSeconds } from '../received-seconds.js';
import { type DeviceEvent, deviceEvent, errorOf, type LiveDeviceOptions } from './device-events.js';
import { type LiveModelOptions, openLiveModel, prepareProcess, releaseAll } from './live-model.js';
import { DEVICE_KINDS, LIVE_MODEL_KINDS, requireDevice, requireLiveModel } from './live-options.js';

/** The device, the model and the connection of {@link playStream}; each may be left out. */
export interface PlayStreamOptions extends LiveModelOptions, Pick<LossyOptions, 'datagram'> {
  /** The loudspeaker and the channels played on it. @default the system's default device */
  readonly device?: LiveDeviceOptions & {
    /** Channels to play; 2 play a stream in stereo. @default the model's */
    readonly channels?: number;
  };
  /** Bit planes wanted and reconnect; past audio (`burstMs`) is never asked for. */
  readonly downlink?: Omit<DownlinkOptions, 'burstMs'>;
  /** Ends after this much audio, in seconds: 0.001..1000000000, or Infinity. @default when the stream ends */
  readonly maxSeconds?: number;
  /** As of {@link broadcastTo} and {@link listenTo}. @default none */
  readonly token?: TokenSource;
  /** Relays that may have the token beside that of the URL, `wss://HOST:PORT` or `*`, where it names another. @default none */
  readonly tokenOrigins?: readonly string[];
  /** Stops playback at once, as `close` does, and gives up a connection in the making. */
  readonly signal?: AbortSignal;
  /** Told what happens to device, source and connection. What it throws ends the playback: `done` rejects with it. */
  onEvent?(event: PlaybackEvent): void;
}

/** Range of `maxSeconds`, beside Infinity. */
const SECONDS = [0.001, 1e9] as const;

const KINDS: OptionKinds<PlayStreamOptions> = {
  ...LIVE_MODEL_KINDS,
  device: 'object',
  downlink: 'object',
  maxSeconds: 'any',
  token: TOKEN_SHAPE,
  tokenOrigins: 'any',
  datagram: 'object',
  signal: SHAPES.signal,
  onEvent: 'function',
};

/** What happens to a playback; discriminated by `kind`. */
export type PlaybackEvent =
  | DeviceEvent
  /** The device had repeated underruns: it was opened with a larger latency. */
  | { readonly kind: 'latencyRaised'; readonly latencyMs: number }
  /** It has had no underrun for some minutes: it was opened with a smaller latency. */
  | { readonly kind: 'latencyLowered'; readonly latencyMs: number }
  /** The channel's source: at the start, and whenever it connects. */
  | { readonly kind: 'source'; readonly hello: StreamHello; readonly isNewEpoch: boolean }
  /** Title and the like; empty when another stream begins, until it states its own. */
  | { readonly kind: 'metadata'; readonly metadata: StreamMetadata }
  /** The channel has no source, or it has come, stalls, has gone or has ended. */
  | { readonly kind: 'sourceState'; readonly state: SourceState }
  | { readonly kind: 'disconnected'; readonly error: CodecError }
  /** The last seconds of audio took longer to decode than they last: time spent for time of audio, and their duration. */
  | { readonly kind: 'tooSlow'; readonly realTimeFactor: number; readonly overMs: number }
  /** The source has ended the stream; what was received is played to its end. */
  | { readonly kind: 'ended' };

/** State of connection, decoder and playout, and counts since the start; plain JSON. */
export interface PlaybackStats extends ListenerStats {
  readonly playout: LivePlayoutStats;
  /** Audio decoded so far. */
  readonly seconds: number;
  /** Audio that the received packets cover, silence and lost frames counted: what the byte counts belong to. */
  readonly receivedSeconds: number;
  /** Bit planes that are asked for, at most. */
  readonly planes: number;
  /** Latent frames in each packet that the relay sends; 0 before the first stream. */
  readonly framesPerPacket: number;
  /** What is known of the channel's source. */
  readonly source: SourceState;
  /** Time spent decoding for time of audio; above 1 is too slow. */
  readonly realTimeFactor: number;
}

/** A channel that is being played on a loudspeaker. */
export interface StreamPlayback {
  /** Resolves when the stream has ended and is played, or was closed or aborted; with the last statistics. */
  readonly done: Promise<PlaybackStats>;
  /** What has been received, decoded and played since the start. */
  stats(): PlaybackStats;
  /** Peak, RMS and clipping of what was played since the last call. */
  level(): Level;
  /** Stops at once. May be called twice. */
  close(): Promise<void>;
}

/**
 * Plays a channel of a relay on a loudspeaker: the decoder in a thread of its own, playout that follows the device's
 * clock and the network's jitter, and reconnection. Resolves when connected; the channel may have no source yet.
 *
 * @param url ws://HOST:PORT/CHANNEL, udp://HOST:PORT or `-`
 * @throws TypeError, RangeError for wrong arguments; CodecError CHANNEL_NAME, DEVICE without a usable device,
 *   MODEL_NOT_FOUND, MODEL_FAILED where this machine cannot decode as fast as sound comes, TRANSPORT_FAILED and other refusals. `done` rejects where the stream cannot be decoded
 */
export async function playStream(url: string, options: PlayStreamOptions = {}): Promise<StreamPlayback> {
  requireStreamAddress(url, 'listen');
  requirePlayStream(options);
  const { device = {}, signal } = options;
  const chosen = await chooseDevice(device, 'output');
  options.onEvent?.(deviceEvent(chosen));
  const opened = await openLiveModel(options, 'decode');
  let playout: LivePlayout | undefined;
  let listener: Listener | undefined;
  const release = (): Promise<void> => releaseAll(listener, playout, opened);
  try {
    requireRealTime(await measureModelSpeed(opened.model, 'decode', PRESETS.live, nodeClock));
    prepareProcess(options.process);
    const { sampleRateHz, channels: modelChannels } = opened.model.info.format;
    const { channels = modelChannels, latencyMs = 40 } = device;
    const form = { sampleRateHz, channels, ...(chosen.id !== undefined && { device: chosen.id }) };
    const meter = new LevelMeter();
    /** Settled when the stream has ended or enough of it is decoded, and with what `onEvent` throws. */
    const ended = new Deferred();
    const onEvent = (event: PlaybackEvent): void => void callGuarded(() => options.onEvent?.(event), ended.reject);
    const openSpeaker = (): LivePlayout =>
      new LivePlayout({
        clock: nodeClock,
        sampleRateHz,
        channels,
        latencyMs,
        open: (ms) => chosen.backend.openSink({ ...form, latencyMs: ms }),
        onPlay: (pcm) => meter.add(pcm),
        onDeviceGone: (error) => onEvent({ kind: 'deviceGone', error: errorOf(error) }),
        onDeviceBack: () => onEvent({ kind: 'deviceBack' }),
        onLatencyRaised: (ms) => onEvent({ kind: 'latencyRaised', latencyMs: ms }),
        onLatencyLowered: (ms) => onEvent({ kind: 'latencyLowered', latencyMs: ms }),
      });
    const maxSamples = (options.maxSeconds ?? Number.POSITIVE_INFINITY) * sampleRateHz;
    let samples = 0;
    const watch = new SpeedWatch((realTimeFactor, overMs) => onEvent({ kind: 'tooSlow', realTimeFactor, overMs }));
    listener = listenTo(url, {
      model: opened.model,
      ...(signal && { signal }),
      ...(options.token !== undefined && { token: options.token }),
      ...(options.tokenOrigins && { tokenOrigins: options.tokenOrigins }),
      ...(options.datagram && { datagram: options.datagram }),
      player: { channels },
      // Past audio would only have to be skipped again.
      downlink: { ...options.downlink, burstMs: 0 },
      write: (pcm, { silence }) => {
        samples += pcm.length / channels;
        if (listener) watch.update(...decodingTimes(listener));
        playout?.write(pcm, silence);
        if (samples >= maxSamples) ended.resolve();
      },
      handlers: {
        onHello: (hello, isNewEpoch) => onEvent({ kind: 'source', hello, isNewEpoch }),
        onMetadata: (metadata) => {
          // What has ended before this listener came is not playing.
          if (listener?.receiver.source !== 'ended') onEvent({ kind: 'metadata', metadata });
        },
        onSource: (state) => onEvent({ kind: 'sourceState', state }),
        onEnd: () => {
          onEvent({ kind: 'ended' });
          ended.resolve();
        },
        onDown: (error) => onEvent({ kind: 'disconnected', error }),
      },
    });
    // The options of both are checked before the loudspeaker is opened.
    const speaker = openSpeaker();
    playout = speaker;
    const listening = listener;
    await listening.start();
    const stats = (): PlaybackStats => statsOf(listening, speaker, samples / sampleRateHz);
    const running = run(listening, speaker, ended, release, signal);
    const done = running.finished.then(stats);
    // A caller that does not wait for `done` gets no unhandled rejection.
    done.catch(() => undefined);
    return {
      done,
      stats,
      level: () => meter.snapshot(),
      async close() {
        running.stop();
        await done.catch(() => undefined);
      },
    };
  } catch (error) {
    await release();
    throw error;
  }
}

/** Waits for the end of a stream, and lets it be played unless it is stopped before. */
function run(
  listener: Listener,
  playout: LivePlayout,
  ended: Deferred,
  release: () => Promise<void>,
  signal: AbortSignal | undefined,
): { readonly finished: Promise<void>; stop(): void } {
  let isStopped = false;
  const stop = (): void => {
    isStopped = true;
    ended.resolve();
  };
  signal?.addEventListener('abort', stop, { once: true });
  if (signal?.aborted) stop();
  const finish = async (): Promise<void> => {
    try {
      await Promise.race([ended.promise, listener.done]);
      await listener.close();
      await listener.done;
      if (!isStopped) await playout.drain();
    } finally {
      signal?.removeEventListener('abort', stop);
      await release();
    }
  };
  return { finished: finish(), stop };
}

function statsOf(listener: Listener, playout: LivePlayout, seconds: number): PlaybackStats {
  const listened = listener.stats();
  const { format } = listener.player.decoder.model.info;
  const [audioMs, modelMs] = decodingTimes(listener);
  const realTimeFactor = audioMs > 0 ? modelMs / audioMs : 0;
  const { planes, framesPerMessage, source } = listener.receiver;
  return {
    ...listened,
    playout: playout.stats,
    seconds,
    receivedSeconds: receivedSeconds(listened, format),
    planes,
    framesPerPacket: framesPerMessage,
    source,
    realTimeFactor,
  };
}

/** Checks the options of `playStream` before anything is opened. @throws TypeError, RangeError naming a wrong option */
function requirePlayStream(options: PlayStreamOptions): void {
  requireOptions('', options, KINDS);
  requireOptions('device', options.device, DEVICE_KINDS);
  requireDevice(options.device);
  requireLiveModel(options);
  downlinkSettings(options.downlink);
  if (options.downlink && 'burstMs' in options.downlink)
    throw new TypeError('downlink.burstMs is not an option of playStream: past audio is never asked for');
  const { maxSeconds } = options;
  // A count of seconds that is not positive would end the playback before it has begun.
  if (maxSeconds !== undefined && maxSeconds !== Number.POSITIVE_INFINITY)
    requireNumber('maxSeconds', maxSeconds, ...SECONDS);
}

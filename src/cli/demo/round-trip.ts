import { concatFloats } from '../../core/buffers.js';
import { Deferred } from '../../core/deferred.js';
import { melDistanceDb } from '../../core/dsp/spectrum.js';
import { bytesPerFramePlane, framesToMs, payloadBitsPerSecond } from '../../core/latent/format.js';
import { presetFrames } from '../../core/latent/presets.js';
import { paced } from '../../live/pacer.js';
import { nodeClock } from '../../node/clock.js';
import { collect, memorySource, toMono } from '../../node/files/collect.js';
import { broadcastTo, listenTo } from '../../node/live.js';
import type { OnnxModel } from '../../node/model/onnx-model.js';
import { selectKernels } from '../../node/native/native.js';
import type { RelayServer } from '../../node/relay/server.js';
import type { AudioSource } from '../../ports/audio.js';
import type { Listener } from '../../stream/receive/listener.js';
import { measureTimerDelay, type TimerDelay } from './timer-delay.js';

/** One stream from a source through a relay to several listeners in the same process. */
export interface RoundTripOptions {
  /** Encodes for the source and decodes for every listener; it is not closed. */
  readonly model: OnnxModel;
  /** A relay that listens already; the stream takes a channel of it. */
  readonly relay: RelayServer;
  /** Name of the channel: 1 to 64 letters, digits, ".", "_" or "-", free of another source. */
  readonly channel: string;
  /** The audio to send; it is read to its end and held in memory to be compared. */
  readonly source: AudioSource;
  /** Planes of each listener; the source sends as many as the largest of them. */
  readonly planes: readonly number[];
  /** `live`, `normal` or `radio`: latent frames per packet; RangeError for another name. */
  readonly preset: string;
  /** Pace in multiples of real time. */
  readonly speed: number;
  /** Ends the audio early; what was encoded so far is still sent and compared. */
  readonly signal?: AbortSignal;
  /** Called after every block that is sent, with the seconds of audio sent so far. */
  onProgress?(seconds: number): void;
}

/** Stages of the latency from a packet's first sample to the loudspeaker: means, in ms. */
export interface LatencyStages {
  /** Duration of a packet's audio. */
  readonly packetMs: number;
  readonly encoderLookAheadMs: number;
  /** From the last sample that a packet needs to its send call, capture blocks included. */
  readonly encodeMs: number;
  /** From the send call to the listener's receipt. */
  readonly networkMs: number;
  /** From the receipt to the decoded audio: jitter buffer and decoder. */
  readonly decodeMs: number;
  readonly decoderLookAheadMs: number;
  readonly totalMs: number;
}

/** What one listener received: its rates in kbit/s, quality, and the latency of each stage. */
export interface RoundTripResult {
  readonly planes: number;
  readonly seconds: number;
  readonly frames: number;
  readonly payloadBytes: number;
  readonly payloadKbps: number;
  readonly wireKbps: number;
  /** Size of the same audio as 16-bit WAV at the codec's rate over that of the payload of all of its frames, lost ones included. */
  readonly compression: number;
  /** Null at another pace than live: the audio waits for the encoder then, and not for its time. */
  readonly latency: LatencyStages | null;
  /** Model time over audio time. */
  readonly encodeRtf: number;
  readonly decodeRtf: number;
  readonly melDb: number;
  readonly lostFrames: number;
  /** Decoded audio, mono at the codec's rate. */
  readonly pcm: Float32Array;
}

/**
 * Streams a source through a relay to one listener for each number of planes, and measures latency, rates and quality. All
 * times are of one clock, that of this process.
 */
export async function roundTrip(
  options: RoundTripOptions,
): Promise<{ original: Float32Array; results: RoundTripResult[]; timerDelay: TimerDelay }> {
  const { model, relay, source, speed } = options;
  const { format } = model.info;
  const url = `${relay.url}/${options.channel}`;
  const pcm = await collect(source);
  const original = toMono(pcm, source, format.sampleRateHz);

  const encodedAtMs = new Map<number, number>();
  const listeners = options.planes.map((planes) => new Tap(url, model, planes, encodedAtMs));
  for (const tap of listeners) await tap.listener.start();
  const framesPerPacket = presetFrames(options.preset);
  const startedMs = nodeClock.nowMs();
  const endMeasurement = measureTimerDelay(nodeClock);
  const broadcast = broadcastTo(url, {
    model,
    audio: paced(memorySource(pcm, source), {
      clock: nodeClock,
      speed,
      ...(options.signal && { signal: options.signal }),
    }),
    encoder: {
      sampleRateHz: source.sampleRateHz,
      channels: source.channels,
      channelMask: source.channelMask,
      planes: Math.max(...options.planes),
      preset: options.preset,
    },
    startedAtMs: Date.now(),
    isTransfer: speed > 1,
    ...(options.signal && { signal: options.signal }),
    handlers: {
      onBlock: (block) => {
        encodedAtMs.set(block.firstFrame, nodeClock.nowMs());
        options.onProgress?.(framesToMs(format, block.firstFrame + block.frames) / 1000);
      },
    },
  });
  const ended = (async () => {
    const result = await broadcast.done;
    await Promise.all(listeners.map((tap) => tap.ended));
    return result;
  })();
  const sent = await ended.finally(endMeasurement);
  const timerDelay = endMeasurement();
  await Promise.all(listeners.map((tap) => tap.listener.close()));

  const seconds = sent.samples / format.sampleRateHz;
  const readyMs = (frame: number): number =>
    startedMs + ((frame * format.hopSamples + format.encoder.delaySamples) * 1000) / format.sampleRateHz;
  const samplesToMs = (samples: number): number => (samples * 1000) / format.sampleRateHz;
  const results = listeners.map((tap): RoundTripResult => {
    const { stream, player } = tap.listener.stats();
    const arrived = [...tap.receivedAtMs.keys()];
    // The last packet is completed by the end of the clip and not by its samples.
    const whole = arrived.filter(
      (frame) => (frame + framesPerPacket) * format.hopSamples + format.encoder.delaySamples <= sent.samples,
    );
    const encodeMs = mean(whole.map((frame) => encodedAtMs.get(frame)! - readyMs(frame + framesPerPacket)));
    const networkMs = mean(arrived.map((frame) => tap.receivedAtMs.get(frame)! - encodedAtMs.get(frame)!));
    const decodeMs = mean(
      whole.map((frame) => (tap.playedAtMs.get(frame) ?? Number.NaN) - tap.receivedAtMs.get(frame)!),
    );
    const packetMs = framesToMs(format, framesPerPacket);
    const encoderLookAheadMs = samplesToMs(format.encoder.delaySamples);
    const decoderLookAheadMs = samplesToMs(format.decoder.delaySamples);
    const decoded = concatFloats(tap.parts);
    const { payloadBytes } = stream;
    return {
      planes: tap.planes,
      seconds,
      frames: sent.frames,
      payloadBytes,
      payloadKbps: payloadBitsPerSecond(format, tap.planes) / 1000,
      wireKbps: (stream.wireBytes * 8) / 1000 / seconds,
      compression: (sent.samples * 2 * format.channels) / (sent.frames * tap.planes * bytesPerFramePlane(format)),
      latency:
        speed === 1
          ? {
              packetMs,
              encoderLookAheadMs,
              encodeMs,
              networkMs,
              decodeMs,
              decoderLookAheadMs,
              totalMs: packetMs + encoderLookAheadMs + encodeMs + networkMs + decodeMs + decoderLookAheadMs,
            }
          : null,
      encodeRtf: sent.encoder.modelMs / 1000 / seconds,
      decodeRtf: player.decoder.modelMs / 1000 / seconds,
      melDb: melDistanceDb(original, decoded, format.sampleRateHz, selectKernels()),
      lostFrames: player.jitter.lost,
      pcm: decoded,
    };
  });
  return { original, results, timerDelay };
}

/** One listener that notes the times of packets. */
class Tap {
  readonly parts: Float32Array[] = [];
  readonly receivedAtMs = new Map<number, number>();
  readonly playedAtMs = new Map<number, number>();
  readonly ended: Promise<void>;
  readonly listener: Listener;

  constructor(
    url: string,
    model: OnnxModel,
    readonly planes: number,
    encodedAtMs: ReadonlyMap<number, number>,
  ) {
    const ended = new Deferred();
    this.ended = ended.promise;
    this.listener = listenTo(url, {
      model,
      player: { channels: 1 },
      downlink: { planes },
      write: (pcm, info) => {
        this.parts.push(pcm.slice());
        for (let t = info.firstFrame; t < info.firstFrame + info.frames; t++)
          if (encodedAtMs.has(t)) this.playedAtMs.set(t, nodeClock.nowMs());
      },
      handlers: {
        onBlock: (block) => {
          this.receivedAtMs.set(block.firstFrame, nodeClock.nowMs());
        },
        onEnd: () => ended.resolve(),
      },
    });
    this.listener.done.catch(ended.reject);
  }
}

const mean = (values: readonly number[]): number => values.reduce((sum, value) => sum + value, 0) / values.length;

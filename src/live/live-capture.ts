import { type Level, LevelMeter } from '../core/dsp/level-meter.js';
import type { AbortSignalLike, AudioSource } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';
import { LiveQueue } from './live-queue.js';
import { SteadySource } from './steady-source.js';
import { VoiceChain, type VoiceOptions } from './voice-chain.js';

/** The form of a microphone's audio, how it is processed, and who is told of gaps in it. */
export interface LiveCaptureOptions {
  /** Times the silence that stands for a microphone that has gone, and the attempts to open it. */
  readonly clock: Clock;
  /** Rate at which the microphone delivers audio, 1000..192000 Hz. */
  readonly sampleRateHz: number;
  /** Interleaved channels of that audio, 1..32. */
  readonly channels: number;
  /** Opens the microphone, also again after it has gone, with this rate and these channels. */
  open(): AudioSource;
  /** High-pass, noise gate and automatic gain, in this order. @default the audio is left as it is */
  readonly voice?: VoiceOptions;
  /** Push to talk: called for every block, false mutes. @default always open */
  readonly isTalking?: () => boolean;
  /** Maximum of audio that waits for the encoder, 20..60000 ms. @default 1000 */
  readonly maxQueueMs?: number;
  /** The microphone has gone; silence is delivered in its place. */
  onDeviceGone?(error: Error): void;
  /** The microphone delivers audio again after `onDeviceGone`. */
  onDeviceBack?(): void;
  /** The encoder is too slow: audio was skipped: now, and in total. */
  onDrop?(droppedMs: number, totalDroppedMs: number): void;
}

/** State of a capture and its counts since it was started; plain JSON. */
export interface LiveCaptureStats {
  /** Audio that waits for the encoder. */
  readonly queuedMs: number;
  /** Audio that was left out because the encoder was too slow. */
  readonly droppedMs: number;
  /** Times that the microphone has gone, and whether it is gone now. */
  readonly outages: number;
  readonly isDeviceGone: boolean;
}

/**
 * Microphone → voice processing → level meter → queue: live audio for an encoder. The microphone may go away and come
 * back, and the encoder may be late; neither holds the other up.
 */
export class LiveCapture {
  readonly #source: SteadySource;
  readonly #queue: LiveQueue;
  readonly #meter = new LevelMeter();
  #running: Promise<void> | undefined;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: LiveCaptureOptions) {
    const { clock, sampleRateHz, channels, maxQueueMs, isTalking, onDrop } = options;
    const form = { sampleRateHz, channels };
    const voice = new VoiceChain({ ...form, ...options.voice });
    this.#queue = new LiveQueue({
      ...form,
      ...(maxQueueMs !== undefined && { maxMs: maxQueueMs }),
      ...(onDrop && { onDrop: (ms) => onDrop(ms, this.#queue.droppedMs) }),
    });
    this.#source = new SteadySource({
      ...form,
      clock,
      open: () => options.open(),
      onBlock: (pcm) => {
        voice.process(pcm, isTalking?.() ?? true);
        this.#meter.add(pcm);
        this.#queue.push(pcm);
      },
      onDeviceGone: (error) => options.onDeviceGone?.(error),
      onDeviceBack: () => options.onDeviceBack?.(),
    });
  }

  get stats(): LiveCaptureStats {
    const { queuedMs, droppedMs } = this.#queue;
    const { outages, isGone } = this.#source;
    return { queuedMs, droppedMs, outages, isDeviceGone: isGone };
  }

  /** Peak, RMS and clipping of what was captured since the last call. */
  level(): Level {
    return this.#meter.snapshot();
  }

  /**
   * Starts to capture at once. May be called once.
   *
   * @returns blocks of [samples × channels], until `close` or the signal; throws CodecError DEVICE when the microphone
   *   delivers nothing at first, and what `isTalking` or a handler throws
   * @throws TypeError when it was called before
   */
  blocks(signal?: AbortSignalLike): AsyncGenerator<Float32Array> {
    if (this.#running) throw new TypeError('blocks() may be called once');
    this.#running = this.#source.run(signal).then(
      () => this.#queue.end(),
      (error: unknown) => this.#queue.end(error),
    );
    return this.#queue.blocks(signal);
  }

  /**
   * Ends the capture; what waits may still be taken. May be called twice.
   * @throws what the microphone's own `close` throws, once the blocks have ended
   */
  async close(): Promise<void> {
    try {
      await this.#source.close();
    } finally {
      await this.#running;
    }
  }
}

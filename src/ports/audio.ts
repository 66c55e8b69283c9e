/** Where audio comes from: a file, standard input, a device. Samples are interleaved, Float32, nominally in [−1, 1]. */
export interface AudioSource {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Total samples per channel where known in advance. */
  readonly totalSamples?: number;
  /** Blocks of [frames × channels] interleaved samples, of any length; the consumer owns each block. */
  blocks(signal?: AbortSignalLike): AsyncIterable<Float32Array>;
  /** May be called twice. */
  close(): Promise<void>;
}

/** Where audio goes. */
export interface AudioSink {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Resolves when the sink is ready for more (backpressure); the sink has copied or written `block` by then. */
  write(block: Float32Array): Promise<void>;
  /** Plays or flushes what is left. May be called twice. */
  close(): Promise<void>;
}

/** What a device says about the audio that was written to it. */
export interface LiveSinkStatus {
  /** Audio that was written and is not yet heard, in ms. */
  readonly bufferedMs: number;
  /** Whether `bufferedMs` follows the device's own clock; otherwise ours stands for it. */
  readonly isMeasured: boolean;
  /** Times that the device had nothing to play. */
  readonly underruns: number;
}

/** A sink that plays at its own pace, whatever it is given: a sound device. */
export interface LiveAudioSink extends AudioSink {
  status(): LiveSinkStatus;
}

/** The part of AbortSignal that the isomorphic code uses. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

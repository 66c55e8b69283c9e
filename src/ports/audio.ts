/**
 * Where audio comes from: a file, standard input, a device. PCM is [samples × channels] interleaved Float32, nominally
 * in [−1, 1].
 */
export interface AudioSource {
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Total samples per channel where known in advance. */
  readonly totalSamples?: number;
  /** Blocks of [samples × channels] interleaved samples, of any length; the consumer owns each block. */
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

/** What a device reports about the audio that was written to it. */
export interface LiveSinkStatus {
  /** Audio that was written and is not yet heard, in ms. */
  readonly bufferedMs: number;
  /** Whether `bufferedMs` follows the device's own clock; otherwise the system's clock stands for it. */
  readonly isMeasured: boolean;
  /** Times that the device had nothing to play. */
  readonly underruns: number;
}

/** A sink that plays at its own pace, whatever it is given: a sound device. */
export interface LiveAudioSink extends AudioSink {
  status(): LiveSinkStatus;
}

/** A microphone or a loudspeaker. */
export interface AudioDevice {
  readonly id: string;
  readonly name: string;
  readonly direction: 'input' | 'output';
  readonly isDefault: boolean;
}

/** What a device is asked for. Whatever carries it converts rate and channels where the hardware has others. */
export interface DeviceForm {
  /** Id of the device; the system's default where it is not given. */
  readonly device?: string;
  readonly sampleRateHz: number;
  readonly channels: number;
  /** Audio that the device may hold; it decides how large its blocks are. */
  readonly latencyMs: number;
}

/** One way to the sound devices of a system. Opening never waits: a device that is not there fails when it is used. */
export interface AudioBackend {
  readonly name: string;
  /** Undefined when it works here, else why it does not, with the command that would help. */
  unusable(): Promise<string | undefined>;
  devices(): Promise<AudioDevice[]>;
  /** A microphone: blocks come at its own pace. Its `blocks` throw CodecError DEVICE when it has gone. */
  openSource(form: DeviceForm): AudioSource;
  /** A loudspeaker. Its `write` throws CodecError DEVICE when it has gone. */
  openSink(form: DeviceForm): LiveAudioSink;
}

/** The part of AbortSignal that the isomorphic code uses. */
export interface AbortSignalLike {
  readonly aborted: boolean;
  readonly reason?: unknown;
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  removeEventListener(type: 'abort', listener: () => void): void;
}

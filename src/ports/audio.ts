/**
 * Where audio comes from: a file, standard input, a device. Samples are interleaved Float32, nominally in [−1, 1].
 *
 * Implemented in `node/files`, `node/audio` and by user code; called by encoders and broadcasts.
 */
export interface AudioSource {
  /** 8000..192000 */
  readonly sampleRateHz: number;
  /** 1..32 */
  readonly channels: number;
  /** Samples per channel in all, where known in advance. */
  readonly totalSamples?: number;
  /**
   * Speaker positions of the channels, bits as in WAVEFORMATEXTENSIBLE, lowest first; they decide how the channels are mixed
   * down. The usual layout of that many channels where it is not given.
   */
  readonly channelMask?: number;
  /**
   * Blocks of [samples × channels], interleaved, of any length; the consumer owns each block. One pass only.
   *
   * @throws CodecError ABORTED once the signal is aborted, or what ends the source
   */
  blocks(signal?: AbortSignalLike): AsyncIterable<Float32Array>;
  /** Releases the source and ends its blocks. May be called twice. */
  close(): Promise<void>;
}

/**
 * Where audio goes: a file, standard output, a device.
 *
 * Implemented in `node/files`, `node/audio` and by user code; called by decoders and players.
 */
export interface AudioSink {
  readonly sampleRateHz: number;
  readonly channels: number;
  /**
   * Takes [samples × channels], interleaved. Resolves when the sink is ready for more (backpressure); until then the
   * caller must not change `block`.
   */
  write(block: Float32Array): Promise<void>;
  /** Plays or writes what was taken and releases the sink. May be called twice. */
  close(): Promise<void>;
}

/** State of a device's output. */
export interface LiveSinkStatus {
  /** Audio that was written and is not yet played, in ms. */
  readonly bufferedMs: number;
  /** Whether `bufferedMs` follows the device's clock; otherwise it is estimated by the program's own. */
  readonly isMeasured: boolean;
  /** How often the device ran out of audio. */
  readonly underruns: number;
}

/** A sink that plays in real time by a clock of its own: a sound device. */
export interface LiveAudioSink extends AudioSink {
  /** What the device holds and has lost. */
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
  /** The devices that there are now. @throws CodecError DEVICE where they cannot be listed */
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
  /** Calls `listener` when the operation is aborted. */
  addEventListener(type: 'abort', listener: () => void, options?: { once?: boolean }): void;
  /** Calls it no more. */
  removeEventListener(type: 'abort', listener: () => void): void;
}

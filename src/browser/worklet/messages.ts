/** Name that the playback worklet registers under. */
export const PLAYBACK_PROCESSOR = 'latentcast-playback';
/** Name that the capture worklet registers under. */
export const CAPTURE_PROCESSOR = 'latentcast-capture';

/** What the playback worklet is made with. */
export interface PlaybackOptions {
  /** Shared memory of the ring; null where there is none. */
  readonly buffer: SharedArrayBuffer | null;
  /** 1 or 2. */
  readonly channels: number;
  /** Samples per channel that its own ring holds, where memory is not shared. */
  readonly capacitySamples: number;
}

/** To the playback worklet. Where memory is shared, none is sent. */
export type PlaybackMessage =
  | { readonly type: 'port'; readonly port: MessagePort }
  | { readonly type: 'pcm'; readonly pcm: Float32Array }
  | { readonly type: 'playing'; readonly isPlaying: boolean }
  | { readonly type: 'clear' };

/** From the playback worklet, without shared memory, every few blocks. */
export interface PlaybackReport {
  /** Samples per channel since its start, those that were cleared included. */
  readonly readSamples: number;
  readonly underruns: number;
  readonly isPlaying: boolean;
  /** The context's frame at which the next sample is read, while it plays. */
  readonly readFrame: number;
}

/** What the capture worklet is made with. */
export interface CaptureOptions {
  /** Shared memory of the ring; null where there is none. */
  readonly buffer: SharedArrayBuffer | null;
  /** 1 or 2. */
  readonly channels: number;
}

/**
 * To the capture worklet, once, without shared memory. It answers with blocks of `Float32Array`, [samples × channels].
 */
export interface CaptureMessage {
  readonly type: 'port';
  readonly port: MessagePort;
}

export const PLAYBACK_PROCESSOR = 'latentcast-playback';
export const CAPTURE_PROCESSOR = 'latentcast-capture';

export interface PlaybackOptions {
  /** Shared memory of the ring; null where there is none. */
  readonly buffer: SharedArrayBuffer | null;
  readonly channels: number;
  readonly capacityFrames: number;
}

/** To the playback worklet; but for `port` only without shared memory. */
export type PlaybackMessage =
  | { readonly type: 'port'; readonly port: MessagePort }
  | { readonly type: 'pcm'; readonly pcm: Float32Array }
  | { readonly type: 'playing'; readonly isPlaying: boolean }
  | { readonly type: 'clear' };

/** From the playback worklet, without shared memory, every few blocks. */
export interface PlaybackReport {
  readonly readFrames: number;
  readonly underruns: number;
  readonly isPlaying: boolean;
}

export interface CaptureOptions {
  readonly buffer: SharedArrayBuffer | null;
  readonly channels: number;
}

/** To the capture worklet, once, without shared memory. It sends `Float32Array`s, interleaved. */
export interface CaptureMessage {
  readonly type: 'port';
  readonly port: MessagePort;
}

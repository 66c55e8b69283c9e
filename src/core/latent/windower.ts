import { requireInteger } from '../errors.js';
import { FORMAT_LIMITS, framesForSamples, type ReceptiveField } from './format.js';

/** Largest number of new frames per window. */
export const MAX_FRAMES_PER_WINDOW = 1024;

/** One encoder call: the frames that are new, and the audio to give to the model. */
export interface EncodeWindow {
  /** Absolute index of the first new frame. */
  readonly firstFrame: number;
  /** New frames. */
  readonly frames: number;
  /** Frames of left context, to be dropped from the result. */
  readonly skipFrames: number;
  /** Frames of the whole call: skipFrames + frames + right context. */
  readonly totalFrames: number;
  /** [channels × totalFrames·hopSamples], channel-major. */
  readonly pcm: Float32Array;
  /** Whether the model's state is to be reset before the call. */
  readonly reset: boolean;
}

/** The encoder's needs and the audio's form, from which a {@link Windower} cuts its windows. */
export interface WindowerOptions {
  /** Context and delay of the model's encoder: what each window holds beside its new frames. */
  readonly field: ReceptiveField;
  /** Samples per channel and latent frame, 1..65536. */
  readonly hopSamples: number;
  /** Channels of the audio, 1 or 2: as many as the model takes. */
  readonly channels: number;
  /** New frames per window, 1..1024. */
  readonly framesPerWindow: number;
  /**
   * False cuts overlapping windows that each start cold with their whole left context, also for a stateful model.
   *
   * @default whether the model has a state
   */
  readonly carryState?: boolean;
}

/**
 * Cuts a stream of audio into the windows for a model's calls. The new frames of consecutive windows follow one another
 * without gap; their audio overlaps by the context, unless the model carries its context as a state.
 *
 * The window for frames [t, t + T) holds the samples from hop·(t − left) + delay to hop·(t + T + right) + delay. The
 * audio before the stream's start is silence. A stateful model's first call begins at frame −ceil(delay / hop), so that
 * the model has received the first `delay` samples when it returns frame 0.
 */
export class Windower {
  readonly #o: Required<WindowerOptions>;
  /** Frames before frame 0 in the first call of a stateful model. */
  readonly #leadFrames: number;
  #buffer: Float32Array[];
  /** Absolute index of the buffers' first sample; negative before the stream's start. */
  #start: number;
  #length = 0;
  #nextFrame = 0;
  #samples = 0;

  constructor(options: WindowerOptions) {
    requireInteger('framesPerWindow', options.framesPerWindow, 1, MAX_FRAMES_PER_WINDOW);
    requireInteger('hopSamples', options.hopSamples, ...FORMAT_LIMITS.hopSamples);
    requireInteger('channels', options.channels, ...FORMAT_LIMITS.channels);
    this.#o = { carryState: options.field.stateSize > 0, ...options };
    this.#leadFrames = Math.ceil(options.field.delaySamples / options.hopSamples);
    this.#start = -this.#leadFrames * options.hopSamples;
    this.#buffer = Array.from({ length: options.channels }, () => new Float32Array(0));
    this.#append(Array.from({ length: options.channels }, () => new Float32Array(-this.#start)));
  }

  /** Samples per channel pushed so far. */
  get totalSamples(): number {
    return this.#samples;
  }

  /** Frames that cover every sample pushed so far. */
  get totalFrames(): number {
    return framesForSamples(this.#o, this.#samples);
  }

  /** Samples per channel that wait for their window to fill: a part of a live encoder's latency. */
  get pendingSamples(): number {
    return this.#samples - this.#nextFrame * this.#o.hopSamples;
  }

  /**
   * @param pcm one Float32Array per channel, of equal length
   * @returns the windows that are complete now
   */
  push(pcm: readonly Float32Array[]): EncodeWindow[] {
    this.#samples += this.#append(pcm);
    const windows: EncodeWindow[] = [];
    for (;;) {
      const window = this.#cut(this.#o.framesPerWindow);
      if (!window) return windows;
      windows.push(window);
    }
  }

  /** The remaining windows, with silence after the end of the audio; the last one may be shorter. */
  flush(): EncodeWindow[] {
    const { field, hopSamples, framesPerWindow, channels } = this.#o;
    const needed = (this.totalFrames + field.rightFrames) * hopSamples + field.delaySamples;
    const missing = needed - (this.#start + this.#length);
    if (missing > 0) this.#append(Array.from({ length: channels }, () => new Float32Array(missing)));
    const windows: EncodeWindow[] = [];
    while (this.#nextFrame < this.totalFrames)
      windows.push(this.#cut(Math.min(framesPerWindow, this.totalFrames - this.#nextFrame))!);
    return windows;
  }

  #append(pcm: readonly Float32Array[]): number {
    const added = pcm[0]?.length ?? 0;
    this.#buffer = this.#buffer.map((old, channel) => {
      const next = new Float32Array(this.#length + added);
      next.set(old);
      next.set(pcm[channel]!, this.#length);
      return next;
    });
    this.#length += added;
    return added;
  }

  #cut(frames: number): EncodeWindow | undefined {
    const { field, hopSamples, carryState, channels } = this.#o;
    const first = this.#nextFrame;
    const end = (first + frames + field.rightFrames) * hopSamples + field.delaySamples;
    if (this.#start + this.#length < end) return undefined;
    // Not before the start of a stateful run, so that both see the same past.
    const skipFrames = carryState
      ? first === 0
        ? this.#leadFrames
        : 0
      : Math.min(field.leftFrames, first + this.#leadFrames);
    const from = (first - skipFrames) * hopSamples + field.delaySamples;
    const size = end - from;
    const pcm = new Float32Array(size * channels);
    this.#buffer.forEach((samples, channel) => {
      const offset = from - this.#start;
      // The window of a stateless model may begin before the stream.
      const head = Math.max(0, -offset);
      pcm.set(samples.subarray(offset + head, offset + size), channel * size + head);
    });
    this.#nextFrame = first + frames;
    this.#discard();
    return {
      firstFrame: first,
      frames,
      skipFrames,
      totalFrames: skipFrames + frames + field.rightFrames,
      pcm,
      reset: !carryState || first === 0,
    };
  }

  /** Drops the samples that no later window contains. */
  #discard(): void {
    const { field, hopSamples, carryState } = this.#o;
    const left = carryState ? 0 : field.leftFrames;
    const keepFrom = Math.max(this.#start, (this.#nextFrame - left) * hopSamples + field.delaySamples);
    const drop = Math.min(keepFrom - this.#start, this.#length);
    if (drop <= 0) return;
    this.#buffer = this.#buffer.map((samples) => samples.slice(drop, this.#length));
    this.#length -= drop;
    this.#start += drop;
  }
}

import { requireInteger } from '../errors.js';
import type { Field } from './format.js';

/** One call of the model: which frames are new, and the audio or context that it is given. */
export interface EncodeWindow {
  /** Absolute index of the first frame that is kept. */
  readonly firstFrame: number;
  /** Frames that are kept. */
  readonly frames: number;
  /** Frames of context before them, given to the model and dropped from its result. */
  readonly skipFrames: number;
  /** Frames given to the model in all: skipFrames + frames + right context. */
  readonly totalFrames: number;
  /** [channels × totalFrames·hop], channel-major. */
  readonly pcm: Float32Array;
  /** Whether the model starts from a cold state. */
  readonly reset: boolean;
}

export interface WindowerOptions {
  readonly field: Field;
  readonly hopSamples: number;
  readonly channels: number;
  /** New frames per window, 1..1024. */
  readonly framesPerWindow: number;
  /** False cuts overlapping windows that each start cold, with all their left context, even for a stateful model. */
  readonly carryState?: boolean;
}

/**
 * Cuts a stream of audio into the windows that a model is called with. The frames of consecutive windows follow one
 * another without gap; their audio overlaps by the context, unless the model carries its context as a state.
 *
 * The window for frames [t, t + T) holds the samples from hop·(t − left) + delay to hop·(t + T + right) + delay. Before
 * the stream's start there is silence. A stateful model is first given the frames −ceil(delay / hop).. so that it has
 * heard the stream's first `delay` samples by the time that frame 0 comes out.
 */
export class Windower {
  readonly #o: Required<WindowerOptions>;
  /** Frames before frame 0 that the first call holds. */
  readonly #leadFrames: number;
  #buffer: Float32Array[];
  /** Absolute index of the buffers' first sample; may be negative. */
  #start: number;
  #length = 0;
  #nextFrame = 0;
  #samples = 0;

  constructor(options: WindowerOptions) {
    requireInteger('framesPerWindow', options.framesPerWindow, 1, 1024);
    requireInteger('hopSamples', options.hopSamples, 1, 65536);
    requireInteger('channels', options.channels, 1, 2);
    this.#o = { carryState: options.field.stateSize > 0, ...options };
    this.#leadFrames = Math.ceil(options.field.delaySamples / options.hopSamples);
    this.#start = -this.#leadFrames * options.hopSamples;
    this.#buffer = Array.from({ length: options.channels }, () => new Float32Array(0));
    this.#append(Array.from({ length: options.channels }, () => new Float32Array(-this.#start)));
  }

  /** Samples per channel that were pushed. */
  get totalSamples(): number {
    return this.#samples;
  }

  /** Frames that cover every sample pushed so far. */
  get totalFrames(): number {
    return Math.ceil(this.#samples / this.#o.hopSamples);
  }

  /** Audio that is waiting for its window, in samples per channel; what a live encoder's latency is made of. */
  get pendingSamples(): number {
    return this.#samples - this.#nextFrame * this.#o.hopSamples;
  }

  /**
   * @param pcm one Float32Array per channel, of equal length
   * @returns every window that is now complete
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

  /** The windows that cover what is left, silence after the end; the last may be shorter than the others. */
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
    // Not further back than the stream's own cold start, so that a window and the stateful run see the same past.
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
      // A stateless model's window may begin before the stream does.
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

  /** Forgets the samples that no later window can reach. */
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

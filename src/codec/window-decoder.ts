import type { Kernels } from '../ports/kernels.js';
import type { LatentModel, ModelState } from '../ports/model.js';
import { sliceColumns } from './slice-columns.js';
import { typescriptKernels } from './typescript-kernels.js';

/**
 * Latents → audio through a model. A model with a state is given each frame once. A model without is given overlapping
 * windows of latents: the audio of the context is discarded, and the ends of consecutive windows are crossfaded.
 *
 * The audio of frames [a, b) is the samples hop·a to hop·b. The output is contiguous from the first frame after `restart`
 * on and lags by the decoder's `rightFrames` and `delaySamples`; `flush` returns the rest.
 */
export class WindowDecoder {
  readonly #model: LatentModel;
  readonly #state: ModelState;
  readonly #kernels: Pick<Kernels, 'crossfade'>;
  /** Latents that a later window still needs, [latentSize] each, from frame #from on. */
  #latents: Float32Array[] = [];
  #from = 0;
  /** First frame of the stream since `restart`, skipped frames at its start not counted. */
  #origin = 0;
  /** Next frame to decode. */
  #next = 0;
  /** Samples per channel still to be dropped: the start of the model's output, which lies before the first frame. */
  #drop = 0;
  #isDrained = false;
  /** Per channel, the last window's audio beyond its end, to be crossfaded with the start of the next window. */
  #tail: Float32Array[] = [];

  constructor(model: LatentModel, kernels: Pick<Kernels, 'crossfade'> = typescriptKernels) {
    this.#model = model;
    this.#kernels = kernels;
    this.#state = model.createState('decode');
    this.restart(0);
  }

  /** Time spent in the model, in ms; undefined where the model does not measure it. */
  get computeMs(): number | undefined {
    return this.#state.computeMs;
  }

  /** Starts cold at frame `firstFrame`; what was not flushed is discarded. */
  restart(firstFrame: number): void {
    this.#state.reset();
    this.#latents = [];
    this.#from = this.#origin = this.#next = firstFrame;
    this.#drop = this.#model.info.format.decoder.delaySamples;
    this.#tail = [];
    this.#isDrained = false;
  }

  /**
   * Skips `frames` frames: the next ones are decoded as if they followed the last ones.
   *
   * @returns samples per channel that stand for them in the output: fewer at the start, where the output still lags
   */
  skip(frames: number): number {
    this.#from += frames;
    this.#origin += frames;
    this.#next += frames;
    const samples = frames * this.#model.info.format.hopSamples;
    const dropped = Math.min(this.#drop, samples);
    this.#drop -= dropped;
    return samples - dropped;
  }

  /**
   * Decodes the next frames.
   *
   * @param latents [latentSize × frames], channel-major
   * @returns [channels × n], channel-major: the audio that is complete now
   */
  async decode(latents: Float32Array, frames: number): Promise<Float32Array> {
    const { decoder, latentSize } = this.#model.info.format;
    if (decoder.stateSize > 0) {
      const first = this.#next;
      this.#next += frames;
      return this.#trim(await this.#model.decode(latents, frames, first, this.#state));
    }
    for (let t = 0; t < frames; t++) this.#latents.push(sliceColumns(latents, latentSize, frames, t, 1));
    const ready = this.#from + this.#latents.length - decoder.rightFrames - this.#next;
    return ready > 0 ? this.#window(ready, decoder.rightFrames) : new Float32Array(0);
  }

  /**
   * The audio of the last frames, decoded without their right context. A second call returns nothing; `restart` must come
   * before the next `decode`.
   */
  async flush(): Promise<Float32Array> {
    const { decoder, hopSamples, latentSize, channels } = this.#model.info.format;
    if (this.#isDrained) return new Float32Array(0);
    this.#isDrained = true;
    if (decoder.stateSize === 0) {
      const left = this.#from + this.#latents.length - this.#next;
      return left > 0 ? this.#window(left, 0) : new Float32Array(0);
    }
    // All frames so far were skipped: the rest of them is silence.
    if (this.#next === this.#origin) return new Float32Array((decoder.delaySamples - this.#drop) * channels);
    if (decoder.delaySamples === 0) return new Float32Array(0);
    // Zero, the middle of every latent's range, stands for the frames after the end.
    const frames = Math.ceil(decoder.delaySamples / hopSamples);
    const pcm = await this.decode(new Float32Array(latentSize * frames), frames);
    const length = pcm.length / channels;
    return sliceColumns(pcm, channels, length, 0, length - (frames * hopSamples - decoder.delaySamples));
  }

  /** Decodes the next `frames` frames in a window with `right` frames of right context. */
  async #window(frames: number, right: number): Promise<Float32Array> {
    const { decoder, hopSamples, latentSize, channels, crossfadeSamples } = this.#model.info.format;
    const left = Math.min(decoder.leftFrames, this.#next - this.#from);
    const total = left + frames + right;
    const begin = this.#next - left - this.#from;
    const input = new Float32Array(latentSize * total);
    for (let t = 0; t < total; t++)
      for (let c = 0; c < latentSize; c++) input[c * total + t] = this.#latents[begin + t]![c]!;
    this.#state.reset();
    const all = await this.#model.decode(input, total, this.#next - left, this.#state);
    const columns = total * hopSamples;
    const pcm = sliceColumns(all, channels, columns, left * hopSamples, frames * hopSamples);
    this.#joinTail(pcm, frames * hopSamples, channels);
    const overlap = Math.min(crossfadeSamples, right * hopSamples);
    const end = (left + frames) * hopSamples;
    this.#tail = Array.from({ length: overlap > 0 ? channels : 0 }, (_, c) =>
      all.slice(c * columns + end, c * columns + end + overlap),
    );
    this.#next += frames;
    const passed = Math.max(0, this.#next - decoder.leftFrames - this.#from);
    this.#latents.splice(0, passed);
    this.#from += passed;
    return pcm;
  }

  /** Crossfades the last window's tail into the start of `pcm`, [channels × length], in place. */
  #joinTail(pcm: Float32Array, length: number, channels: number): void {
    for (let c = 0; c < channels; c++) {
      const tail = this.#tail[c];
      if (!tail) continue;
      const n = Math.min(tail.length, length);
      const head = pcm.subarray(c * length, c * length + n);
      this.#kernels.crossfade(tail.subarray(0, n), head, head);
    }
  }

  /** `pcm` without the samples that lie before the first frame. */
  #trim(pcm: Float32Array): Float32Array {
    const { channels } = this.#model.info.format;
    const length = pcm.length / channels;
    const drop = Math.min(this.#drop, length);
    this.#drop -= drop;
    return sliceColumns(pcm, channels, length, drop, length - drop);
  }
}

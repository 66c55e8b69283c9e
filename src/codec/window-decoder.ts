import type { Kernels } from '../ports/kernels.js';
import type { LatentModel, ModelState } from '../ports/model.js';
import { sliceColumns } from './slice-columns.js';
import { typescriptKernels } from './typescript-kernels.js';

/**
 * Latents → audio through a model, whatever its form: one that carries a state is given each frame once; one that
 * does not is given overlapping windows of latents, whose context is decoded and discarded and whose ends are
 * crossfaded.
 *
 * The audio of frames [a, b) is the samples hop·a to hop·b. Output is contiguous from the first frame decoded since
 * `restart`, and lags by `delayFrames` and `delaySamples`: `flush` gives the rest.
 */
export class WindowDecoder {
  readonly #model: LatentModel;
  readonly #state: ModelState;
  readonly #kernels: Pick<Kernels, 'crossfade'>;
  /** Latents that are still needed, [latentSize] each, from frame #from on. */
  #latents: Float32Array[] = [];
  #from = 0;
  /** First frame since the restart. */
  #origin = 0;
  /** Next frame to decode. */
  #next = 0;
  /** Leading samples of the model's output that lie before the first frame. */
  #drop = 0;
  #drained = false;
  /** The last window's audio beyond its end, per channel: faded out under the next window's start. */
  #tail: Float32Array[] = [];

  constructor(model: LatentModel, kernels: Pick<Kernels, 'crossfade'> = typescriptKernels) {
    this.#model = model;
    this.#kernels = kernels;
    this.#state = model.createState('decode');
    this.restart(0);
  }

  /** Time that the model has spent, in ms, where it knows. */
  get computeMs(): number | undefined {
    return this.#state.computeMs;
  }

  /** Starts cold at frame `firstFrame`; what was not flushed is forgotten. */
  restart(firstFrame: number): void {
    this.#state.reset();
    this.#latents = [];
    this.#from = this.#origin = this.#next = firstFrame;
    this.#drop = this.#model.info.format.decoder.delaySamples;
    this.#tail = [];
    this.#drained = false;
  }

  /**
   * Frames that are not decoded: what follows them is decoded as if it followed what came before them.
   * @returns samples per channel to put in their place: fewer at the start, so that the lag is the same as ever
   */
  skip(frames: number): number {
    this.#from += frames;
    this.#origin += frames;
    this.#next += frames;
    const samples = frames * this.#model.info.format.hopSamples;
    const held = Math.min(this.#drop, samples);
    this.#drop -= held;
    return samples - held;
  }

  /** @param latents [latentSize × frames], following those given before; returns [channels × n], channel-major. */
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
   * The audio of the last frames, which wait for context that will not come. A second call gives nothing; nothing can
   * be decoded before `restart`.
   */
  async flush(): Promise<Float32Array> {
    const { decoder, hopSamples, latentSize, channels } = this.#model.info.format;
    if (this.#drained) return new Float32Array(0);
    this.#drained = true;
    if (decoder.stateSize === 0) {
      const left = this.#from + this.#latents.length - this.#next;
      return left > 0 ? this.#window(left, 0) : new Float32Array(0);
    }
    // Nothing but skipped frames so far: what they lag is silence.
    if (this.#next === this.#origin) return new Float32Array((decoder.delaySamples - this.#drop) * channels);
    if (decoder.delaySamples === 0) return new Float32Array(0);
    // Zero is the middle of every latent's range: the least that can be said of frames that do not exist.
    const frames = Math.ceil(decoder.delaySamples / hopSamples);
    const pcm = await this.decode(new Float32Array(latentSize * frames), frames);
    const length = pcm.length / channels;
    return sliceColumns(pcm, channels, length, 0, length - (frames * hopSamples - decoder.delaySamples));
  }

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
    const forget = Math.max(0, this.#next - decoder.leftFrames - this.#from);
    this.#latents.splice(0, forget);
    this.#from += forget;
    return pcm;
  }

  #joinTail(pcm: Float32Array, length: number, channels: number): void {
    for (let c = 0; c < channels; c++) {
      const tail = this.#tail[c];
      if (!tail) continue;
      const n = Math.min(tail.length, length);
      const head = pcm.subarray(c * length, c * length + n);
      this.#kernels.crossfade(tail.subarray(0, n), head, head);
    }
  }

  #trim(pcm: Float32Array): Float32Array {
    const { channels } = this.#model.info.format;
    const length = pcm.length / channels;
    const drop = Math.min(this.#drop, length);
    this.#drop -= drop;
    return sliceColumns(pcm, channels, length, drop, length - drop);
  }
}

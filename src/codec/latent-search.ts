import { concatFloats } from '../core/buffers.js';
import type { SearchFormat } from '../core/latent/search-format.js';
import type { LatentDistance, LatentModel } from '../ports/model.js';
import { joinColumns } from './join-columns.js';
import { midpoints, type SearchEffort, searchPlane } from './plane-search.js';
import { sliceColumns } from './slice-columns.js';

/** Latent frames before a block that the search sees with it; they keep the bits that they have. */
const CONTEXT_FRAMES = 8;
/** Of those, frames at the beginning whose sound lacks its own past, so that it does not count. */
const UNCOUNTED_FRAMES = 3;
/** Planes that are searched: deeper ones have little to gain. */
export const SEARCHED_PLANES = 2;
/** Audio below it is not searched: there is nothing to hear. −80 dBFS. */
const SILENCE = 1e-4;

/**
 * Turns bits over so that what the decoder makes of them comes nearer to the original: analysis by synthesis, as speech
 * coders do it. The encoder's network decides each bit for itself; which bits suit each other is found here, by following
 * the gradient of the distance between both sounds' spectra through the decoder (straight through the quantiser), plane by
 * plane, so that the first plane alone is as good as it can be when the others are dropped.
 *
 * Blocks are searched one after another, each after the bits of those before it have been settled. Where frames behind a
 * block are known already, they are searched with it; what is found for them is left until it is their turn.
 */
export class LatentSearch {
  readonly #model: LatentModel;
  readonly #format: SearchFormat;
  readonly #planes: number;
  /** Audio that was fed, from `marginSamples` before the context on; undefined before the first block. */
  #audio: Float32Array | undefined;
  /** Frames of the context that is kept. */
  readonly #kept: number;
  /** Frames of the stream so far: before its start there is silence. */
  #settled = 0;
  /** Latents of the context as the encoder's network had them, [latentSize × kept]. */
  #network: Float32Array;
  /** As they are sent with one plane, with two and so on, [latentSize × kept] each. */
  #sent: readonly Float32Array[];

  /** Trials so far. */
  #trials = 0;

  /** @throws RangeError for a model that is not mono and causal */
  constructor(model: LatentModel, format: SearchFormat, planes: number) {
    const { channels, encoder, latentSize } = model.info.format;
    if (channels !== 1 || encoder.rightFrames !== 0 || encoder.delaySamples < format.marginSamples)
      throw new RangeError(`model ${model.info.id} cannot be searched: its encoder must be mono and causal`);
    this.#model = model;
    this.#format = format;
    this.#planes = planes;
    this.#kept = Math.max(CONTEXT_FRAMES, format.minFrames) + format.frameMultiple - 1;
    this.#network = new Float32Array(latentSize * this.#kept);
    this.#sent = Array.from({ length: planes }, (_, plane) => midpoints(this.#network, latentSize, plane + 1));
  }

  /** Calls of the decoder there and back since the search was made. */
  get trials(): number {
    return this.#trials;
  }

  /** One trial of silence as long as a block with its context: the model is ready afterwards, and the call can be timed. */
  async rehearse(frames: number): Promise<void> {
    const { latentSize, hopSamples } = this.#model.info.format;
    const silence = new Float32Array((this.#kept + frames) * hopSamples + 2 * this.#format.marginSamples);
    const window = this.#window(silence, frames, false);
    const latents = (count: number): Float32Array => new Float32Array(latentSize * count);
    await this.#aims(latents(window.first), latents(frames), window);
  }

  /**
   * Better latents for the next block.
   *
   * @param behind the frames after it as far as they are known: they are searched with it, so that its last bits suit what
   * follows, and settled later
   * @returns [latentSize × frames]: the midpoint of each value's cell at the full number of planes
   * @throws CodecError MODEL_FAILED
   */
  async improve(block: SearchBlock, behind: SearchedAhead, effort: SearchEffort): Promise<Float32Array> {
    const { latentSize, hopSamples, encoder } = this.#model.info.format;
    const { marginSamples } = this.#format;
    const { frames } = block;
    const newFrom = block.fed.length - frames * hopSamples;
    this.#audio ??= concatFloats([
      new Float32Array(marginSamples + this.#kept * hopSamples),
      block.fed.subarray(newFrom - encoder.delaySamples, newFrom),
    ]);
    const audio = concatFloats([this.#audio, block.fed.subarray(newFrom)]);
    const searched = frames + behind.frames;
    const latents = joinColumns(block.latents, frames, behind.latents, behind.frames, latentSize);
    const window = this.#window(concatFloats([audio, behind.audio]), searched, behind.isEnd);
    const before = (kept: Float32Array): Float32Array =>
      sliceColumns(kept, latentSize, this.#kept, this.#kept - window.first, window.first);
    const isLeft = effort.steps === 0 || loudest(window.pcm) < SILENCE;
    const searchedPlanes = isLeft ? 0 : Math.min(SEARCHED_PLANES, this.#planes);
    const aims = searchedPlanes > 0 ? await this.#aims(before(this.#network), latents, window) : undefined;
    const sent: Float32Array[] = [];
    let values = latents;
    for (let planes = 1; planes <= this.#planes; planes++) {
      if (aims && planes <= searchedPlanes) {
        const context = before(this.#sent[planes - 1]!);
        const measure = async (trial: Float32Array) => {
          const { loss, gradient } = await this.#measure(context, trial, window, aims);
          return { loss, gradient: sliceColumns(gradient, latentSize, window.frames, window.first, searched) };
        };
        values = await searchPlane({ values, latentSize, planes }, measure, effort);
      }
      sent.push(sliceColumns(midpoints(values, latentSize, planes), latentSize, searched, 0, frames));
    }
    const last = (kept: Float32Array, settled: Float32Array): Float32Array =>
      sliceColumns(
        joinColumns(kept, this.#kept, settled, frames, latentSize),
        latentSize,
        this.#kept + frames,
        frames,
        this.#kept,
      );
    this.#network = last(this.#network, block.latents);
    this.#sent = this.#sent.map((kept, plane) => last(kept, sent[plane]!));
    this.#settled += frames;
    this.#audio = audio.slice(frames * hopSamples);
    return sent[this.#planes - 1]!;
  }

  /**
   * The frames that are searched, with as much of the context as makes the window's length one that the graph takes; at the
   * stream's end also the frames that the decoder takes to follow it.
   */
  #window(audio: Float32Array, searched: number, isEnd: boolean): Window {
    const { hopSamples } = this.#model.info.format;
    const { marginSamples, tailFrames } = this.#format;
    const after = isEnd ? tailFrames : 0;
    const first = this.#contextFrames(searched + after);
    const frames = first + searched + after;
    const from = (this.#kept - first) * hopSamples;
    const pcm = new Float32Array(frames * hopSamples + 2 * marginSamples);
    pcm.set(audio.subarray(from, from + pcm.length));
    return { frames, first, pcm, weights: this.#weights(first, frames) };
  }

  /**
   * As much of the context as makes the window's length one that the graph takes. Before the stream's start, where the decoder
   * has no past, as little as possible.
   */
  #contextFrames(others: number): number {
    const { frameMultiple, minFrames } = this.#format;
    const known = Math.min(this.#kept, this.#settled);
    let frames = known + ((frameMultiple - ((known + others) % frameMultiple)) % frameMultiple);
    if (frames > this.#kept) frames -= frameMultiple;
    while (frames + others < minFrames) frames += frameMultiple;
    return frames;
  }

  /** What latents of the whole window have of what is aimed at. */
  async #aims(context: Float32Array, latents: Float32Array, window: Window): Promise<Float32Array> {
    const { rowsPerFrame, aimSize } = this.#format;
    const none = new Float32Array(window.frames * rowsPerFrame * aimSize);
    return (await this.#measure(context, latents, window, none)).aims;
  }

  /** The context and the frames that are searched; 0, the middle of a latent's range, stands for what follows the end. */
  #measure(context: Float32Array, searched: Float32Array, window: Window, aims: Float32Array): Promise<LatentDistance> {
    const { frames, first, pcm, weights } = window;
    const { latentSize } = this.#model.info.format;
    this.#trials++;
    const count = searched.length / latentSize;
    const after = frames - first - count;
    const inner = joinColumns(context, first, searched, count, latentSize);
    const latents = joinColumns(inner, first + count, new Float32Array(latentSize * after), after, latentSize);
    return this.#model.measure!({ latents, frames, pcm, aims, weights });
  }

  /** Which rows count, [rows]: not those at the beginning of the context, nor the last ones, whose future is missing. */
  #weights(context: number, frames: number): Float32Array {
    const { rowsPerFrame, tailFrames } = this.#format;
    const weights = new Float32Array(frames * rowsPerFrame).fill(1);
    const uncounted = context < this.#settled ? UNCOUNTED_FRAMES : context - this.#settled;
    weights.fill(0, 0, uncounted * rowsPerFrame);
    if (frames - context > tailFrames) weights.fill(0, weights.length - tailFrames * rowsPerFrame);
    return weights;
  }
}

/** Frames whose bits are to be settled. */
export interface SearchBlock {
  /** [latentSize × frames] in (−1, 1), as the encoder's network has made them */
  readonly latents: Float32Array;
  readonly frames: number;
  /**
   * The audio with which the encoder's network made these frames: their own share of it at the end, and at least
   * `delaySamples` before it.
   */
  readonly fed: Float32Array;
}

/** What follows a block. */
export interface SearchedAhead {
  /** [latentSize × frames], as the encoder's network has made them. */
  readonly latents: Float32Array;
  readonly frames: number;
  /** The audio of these frames, [frames · hop]. */
  readonly audio: Float32Array;
  /** Whether the stream ends behind it. */
  readonly isEnd: boolean;
}

/** What all calls of a block's search share. */
interface Window {
  /** Of the context, of what is searched, and of what follows the stream's end. */
  readonly frames: number;
  /** First frame that is searched. */
  readonly first: number;
  readonly pcm: Float32Array;
  readonly weights: Float32Array;
}

const loudest = (pcm: Float32Array): number => pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

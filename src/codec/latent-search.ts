import { concatFloats } from '../core/buffers.js';
import { dequantize, quantize } from '../core/latent/quantizer.js';
import type { SearchFormat } from '../core/latent/search-format.js';
import type { LatentDistance, LatentModel } from '../ports/model.js';
import { sliceColumns } from './slice-columns.js';

/** Latent frames before a block that the search sees with it; they keep the bits that they have. */
const CONTEXT_FRAMES = 8;
/** Of those, frames at the beginning whose sound lacks its own past, so that it does not count. */
const UNCOUNTED_FRAMES = 3;
/** Most that a step moves a value, in units of the latents' range of ±1; it falls to nothing over the steps. */
const RATE = 0.08;
/** Shares of the average gradient and of the average square that a step keeps from the steps before. */
const MOMENTUM = 0.5;
const SQUARE_MEMORY = 0.99;
/** Rate that is left at the last step. */
const RATE_FLOOR = 0.02;
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
 * Blocks are searched one after another, each after the bits of those before it have been settled; it adds no delay.
 */
export class LatentSearch {
  readonly #model: LatentModel;
  readonly #format: SearchFormat;
  readonly #planes: number;
  /** Audio that was fed, from `marginSamples` before the context on; undefined before the first block. */
  #audio: Float32Array | undefined;
  /** Frames of the context that is kept. */
  readonly #kept: number;
  /** Of those, frames of the stream: before its start there is silence. */
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
    const latents = new Float32Array(latentSize * frames);
    const silence = new Float32Array(this.#kept * hopSamples + frames * hopSamples + 2 * this.#format.marginSamples);
    const window = this.#window(silence, frames);
    await this.#aims(
      joined(new Float32Array(latentSize * window.first), window.first, latents, frames, latentSize),
      window,
    );
  }

  /**
   * Better latents for the next block.
   *
   * @param latents [latentSize × frames] in (−1, 1), as the encoder's network has made them
   * @param fed the audio with which the encoder's network made these frames, the frames' own share of it at the end and at
   * least `delaySamples` before it
   * @returns [latentSize × frames]: the midpoint of each value's cell at the full number of planes
   * @throws CodecError MODEL_FAILED
   */
  async improve(latents: Float32Array, fed: Float32Array, frames: number, effort: SearchEffort): Promise<Float32Array> {
    const { latentSize, hopSamples, encoder } = this.#model.info.format;
    const { marginSamples } = this.#format;
    const newFrom = fed.length - frames * hopSamples;
    this.#audio ??= concatFloats([
      new Float32Array(marginSamples + this.#kept * hopSamples),
      fed.subarray(newFrom - encoder.delaySamples, newFrom),
    ]);
    const audio = concatFloats([this.#audio, fed.subarray(newFrom)]);
    const window = this.#window(audio, frames);
    const before = (kept: Float32Array): Float32Array =>
      sliceColumns(kept, latentSize, this.#kept, this.#kept - window.first, window.first);
    const isLeft = effort.steps === 0 || loudest(window.pcm) < SILENCE;
    const searchedPlanes = isLeft ? 0 : Math.min(SEARCHED_PLANES, this.#planes);
    const aims =
      searchedPlanes > 0
        ? await this.#aims(joined(before(this.#network), window.first, latents, frames, latentSize), window)
        : undefined;
    const sent: Float32Array[] = [];
    let values = latents;
    for (let planes = 1; planes <= this.#planes; planes++) {
      if (aims && planes <= searchedPlanes)
        values = await this.#plane(values, window, before(this.#sent[planes - 1]!), aims, { ...effort, planes });
      sent.push(midpoints(values, latentSize, planes));
    }
    const last = (kept: Float32Array, block: Float32Array): Float32Array =>
      sliceColumns(
        joined(kept, this.#kept, block, frames, latentSize),
        latentSize,
        this.#kept + frames,
        frames,
        this.#kept,
      );
    this.#network = last(this.#network, latents);
    this.#sent = this.#sent.map((kept, plane) => last(kept, sent[plane]!));
    this.#settled = Math.min(this.#kept, this.#settled + frames);
    this.#audio = audio.slice(frames * hopSamples);
    return sent[this.#planes - 1]!;
  }

  /** The block with as much of the context as makes the window's length one that the graph takes. */
  #window(audio: Float32Array, frames: number): Window {
    const { hopSamples } = this.#model.info.format;
    const { marginSamples, frameMultiple } = this.#format;
    const first = this.#kept - ((this.#kept + frames) % frameMultiple);
    const from = (this.#kept - first) * hopSamples;
    const size = (first + frames) * hopSamples + 2 * marginSamples;
    return {
      frames: first + frames,
      first,
      pcm: audio.slice(from, from + size),
      weights: this.#weights(first, frames),
    };
  }

  /** What latents of the whole window have of what is aimed at. */
  async #aims(latents: Float32Array, window: Window): Promise<Float32Array> {
    const { rowsPerFrame, aimSize } = this.#format;
    const none = new Float32Array(window.frames * rowsPerFrame * aimSize);
    return (await this.#measure(latents, window, none)).aims;
  }

  /** The search of one plane; the planes above it stay as they are. @returns values [latentSize × frames] */
  async #plane(
    start: Float32Array,
    window: Window,
    context: Float32Array,
    aims: Float32Array,
    { planes, steps, confirms, isTimeLeft }: SearchEffort & { readonly planes: number },
  ): Promise<Float32Array> {
    const { latentSize } = this.#model.info.format;
    const frames = window.frames - window.first;
    const measure = (values: Float32Array) =>
      this.#measure(
        joined(context, window.first, midpoints(values, latentSize, planes), frames, latentSize),
        window,
        aims,
      );
    const cell = midpoints(start, latentSize, planes - 1);
    const half = 2 ** (1 - planes) * (1 - 2 ** -20);
    const values = start.slice();
    const mean = new Float64Array(values.length);
    const square = new Float64Array(values.length);
    let found = start;
    let least = Number.POSITIVE_INFINITY;
    let isFalling = false;
    for (let step = 0; ; step++) {
      if (step === steps && !confirms) return isFalling ? values : found;
      const { loss, gradient } = await measure(values);
      isFalling = loss < least;
      if (isFalling) {
        least = loss;
        found = values.slice();
      }
      if (step === steps || !isTimeLeft()) return found;
      const rate = RATE * half * (RATE_FLOOR + ((1 - RATE_FLOOR) * (1 + Math.cos((Math.PI * step) / steps))) / 2);
      const meanShare = 1 - MOMENTUM ** (step + 1);
      const squareShare = 1 - SQUARE_MEMORY ** (step + 1);
      for (let c = 0, i = 0; c < latentSize; c++) {
        let at = c * window.frames + window.first;
        for (const end = i + frames; i < end; i++, at++) {
          const g = gradient[at]!;
          mean[i] = MOMENTUM * mean[i]! + (1 - MOMENTUM) * g;
          square[i] = SQUARE_MEMORY * square[i]! + (1 - SQUARE_MEMORY) * g * g;
          const moved = values[i]! - (rate * mean[i]!) / meanShare / (Math.sqrt(square[i]! / squareShare) + 1e-12);
          values[i] = Math.min(Math.max(moved, cell[i]! - half), cell[i]! + half);
        }
      }
    }
  }

  #measure(latents: Float32Array, window: Window, aims: Float32Array): Promise<LatentDistance> {
    const { frames, pcm, weights } = window;
    this.#trials++;
    return this.#model.measure!({ latents, frames, pcm, aims, weights });
  }

  /** Which rows count, [rows]: not those at the beginning of the context, nor the last ones, whose future is missing. */
  #weights(context: number, frames: number): Float32Array {
    const { rowsPerFrame, tailFrames } = this.#format;
    const weights = new Float32Array((context + frames) * rowsPerFrame).fill(1);
    weights.fill(0, 0, Math.max(context - this.#settled, UNCOUNTED_FRAMES) * rowsPerFrame);
    if (frames > tailFrames) weights.fill(0, weights.length - tailFrames * rowsPerFrame);
    return weights;
  }
}

/** How far a block is searched. */
export interface SearchEffort {
  /** Calls of the decoder there and back for each plane; 0 for none. */
  readonly steps: number;
  /**
   * Whether what the last step has made is measured as well, and left out where it is no better: one call more a plane. Where
   * there is time for a few calls only, another step gains more.
   */
  readonly confirms: boolean;
  /** Asked before each further call: without time the search ends with the best that it has found. */
  readonly isTimeLeft: () => boolean;
}

/** What all calls of a block's search share. */
interface Window {
  /** Of the context and of the block. */
  readonly frames: number;
  /** First frame of the block. */
  readonly first: number;
  readonly pcm: Float32Array;
  readonly weights: Float32Array;
}

/**
 * Midpoints of the quantiser's cells that values in (−1, 1) are in at a number of planes; without planes all are in one,
 * around 0. [latentSize × frames]
 */
function midpoints(values: Float32Array, latentSize: number, planes: number): Float32Array {
  const out = new Float32Array(values.length);
  if (planes === 0) return out;
  const frames = values.length / latentSize;
  const symbols = new Uint8Array(values.length);
  quantize(values, frames, latentSize, planes, symbols);
  dequantize(symbols, frames, latentSize, planes, out);
  return out;
}

/** Two matrices with as many rows, next to each other. */
function joined(
  left: Float32Array,
  leftColumns: number,
  right: Float32Array,
  rightColumns: number,
  rows: number,
): Float32Array {
  const columns = leftColumns + rightColumns;
  const out = new Float32Array(rows * columns);
  for (let row = 0; row < rows; row++) {
    out.set(left.subarray(row * leftColumns, (row + 1) * leftColumns), row * columns);
    out.set(right.subarray(row * rightColumns, (row + 1) * rightColumns), row * columns + leftColumns);
  }
  return out;
}

const loudest = (pcm: Float32Array): number => pcm.reduce((most, sample) => Math.max(most, Math.abs(sample)), 0);

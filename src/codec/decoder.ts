import { concatFloats } from '../core/buffers.js';
import { NoiseSource } from '../core/dsp/comfort-noise.js';
import { LossFader } from '../core/dsp/concealment.js';
import { Resampler } from '../core/dsp/resampler.js';
import { requireInteger } from '../core/errors.js';
import { bytesPerFramePlane } from '../core/latent/format.js';
import type { DecoderItem, FrameBlock, SilentBlock } from '../core/latent/frames.js';
import { canCarrySpatial } from '../core/latent/spatial-parameters.js';
import type { Kernels } from '../ports/kernels.js';
import type { LatentModel } from '../ports/model.js';
import { keepFrames } from './encoder.js';
import { blockToLatents } from './latent-block.js';
import { Serial } from './serial.js';
import { StereoUpmix } from './stereo-upmix.js';
import { typescriptKernels } from './typescript-kernels.js';
import { WindowDecoder } from './window-decoder.js';

export interface DecoderOptions {
  /**
   * Rate of the audio that is returned, 8000..192000 Hz.
   * @default the model's
   */
  readonly sampleRateHz?: number;
  /**
   * Channels of the audio that is returned, 1..32. Two of a mono model's are stereo where the blocks have an image, and
   * copies of one another where they have none.
   * @default the model's
   */
  readonly channels?: number;
  /**
   * Most frames that are concealed by going on with the last latents; a longer loss is silence and a cold start.
   * @default 8
   */
  readonly concealFrames?: number;
  /** @default the TypeScript kernels */
  readonly kernels?: Kernels;
}

export interface DecoderStats {
  readonly frames: number;
  readonly lostFrames: number;
  /** Frames that the source left out because they are silent. */
  readonly silentFrames: number;
  readonly restarts: number;
  /** Time spent in the model, in ms: as it states itself, or by the clock given to the constructor's `now`. */
  readonly modelMs: number;
}

/** Frames over which a lost stretch fades to silence, and the share of a frame over which it comes back. */
const FADE_OUT_FRAMES = 3;
const FADE_IN_FRAMES = 0.5;

/**
 * Blocks of bit planes, or the fact that they are lost → audio. One decoder serves one stream.
 *
 * Whatever is lost, as many samples come out as frames went in: hop samples per frame, at the codec's rate.
 */
export class Decoder {
  readonly model: LatentModel;
  readonly sampleRateHz: number;
  readonly channels: number;
  readonly #concealFrames: number;
  readonly #kernels: Kernels;
  readonly #resampler: Resampler;
  readonly #windows: WindowDecoder;
  /** Where a mono model is played in two channels. */
  readonly #upmix: StereoUpmix | undefined;
  readonly #serial = new Serial();
  readonly #now: () => number;
  #fader: LossFader;
  #expected: number | undefined;
  #lastLatents: Float32Array | undefined;
  #lostInARow = 0;
  /** Frames of the silence that is on, those that the model went on with. */
  #fadedFrames = 0;
  readonly #comfort = new NoiseSource();
  /** Samples per channel emitted, at the codec's rate. */
  #emitted = 0;
  #stats = { frames: 0, lostFrames: 0, silentFrames: 0, restarts: 0, modelMs: 0 };

  /** @param now a clock in ms, for the statistics only */
  constructor(model: LatentModel, options: DecoderOptions = {}, now: () => number = () => 0) {
    const { format } = model.info;
    this.model = model;
    this.#now = now;
    this.sampleRateHz = requireInteger('sampleRateHz', options.sampleRateHz ?? format.sampleRateHz, 8000, 192000);
    this.channels = requireInteger('channels', options.channels ?? format.channels, 1, 32);
    this.#concealFrames = requireInteger('concealFrames', options.concealFrames ?? 8, 0, 1024);
    this.#kernels = options.kernels ?? typescriptKernels;
    if (canCarrySpatial(format) && this.channels === 2) this.#upmix = new StereoUpmix(format);
    this.#resampler = new Resampler({
      inputRateHz: format.sampleRateHz,
      outputRateHz: this.sampleRateHz,
      channels: this.#playedChannels,
      kernels: this.#kernels,
    });
    this.#windows = new WindowDecoder(model, this.#kernels);
    this.#fader = this.#makeFader(1);
  }

  /** Whether blocks with spatial parameters are played in stereo. */
  get isStereo(): boolean {
    return this.#upmix !== undefined;
  }

  get stats(): DecoderStats {
    return { ...this.#stats, modelMs: this.#windows.computeMs ?? this.#stats.modelMs };
  }

  /** The index that the next block must start with; undefined before the first one. */
  get expectedFrame(): number | undefined {
    return this.#expected;
  }

  /**
   * @returns interleaved audio, [n × channels], which lags by the model's delay
   * @throws RangeError when the item does not follow the one before it, CodecError MODEL_FAILED
   */
  push(item: DecoderItem): Promise<Float32Array> {
    return this.#serial.run(async () => {
      const first = item.kind === 'lost' ? item.firstFrame : item.block.firstFrame;
      const frames = requireInteger('frames', item.kind === 'lost' ? item.frames : item.block.frames, 1, 2 ** 31);
      if (this.#expected === undefined) this.#begin(requireInteger('firstFrame', first, 0, Number.MAX_SAFE_INTEGER));
      requireInteger('firstFrame', first, this.#expected!, this.#expected!);
      const started = this.#now();
      const parts =
        item.kind === 'lost'
          ? await this.#conceal(frames)
          : item.kind === 'silent'
            ? await this.#decodeSilence(item.block)
            : [await this.#decode(item.block)];
      this.#stats.modelMs += this.#now() - started;
      this.#expected = first + frames;
      return this.#emit(parts);
    });
  }

  /** Everything that is still held back: hop samples per frame have then come out in all. To go on, call `restart`. */
  flush(): Promise<Float32Array> {
    return this.#serial.run(async () => {
      const rest = this.#emit([await this.#windows.flush()]);
      const tail = this.#kernels.mixChannels(this.#resampler.flush(), this.#playedChannels, this.channels);
      this.#resampler.reset();
      return concatFloats([rest, tail]);
    });
  }

  /**
   * The source has started anew: what is left of the old stream is faded out, and whatever frame comes next begins a
   * new one, faded in.
   */
  restart(): Promise<Float32Array> {
    return this.#serial.run(async () => {
      if (this.#expected === undefined) return new Float32Array(0);
      const { hopSamples, channels } = this.model.info.format;
      const rest = await this.#windows.flush();
      fadeOut(rest, channels, hopSamples);
      // In stereo the bands' filters and echoes go on when the sound before them is faded out.
      const out = this.#emit([rest], hopSamples);
      this.#expected = undefined;
      this.#stats.restarts++;
      return out;
    });
  }

  #begin(first: number): void {
    this.#expected = first;
    this.#windows.restart(first);
    this.#upmix?.begin(first);
    this.#lastLatents = undefined;
    this.#lostInARow = 0;
    this.#fadedFrames = 0;
    this.#comfort.set(undefined);
    // Frame 0 of the first stream is its own beginning; a late join or a restart must not start with a jump.
    this.#fader = this.#makeFader(first > 0 || this.#stats.restarts > 0 ? 0 : 1);
  }

  async #decode(block: FrameBlock): Promise<Float32Array> {
    const { format, normalizer } = this.model.info;
    const { frames, planes } = block;
    requireInteger('planes', planes, 1, 8);
    const size = planes * frames * bytesPerFramePlane(format);
    requireInteger('payload.length', block.payload.length, size, size);
    if (block.spatial) {
      requireInteger('spatial.length', block.spatial.length, frames, frames);
      this.#upmix?.setSpatial(block.firstFrame, block.spatial);
    }
    const latents = blockToLatents(block, format.latentSize, normalizer, this.#kernels);
    this.#lastLatents = keepFrames(latents, format.latentSize, frames, frames - 1, 1);
    this.#stats.frames += frames;
    if (this.#lostInARow > this.#concealFrames) this.#windows.restart(block.firstFrame);
    this.#lostInARow = 0;
    this.#fadedFrames = 0;
    this.#fader.mark(frames * format.hopSamples, false);
    return this.#windows.decode(latents, frames);
  }

  /**
   * Goes on with the last latents until they are faded out into comfort noise; then the model rests, its state and its
   * delay as they are, so that the next sound goes on from the background that came before.
   */
  async #decodeSilence({ frames, noise }: SilentBlock): Promise<Float32Array[]> {
    const { hopSamples, channels, decoder } = this.model.info.format;
    this.#stats.silentFrames += frames;
    this.#comfort.set(noise);
    this.#fader.mark(frames * hopSamples, true);
    const parts: Float32Array[] = [];
    const enough = FADE_OUT_FRAMES + Math.ceil(decoder.delaySamples / hopSamples) + decoder.rightFrames;
    // A long loss before has drained the model already.
    const canFade = this.#lastLatents && this.#lostInARow <= this.#concealFrames;
    const faded = canFade ? Math.max(0, Math.min(frames, enough - this.#fadedFrames)) : 0;
    if (faded > 0) parts.push(await this.#repeatLatents(faded));
    this.#fadedFrames += faded;
    if (frames > faded) {
      const isResting = this.#lostInARow <= this.#concealFrames;
      const samples = isResting ? this.#windows.skip(frames - faded) : (frames - faded) * hopSamples;
      parts.push(new Float32Array(samples * channels));
    }
    return parts;
  }

  /** The last latents, once more for each of `frames` frames. */
  #repeatLatents(frames: number): Promise<Float32Array> {
    const { latentSize } = this.model.info.format;
    const latents = new Float32Array(latentSize * frames);
    for (let c = 0; c < latentSize; c++) latents.fill(this.#lastLatents![c]!, c * frames, (c + 1) * frames);
    return this.#windows.decode(latents, frames);
  }

  /** Goes on with the last latents for a while; then the model is drained and silence follows without calling it. */
  async #conceal(frames: number): Promise<Float32Array[]> {
    const { hopSamples, channels } = this.model.info.format;
    this.#stats.lostFrames += frames;
    this.#fader.mark(frames * hopSamples, true);
    const parts: Float32Array[] = [];
    const concealed = this.#lastLatents ? Math.max(0, Math.min(frames, this.#concealFrames - this.#lostInARow)) : 0;
    if (concealed > 0) {
      parts.push(await this.#repeatLatents(concealed));
      this.#lostInARow += concealed;
    }
    if (frames > concealed) {
      if (this.#lostInARow <= this.#concealFrames) parts.push(await this.#windows.flush());
      this.#lostInARow = this.#concealFrames + 1;
      parts.push(new Float32Array((frames - concealed) * hopSamples * channels));
    }
    return parts;
  }

  /** @param stereoFade samples at the end of each part that are faded out behind the upmix, where there is one */
  #emit(parts: readonly Float32Array[], stereoFade = 0): Float32Array {
    const { channels } = this.model.info.format;
    const out = parts.map((pcm) => {
      this.#fader.apply(pcm, channels, this.#comfort, this.#emitted);
      this.#emitted += pcm.length / channels;
      const played = this.#playedChannels;
      const upmixed = this.#upmix?.process(pcm);
      if (upmixed && stereoFade > 0) fadeOut(upmixed, played, stereoFade);
      const resampled = this.#resampler.push(this.#kernels.interleave(upmixed ?? pcm, played));
      return this.#kernels.mixChannels(resampled, played, this.channels);
    });
    return out.length === 1 ? out[0]! : concatFloats(out);
  }

  /** Channels of the audio behind the fader. */
  get #playedChannels(): number {
    return this.#upmix ? 2 : this.model.info.format.channels;
  }

  #makeFader(initialLevel: 0 | 1): LossFader {
    const { hopSamples } = this.model.info.format;
    return new LossFader({
      fadeOutSamples: Math.max(1, Math.round(FADE_OUT_FRAMES * hopSamples)),
      fadeInSamples: Math.max(1, Math.round(FADE_IN_FRAMES * hopSamples)),
      initialLevel,
    });
  }
}

/** Fades the last `samples` samples of `pcm` [channels × n] to silence, or all of it where it is shorter. */
function fadeOut(pcm: Float32Array, channels: number, samples: number): void {
  const length = pcm.length / channels;
  const fade = Math.min(length, samples);
  for (let c = 0; c < channels; c++) for (let i = 0; i < fade; i++) pcm[(c + 1) * length - 1 - i]! *= i / fade;
}

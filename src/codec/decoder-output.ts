import { concatFloats } from '../core/buffers.js';
import { type ComfortNoise, NoiseSource } from '../core/dsp/comfort-noise.js';
import { LossFader } from '../core/dsp/concealment.js';
import { Resampler } from '../core/dsp/resampler.js';
import type { CodecFormat } from '../core/latent/format.js';
import { canCarrySpatialParameters } from '../core/latent/spatial-parameters.js';
import type { Kernels } from '../ports/kernels.js';
import { StereoUpmix } from './stereo-upmix.js';

/** Frames over which lost audio fades to silence, and the part of a frame over which it fades in again. */
export const FADE_OUT_FRAMES = 3;
const FADE_IN_FRAMES = 0.5;

/**
 * What decoded audio passes behind the model: fades around losses, comfort noise, stereo upmix, sample rate and channels
 * of the listener.
 */
export class DecoderOutput {
  readonly #format: CodecFormat;
  readonly #kernels: Kernels;
  readonly #channels: number;
  readonly #resampler: Resampler;
  /** Where a mono model is played in two channels. */
  readonly #upmix: StereoUpmix | undefined;
  readonly #comfortNoise = new NoiseSource();
  #fader: LossFader;
  /** Samples per channel at the codec's rate that have passed the fader. */
  #fadedSamples = 0;

  /**
   * @param sampleRateHz of the audio that is returned
   * @param channels of the audio that is returned
   */
  constructor(format: CodecFormat, sampleRateHz: number, channels: number, kernels: Kernels) {
    this.#format = format;
    this.#kernels = kernels;
    this.#channels = channels;
    if (canCarrySpatialParameters(format) && channels === 2) this.#upmix = new StereoUpmix(format);
    this.#resampler = new Resampler({
      inputRateHz: format.sampleRateHz,
      outputRateHz: sampleRateHz,
      channels: this.#upmixedChannels,
      kernels,
    });
    this.#fader = this.#makeFader(1);
  }

  /** Whether spatial parameters are played in stereo. */
  get isStereo(): boolean {
    return this.#upmix !== undefined;
  }

  /** Starts a stream at `firstFrame`; `fadesIn` is for one that does not begin with its own first frame. */
  begin(firstFrame: number, fadesIn: boolean): void {
    this.#upmix?.begin(firstFrame);
    this.#comfortNoise.set(undefined);
    this.#fader = this.#makeFader(fadesIn ? 0 : 1);
  }

  /** Takes the spatial parameters of consecutive frames, a byte each, before their audio is processed. */
  setSpatialParameters(firstFrame: number, bytes: Uint8Array): void {
    this.#upmix?.setParameters(firstFrame, bytes);
  }

  /** Noise to play where the audio is faded out; undefined for none. */
  setComfortNoise(noise: ComfortNoise | undefined): void {
    this.#comfortNoise.set(noise);
  }

  /** The audio of the next `frames` frames that go into the model is present, or absent: lost or silent. */
  mark(frames: number, isAbsent: boolean): void {
    this.#fader.mark(frames * this.#format.hopSamples, isAbsent);
  }

  /**
   * @param parts decoded audio, [channels × n] each, channel-major, at the codec's rate; changed in place
   * @param stereoFade samples at the end of each part to fade out behind the upmix, where there is one
   * @returns [m × channels], interleaved
   */
  process(parts: readonly Float32Array[], stereoFade = 0): Float32Array {
    const { channels } = this.#format;
    const out = parts.map((pcm) => {
      this.#fader.apply(pcm, channels, this.#comfortNoise, this.#fadedSamples);
      this.#fadedSamples += pcm.length / channels;
      const upmixed = this.#upmix?.process(pcm);
      if (upmixed && stereoFade > 0) fadeOutEnd(upmixed, this.#upmixedChannels, stereoFade);
      return this.#mix(this.#resampler.push(this.#kernels.interleave(upmixed ?? pcm, this.#upmixedChannels)));
    });
    return out.length === 1 ? out[0]! : concatFloats(out);
  }

  /** What the resampler has held back, [n × channels], interleaved; audio may follow. */
  flush(): Float32Array {
    const tail = this.#mix(this.#resampler.flush());
    this.#resampler.reset();
    return tail;
  }

  #mix(interleaved: Float32Array): Float32Array {
    return this.#kernels.mixChannels(interleaved, this.#upmixedChannels, this.#channels);
  }

  get #upmixedChannels(): number {
    return this.#upmix ? 2 : this.#format.channels;
  }

  #makeFader(initialLevel: 0 | 1): LossFader {
    const { hopSamples } = this.#format;
    return new LossFader({
      fadeOutSamples: Math.max(1, Math.round(FADE_OUT_FRAMES * hopSamples)),
      fadeInSamples: Math.max(1, Math.round(FADE_IN_FRAMES * hopSamples)),
      initialLevel,
    });
  }
}

/** Fades the last `samples` samples of `pcm` [channels × n] in place to silence, or all of it where it is shorter. */
export function fadeOutEnd(pcm: Float32Array, channels: number, samples: number): void {
  const length = pcm.length / channels;
  const fade = Math.min(length, samples);
  for (let c = 0; c < channels; c++) for (let i = 0; i < fade; i++) pcm[(c + 1) * length - 1 - i]! *= i / fade;
}

import { requireInteger } from '../errors.js';
import type { NoiseSource } from './comfort-noise.js';

/** How a {@link LossFader} fades around losses. */
export interface FaderOptions {
  /** Length of the fade to silence at the start of a loss, in samples: 1..2^24. */
  readonly fadeOutSamples: number;
  /** Length of the fade from silence after a loss, in samples: 1..2^24. */
  readonly fadeInSamples: number;
  /** Level before the first sample: 1 for a stream from its start, 0 for a late join. */
  readonly initialLevel: 0 | 1;
}

/**
 * Fades the decoded audio around losses. A loss is concealed by repeating the last latents, which resemble the lost
 * sound less with every frame; so it is faded to silence, and the audio after it is faded in. The level is continuous
 * for any pattern of losses, so that none of them clicks.
 *
 * Stretches of audio are marked before they are decoded (`mark`) and faded as they come out of the decoder (`apply`).
 */
export class LossFader {
  readonly #down: number;
  readonly #up: number;
  #level: number;
  /** Stretches that are not yet applied, in order: samples left and whether they are lost. */
  #stretches: { samples: number; lost: boolean }[] = [];

  constructor(options: FaderOptions) {
    this.#down = 1 / requireInteger('fadeOutSamples', options.fadeOutSamples, 1, 1 << 24);
    this.#up = 1 / requireInteger('fadeInSamples', options.fadeInSamples, 1, 1 << 24);
    this.#level = options.initialLevel;
  }

  /** Level at the end of what was applied, 0..1. */
  get level(): number {
    return this.#level;
  }

  /** Marks the next `samples` samples per channel as lost or good. */
  mark(samples: number, lost: boolean): void {
    if (samples <= 0) return;
    const last = this.#stretches.at(-1);
    if (last && last.lost === lost) last.samples += samples;
    else this.#stretches.push({ samples, lost });
  }

  /**
   * Scales `pcm` [channels × n], channel-major, in place by the level l, and adds comfort noise scaled by 1 − l, the same
   * in every channel. Samples that were never marked count as good.
   *
   * @param firstSample index of the first sample, for the noise
   */
  apply(pcm: Float32Array, channels: number, comfort?: NoiseSource, firstSample = 0): void {
    const length = pcm.length / channels;
    for (let at = 0; at < length; ) {
      const stretch = this.#stretches[0];
      const n = Math.min(length - at, stretch?.samples ?? length);
      const lost = stretch?.lost ?? false;
      const hasNoise = comfort?.isOn === true && (lost || this.#level < 1);
      if (hasNoise || (lost ? this.#level > 0 : this.#level < 1))
        this.#ramp(pcm, channels, length, at, n, lost, hasNoise ? comfort : undefined, firstSample);
      else if (lost) for (let c = 0; c < channels; c++) pcm.fill(0, c * length + at, c * length + at + n);
      at += n;
      if (!stretch) continue;
      stretch.samples -= n;
      if (stretch.samples === 0) this.#stretches.shift();
    }
  }

  #ramp(
    pcm: Float32Array,
    channels: number,
    length: number,
    at: number,
    n: number,
    lost: boolean,
    comfort: NoiseSource | undefined,
    firstSample: number,
  ): void {
    const step = lost ? -this.#down : this.#up;
    let level = this.#level;
    for (let i = at; i < at + n; i++) {
      level = Math.min(1, Math.max(0, level + step));
      const noise = comfort ? comfort.next(firstSample + i) * (1 - level) : 0;
      for (let c = 0; c < channels; c++) pcm[c * length + i] = pcm[c * length + i]! * level + noise;
    }
    this.#level = level;
  }
}

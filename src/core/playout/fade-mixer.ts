import { type ComfortNoise, NoiseSource } from '../dsp/comfort-noise.js';
import { msToSamples } from './units.js';

/** Length of every fade. */
const FADE_MS = 5;

/**
 * Mixes a stream with comfort noise so that nothing clicks: every beginning, every end and every jump fades over 5 ms.
 * PCM is [samples × channels], interleaved.
 */
export class FadeMixer {
  /** Samples of a fade, ≥ 1. */
  readonly fadeSamples: number;
  readonly #channels: number;
  readonly #comfort = new NoiseSource();
  /** Output samples elapsed, 0..2^53: the position in the noise. */
  #elapsed = 0;
  /** Share of the stream in the mix, 0..1; the rest is comfort noise. */
  #level = 0;
  /** What was about to be played before a jump: at most fadeSamples × channels. */
  #tail: Float32Array | undefined;
  /** Samples of the tail that have been played, 0..fadeSamples. */
  #tailAt = 0;

  constructor(sampleRateHz: number, channels: number) {
    this.fadeSamples = Math.max(1, msToSamples(FADE_MS, sampleRateHz));
    this.#channels = channels;
  }

  /** The noise that fills gaps; undefined for silence. */
  setComfort(noise: ComfortNoise | undefined): void {
    this.#comfort.set(noise);
  }

  /** What is mixed next follows a jump; `tail`, which lay before it, is crossfaded into it. */
  crossfadeFrom(tail: Float32Array): void {
    this.#tail = tail;
    this.#tailAt = 0;
  }

  /** The stream is no longer audible: what is mixed next fades in. */
  mute(): void {
    this.#level = 0;
  }

  /** `samples` have been handed out: positions passed to the other methods count from here. */
  elapse(samples: number): void {
    this.#elapsed += samples;
  }

  /**
   * Writes the stream into `out` from sample `at` on.
   * @param until sample of `pcm` at which it begins to fade out
   */
  mix(out: Float32Array, at: number, pcm: Float32Array, until: number): void {
    const channels = this.#channels;
    const n = pcm.length / channels;
    this.fill(out, at, at + n);
    const rise = 1 / this.fadeSamples;
    // What is shorter than a fade still ends at nothing.
    const fall = Math.max(rise, (this.#level + rise * until) / Math.max(1, n - until));
    for (let i = 0; i < n; i++) {
      this.#level = i < until ? Math.min(1, this.#level + rise) : Math.max(0, this.#level - fall);
      const tail = this.#tail;
      const mixed = tail ? Math.min(1, (this.#tailAt + 1) / this.fadeSamples) : 1;
      for (let c = 0; c < channels; c++) {
        const j = (at + i) * channels + c;
        let sample = pcm[i * channels + c]!;
        if (tail) sample = sample * mixed + (tail[this.#tailAt * channels + c] ?? 0) * (1 - mixed);
        out[j] = out[j]! * (1 - this.#level) + sample * this.#level;
      }
      if (tail && ++this.#tailAt >= this.fadeSamples) this.#tail = undefined;
    }
  }

  /** Comfort noise in samples [from, to) of every channel; its level follows what is wanted over 10 ms. */
  fill(out: Float32Array, from: number, to: number): void {
    if (to <= from || !this.#comfort.isOn) return;
    const channels = this.#channels;
    for (let i = from; i < to; i++) {
      const sample = this.#comfort.next(this.#elapsed + i);
      for (let c = 0; c < channels; c++) out[i * channels + c] = sample;
    }
  }
}

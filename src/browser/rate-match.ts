/** Furthest that playing may be from the right speed: 0.5 %, 9 cents. */
export const MAX_DEVIATION = 0.005;

/**
 * Plays a little faster or slower than the audio came, so that two clocks which drift apart stay together and a buffer
 * that is too long is worked off. Cubic (Catmull-Rom) interpolation; at ratio 1 a copy, except where a fraction of a
 * sample is left over from before.
 */
export class RateMatcher {
  readonly #channels: number;
  /** Input samples for each output sample. */
  #ratio = 1;
  /** The last three input frames, [3 × channels]. */
  #tail: Float32Array;
  /** Instant of the next output frame, in input frames after the second one of the tail. */
  #phase = 0;

  constructor(channels: number) {
    this.#channels = channels;
    this.#tail = new Float32Array(3 * channels);
  }

  get ratio(): number {
    return this.#ratio;
  }

  /** Clamped to 1 ± MAX_DEVIATION; above 1 plays faster. */
  set ratio(value: number) {
    this.#ratio = Math.min(1 + MAX_DEVIATION, Math.max(1 - MAX_DEVIATION, value));
  }

  /** @param pcm [n × channels] → [about n / ratio × channels], two frames late */
  process(pcm: Float32Array): Float32Array {
    const channels = this.#channels;
    const frames = pcm.length / channels;
    const input = new Float32Array(this.#tail.length + pcm.length);
    input.set(this.#tail);
    input.set(pcm, this.#tail.length);
    const count = Math.max(0, Math.ceil((frames - this.#phase) / this.#ratio));
    const out = new Float32Array(count * channels);
    for (let k = 0; k < count; k++) {
      const at = this.#phase + k * this.#ratio;
      const i = Math.floor(at);
      const t = at - i;
      for (let c = 0; c < channels; c++) {
        // Frames i, i + 1, i + 2, i + 3 of [tail, pcm]: the instant lies between the second and the third.
        const a = input[i * channels + c]!;
        const b = input[(i + 1) * channels + c]!;
        const d = input[(i + 2) * channels + c]!;
        const e = input[(i + 3) * channels + c] ?? d;
        out[k * channels + c] =
          t === 0 ? b : b + 0.5 * t * (d - a + t * (2 * a - 5 * b + 4 * d - e + t * (3 * (b - d) + e - a)));
      }
    }
    this.#phase += count * this.#ratio - frames;
    this.#tail = input.slice(input.length - this.#tail.length);
    return out;
  }
}

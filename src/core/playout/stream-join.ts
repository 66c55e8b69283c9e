import { concatFloats } from '../buffers.js';
import { fadeGain } from '../dsp/crossfade.js';

/**
 * Joins the decoded audio of streams that follow each other: the end of one is crossfaded with the beginning of the next,
 * at equal power. So that there is an end to fade when the next begins, the last samples of a stream may be held back.
 * PCM is [samples × channels], interleaved.
 */
export class StreamJoin {
  readonly #channels: number;
  /** Samples per channel that are held back, ≥ 0. */
  #holdSamples = 0;
  /** What is held back, [n × channels]: n ≤ #holdSamples. */
  #held: Float32Array = new Float32Array(0);
  /** End of the stream before, faded out under what comes next: [n × channels]. */
  #ending: Float32Array = new Float32Array(0);
  /** Samples per channel of the ending that have been mixed, 0..n. */
  #mixed = 0;

  constructor(channels: number) {
    this.#channels = channels;
  }

  /** From now on this many samples per channel are held back; what is held beyond that comes with the next audio. */
  hold(samples: number): void {
    this.#holdSamples = samples;
  }

  /** Takes the next audio of the stream; returns what may be played now. */
  pass(pcm: Float32Array): Float32Array {
    const mixed = this.#mixEnding(pcm);
    if (this.#holdSamples === 0 && this.#held.length === 0) return mixed;
    const all = concatFloats([this.#held, mixed]);
    const released = Math.max(0, all.length - this.#holdSamples * this.#channels);
    this.#held = all.slice(released);
    return all.subarray(0, released);
  }

  /**
   * The stream has ended, and another follows: what is held, and then `rest`, is faded out under the audio that is passed
   * next, over at most `samples` per channel; what there is beyond them is left out.
   * @param rest last audio of the stream, and what may stand for it beyond its end
   * @returns the end of an earlier crossfade, which must be played first
   */
  follow(rest: Float32Array, samples: number): Float32Array {
    const before = this.#endAlone();
    this.#ending = concatFloats([this.#held, rest]).slice(0, samples * this.#channels);
    this.#held = new Float32Array(0);
    this.#mixed = 0;
    return before;
  }

  /** Returns all that is held back, or was to be crossfaded: nothing follows it for the moment. */
  flush(): Float32Array {
    const rest = concatFloats([this.#endAlone(), this.#held]);
    this.#held = new Float32Array(0);
    return rest;
  }

  /** What is left of the ending, faded out with nothing over it. */
  #endAlone(): Float32Array {
    const left = this.#ending.length / this.#channels - this.#mixed;
    return this.#mixEnding(new Float32Array(left * this.#channels), true);
  }

  #mixEnding(pcm: Float32Array, isAlone = false): Float32Array {
    const channels = this.#channels;
    const length = this.#ending.length / channels;
    const n = Math.min(pcm.length / channels, length - this.#mixed);
    if (n === 0) return pcm;
    const out = pcm.slice();
    for (let i = 0; i < n; i++) {
      const at = this.#mixed + i;
      const fall = fadeGain(length - 1 - at, length, 'power');
      const rise = isAlone ? 0 : fadeGain(at, length, 'power');
      for (let c = 0; c < channels; c++) {
        const j = i * channels + c;
        out[j] = pcm[j]! * rise + this.#ending[at * channels + c]! * fall;
      }
    }
    this.#mixed += n;
    if (this.#mixed === length) {
      this.#ending = new Float32Array(0);
      this.#mixed = 0;
    }
    return out;
  }
}

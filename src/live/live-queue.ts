import { Deferred } from '../core/deferred.js';
import { requireFloat32, requireInteger, requireNumber } from '../core/errors.js';
import type { AbortSignalLike } from '../ports/audio.js';

/** The form of a {@link LiveQueue}'s audio and how much of it may wait. */
export interface LiveQueueOptions {
  /** Rate at which the source pushes audio, 1000..192000 Hz. */
  readonly sampleRateHz: number;
  /** Interleaved channels of that audio, 1..32. */
  readonly channels: number;
  /** Most audio that waits for the consumer, 20..60000 ms. @default 1000 */
  readonly maxMs?: number;
  /**
   * Audio that is kept when more arrives than fits: half of it, so that drops are few and long rather than many and
   * short.
   * @default maxMs / 2
   */
  readonly keepMs?: number;
  /** `ms` of audio were left out. */
  onDrop?(ms: number): void;
}

const FADE_MS = 5;

/**
 * Between a microphone that cannot wait and an encoder that may be late: a ring of fixed size. When the consumer falls
 * behind, the oldest audio is left out with a crossfade of 5 ms, so that latency is bounded and nothing clicks. PCM is
 * [samples × channels], interleaved.
 */
export class LiveQueue {
  readonly #o: LiveQueueOptions;
  readonly #ring: Float32Array;
  /** In samples per channel. */
  readonly #keep: number;
  readonly #fade: number;
  /** Positions in samples per channel since the start, 0..2^53; the ring holds [read, write). */
  #read = 0;
  #write = 0;
  /** Samples per channel left out so far. */
  #dropped = 0;
  #isEnded = false;
  #error: unknown;
  /** Settled when something changes; made by a consumer that waits. */
  #changed: Deferred | undefined;

  /** @throws RangeError naming the option that is outside its range */
  constructor(options: LiveQueueOptions) {
    this.#o = options;
    requireInteger('channels', options.channels, 1, 32);
    requireInteger('sampleRateHz', options.sampleRateHz, 1000, 192_000);
    const maxMs = requireNumber('maxMs', options.maxMs ?? 1000, 20, 60_000);
    const keepMs = requireNumber('keepMs', options.keepMs ?? maxMs / 2, 0, maxMs);
    const samples = (ms: number): number => Math.round((ms / 1000) * options.sampleRateHz);
    this.#ring = new Float32Array(samples(maxMs) * options.channels);
    this.#keep = samples(keepMs);
    this.#fade = samples(FADE_MS);
  }

  get queuedMs(): number {
    return ((this.#write - this.#read) / this.#o.sampleRateHz) * 1000;
  }

  get droppedMs(): number {
    return (this.#dropped / this.#o.sampleRateHz) * 1000;
  }

  /** Never waits. @param pcm [n × channels], interleaved; copied */
  push(pcm: Float32Array): void {
    requireFloat32('pcm', pcm);
    const { channels } = this.#o;
    const capacity = this.#ring.length / channels;
    const total = pcm.length / channels;
    // What is longer than the ring goes in by parts.
    for (let at = 0; at < total; ) {
      const n = Math.min(total - at, capacity);
      const lacking = this.#write - this.#read + n - capacity;
      if (lacking > 0) this.#drop(Math.max(lacking, this.#write - this.#read + n - Math.max(this.#keep, n)));
      for (let i = 0; i < n * channels; i++)
        this.#ring[(this.#write * channels + i) % this.#ring.length] = pcm[at * channels + i]!;
      this.#write += n;
      at += n;
    }
    this.#signal();
  }

  /** No more will come; `error` is thrown to the consumer once it has taken all that waits. */
  end(error?: unknown): void {
    this.#isEnded = true;
    this.#error = error;
    this.#signal();
  }

  /** Everything that waits, as soon as there is something. For one consumer. */
  async *blocks(signal?: AbortSignalLike): AsyncGenerator<Float32Array> {
    const onAbort = (): void => this.#signal();
    signal?.addEventListener('abort', onAbort, { once: true });
    try {
      while (!signal?.aborted) {
        if (this.#write > this.#read) yield this.#take();
        else if (this.#isEnded) break;
        else {
          this.#changed = new Deferred();
          await this.#changed.promise;
        }
      }
    } finally {
      signal?.removeEventListener('abort', onAbort);
    }
    if (this.#error !== undefined && !signal?.aborted) throw this.#error;
  }

  #take(): Float32Array {
    const { channels } = this.#o;
    const out = new Float32Array((this.#write - this.#read) * channels);
    for (let i = 0; i < out.length; i++) out[i] = this.#ring[(this.#read * channels + i) % this.#ring.length]!;
    this.#read = this.#write;
    return out;
  }

  /** Leaves the oldest `samples` out, the first of them crossfaded into what follows. */
  #drop(samples: number): void {
    const { channels } = this.#o;
    const queued = this.#write - this.#read;
    const dropped = Math.min(samples, queued);
    const fade = Math.min(this.#fade, dropped, queued - dropped);
    const size = this.#ring.length;
    for (let i = 0; i < fade; i++) {
      const share = (i + 1) / (fade + 1);
      for (let c = 0; c < channels; c++) {
        const to = ((this.#read + dropped + i) * channels + c) % size;
        const from = ((this.#read + i) * channels + c) % size;
        this.#ring[to] = this.#ring[to]! * share + this.#ring[from]! * (1 - share);
      }
    }
    this.#read += dropped;
    this.#dropped += dropped;
    this.#o.onDrop?.((dropped / this.#o.sampleRateHz) * 1000);
  }

  #signal(): void {
    this.#changed?.resolve();
    this.#changed = undefined;
  }
}

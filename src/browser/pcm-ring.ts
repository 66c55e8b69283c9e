import { requireInteger } from '../core/errors.js';

/** Words of the header, each an Int32. */
const WRITTEN = 0;
const READ = 1;
const IS_PLAYING = 2;
const UNDERRUNS = 3;
const ANCHOR = 4;
const HEADER_WORDS = 8;

/**
 * PCM, [samples × channels], between one writer and one reader on different threads: a ring in shared memory, without
 * locks and without allocation. Its counters, in samples per channel, are mod 2^32; only their
 * difference matters.
 */
export class PcmRing {
  /** 1 or 2. */
  readonly channels: number;
  /** Samples per channel that fit; a power of two. */
  readonly capacitySamples: number;
  /** Header and samples, for the other thread. */
  readonly buffer: ArrayBufferLike;
  readonly #header: Int32Array;
  readonly #values: Float32Array;

  /** Over memory that {@link PcmRing.allocate} has made, here or on the other thread. */
  constructor(buffer: ArrayBufferLike, channels: number) {
    this.buffer = buffer;
    this.channels = channels;
    this.#header = new Int32Array(buffer, 0, HEADER_WORDS);
    this.#values = new Float32Array(buffer, HEADER_WORDS * 4);
    this.capacitySamples = this.#values.length / channels;
  }

  /**
   * @param isShared false: plain memory, for a ring that one thread both writes and reads
   * @throws RangeError unless minSamples is 128..2^24 and channels 1..2
   */
  static allocate(minSamples: number, channels: number, isShared: boolean): PcmRing {
    requireInteger('minSamples', minSamples, 128, 2 ** 24);
    requireInteger('channels', channels, 1, 2);
    const bytes = 4 * (HEADER_WORDS + 2 ** Math.ceil(Math.log2(minSamples)) * channels);
    return new PcmRing(isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes), channels);
  }

  /** Samples per channel that can be read. */
  get availableSamples(): number {
    return (Atomics.load(this.#header, WRITTEN) - Atomics.load(this.#header, READ)) >>> 0;
  }

  /** Samples per channel that can be written. */
  get freeSamples(): number {
    return this.capacitySamples - this.availableSamples;
  }

  /** Set by the writer when there is enough to play, cleared by the reader when it runs out. */
  get isPlaying(): boolean {
    return Atomics.load(this.#header, IS_PLAYING) === 1;
  }

  set isPlaying(value: boolean) {
    Atomics.store(this.#header, IS_PLAYING, value ? 1 : 0);
  }

  /** Times that the reader found less than it needed. */
  get underruns(): number {
    return Atomics.load(this.#header, UNDERRUNS);
  }

  /**
   * The audio context's frame at which the next sample is read, set by the reader before each block. Its difference from the
   * count of read samples is what is stored, mod 2^32.
   */
  set readFrame(frame: number) {
    Atomics.store(this.#header, ANCHOR, frame - Atomics.load(this.#header, READ));
  }

  /** The audio context's frame, mod 2^32, at which a sample that is written now is read; while playing goes on unbroken. */
  get writeFrame(): number {
    return (Atomics.load(this.#header, ANCHOR) + Atomics.load(this.#header, WRITTEN)) >>> 0;
  }

  /** Called by the reader. */
  countUnderrun(): void {
    Atomics.add(this.#header, UNDERRUNS, 1);
  }

  /**
   * @param interleaved [samples × channels]
   * @returns samples per channel that were written; what does not fit is dropped
   */
  write(interleaved: Float32Array): number {
    const samples = Math.min(Math.floor(interleaved.length / this.channels), this.freeSamples);
    const written = Atomics.load(this.#header, WRITTEN);
    const at = ((written >>> 0) % this.capacitySamples) * this.channels;
    const values = samples * this.channels;
    const first = Math.min(values, this.#values.length - at);
    for (let i = 0; i < first; i++) this.#values[at + i] = interleaved[i]!;
    for (let i = first; i < values; i++) this.#values[i - first] = interleaved[i]!;
    Atomics.store(this.#header, WRITTEN, written + samples);
    return samples;
  }

  /**
   * Reads into one array per channel, from `offset` on; the ring's channels are repeated where there are more outputs.
   *
   * @returns samples per channel that were read, at most `samples`
   */
  readInto(outputs: readonly Float32Array[], offset: number, samples: number): number {
    const n = Math.min(samples, this.availableSamples);
    const read = Atomics.load(this.#header, READ);
    const { capacitySamples, channels } = this;
    for (let c = 0; c < outputs.length; c++) {
      const out = outputs[c]!;
      const from = c % channels;
      let at = (read >>> 0) % capacitySamples;
      for (let i = 0; i < n; i++) {
        out[offset + i] = this.#values[at * channels + from]!;
        if (++at === capacitySamples) at = 0;
      }
    }
    Atomics.store(this.#header, READ, read + n);
    return n;
  }

  /** Reads into `out`, [samples × channels]; returns the samples per channel that were read. */
  read(out: Float32Array): number {
    const n = Math.min(Math.floor(out.length / this.channels), this.availableSamples);
    const read = Atomics.load(this.#header, READ);
    let at = ((read >>> 0) % this.capacitySamples) * this.channels;
    for (let i = 0; i < n * this.channels; i++) {
      out[i] = this.#values[at]!;
      if (++at === this.#values.length) at = 0;
    }
    Atomics.store(this.#header, READ, read + n);
    return n;
  }

  /** Writes from one array [samples] per channel; returns the samples per channel that were written. */
  writeFrom(inputs: readonly Float32Array[], samples: number): number {
    const n = Math.min(samples, this.freeSamples);
    const written = Atomics.load(this.#header, WRITTEN);
    for (let c = 0; c < this.channels; c++) {
      const input = inputs[Math.min(c, inputs.length - 1)];
      let at = (written >>> 0) % this.capacitySamples;
      for (let i = 0; i < n; i++) {
        this.#values[at * this.channels + c] = input ? input[i]! : 0;
        if (++at === this.capacitySamples) at = 0;
      }
    }
    Atomics.store(this.#header, WRITTEN, written + n);
    return n;
  }

  /** Drops everything that can be read; called by the reader, or while it does not read. */
  clear(): void {
    Atomics.store(this.#header, READ, Atomics.load(this.#header, WRITTEN));
  }
}

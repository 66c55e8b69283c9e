import { requireInteger } from '../core/errors.js';

/** Words of the header, each an Int32. */
const WRITTEN = 0;
const READ = 1;
const IS_PLAYING = 2;
const UNDERRUNS = 3;
const HEADER_WORDS = 8;

/**
 * Interleaved samples between one writer and one reader on different threads: a ring in shared memory, without locks
 * and without allocation. Frame counters are mod 2^32; only their difference matters.
 */
export class PcmRing {
  readonly channels: number;
  /** A power of two. */
  readonly capacityFrames: number;
  readonly buffer: ArrayBufferLike;
  readonly #header: Int32Array;
  readonly #samples: Float32Array;

  /** Over memory that {@link PcmRing.allocate} has made, here or on the other thread. */
  constructor(buffer: ArrayBufferLike, channels: number) {
    this.buffer = buffer;
    this.channels = channels;
    this.#header = new Int32Array(buffer, 0, HEADER_WORDS);
    this.#samples = new Float32Array(buffer, HEADER_WORDS * 4);
    this.capacityFrames = this.#samples.length / channels;
  }

  /**
   * @param isShared false: plain memory, for a ring that one thread both writes and reads
   * @throws RangeError unless minFrames is 128..2^24 and channels 1..2
   */
  static allocate(minFrames: number, channels: number, isShared: boolean): PcmRing {
    requireInteger('minFrames', minFrames, 128, 2 ** 24);
    requireInteger('channels', channels, 1, 2);
    const bytes = 4 * (HEADER_WORDS + 2 ** Math.ceil(Math.log2(minFrames)) * channels);
    return new PcmRing(isShared ? new SharedArrayBuffer(bytes) : new ArrayBuffer(bytes), channels);
  }

  get availableFrames(): number {
    return (Atomics.load(this.#header, WRITTEN) - Atomics.load(this.#header, READ)) >>> 0;
  }

  get freeFrames(): number {
    return this.capacityFrames - this.availableFrames;
  }

  /** Set by the writer when there is enough to play, cleared by the reader when it runs out. */
  get isPlaying(): boolean {
    return Atomics.load(this.#header, IS_PLAYING) === 1;
  }

  set isPlaying(value: boolean) {
    Atomics.store(this.#header, IS_PLAYING, value ? 1 : 0);
  }

  get underruns(): number {
    return Atomics.load(this.#header, UNDERRUNS);
  }

  countUnderrun(): void {
    Atomics.add(this.#header, UNDERRUNS, 1);
  }

  /**
   * @param interleaved [samples × channels]
   * @returns frames taken; what does not fit is dropped
   */
  write(interleaved: Float32Array): number {
    const frames = Math.min(Math.floor(interleaved.length / this.channels), this.freeFrames);
    const written = Atomics.load(this.#header, WRITTEN);
    const at = ((written >>> 0) % this.capacityFrames) * this.channels;
    const samples = frames * this.channels;
    const first = Math.min(samples, this.#samples.length - at);
    for (let i = 0; i < first; i++) this.#samples[at + i] = interleaved[i]!;
    for (let i = first; i < samples; i++) this.#samples[i - first] = interleaved[i]!;
    Atomics.store(this.#header, WRITTEN, written + frames);
    return frames;
  }

  /**
   * Into one array per channel, from `offset` on; the ring's channels are repeated where there are more outputs.
   *
   * @returns frames read, at most `frames`
   */
  readInto(outputs: readonly Float32Array[], offset: number, frames: number): number {
    const n = Math.min(frames, this.availableFrames);
    const read = Atomics.load(this.#header, READ);
    const { capacityFrames, channels } = this;
    for (let c = 0; c < outputs.length; c++) {
      const out = outputs[c]!;
      const from = c % channels;
      let at = (read >>> 0) % capacityFrames;
      for (let i = 0; i < n; i++) {
        out[offset + i] = this.#samples[at * channels + from]!;
        if (++at === capacityFrames) at = 0;
      }
    }
    Atomics.store(this.#header, READ, read + n);
    return n;
  }

  /** Interleaved, into `out`; returns frames read. */
  read(out: Float32Array): number {
    const n = Math.min(Math.floor(out.length / this.channels), this.availableFrames);
    const read = Atomics.load(this.#header, READ);
    let at = ((read >>> 0) % this.capacityFrames) * this.channels;
    for (let i = 0; i < n * this.channels; i++) {
      out[i] = this.#samples[at]!;
      if (++at === this.#samples.length) at = 0;
    }
    Atomics.store(this.#header, READ, read + n);
    return n;
  }

  /** From one array per channel: [channels] × [samples]; returns samples taken. */
  writeFrom(inputs: readonly Float32Array[], frames: number): number {
    const n = Math.min(frames, this.freeFrames);
    const written = Atomics.load(this.#header, WRITTEN);
    for (let c = 0; c < this.channels; c++) {
      const input = inputs[Math.min(c, inputs.length - 1)];
      let at = (written >>> 0) % this.capacityFrames;
      for (let i = 0; i < n; i++) {
        this.#samples[at * this.channels + c] = input ? input[i]! : 0;
        if (++at === this.capacityFrames) at = 0;
      }
    }
    Atomics.store(this.#header, WRITTEN, written + n);
    return n;
  }

  /** The reader forgets what is there. */
  clear(): void {
    Atomics.store(this.#header, READ, Atomics.load(this.#header, WRITTEN));
  }
}

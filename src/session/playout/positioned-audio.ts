interface Chunk {
  readonly epoch: number;
  /** First sample, and one after the last. */
  readonly begin: number;
  readonly end: number;
  /** [samples × channels] */
  readonly pcm: Float32Array;
}

/** Samples per channel that are kept at most, for 48 kHz 20 s; beyond it the oldest are dropped. */
const MAX_SAMPLES = 960_000;

/**
 * Decoded audio by its place in the stream: which samples of which epoch are held. It may be read from anywhere, again
 * and with holes. Places are in samples per channel at the output rate since the stream's beginning.
 */
export class PositionedAudio {
  readonly channels: number;
  /** In the order in which they came. */
  #chunks: Chunk[] = [];
  #samples = 0;

  constructor(channels: number) {
    this.channels = channels;
  }

  /** Samples per channel that are held. */
  get samples(): number {
    return this.#samples;
  }

  /** One after the newest sample of an epoch; undefined where none is held. */
  endOf(epoch: number): number | undefined {
    let end: number | undefined;
    for (const chunk of this.#chunks) if (chunk.epoch === epoch) end = Math.max(end ?? 0, chunk.end);
    return end;
  }

  /** @param pcm [n × channels], copied */
  add(epoch: number, begin: number, pcm: Float32Array): void {
    const n = pcm.length / this.channels;
    if (n === 0) return;
    this.#chunks.push({ epoch, begin, end: begin + n, pcm: pcm.slice() });
    this.#samples += n;
    while (this.#samples > MAX_SAMPLES) this.#drop(0);
  }

  /** Drops what lies before a place, and everything of other epochs that came before what is held of this one. */
  forget(epoch: number, before: number): void {
    const first = this.#chunks.findIndex((chunk) => chunk.epoch === epoch);
    for (let i = this.#chunks.length - 1; i >= 0; i--) {
      const chunk = this.#chunks[i]!;
      if (chunk.epoch === epoch ? chunk.end <= before : i < first) this.#drop(i);
    }
  }

  /** Samples from `begin` on that are held without a hole, up to `most`. */
  available(epoch: number, begin: number, most: number): number {
    let at = begin;
    for (let found = true; found && at - begin < most; ) {
      found = false;
      for (const chunk of this.#chunks) {
        if (chunk.epoch !== epoch || chunk.begin > at || chunk.end <= at) continue;
        at = chunk.end;
        found = true;
      }
    }
    return Math.min(most, at - begin);
  }

  /** The first sample at or after `from` that is held; undefined where there is none. */
  nextHeld(epoch: number, from: number): number | undefined {
    let next: number | undefined;
    for (const chunk of this.#chunks)
      if (chunk.epoch === epoch && chunk.end > from) next = Math.min(next ?? Infinity, Math.max(from, chunk.begin));
    return next;
  }

  /** Copies samples [begin, begin + n) into an array [n] for each channel; holes are 0. */
  copy(epoch: number, begin: number, n: number, out: readonly Float32Array[]): void {
    for (const values of out) values.fill(0, 0, n);
    for (const chunk of this.#chunks) {
      if (chunk.epoch !== epoch) continue;
      const from = Math.max(begin, chunk.begin);
      const to = Math.min(begin + n, chunk.end);
      for (let c = 0; c < this.channels; c++)
        for (let i = from; i < to; i++) out[c]![i - begin] = chunk.pcm[(i - chunk.begin) * this.channels + c]!;
    }
  }

  clear(): void {
    this.#chunks = [];
    this.#samples = 0;
  }

  #drop(index: number): void {
    const [chunk] = this.#chunks.splice(index, 1);
    this.#samples -= chunk!.end - chunk!.begin;
  }
}

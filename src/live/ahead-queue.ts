import { Deferred } from '../core/deferred.js';
import type { AudioSource } from '../ports/audio.js';
import type { Clock } from '../ports/clock.js';

/** Length of the crossfade over audio that is left out. */
const FADE_MS = 5;

/** Audio of a source that is read ahead of its consumer: blocks of [samples × channels], and the time that they last. */
export class AheadQueue {
  readonly #source: Pick<AudioSource, 'channels' | 'sampleRateHz'>;
  #blocks: Float32Array[] = [];
  #values = 0;
  #isEnded = false;
  #error: unknown;
  #changed = new Deferred();

  constructor(source: Pick<AudioSource, 'channels' | 'sampleRateHz'>) {
    this.#source = source;
  }

  /** Audio that waits. */
  get ms(): number {
    return this.#msOf(this.#values);
  }

  /** Length of the oldest block. */
  get frontMs(): number {
    return this.#msOf(this.#blocks[0]?.length ?? 0);
  }

  /** Whether no more blocks will come. */
  get isEnded(): boolean {
    return this.#isEnded;
  }

  push(block: Float32Array): void {
    if (block.length === 0) return;
    this.#blocks.push(block);
    this.#values += block.length;
    this.wake();
  }

  /** No more blocks will come; `error` is thrown once all that wait were taken. */
  end(error?: unknown): void {
    this.#isEnded = true;
    this.#error = error;
    this.wake();
  }

  /** Lets whoever waits look again. */
  wake(): void {
    const changed = this.#changed;
    this.#changed = new Deferred();
    changed.resolve();
  }

  /** Waits until something has changed; at most until `dueMs`. */
  async changed(clock?: Clock, dueMs = 0): Promise<void> {
    const { promise } = this.#changed;
    if (!clock) return await promise;
    let cancel = (): void => {};
    const due = new Promise<void>((resolve) => {
      cancel = clock.schedule(Math.max(0, dueMs - clock.nowMs()), resolve);
    });
    await Promise.race([promise, due]);
    cancel();
  }

  /** At most `maxMs` of the oldest block. @throws the source's error where nothing waits any more */
  take(maxMs = Infinity): Float32Array {
    const block = this.#blocks[0];
    if (!block) {
      if (this.#error !== undefined) throw this.#error;
      return new Float32Array(0);
    }
    const length = Math.min(block.length, this.#valuesOf(maxMs));
    if (length === block.length) this.#blocks.shift();
    else this.#blocks[0] = block.subarray(length);
    this.#values -= length;
    return length === block.length ? block : block.slice(0, length);
  }

  /** Leaves the oldest `ms` out; what follows begins with a crossfade. */
  skip(ms: number): void {
    let left = Math.min(this.#valuesOf(ms), this.#values);
    this.#values -= left;
    const skipped: Float32Array[] = [];
    while (left > 0) {
      const block = this.#blocks.shift()!;
      skipped.push(block.subarray(0, left));
      if (block.length > left) this.#blocks.unshift(block.slice(left));
      left -= Math.min(left, block.length);
    }
    const [from, to] = [skipped[0], this.#blocks[0]];
    if (!from || !to) return;
    const { channels } = this.#source;
    const fade = Math.min(this.#valuesOf(FADE_MS), from.length, to.length);
    for (let i = 0; i < fade; i++) {
      const share = (Math.floor(i / channels) + 1) / (fade / channels + 1);
      to[i] = to[i]! * share + from[i]! * (1 - share);
    }
  }

  #msOf(values: number): number {
    return (values / this.#source.channels / this.#source.sampleRateHz) * 1000;
  }

  /** At least one sample of all channels. */
  #valuesOf(ms: number): number {
    const { channels, sampleRateHz } = this.#source;
    return Math.max(1, Math.round((ms / 1000) * sampleRateHz)) * channels;
  }
}

import { Deferred } from '../../core/deferred.js';
import type { Clock } from '../../ports/clock.js';
import { browserClock } from '../clock.js';
import { PcmRing } from '../pcm-ring.js';
import type { AudioLink } from './messages.js';

const POLL_MS = 20;
/** Longest audio that waits to be encoded; beyond it the oldest is dropped. */
const MAX_WAITING_SECONDS = 4;

/** Captured audio as the encoder wants it: blocks of [samples × channels], until `stop`. */
export interface PcmInput {
  readonly blocks: AsyncIterable<Float32Array>;
  /** Samples per channel that have been captured and not yet read. */
  readonly waitingSamples: number;
  stop(): void;
}

/**
 * Captured audio as blocks, through the shared ring where there is one, else through messages.
 *
 * @param sampleRateHz rate of the capture
 * @param clock times the looks at the ring
 */
export function pcmInput(
  link: AudioLink,
  channels: number,
  sampleRateHz: number,
  clock: Clock = browserClock,
): PcmInput {
  return 'buffer' in link
    ? new SharedInput(new PcmRing(link.buffer, channels), clock)
    : new MessageInput(link.port, channels, MAX_WAITING_SECONDS * sampleRateHz);
}

/** Takes blocks one after another, and waits between them to be woken. */
abstract class BlockInput implements PcmInput {
  #isStopped = false;
  #wake: Deferred | null = null;

  abstract readonly waitingSamples: number;

  get blocks(): AsyncIterable<Float32Array> {
    return this.#read();
  }

  stop(): void {
    this.#isStopped = true;
    this.wake();
  }

  protected wake(): void {
    this.#wake?.resolve();
  }

  /** The next block; null when there is none. */
  protected abstract take(): Float32Array | null;

  /** Waits until `woken`, or until it is worth another look; at once where more may be there after a block. */
  protected abstract wait(woken: Promise<void>, hadBlock: boolean): Promise<void>;

  async *#read(): AsyncGenerator<Float32Array> {
    while (!this.#isStopped) {
      const block = this.take();
      if (block) yield block;
      this.#wake = new Deferred();
      // It may have been stopped while the block was in use.
      if (this.#isStopped) return;
      await this.wait(this.#wake.promise, block !== null);
    }
  }
}

/** Reads the ring that the worklet fills, at intervals; a full ring drops the newest audio until it is read. */
class SharedInput extends BlockInput {
  readonly #ring: PcmRing;
  readonly #clock: Clock;

  constructor(ring: PcmRing, clock: Clock) {
    super();
    this.#ring = ring;
    this.#clock = clock;
  }

  get waitingSamples(): number {
    return this.#ring.availableSamples;
  }

  protected take(): Float32Array | null {
    const samples = this.#ring.availableSamples;
    if (samples === 0) return null;
    const block = new Float32Array(samples * this.#ring.channels);
    this.#ring.read(block);
    return block;
  }

  protected async wait(woken: Promise<void>): Promise<void> {
    const polled = new Deferred();
    const cancel = this.#clock.schedule(POLL_MS, polled.resolve);
    await Promise.race([woken, polled.promise]);
    cancel();
  }
}

/** Queues the blocks that the worklet posts. */
class MessageInput extends BlockInput {
  readonly #channels: number;
  readonly #queue: Float32Array[] = [];

  constructor(port: MessagePort, channels: number, maxSamples: number) {
    super();
    this.#channels = channels;
    port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      this.#queue.push(data);
      while (this.waitingSamples > maxSamples) this.#queue.shift();
      this.wake();
    };
  }

  get waitingSamples(): number {
    return this.#queue.reduce((sum, block) => sum + block.length / this.#channels, 0);
  }

  protected take(): Float32Array | null {
    return this.#queue.shift() ?? null;
  }

  protected async wait(woken: Promise<void>, hadBlock: boolean): Promise<void> {
    if (!hadBlock) await woken;
  }
}

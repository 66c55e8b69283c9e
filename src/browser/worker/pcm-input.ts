import { browserClock } from '../clock.js';
import { PcmRing } from '../pcm-ring.js';
import type { AudioLink } from './messages.js';

const POLL_MS = 20;
/** Beyond so much that waits to be encoded the oldest is dropped: 4 s. */
const MAX_WAITING_SECONDS = 4;

/** Captured audio as the encoder wants it: blocks of interleaved samples, until `stop`. */
export interface PcmInput {
  readonly blocks: AsyncIterable<Float32Array>;
  readonly waitingFrames: number;
  stop(): void;
}

/** Captured audio as blocks, through the shared ring where there is one, else through messages. */
export function pcmInput(link: AudioLink, channels: number, sampleRateHz: number): PcmInput {
  return 'buffer' in link
    ? new SharedInput(new PcmRing(link.buffer, channels))
    : new MessageInput(link.port, channels, MAX_WAITING_SECONDS * sampleRateHz);
}

/** Reads the ring that the worklet fills; a full ring drops what is newest until this has caught up. */
class SharedInput implements PcmInput {
  readonly #ring: PcmRing;
  #stopped = false;
  #wake: (() => void) | null = null;

  constructor(ring: PcmRing) {
    this.#ring = ring;
  }

  get waitingFrames(): number {
    return this.#ring.availableFrames;
  }

  get blocks(): AsyncIterable<Float32Array> {
    return this.#read();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async *#read(): AsyncGenerator<Float32Array> {
    while (!this.#stopped) {
      const frames = this.#ring.availableFrames;
      if (frames > 0) {
        const block = new Float32Array(frames * this.#ring.channels);
        this.#ring.read(block);
        yield block;
      }
      await new Promise<void>((resolve) => {
        const cancel = browserClock.schedule(POLL_MS, resolve);
        this.#wake = () => {
          cancel();
          resolve();
        };
      });
    }
  }
}

class MessageInput implements PcmInput {
  readonly #channels: number;
  #queue: Float32Array[] = [];
  #stopped = false;
  #wake: (() => void) | null = null;

  constructor(port: MessagePort, channels: number, maxFrames: number) {
    this.#channels = channels;
    port.onmessage = ({ data }: MessageEvent<Float32Array>) => {
      this.#queue.push(data);
      while (this.waitingFrames > maxFrames) this.#queue.shift();
      this.#wake?.();
    };
  }

  get waitingFrames(): number {
    return this.#queue.reduce((sum, block) => sum + block.length / this.#channels, 0);
  }

  get blocks(): AsyncIterable<Float32Array> {
    return this.#read();
  }

  stop(): void {
    this.#stopped = true;
    this.#wake?.();
  }

  async *#read(): AsyncGenerator<Float32Array> {
    while (!this.#stopped) {
      const block = this.#queue.shift();
      if (block) yield block;
      else
        await new Promise<void>((resolve) => {
          this.#wake = resolve;
        });
    }
  }
}

import { randomBytes } from 'node:crypto';
import { bytesPerFramePlane, type CodecFormat, framesToMs } from '../../core/latent/format.js';
import { seededRandom } from '../../core/random.js';
import type { Connection } from '../../ports/transport.js';
import { Sender } from '../../stream/send/sender.js';
import { nodeClock } from '../clock.js';
import { monotonicMs } from './plan.js';

const FIELD = { leftFrames: 0, rightFrames: 0, delaySamples: 0, stateSize: 0 };

/** The default model's rate and frames; nothing of it is encoded or decoded. */
export const SYNTHETIC_FORMAT: CodecFormat = {
  sampleRateHz: 44_100,
  channels: 1,
  hopSamples: 2048,
  latentSize: 64,
  maxPlanes: 8,
  crossfadeSamples: 0,
  encoder: FIELD,
  decoder: FIELD,
};

/** Duration of a latent frame. */
export const FRAME_MS = framesToMs(SYNTHETIC_FORMAT, 1);

/** One source of a load test. */
export interface SyntheticSourceOptions {
  /** Makes one connection to the channel. */
  readonly connect: () => Promise<Connection>;
  /** Bit planes of the stream, 1..8. */
  readonly planes: number;
  /** Latent frames in a packet. */
  readonly framesPerPacket: number;
  /** Seeds the bits, which are random as a codec's are. */
  readonly seed: number;
}

/**
 * A source without a codec: random bits of a made-up model, sent by a schedule that does not wait for the relay. It
 * connects again and resumes as any source does.
 */
export class SyntheticSource {
  readonly #sender: Sender;
  readonly #payload: Uint8Array;
  readonly #options: SyntheticSourceOptions;
  #timer: NodeJS.Timeout | undefined;
  #startMs = 0;
  #packets = 0;
  #error: Error | null = null;
  #downs = 0;

  constructor(options: SyntheticSourceOptions) {
    const { planes, framesPerPacket, seed } = options;
    this.#options = options;
    const random = seededRandom(seed);
    this.#payload = Uint8Array.from(
      { length: planes * framesPerPacket * bytesPerFramePlane(SYNTHETIC_FORMAT) },
      () => random() * 256,
    );
    this.#sender = new Sender({
      connect: options.connect,
      clock: nodeClock,
      hello: {
        modelId: 'load-test',
        modelSha256: '10ad'.repeat(16),
        format: SYNTHETIC_FORMAT,
        planes,
        epoch: randomBytes(4).readUInt32BE(),
        framesPerPacket,
        startedAtMs: Date.now(),
      },
      metadata: { title: 'load test' },
      uplink: { ringMs: 30_000, backoff: { minMs: 100, maxMs: 1000 } },
      handlers: {
        onDown: () => {
          this.#downs++;
        },
        onError: (error) => {
          this.#error = error;
        },
      },
    });
  }

  /** Why it does not send any more; null while it does. */
  get error(): Error | null {
    return this.#error;
  }

  /** Connections lost so far. */
  get downs(): number {
    return this.#downs;
  }

  /** Frames that the source has dropped because the relay did not take them in time. */
  get droppedFrames(): number {
    return this.#sender.stats().droppedFrames;
  }

  /** Index after the last frame that was sent. */
  get nextFrame(): number {
    return this.#packets * this.#options.framesPerPacket;
  }

  /** Resolves when the relay has taken the stream. @throws CodecError when it has not */
  start(): Promise<void> {
    return this.#sender.start();
  }

  /** @param startMs when frame 0 begins, on the clock of {@link monotonicMs} */
  play(startMs: number): void {
    this.#startMs = startMs;
    this.#sendDue();
  }

  /** No more packets from now on. */
  stop(): void {
    clearTimeout(this.#timer);
  }

  /** Ends the stream; a relay that has gone is not waited for. */
  async end(): Promise<void> {
    this.stop();
    if (this.#sender.state !== 'live') {
      this.#sender.close();
      return;
    }
    const frames = this.nextFrame;
    await this.#sender.end(frames, frames * SYNTHETIC_FORMAT.hopSamples).catch(() => {});
  }

  #sendDue(): void {
    const { framesPerPacket: frames, planes } = this.#options;
    const packetMs = frames * FRAME_MS;
    const dueMs = (): number => this.#startMs + (this.#packets + 1) * packetMs;
    while (dueMs() <= monotonicMs() && !this.#error) {
      try {
        this.#sender.send({ firstFrame: this.nextFrame, frames, planes, payload: this.#payload });
      } catch (error) {
        this.#error ??= error as Error;
        return;
      }
      this.#packets++;
    }
    this.#timer = setTimeout(() => this.#sendDue(), Math.max(1, dueMs() - monotonicMs()));
  }
}

import type { CodecError } from '../../core/errors.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { Connection } from '../../ports/transport.js';
import type { StreamStatsSnapshot } from '../link/stats.js';
import { Player, type PlayerOptions, type PlayerStats } from './player.js';
import { Receiver } from './receiver.js';

export interface ListenerOptions extends Omit<PlayerOptions, 'onError'> {
  /** Makes one connection to the channel; called again after every loss. */
  readonly connect: () => Promise<Connection>;
  /** At most this many planes, 1..8. @default 8 */
  readonly planes?: number;
  /** Past audio wanted on the first connection, 0..600000. @default 1000 */
  readonly burstMs?: number;
  readonly random?: () => number;
  /** Asked before a block is played: true takes it, to be given to `player.push` later or never. */
  readonly take?: (block: FrameBlock | SilentBlock) => boolean;
  readonly handlers?: ListenerHandlers;
}

export interface ListenerHandlers {
  onHello?(hello: StreamHello, isNewEpoch: boolean): void;
  onBlock?(block: FrameBlock): void;
  /** The source has left silent frames out. */
  onSilence?(block: SilentBlock): void;
  onMetadata?(metadata: StreamMetadata): void;
  /** The source has ended and every sample up to its end is written. */
  onEnd?(): void;
  onUp?(): void;
  onDown?(error: CodecError): void;
}

export interface ListenerStats {
  readonly stream: StreamStatsSnapshot;
  readonly player: PlayerStats;
}

/** Channel → receiver → jitter buffer → decoder → audio: one listener from connection to close. */
export class Listener {
  readonly receiver: Receiver;
  readonly player: Player;
  /** Rejects when the stream cannot be received or decoded; resolves after `close`. */
  readonly done: Promise<void>;
  #resolve!: () => void;
  #reject!: (error: unknown) => void;
  #startedEpochs = 0;

  /** @throws RangeError naming an option outside its range. */
  constructor(options: ListenerOptions) {
    const { handlers } = options;
    this.done = new Promise<void>((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    // Whoever does not look at `done` still gets the error from `start` or sees the stream stop.
    this.done.catch(() => undefined);
    this.player = new Player({ ...options, onError: (error) => this.#fail(error) });
    this.receiver = new Receiver({
      connect: options.connect,
      clock: options.clock,
      model: options.model.info,
      ...(options.planes !== undefined && { planes: options.planes }),
      stereo: this.player.decoder.isStereo,
      ...(options.burstMs !== undefined && { burstMs: options.burstMs }),
      ...(options.random && { random: options.random }),
      handlers: {
        onHello: (hello, isNewEpoch) => {
          if (isNewEpoch && this.#startedEpochs++ > 0) void this.player.restart();
          handlers?.onHello?.(hello, isNewEpoch);
        },
        onBlock: (block) => {
          handlers?.onBlock?.(block);
          if (!options.take?.(block)) this.player.push(block);
        },
        onSilence: (block) => {
          handlers?.onSilence?.(block);
          if (!options.take?.(block)) this.player.push(block);
        },
        onMetadata: (metadata) => handlers?.onMetadata?.(metadata),
        onEnd: (totalFrames, totalSamples) => {
          void this.player.end(totalFrames, totalSamples).then(() => handlers?.onEnd?.());
        },
        onUp: () => handlers?.onUp?.(),
        onDown: (error) => handlers?.onDown?.(error),
        onError: (error) => this.#fail(error),
      },
    });
  }

  /**
   * Resolves when connected; the channel may have no source yet.
   * @throws CodecError TRANSPORT_FAILED, MODEL_MISMATCH and other refusals
   */
  start(): Promise<void> {
    return this.receiver.start();
  }

  stats(): ListenerStats {
    return { stream: this.receiver.stats(), player: this.player.stats };
  }

  /** Stops receiving, writes what was received, and resolves `done`. May be called twice. */
  async close(): Promise<void> {
    this.receiver.close();
    await this.player.close();
    this.#resolve();
  }

  #fail(error: unknown): void {
    this.receiver.close();
    this.#reject(error);
  }
}

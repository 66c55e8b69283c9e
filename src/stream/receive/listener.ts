import { Deferred } from '../../core/deferred.js';
import type { CodecError } from '../../core/errors.js';
import { callGuarded, guardHandlers } from '../../core/guarded.js';
import type { FrameBlock, SilentBlock } from '../../core/latent/frames.js';
import { type OptionKinds, requireOptions, SHAPES, within } from '../../core/options.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { Kernels } from '../../ports/kernels.js';
import type { LatentModel } from '../../ports/model.js';
import { CONNECT_KINDS, type StreamConnectOptions } from '../link/options.js';
import type { StreamStatsSnapshot } from '../link/stats.js';
import type { DownlinkOptions } from './downlink-options.js';
import type { PlayedInfo } from './played-info.js';
import { Player, type PlayerStats } from './player.js';
import { PLAYER_FORM_KINDS, type PlayerOptions } from './player-options.js';
import { Receiver } from './receiver.js';
import { LISTENING_FEATURES_KINDS, type ReceiverOptions } from './receiver-options.js';
import type { SourceState } from './source-watch.js';

/** The form of the played audio and its buffer. Plain data. */
export type ListenerPlayerOptions = Omit<PlayerOptions, 'model' | 'clock' | 'kernels' | 'write' | 'onError'>;

/** One listener: its model, where its audio goes, and how it is received and played. */
export interface ListenerOptions extends StreamConnectOptions {
  /** Decodes; a stream of another model is refused with MODEL_MISMATCH. */
  readonly model: LatentModel;
  /**
   * Takes decoded audio, [samples × channels], interleaved; the player waits for it before it decodes more. See
   * {@link PlayerOptions.write}.
   */
  write(pcm: Float32Array, info: PlayedInfo): Promise<void> | void;
  /** The form of the played audio, and its buffer. */
  readonly player?: ListenerPlayerOptions;
  /** What is requested of the relay, and when a connection is dropped. */
  readonly downlink?: DownlinkOptions;
  /** `stereo` asks for the spatial parameters. @default where two channels of a mono model are played */
  readonly features?: NonNullable<ReceiverOptions['features']>;
  /** Implementation of the inner loops; all give the same bits. @default the TypeScript kernels */
  readonly kernels?: Kernels;
  /**
   * Called before a block is played: true withholds it from the player; it may be passed to `player.push` later.
   * What it throws ends the stream as a handler's error does.
   */
  readonly take?: (block: FrameBlock | SilentBlock) => boolean;
  /** Told of the stream, its connections and what arrives. @default none */
  readonly handlers?: ListenerHandlers;
}

/**
 * What a listener reports while it runs; every handler is optional. What a handler throws, or its promise rejects with,
 * ends the stream: `done` rejects with it, nothing more is written, and no handler is called after it.
 */
export interface ListenerHandlers {
  /** A stream has begun (`isNewEpoch`: indices start over) or has come back. */
  onHello?(hello: StreamHello, isNewEpoch: boolean): void;
  /** Frames have arrived, new ones or better copies; they are not decoded yet. See `ReceiverHandlers`. */
  onBlock?(block: FrameBlock): void;
  /** The source has left silent frames out. */
  onSilence?(block: SilentBlock): void;
  /**
   * The source has changed its title and the like, or this listener has joined; an empty object when another stream
   * begins.
   */
  onMetadata?(metadata: StreamMetadata): void;
  /** How many listen to the channel, this listener among them; only where `downlink.listenersEveryMs` asks for it. */
  onListeners?(listeners: number): void;
  /**
   * The {@link SourceState} has changed: the channel has no source, or it has come, stalls, has gone or has ended. What
   * has arrived may be played later.
   */
  onSource?(state: SourceState): void;
  /**
   * The source has ended and every sample up to its end is written. Not called for a stream that had ended before this
   * listener joined it: `onSource` tells of that.
   */
  onEnd?(): void;
  /** A connection stands, the first one or one after a loss. */
  onUp?(): void;
  /** The connection was lost; another is being made. */
  onDown?(error: CodecError): void;
}

/** Kinds of {@link ListenerOptions}. */
export const LISTENER_KINDS: OptionKinds<ListenerOptions> = {
  ...CONNECT_KINDS,
  model: SHAPES.model,
  write: 'function',
  player: 'object',
  downlink: 'object',
  features: 'object',
  kernels: SHAPES.kernels,
  take: 'function',
  handlers: 'object',
};

const HANDLER_KINDS: OptionKinds<ListenerHandlers> = {
  onHello: 'function',
  onBlock: 'function',
  onSilence: 'function',
  onMetadata: 'function',
  onListeners: 'function',
  onSource: 'function',
  onEnd: 'function',
  onUp: 'function',
  onDown: 'function',
};

/** Counters of a listener; plain JSON. */
export interface ListenerStats {
  /** Of what has arrived. */
  readonly stream: StreamStatsSnapshot;
  /** Of what was decoded and written. */
  readonly player: PlayerStats;
}

/** Channel → receiver → jitter buffer → decoder → audio: one listener from connection to close. */
export class Listener {
  readonly receiver: Receiver;
  readonly player: Player;
  readonly #done = new Deferred();
  #hasFailed = false;
  /** Streams that have begun so far: the second and later ones restart the player. */
  #startedStreams = 0;
  /** Of the stream that is played; -1 before the first. */
  #playedEpoch = -1;
  /** Whether the present stream had not ended when this listener joined it. */
  #hasJoinedBeforeEnd = false;

  /** @throws TypeError, RangeError naming a wrong option. */
  constructor(options: ListenerOptions) {
    requireOptions('', options, LISTENER_KINDS, ['connect', 'clock', 'model', 'write']);
    requireOptions('player', options.player, PLAYER_FORM_KINDS);
    requireOptions('features', options.features, LISTENING_FEATURES_KINDS);
    requireOptions('handlers', options.handlers, HANDLER_KINDS);
    const { model, clock, kernels } = options;
    const stop = (error: Error): void => {
      this.player.stop();
      this.#fail(error);
    };
    const handlers = guardHandlers(options.handlers ?? {}, stop);
    this.player = within(
      'player',
      () =>
        new Player({
          ...options.player,
          model,
          clock,
          ...(kernels && { kernels }),
          write: (pcm, info) => {
            this.receiver.reportPlayed(this.#playedEpoch, info.firstFrame);
            return options.write(pcm, info);
          },
          onError: (error) => this.#fail(error),
        }),
    );
    const play = (block: FrameBlock | SilentBlock): void => {
      if (!callGuarded(() => options.take?.(block), stop)) this.player.push(block);
    };
    this.receiver = new Receiver({
      connect: options.connect,
      clock,
      ...(options.random && { random: options.random }),
      ...(options.renewsToken && { renewsToken: true }),
      ...(options.followsAlternative && { followsAlternative: options.followsAlternative }),
      model: model.info,
      ...(options.downlink && { downlink: options.downlink }),
      features: { stereo: this.player.decoder.isStereo, ...options.features },
      handlers: {
        onHello: (hello, isNewEpoch) => {
          this.#join(hello, isNewEpoch);
          this.#hasJoinedBeforeEnd = (this.#hasJoinedBeforeEnd && !isNewEpoch) || hello.sourceState !== 'ended';
          handlers.onHello?.(hello, isNewEpoch);
        },
        onBlock: (block) => {
          handlers.onBlock?.(block);
          play(block);
        },
        onSilence: (block) => {
          handlers.onSilence?.(block);
          play(block);
        },
        onMetadata: (metadata) => handlers.onMetadata?.(metadata),
        onListeners: (listeners) => handlers.onListeners?.(listeners),
        onSource: (state) => {
          if (state === 'gone') this.player.release();
          handlers.onSource?.(state);
        },
        onEnd: (totalFrames, totalSamples) => {
          if (!this.#hasJoinedBeforeEnd) return;
          void this.player.end(totalFrames, totalSamples).then(() => {
            if (!this.#hasFailed) handlers.onEnd?.();
          });
        },
        onUp: () => handlers.onUp?.(),
        onDown: (error) => handlers.onDown?.(error),
        onError: (error) => this.#fail(error),
      },
    });
  }

  /**
   * Rejects when the stream cannot be received, decoded or written, and with what a handler throws; resolves after
   * `close`.
   */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /**
   * Resolves when connected; the channel may have no source yet.
   * @throws CodecError TRANSPORT_FAILED, MODEL_MISMATCH and other refusals
   */
  start(): Promise<void> {
    return this.receiver.start();
  }

  /** What has been received and played since the start. */
  stats(): ListenerStats {
    return { stream: this.receiver.stats(), player: this.player.stats };
  }

  /**
   * Stops receiving, writes what was received, and resolves `done`; a write that takes 10 s or more is no longer waited
   * for, and what follows it is left out. May be called twice.
   */
  async close(): Promise<void> {
    this.receiver.close();
    await this.player.close();
    this.#done.resolve();
  }

  /** A stream has begun or come back: it follows the one before it as the relay has stated. */
  #join({ crossfadeMs = 0, fallback, epoch }: StreamHello, isNewEpoch: boolean): void {
    const holdMs = fallback === undefined ? 0 : crossfadeMs;
    const isFirst = isNewEpoch && this.#startedStreams++ === 0;
    if (isFirst) this.#playedEpoch = epoch;
    if (isFirst || !isNewEpoch) this.player.hold(holdMs);
    // What is left of the stream before is played until then.
    else void this.player.restart({ crossfadeMs, holdMs }).then(() => (this.#playedEpoch = epoch));
  }

  #fail(error: unknown): void {
    this.#hasFailed = true;
    this.receiver.close();
    this.#done.reject(error);
  }
}

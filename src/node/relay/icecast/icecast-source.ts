import { randomBytes } from 'node:crypto';
import { Deferred } from '../../../core/deferred.js';
import { CodecError } from '../../../core/errors.js';
import type { ChannelInfo } from '../../../core/wire/channel-info.js';
import type { StreamMetadata } from '../../../core/wire/hello.js';
import type { PeerIdentity } from '../../../ports/authorizer.js';
import type { LatentModel } from '../../../ports/model.js';
import type { Relay } from '../../../relay/relay.js';
import { type Broadcast, startBroadcast } from '../../../stream/send/broadcast.js';
import { createMemoryPair } from '../../../transports/memory.js';
import { nodeClock } from '../../clock.js';
import { selectKernels } from '../../native/native.js';
import type { IcecastFormat } from './content-type.js';
import { decodeSourceStream } from './decode-source.js';
import { atLivePace } from './live-pace-blocks.js';
import { OggComments } from './ogg-comments.js';
import { ICECAST_LIMITS, type IcecastSourceSettings } from './options.js';

/** One source client that is being published. */
export interface IcecastSourceOptionsOfOne {
  readonly relay: Relay;
  readonly channel: string;
  /** The client, with its password as credentials. */
  readonly peer: PeerIdentity;
  readonly settings: IcecastSourceSettings;
  readonly format: IcecastFormat;
  /** Encodes; closed by the caller. */
  readonly model: LatentModel;
  /** Path of FFmpeg; null where it is not installed. */
  readonly ffmpeg: string | null;
  /** Station, and what is known of the title. */
  readonly metadata: StreamMetadata;
  /** What its headers state of its station. */
  readonly channelInfo: ChannelInfo;
  /** The channel has another source, for whose end this one waits, in this place of the queue, from 1. */
  readonly onQueued: (place: number) => void;
  /** Told how long the model took for each block. */
  readonly onEncoded: (seconds: number) => void;
}

/** Bytes of a source client → decoder → live pace → encoder → channel: the relay's ordinary source, in its process. */
export class IcecastSource {
  readonly #options: IcecastSourceOptionsOfOne;
  readonly #broadcast: Broadcast;
  readonly #bytes = new Deferred<AsyncIterable<Uint8Array>>();
  readonly #taken = new Deferred();
  readonly #abort = new AbortController();
  readonly #comments = new OggComments();
  #metadata: StreamMetadata;
  #hasAudio = false;
  #modelMs = 0;

  constructor(options: IcecastSourceOptionsOfOne) {
    this.#options = options;
    this.#metadata = options.metadata;
    const { relay, channel, peer, settings, model } = options;
    const channels = settings.stereo ? 2 : 1;
    const { sampleRateHz } = model.info.format;
    this.#broadcast = startBroadcast({
      clock: nodeClock,
      connect: async () => {
        const [ours, theirs] = createMemoryPair({ clock: nodeClock });
        relay.accept(theirs, channel, peer);
        return ours;
      },
      model,
      audio: this.#audio(sampleRateHz, channels),
      encoder: {
        sampleRateHz,
        channels,
        planes: settings.planes,
        preset: settings.preset,
        searchSteps: settings.search,
      },
      features: { stereo: settings.stereo && model.info.format.channels === 1 },
      metadata: options.metadata,
      channelInfo: options.channelInfo,
      epoch: randomBytes(4).readUInt32BE(),
      startedAtMs: Date.now(),
      isLive: true,
      kernels: selectKernels(),
      handlers: {
        onUp: () => this.#taken.resolve(),
        onQueued: options.onQueued,
        onBlock: () => {
          const { modelMs } = this.#broadcast.encoder.stats;
          options.onEncoded((modelMs - this.#modelMs) / 1000);
          this.#modelMs = modelMs;
        },
      },
    });
    this.#broadcast.done.catch((error: Error) => {
      this.#taken.reject(error);
      this.#abort.abort(error);
    });
    this.#taken.promise.catch(() => undefined);
  }

  /** Resolves when the relay has taken the stream. @throws CodecError with which it has refused it */
  get taken(): Promise<void> {
    return this.#taken.promise;
  }

  /** Aborts when the stream has failed: the client is of no use any more. */
  get failed(): AbortSignal {
    return this.#abort.signal;
  }

  /**
   * Publishes what a client sends until it ends, and then ends the stream for its listeners.
   *
   * @throws CodecError for what cannot be decoded, and what ends the stream; what the bytes throw
   */
  async publish(bytes: AsyncIterable<Uint8Array>): Promise<void> {
    this.#bytes.resolve(bytes);
    const timer = setTimeout(() => this.#giveUp(), ICECAST_LIMITS.firstAudioTimeoutMs);
    try {
      await this.#broadcast.done;
    } finally {
      clearTimeout(timer);
    }
  }

  /** Other title and artist; what is not stated stays as the client has stated it when it came. */
  setMetadata(metadata: StreamMetadata): void {
    const { station } = this.#options.metadata;
    this.#metadata = { ...(station !== undefined && { station }), ...metadata };
    this.#broadcast.sender.setMetadata(this.#metadata);
  }

  get metadata(): StreamMetadata {
    return this.#metadata;
  }

  /** Ends it at once, without an end of the stream: listeners wait for the source to come back. May be called twice. */
  close(error: Error): void {
    this.#abort.abort(error);
    this.#taken.reject(error);
    this.#bytes.reject(error);
    this.#broadcast.sender.close();
  }

  #giveUp(): void {
    if (this.#hasAudio) return;
    const seconds = ICECAST_LIMITS.firstAudioTimeoutMs / 1000;
    this.#abort.abort(new CodecError('AUDIO_FORMAT', `nothing could be decoded within ${seconds} seconds`));
  }

  async *#audio(sampleRateHz: number, channels: 1 | 2): AsyncGenerator<Float32Array> {
    const bytes = await this.#bytes.promise;
    const { format, ffmpeg } = this.#options;
    const decoded = decodeSourceStream(this.#read(bytes), { format, ffmpeg, sampleRateHz, channels });
    const { signal } = this.#abort;
    for await (const block of atLivePace(decoded, {
      clock: nodeClock,
      sampleRateHz,
      channels,
      maxCatchUpMs: ICECAST_LIMITS.maxCatchUpMs,
      signal,
    })) {
      this.#hasAudio = true;
      yield block;
    }
    if (signal.aborted) throw signal.reason;
  }

  /** The bytes, with the comments among them read as they pass; the wait for more ends when the source is aborted. */
  async *#read(bytes: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
    const { signal } = this.#abort;
    for await (const chunk of bytes) {
      if (signal.aborted) throw signal.reason;
      const metadata = this.#options.format === 'ogg' ? this.#comments.push(chunk) : null;
      if (metadata && (metadata.title !== undefined || metadata.artist !== undefined)) this.setMetadata(metadata);
      yield chunk;
    }
  }
}

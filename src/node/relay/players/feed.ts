import { Deferred } from '../../../core/deferred.js';
import type { StreamMetadata } from '../../../core/wire/hello.js';
import { LivePlayout } from '../../../live/live-playout.js';
import type { LatentModel } from '../../../ports/model.js';
import type { Relay } from '../../../relay/relay.js';
import { Listener } from '../../../stream/receive/listener.js';
import { createMemoryPair } from '../../../transports/memory.js';
import { nodeClock } from '../../clock.js';
import { selectKernels } from '../../native/native.js';
import { type HttpPlayer, PlayerAudience } from './audience.js';
import { ClockSink } from './clock-sink.js';
import { createFormatEncoder, FORMATS, type FormatEncoder } from './format-encoder.js';
import { songOf } from './icy.js';
import { PLAYER_LIMITS, type PlayerFormat } from './options.js';

/** Channels of the audio of players: those of a mono stream are the same. */
const CHANNELS = 2;
/** How often audio is handed on, and how far ahead of its time. */
const TICK_MS = 100;
const AHEAD_MS = 200;

/** What a feed needs of its surroundings. */
export interface FeedHost {
  readonly relay: Relay;
  readonly channel: string;
  /** With which the relay lets the feed listen. */
  readonly credentials: string;
  /** Decodes; the feed closes it. */
  readonly model: LatentModel;
  readonly ffmpeg: string | null;
  /** Told how long the model took for a block, in seconds. */
  readonly onDecoded: (seconds: number) => void;
  /** A player was cut because it is too slow. */
  readonly onCut: (player: HttpPlayer) => void;
  /** Called once when the feed has ended: nobody listens any more (null), or it has failed. */
  readonly onEnd: (error: Error | null) => void;
}

interface FormatFeed {
  readonly encoder: FormatEncoder;
  readonly audience: PlayerAudience;
}

/** One channel, decoded once for all its players, and encoded once for each of their formats, in real time. */
export class PlayersFeed {
  readonly #host: FeedHost;
  readonly #listener: Listener;
  readonly #playout: LivePlayout;
  readonly #formats = new Map<PlayerFormat, FormatFeed>();
  readonly #ended = new Deferred();
  #metadata: StreamMetadata = {};
  #grace: NodeJS.Timeout | undefined;
  #decodedMs = 0;
  #isClosed = false;

  constructor(host: FeedHost) {
    this.#host = host;
    const { relay, channel, credentials, model } = host;
    const { sampleRateHz } = model.info.format;
    this.#listener = new Listener({
      clock: nodeClock,
      connect: async () => {
        const [ours, theirs] = createMemoryPair({ clock: nodeClock });
        relay.accept(theirs, channel, { credentials });
        return ours;
      },
      model,
      player: { channels: CHANNELS },
      downlink: { burstMs: 0 },
      kernels: selectKernels(),
      write: (pcm, { silence }) => {
        this.#playout.write(pcm, silence);
        const { modelMs } = this.#listener.stats().player.decoder;
        host.onDecoded((modelMs - this.#decodedMs) / 1000);
        this.#decodedMs = modelMs;
      },
      handlers: {
        onMetadata: (metadata) => {
          this.#metadata = metadata;
        },
      },
    });
    this.#playout = new LivePlayout({
      clock: nodeClock,
      sampleRateHz,
      channels: CHANNELS,
      latencyMs: AHEAD_MS,
      maxLatencyMs: AHEAD_MS,
      tickMs: TICK_MS,
      open: () => new ClockSink(nodeClock, sampleRateHz, CHANNELS, (pcm) => this.#encode(pcm)),
    });
    this.#listener.done.catch((error: Error) => this.close(error));
    this.#listener.start().catch((error: Error) => this.close(error));
    this.#waitForPlayers();
  }

  /** Players in all formats. */
  get players(): number {
    let sum = 0;
    for (const { audience } of this.#formats.values()) sum += audience.size;
    return sum;
  }

  /** What is played, in one line. */
  get song(): string {
    return songOf(this.#metadata);
  }

  /** Serves a player until its connection closes. */
  add(player: HttpPlayer, format: PlayerFormat): void {
    clearTimeout(this.#grace);
    const { encoder, audience } = this.#formats.get(format) ?? this.#open(format);
    audience.add(player, encoder.header, this.song);
    player.socket.once('close', () => {
      audience.remove(player);
      if (audience.size === 0) this.#closeLater(format);
      if (this.players === 0) this.#waitForPlayers();
    });
  }

  /** May be called twice. */
  close(error: Error | null): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    clearTimeout(this.#grace);
    for (const { encoder, audience } of this.#formats.values()) {
      encoder.close();
      audience.close();
    }
    this.#host.onEnd(error);
    void this.#release();
  }

  /** Resolves when everything is released. */
  get ended(): Promise<void> {
    return this.#ended.promise;
  }

  async #release(): Promise<void> {
    await this.#playout.close().catch(() => undefined);
    await this.#listener.close().catch(() => undefined);
    await this.#host.model.close().catch(() => undefined);
    this.#ended.resolve();
  }

  #open(format: PlayerFormat): FormatFeed {
    const audience = new PlayerAudience((FORMATS[format].kbps * 1000) / 8, this.#host.onCut);
    let isFirst = true;
    const encoder = createFormatEncoder({
      format,
      sampleRateHz: this.#host.model.info.format.sampleRateHz,
      channels: CHANNELS,
      ffmpeg: this.#host.ffmpeg,
      onAudio: (bytes) => {
        if (isFirst && format !== 'wav') audience.writeHeader(encoder.header, this.song);
        audience.write(bytes, this.song);
        isFirst = false;
      },
      onError: (error) => this.close(error),
    });
    const feed = { encoder, audience };
    this.#formats.set(format, feed);
    return feed;
  }

  #encode(pcm: Float32Array): void {
    for (const { encoder } of this.#formats.values()) encoder.write(pcm);
  }

  #waitForPlayers(): void {
    clearTimeout(this.#grace);
    this.#grace = setTimeout(() => this.close(null), PLAYER_LIMITS.graceMs);
  }

  #closeLater(format: PlayerFormat): void {
    setTimeout(() => {
      const feed = this.#formats.get(format);
      if (!feed || feed.audience.size > 0) return;
      feed.encoder.close();
      this.#formats.delete(format);
    }, PLAYER_LIMITS.graceMs).unref();
  }
}

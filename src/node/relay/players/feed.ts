import { Deferred } from '../../../core/deferred.js';
import type { CodecError } from '../../../core/errors.js';
import type { StreamMetadata } from '../../../core/wire/hello.js';
import { LivePlayout } from '../../../live/live-playout.js';
import type { Clock } from '../../../ports/clock.js';
import type { LatentModel } from '../../../ports/model.js';
import type { Relay } from '../../../relay/relay.js';
import { Listener } from '../../../stream/receive/listener.js';
import { createMemoryPair } from '../../../transports/memory.js';
import { selectKernels } from '../../native/native.js';
import { type HttpPlayer, PlayerAudience } from './audience.js';
import { ClockSink } from './clock-sink.js';
import { createFormatEncoder, FORMATS, type FormatEncoder } from './format-encoder.js';
import { songOf } from './icy.js';
import { PLAYER_LIMITS, type PlayerFormat } from './options.js';
import { SteadyMargin } from './steady-margin.js';

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
  /** Opens the model of what the channel plays now, where that has become another; the feed closes it. */
  readonly openModel: () => Promise<LatentModel>;
  readonly clock: Clock;
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
  /** Ends the wait for further players of the format. */
  cancelGrace: () => void;
}

/** One channel, decoded once for all its players, and encoded once for each of their formats, in real time. */
export class PlayersFeed {
  readonly #host: FeedHost;
  /** Of the audio, whatever model the channel changes to. */
  readonly #sampleRateHz: number;
  #model: LatentModel;
  #listener: Listener;
  readonly #playout: LivePlayout;
  readonly #formats = new Map<PlayerFormat, FormatFeed>();
  readonly #ended = new Deferred();
  #metadata: StreamMetadata = {};
  #cancelGrace: () => void = () => {};
  #decodedMs = 0;
  #isChanging = false;
  #isClosed = false;

  constructor(host: FeedHost) {
    this.#host = host;
    const { model, clock } = host;
    const { sampleRateHz } = model.info.format;
    this.#sampleRateHz = sampleRateHz;
    this.#model = model;
    this.#playout = new LivePlayout({
      clock,
      sampleRateHz,
      channels: CHANNELS,
      latencyMs: AHEAD_MS,
      maxLatencyMs: AHEAD_MS,
      tickMs: TICK_MS,
      marginControl: new SteadyMargin(sampleRateHz),
      open: () => new ClockSink(clock, sampleRateHz, CHANNELS, (pcm) => this.#encode(pcm)),
    });
    this.#listener = this.#listen(model);
    this.#waitForPlayers();
  }

  #listen(model: LatentModel): Listener {
    const { relay, channel, credentials, clock, onDecoded } = this.#host;
    this.#decodedMs = 0;
    const listener = new Listener({
      clock,
      connect: async () => {
        const [ours, theirs] = createMemoryPair({ clock });
        relay.accept(theirs, channel, { credentials });
        return ours;
      },
      model,
      player: { channels: CHANNELS, sampleRateHz: this.#sampleRateHz },
      downlink: { burstMs: 0 },
      kernels: selectKernels(),
      write: (pcm, { silence }) => {
        this.#playout.write(pcm, silence);
        const { modelMs } = listener.stats().player.decoder;
        onDecoded((modelMs - this.#decodedMs) / 1000);
        this.#decodedMs = modelMs;
      },
      handlers: {
        onMetadata: (metadata) => {
          this.#metadata = metadata;
        },
      },
    });
    listener.done.catch((error: CodecError) => void this.#onListenerEnd(listener, error));
    listener.start().catch((error: CodecError) => void this.#onListenerEnd(listener, error));
    return listener;
  }

  /** A source of another model is decoded by that one; players hear silence meanwhile. Whatever else ends the feed. */
  async #onListenerEnd(listener: Listener, error: CodecError): Promise<void> {
    if (this.#isClosed || listener !== this.#listener || this.#isChanging) return;
    if (error.code !== 'MODEL_MISMATCH') return this.close(error);
    this.#isChanging = true;
    try {
      const before = this.#model;
      const model = await this.#host.openModel();
      if (this.#isClosed) return void model.close().catch(() => undefined);
      this.#model = model;
      void listener.close().catch(() => undefined);
      void before.close().catch(() => undefined);
      if (model.info.sha256 === before.info.sha256) throw error;
      this.#isChanging = false;
      this.#listener = this.#listen(model);
    } catch (cause) {
      this.close(cause as Error);
    }
  }

  /** Players in all formats. */
  get players(): number {
    let sum = 0;
    for (const { audience } of this.#formats.values()) sum += audience.size;
    return sum;
  }

  /** The same by format. */
  get playersByFormat(): ReadonlyMap<PlayerFormat, number> {
    return new Map(Array.from(this.#formats, ([format, { audience }]) => [format, audience.size]));
  }

  /** What is played, in one line. */
  get song(): string {
    return songOf(this.#metadata);
  }

  /** Serves a player until its connection closes. */
  add(player: HttpPlayer, format: PlayerFormat): void {
    this.#cancelGrace();
    const feed = this.#formats.get(format) ?? this.#open(format);
    feed.cancelGrace();
    const { encoder, audience } = feed;
    audience.add(player, encoder.header, this.song);
    player.socket.once('close', () => {
      audience.remove(player);
      if (audience.size === 0) this.#closeLater(format, feed);
      if (this.players === 0) this.#waitForPlayers();
    });
  }

  /** May be called twice. */
  close(error: Error | null): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#cancelGrace();
    for (const { encoder, audience, cancelGrace } of this.#formats.values()) {
      cancelGrace();
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
    await this.#model.close().catch(() => undefined);
    this.#ended.resolve();
  }

  #open(format: PlayerFormat): FormatFeed {
    const audience = new PlayerAudience(this.#host.clock, (FORMATS[format].kbps * 1000) / 8, this.#host.onCut);
    let isFirst = true;
    const encoder = createFormatEncoder({
      format,
      sampleRateHz: this.#sampleRateHz,
      channels: CHANNELS,
      ffmpeg: this.#host.ffmpeg,
      metadata: () => this.#metadata,
      onLink: (bytes) => audience.restart(bytes, this.song),
      onAudio: (bytes) => {
        if (isFirst && format !== 'wav') audience.writeHeader(encoder.header, this.song);
        audience.write(bytes, this.song);
        isFirst = false;
      },
      onError: (error) => this.close(error),
    });
    const feed: FormatFeed = { encoder, audience, cancelGrace: () => {} };
    this.#formats.set(format, feed);
    return feed;
  }

  #encode(pcm: Float32Array): void {
    for (const { encoder } of this.#formats.values()) encoder.write(pcm);
  }

  #waitForPlayers(): void {
    this.#cancelGrace();
    if (this.#isClosed) return;
    this.#cancelGrace = this.#host.clock.schedule(PLAYER_LIMITS.graceMs, () => this.close(null));
  }

  #closeLater(format: PlayerFormat, feed: FormatFeed): void {
    feed.cancelGrace();
    if (this.#isClosed) return;
    feed.cancelGrace = this.#host.clock.schedule(PLAYER_LIMITS.graceMs, () => {
      feed.encoder.close();
      this.#formats.delete(format);
    });
  }
}

import { CodecError } from '../../../core/errors.js';
import { shownUrl } from '../../../core/shown-url.js';
import { parseHello, parseMetadata, type StreamHello, streamContext } from '../../../core/wire/hello.js';
import {
  type AudioPacket,
  encodePacket,
  FRAME_INDEX_MODULUS,
  type Packet,
  type SilencePacket,
} from '../../../core/wire/packet.js';
import { extendIndex } from '../../../core/wire/sequence.js';
import type { Clock } from '../../../ports/clock.js';
import type { Connection } from '../../../ports/transport.js';
import type { UpstreamChannelOptions } from '../../../relay/channel/channel-options.js';
import type { OnDemandFeed, OnDemandProvider } from '../../../relay/sources/on-demand-source.js';
import { TokenBucket } from '../../../relay/token-bucket.js';
import { PacketLink } from '../../../stream/link/packet-link.js';
import { nodeClock } from '../../clock.js';
import { connectWebSocket } from '../../ws-connect.js';

/** Past audio of the other relay that a first listener gets. */
const BURST_MS = 2_000;
/** A hello, of a stream that begins or of what has changed about it, may come once in this time, on average. */
const STREAM_INTERVAL_SECONDS = 1;
/** The same, one after the other. */
const MAX_STREAMS_AT_ONCE = 20;
/** What was missed while the connection was lost. */
const RESUME_BURST_MS = 10_000;

/** One channel of another relay. */
export interface UpstreamOptions {
  /** For messages: where the other relay is. */
  readonly url: string;
  /** Times the attempts to connect. */
  readonly clock: Clock;
  /** Makes one connection to its channel. */
  connect(): Promise<Connection>;
  /** This relay's, 16 hex digits. */
  readonly relayId: string;
  /** @default Math.random */
  readonly random?: () => number;
}

/** A channel of another relay as the source of one of this relay: connected while somebody listens. */
export const upstreamProvider = (options: UpstreamOptions): OnDemandProvider => ({
  start: (feed, path) => {
    const upstream = new Upstream(options, feed, [...new Set([...path, options.relayId])]);
    return () => upstream.close();
  },
});

/** The same over WebSocket. */
export function openWebSocketUpstream({ url, token }: UpstreamChannelOptions, relayId: string): OnDemandProvider {
  const connect = (): Promise<Connection> => connectWebSocket(url, token === undefined ? {} : { token });
  return upstreamProvider({ url, clock: nodeClock, relayId, connect });
}

class Upstream {
  readonly #o: UpstreamOptions;
  readonly #feed: OnDemandFeed;
  readonly #link: PacketLink;
  readonly #via: readonly string[];
  /** Streams that may begin. */
  readonly #begins: TokenBucket;
  #hello: StreamHello | null = null;
  #nextFrame = 0;

  constructor(options: UpstreamOptions, feed: OnDemandFeed, via: readonly string[]) {
    this.#o = options;
    this.#feed = feed;
    this.#via = via;
    this.#begins = new TokenBucket(1 / STREAM_INTERVAL_SECONDS, MAX_STREAMS_AT_ONCE, options.clock.nowMs());
    this.#link = new PacketLink({
      connect: () => options.connect(),
      // The channel of the configuration, and its token, stay with the relay that it names.
      followsAlternative: () => false,
      clock: options.clock,
      ...(options.random && { random: options.random }),
      direction: 'received',
      context: { bytesPerFramePlane: 1 },
      handlers: {
        onOpen: () => this.#onOpen(),
        onPacket: (packet) => this.#onPacket(packet),
        onDrain: () => {},
        onDown: () => feed.gone(),
        onFailed: (error) => feed.failed(this.#asRefusal(error)),
      },
    });
    this.#link.start().catch(() => undefined);
  }

  close(): void {
    this.#link.close(new CodecError('TRANSPORT_CLOSED', 'nobody listens any more'));
  }

  #onOpen(): void {
    const from = this.#hello && { epoch: this.#hello.epoch, frame: this.#nextFrame };
    const burstMs = from ? RESUME_BURST_MS : BURST_MS;
    const body = { role: 'listener', planes: 8, burstMs, stereo: true, via: this.#via, ...(from && { from }) };
    this.#link.send({ type: 'hello', body });
    this.#link.accepted();
  }

  #onPacket(packet: Packet): (() => void) | undefined {
    const feed = this.#feed;
    this.#link.served();
    switch (packet.type) {
      case 'hello':
        return this.#onHello(packet.body);
      case 'audio':
      case 'silence':
        return this.#onFrames(packet);
      case 'metadata': {
        const metadata = parseMetadata(packet.body);
        return () => feed.metadata(metadata);
      }
      case 'end':
        return () => feed.end(packet);
      default:
        return undefined;
    }
  }

  #onHello(body: Readonly<Record<string, unknown>>): (() => void) | undefined {
    const hello = parseHello(body);
    if (hello.role !== 'source') throw new CodecError('PROTOCOL', 'the relay sent the hello of a listener');
    const isNew = this.#hello?.epoch !== hello.epoch;
    // Each is told to all listeners.
    if (!this.#begins.take(1, this.#o.clock.nowMs())) {
      this.#link.fail(new CodecError('PROTOCOL', 'the other relay begins streams too often'));
      return undefined;
    }
    if (isNew) this.#nextFrame = hello.resumeFrame ?? 0;
    this.#hello = hello;
    this.#link.context = streamContext(hello);
    if (hello.sourceState === 'gone') return () => this.#feed.gone();
    // What is not stated by the source itself is for this relay to state; past audio may come before the next frame.
    const { resumeFrame: next = 0, ...stream } = hello;
    const resumeFrame = isNew ? Math.max(0, next - 2 ** 16) : this.#nextFrame;
    return () => this.#feed.begin({ ...stream, resumeFrame });
  }

  #onFrames(packet: AudioPacket | SilencePacket): () => void {
    const first = extendIndex(packet.firstFrame, FRAME_INDEX_MODULUS, this.#nextFrame);
    this.#nextFrame = Math.max(this.#nextFrame, first + packet.frames);
    const message = encodePacket(packet, this.#link.context);
    const { wireBytes } = this.#link.stats.snapshot(this.#o.clock.nowMs());
    return () => {
      this.#feed.received(wireBytes);
      this.#feed.audio(message, packet);
    };
  }

  /** The refusal as this relay's listeners are told it. */
  #asRefusal(error: Error): CodecError {
    const { code, retryAfterMs } =
      error instanceof CodecError ? error : { code: 'PROTOCOL' as const, retryAfterMs: undefined };
    const message = `this relay gets the channel from ${shownUrl(this.#o.url)}, which cannot be had: ${error.message}`;
    return new CodecError(code, message, { cause: error, retryAfterMs });
  }
}

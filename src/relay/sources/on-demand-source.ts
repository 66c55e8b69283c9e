import { CodecError } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { AudioPacket, EndPacket, SilencePacket } from '../../core/wire/packet.js';
import type { Channel } from '../channel/channel.js';
import type { ChannelCompanion } from '../channel/channel-companion.js';
import type { ChannelSource } from '../channel/source.js';
import type { ChannelDesk } from '../channel-desk.js';

/** Without anybody who wants it a source on demand is left after this time. */
export const ON_DEMAND_LINGER_MS = 10_000;
/** After a refusal the next attempt is made at the earliest after this time; who comes before is told of the last one. */
const RETRY_MS = 5_000;

/** Where a source on demand puts what it has. Every call after its end is dropped. */
export interface OnDemandFeed {
  /** A stream begins or comes back. */
  begin(hello: StreamHello): void;
  /** @param message is kept: it must not change any more */
  audio(message: Uint8Array, packet: AudioPacket | SilencePacket): void;
  metadata(metadata: StreamMetadata): void;
  end(packet: EndPacket): void;
  /** Its own source has gone, or the connection to it was lost; it may come back. */
  gone(): void;
  /** There is nothing to be had, for this reason: listeners are told, and it is asked again when others come. */
  failed(error: CodecError): void;
  /** Estimated bytes on the wire that it has received so far. */
  received(wireBytes: number): void;
}

/** Makes the source of a channel while somebody listens. */
export interface OnDemandProvider {
  /**
   * Begins; returns what ends it.
   * @param path the relays on the way to the listeners
   */
  start(feed: OnDemandFeed, path: readonly string[]): () => void;
}

/** One channel whose source is there on demand. */
export interface OnDemandOptions {
  /** Has the source. */
  readonly channel: Channel;
  /** Where sources come to the channels of the relay. */
  readonly desk: ChannelDesk;
  /** Makes it. */
  readonly provider: OnDemandProvider;
  /** Time in which the relay runs. */
  nowMs(): number;
}

/** The source of a channel that is there while somebody listens, and leaves some time after the last one has gone. */
export class OnDemand implements ChannelCompanion {
  readonly #o: OnDemandOptions;
  #stop: (() => void) | null = null;
  #source: ProvidedSource | null = null;
  #idleSinceMs: number | null = null;
  #failure: { readonly error: CodecError; readonly atMs: number } | null = null;
  /** Counts attempts: what an ended one still says is dropped. */
  #attempt = 0;

  constructor(options: OnDemandOptions) {
    this.#o = options;
  }

  update(nowMs: number): void {
    const { audience } = this.#o.channel;
    const isWanted = audience.count('listener') + audience.count('link') + audience.count('recorder') > 0;
    if (isWanted) this.#idleSinceMs = null;
    else this.#idleSinceMs ??= nowMs;
    if (this.#stop && !isWanted && nowMs - this.#idleSinceMs! >= ON_DEMAND_LINGER_MS) this.#leave();
    else if (!this.#stop && isWanted) this.#start(nowMs);
  }

  close(): void {
    this.#leave();
  }

  #start(nowMs: number): void {
    const { channel, provider } = this.#o;
    if (this.#failure && nowMs - this.#failure.atMs < RETRY_MS) {
      this.#tell(this.#failure.error);
      return;
    }
    // Somebody broadcasts here: nothing is to be fetched.
    if (channel.seat.source) return;
    this.#failure = null;
    const attempt = ++this.#attempt;
    const only =
      <Args extends unknown[]>(call: (...args: Args) => void) =>
      (...args: Args): void => {
        if (attempt === this.#attempt) call(...args);
      };
    const stop = provider.start(
      {
        begin: only((hello) => this.#begin(hello)),
        audio: only((message, packet) => {
          this.#pass(() => channel.onAudio(message, packet, this.#o.nowMs()));
        }),
        metadata: only((metadata) => {
          this.#pass(() => channel.onMetadata(metadata));
        }),
        end: only((packet) => {
          this.#pass(() => channel.onEnd(packet, this.#o.nowMs()));
        }),
        gone: only(() => this.#detach(true)),
        failed: only((error) => this.#fail(error)),
        received: only((wireBytes) => {
          if (this.#source) this.#source.receivedWireBytes = wireBytes;
        }),
      },
      channel.audience.path(),
    );
    // It may have failed in the call.
    if (attempt === this.#attempt) this.#stop = stop;
    else stop();
  }

  /** What is not of the stream that was announced is left out. */
  #pass(action: () => void): void {
    if (this.#source?.isSeated) void callGuarded(action, () => {});
  }

  #begin(hello: StreamHello): void {
    const { channel, desk } = this.#o;
    const present = this.#source?.isSeated && channel.stream?.hello.epoch === hello.epoch;
    if (present) return;
    // Where the channel takes the next stream at once, its listeners do not find it without a source in between.
    if (hello.resumeFrame !== undefined || channel.policy.takeover !== 'replace') this.#detach(true);
    const source = new ProvidedSource((error) => {
      if (this.#source === source) this.#fail(error);
    });
    this.#source = source;
    const onTaken = (): void => {
      source.isSeated = true;
    };
    try {
      // The same source as before, by an identity that no grant states: it may continue its stream.
      desk.attachSource(channel, { source, hello, identity: `on demand ${channel.name}`, onTaken }, this.#o.nowMs());
    } catch (error) {
      this.#fail(error instanceof CodecError ? error : new CodecError('PROTOCOL', String(error), { cause: error }));
    }
  }

  #detach(isLost: boolean): void {
    const source = this.#source;
    this.#source = null;
    if (!source) return;
    source.isSeated = false;
    this.#o.desk.detachSource(this.#o.channel, source, this.#o.nowMs(), isLost);
  }

  #fail(error: CodecError): void {
    this.#leave();
    this.#failure = { error, atMs: this.#o.nowMs() };
    this.#tell(error);
  }

  /** Whoever waits for it is closed with the reason, but where something else plays meanwhile. */
  #tell(error: CodecError): void {
    const { channel } = this.#o;
    if (channel.audience.standIn || channel.policy.fallback || channel.seat.source) return;
    channel.audience.eachListener((subscriber) => subscriber.close(error));
  }

  #leave(): void {
    this.#attempt++;
    const stop = this.#stop;
    this.#stop = null;
    stop?.();
    this.#detach(false);
  }
}

class ProvidedSource implements ChannelSource {
  receivedWireBytes = 0;
  isSeated = false;
  readonly #onClose: (error: CodecError) => void;

  constructor(onClose: (error: CodecError) => void) {
    this.#onClose = onClose;
  }

  welcome(): void {}

  close(error: CodecError): void {
    this.#onClose(error);
  }
}

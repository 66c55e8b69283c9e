import { CodecError } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import type { StreamHello, StreamMetadata } from '../../core/wire/hello.js';
import type { AudioPacket, EndPacket, SilencePacket } from '../../core/wire/packet.js';
import type { Channel } from '../channel/channel.js';
import type { ChannelCompanion } from '../channel/channel-companion.js';
import type { ChannelSource } from '../channel/source.js';
import type { ChannelDesk } from '../channel-desk.js';
import { type FetchTurn, soleFetch } from './fetch-turn.js';

/** Without anybody who wants it a source on demand is left after this time. */
export const ON_DEMAND_LINGER_MS = 10_000;
/** After a refusal the next attempt is made at the earliest after this time; who comes before is told of the last one. */
const RETRY_MS = 5_000;

/** Messages that wait for the channel: more than the past audio that another relay sends at once. */
const MAX_WAITING = 512;

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
  /** Makes it; null: this relay cannot, and only tells the others of its cluster that somebody wants it. */
  readonly provider: OnDemandProvider | null;
  /** Of the relays of a cluster, which one has it. @default this one alone */
  readonly turn?: FetchTurn;
  /** Time in which the relay runs. */
  nowMs(): number;
}

/** The source of a channel that is there while somebody listens, and leaves some time after the last one has gone. */
export class OnDemand implements ChannelCompanion {
  readonly #o: OnDemandOptions;
  readonly #turn: FetchTurn;
  #stop: (() => void) | null = null;
  #source: ProvidedSource | null = null;
  #idleSinceMs: number | null = null;
  #failure: { readonly error: CodecError; readonly atMs: number } | null = null;
  /** Counts attempts: what an ended one still says is dropped. */
  #attempt = 0;
  #isClosed = false;
  /** Nothing is to be had there for the moment. */
  #isGone = false;

  constructor(options: OnDemandOptions) {
    this.#o = options;
    this.#turn = options.turn ?? soleFetch;
  }

  /** It is asked for, or about to be, and has not been refused. */
  get isAwaited(): boolean {
    const hasFailed = this.#failure !== null && this.#o.nowMs() - this.#failure.atMs < RETRY_MS;
    if (this.#source?.isSeated || this.#isGone || hasFailed) return false;
    return this.#stop !== null || (this.#o.provider !== null && this.#turn.isOurs(true));
  }

  update(nowMs: number): void {
    if (this.#isClosed) return;
    const { audience } = this.#o.channel;
    const turn = this.#turn;
    const isWantedHere = audience.count('listener') + audience.count('link') + audience.count('recorder') > 0;
    const isWanted = isWantedHere || turn.isWantedElsewhere;
    if (isWanted) this.#idleSinceMs = null;
    else this.#idleSinceMs ??= nowMs;
    if (this.#stop && !isWanted && nowMs - this.#idleSinceMs! >= ON_DEMAND_LINGER_MS) this.#leave();
    else if (this.#stop && !this.#source?.isSeated && turn.mustYield) this.#leave();
    else if (!this.#stop && isWanted && turn.isOurs(isWantedHere)) this.#start(nowMs);
    turn.tell(isWantedHere, this.#o.provider !== null, this.#stop !== null);
  }

  close(): void {
    // Its source that leaves is a change of the channel, after which it would be asked for again.
    this.#isClosed = true;
    this.#leave();
    this.#turn.close();
  }

  #start(nowMs: number): void {
    const { channel, provider } = this.#o;
    if (!provider) return;
    if (this.#failure && nowMs - this.#failure.atMs < RETRY_MS) {
      this.#tell(this.#failure.error);
      return;
    }
    // Somebody broadcasts here: nothing is to be fetched.
    if (channel.seat.source) return;
    this.#failure = null;
    this.#isGone = false;
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
          this.#pass(() => {
            const atMs = this.#o.nowMs();
            // As fast as any source may send, and no faster: what is too much is left out.
            if (!channel.pace.isReady(atMs)) return;
            channel.pace.spend(message.length);
            channel.onAudio(message, packet, atMs);
          });
        }),
        metadata: only((metadata) => {
          this.#pass(() => channel.onMetadata(metadata));
        }),
        end: only((packet) => {
          this.#pass(() => channel.onEnd(packet, this.#o.nowMs()));
        }),
        gone: only(() => {
          this.#isGone = true;
          this.#detach(true);
        }),
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

  /** What is not of the stream that was announced is left out; what comes before the source has the channel waits. */
  #pass(action: () => void): void {
    this.#source?.pass(() => void callGuarded(action, () => {}));
  }

  #begin(hello: StreamHello): void {
    this.#isGone = false;
    const { channel, desk } = this.#o;
    const present = this.#source?.isSeated && channel.stream?.hello.epoch === hello.epoch;
    if (present) return;
    // Where the channel takes the next stream at once, its listeners do not find it without a source in between.
    if (hello.resumeFrame !== undefined || channel.policy.takeover !== 'replace') this.#detach(true);
    const source = new ProvidedSource((error) => {
      if (this.#source === source) this.#fail(error);
    });
    this.#source = source;
    const onTaken = (): void => source.seat();
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
    source.leave();
    this.#o.desk.detachSource(this.#o.channel, source, this.#o.nowMs(), isLost);
  }

  #fail(error: CodecError): void {
    // Before it leaves, which is a change of the channel: it is not asked for again at once.
    this.#failure = { error, atMs: this.#o.nowMs() };
    this.#leave();
    this.#tell(error);
  }

  /** Whoever waits for it is closed with the reason, but where something else plays meanwhile, or another source has come. */
  #tell(error: CodecError): void {
    const { channel } = this.#o;
    if (error.code === 'CHANNEL_BUSY') return;
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
  #isSeated = false;
  /** What has come before it had the channel, the newest; null where nothing is waited for any more. */
  #waiting: (() => void)[] | null = [];
  readonly #onClose: (error: CodecError) => void;

  constructor(onClose: (error: CodecError) => void) {
    this.#onClose = onClose;
  }

  get isSeated(): boolean {
    return this.#isSeated;
  }

  /** Something of its stream has come. */
  pass(action: () => void): void {
    if (this.#isSeated) action();
    else if (this.#waiting && this.#waiting.push(action) > MAX_WAITING) this.#waiting.shift();
  }

  /** It has the channel. */
  seat(): void {
    const waiting = this.#waiting ?? [];
    this.#waiting = null;
    this.#isSeated = true;
    for (const action of waiting) action();
  }

  leave(): void {
    this.#isSeated = false;
    this.#waiting = null;
  }

  welcome(): void {}

  close(error: CodecError): void {
    this.#onClose(error);
  }
}

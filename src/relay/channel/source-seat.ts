import { CodecError } from '../../core/errors.js';
import type { StreamHello } from '../../core/wire/hello.js';
import type { RelayLimits } from '../limits.js';
import type { ChannelSource } from './source.js';

/** A source that asks for a channel. */
export interface SourceClaim {
  readonly source: ChannelSource;
  readonly hello: StreamHello;
  /** Who it is, where its grant states it. */
  readonly identity?: string | undefined;
  /** The source has the channel, and its packets may come: called last, and not for a claim that is refused. */
  readonly onTaken?: (() => void) | undefined;
}

interface Waiting {
  readonly claim: SourceClaim;
  readonly sinceMs: number;
  /** What the source before it had received by then. */
  readonly receivedWireBytes: number;
}

/**
 * Who sends on a channel. A source that comes while another is connected waits until that one has shown that it is alive,
 * or has not for `sourceProbeMs`; one that comes after a connection was lost waits for `sourceReservedMs`, in which the
 * lost source may come back. At most one waits. Time is an argument.
 */
export class SourceSeat {
  readonly #channel: string;
  readonly #limits: RelayLimits;
  #holder: SourceClaim | null = null;
  #waiting: Waiting | null = null;
  /** Of the last source, whose stream it is; undefined where its grant stated none. */
  #identity: string | undefined;
  /** Until then nobody but the last source takes the seat; in the past where it is free. */
  #reservedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(channel: string, limits: RelayLimits) {
    this.#channel = channel;
    this.#limits = limits;
  }

  get source(): ChannelSource | null {
    return this.#holder?.source ?? null;
  }

  get isEmpty(): boolean {
    return this.#holder === null && this.#waiting === null;
  }

  /** Whether this is who has sent the last stream, by its grant. */
  isOwnedBy(identity: string | undefined): boolean {
    return identity !== undefined && identity === this.#identity;
  }

  /**
   * A source asks for the seat, not to continue the stream. Returns whether it may take it now; otherwise it waits.
   * @param hasEnded whether the stream of the present source has ended
   * @throws CodecError CHANNEL_BUSY when another waits already, or the present source cannot be probed
   */
  ask(claim: SourceClaim, hasEnded: boolean, nowMs: number): boolean {
    const holder = this.#holder?.source;
    const isReserved = nowMs < this.#reservedUntilMs && !this.isOwnedBy(claim.identity);
    if (holder ? hasEnded : !isReserved) return true;
    if (this.#waiting || (holder && !holder.probe)) throw this.#busy();
    holder?.probe?.(nowMs);
    this.#waiting = { claim, sinceMs: nowMs, receivedWireBytes: holder?.receivedWireBytes ?? 0 };
    return false;
  }

  /** Seats a source. Returns the one before it, if any; whoever waits in vain is closed. */
  take(claim: SourceClaim): ChannelSource | null {
    const previous = this.source;
    const waiting = this.#waiting?.claim.source;
    this.#holder = claim;
    this.#waiting = null;
    this.#identity = claim.identity;
    this.#reservedUntilMs = Number.NEGATIVE_INFINITY;
    if (waiting && waiting !== claim.source) waiting.close(this.#busy());
    return previous;
  }

  /**
   * A source has gone, from the seat or from waiting. Returns whether it had the seat.
   * @param isReserved whether it may come back to the seat for a while before anybody else has it
   */
  leave(source: ChannelSource, nowMs: number, isReserved: boolean): boolean {
    if (this.#waiting?.claim.source === source) this.#waiting = null;
    if (this.source !== source) return false;
    this.#holder = null;
    if (isReserved) this.#reservedUntilMs = nowMs + this.#limits.sourceReservedMs;
    return true;
  }

  /**
   * Seats whoever waits and may take the seat now; what goes wrong closes that source, and nobody else notices.
   * @param seat gives the channel to a source, by {@link take}
   */
  tick(hasEnded: boolean, nowMs: number, seat: (claim: SourceClaim) => void): void {
    const claim = this.#due(hasEnded, nowMs);
    if (!claim) return;
    try {
      seat(claim);
    } catch (cause) {
      const error = cause instanceof CodecError ? cause : new CodecError('PROTOCOL', 'the relay failed', { cause });
      claim.source.close(error);
    }
  }

  #due(hasEnded: boolean, nowMs: number): SourceClaim | null {
    if (!this.#waiting) return null;
    const { claim, sinceMs } = this.#waiting;
    if (hasEnded) return claim;
    if (!this.#holder) return nowMs >= this.#reservedUntilMs ? claim : null;
    return nowMs - sinceMs > this.#limits.sourceProbeMs ? claim : null;
  }

  /** A source has received something; where it is the present one, whoever waits for it to be dead is closed. */
  onAlive(source: ChannelSource): void {
    if (!this.#waiting || this.#holder?.source !== source) return;
    const { claim, receivedWireBytes } = this.#waiting;
    if (source.receivedWireBytes <= receivedWireBytes) return;
    this.#waiting = null;
    claim.source.close(this.#busy());
  }

  #busy(): CodecError {
    return new CodecError('CHANNEL_BUSY', `channel ${this.#channel} has a source already`);
  }
}

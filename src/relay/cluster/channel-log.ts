import type { BusPosition, ClaimRequest } from '../../ports/cluster-bus.js';
import type { MessageFrame } from './bus-frames.js';
import { judgeClaim } from './claim-rule.js';
import { RetainedStream } from './retained-stream.js';

/** The claim that is held, by `holder`; how nodes are known is the hub's matter. */
export interface HeldClaim<Holder> {
  readonly holder: Holder;
  readonly term: number;
  /** Number behind the last message of the term. */
  next: number;
}

/** A channel that has been claimed. */
export interface TakenChannel<Holder> {
  /** The claim that was held until now. */
  readonly previous: HeldClaim<Holder> | null;
  readonly isResumed: boolean;
  /** See {@link Succession}. */
  readonly isSameSource: boolean;
}

/** What a hub knows of one channel: its claim, and what is retained of its stream. Time is an argument. */
export class ChannelLog<Holder> {
  #term = 0;
  #claim: HeldClaim<Holder> | null = null;
  #epoch: number | null = null;
  #owner = '';
  #identity: string | undefined;
  #reservedMs = 0;
  #reservedUntilMs = Number.NEGATIVE_INFINITY;
  readonly #retained = new RetainedStream();

  /** Of the newest claim; 0 before the first. */
  get term(): number {
    return this.#term;
  }

  get claim(): HeldClaim<Holder> | null {
    return this.#claim;
  }

  get owner(): string {
    return this.#owner;
  }

  /** Bytes of retained audio and silence, with what the bus adds to each message. */
  get audioBytes(): number {
    return this.#retained.audioBytes;
  }

  /**
   * Gives the channel to this holder.
   * @param term larger than every one before
   * @throws CodecError CHANNEL_BUSY
   */
  take(holder: Holder, request: ClaimRequest, term: number, nowMs: number): TakenChannel<Holder> {
    const { epoch, identity, owner, reservedMs = 0 } = request;
    const previous = this.#claim;
    const isResumed = judgeClaim(
      {
        isHeld: previous !== null,
        isOwn: previous?.holder === holder,
        hasEnded: this.#retained.hasEnded,
        isReserved: nowMs < this.#reservedUntilMs,
        epoch: this.#epoch,
        owner: this.#owner,
        identity: this.#identity,
      },
      request,
    );
    const isSameSource = isResumed && request.proof === this.#owner;
    this.#term = term;
    this.#claim = { holder, term, next: 0 };
    this.#retained.claimed(isResumed);
    this.#epoch = epoch;
    if (!isResumed) this.#owner = owner;
    this.#identity = identity;
    this.#reservedMs = reservedMs;
    this.#reservedUntilMs = Number.NEGATIVE_INFINITY;
    return { previous, isResumed, isSameSource };
  }

  /**
   * The holder gives up this claim; returns it, or null where it is not held.
   * @param isLost whether its source will want to come back
   */
  release(holder: Holder, term: number, isLost: boolean, nowMs: number): HeldClaim<Holder> | null {
    const claim = this.#claim;
    if (claim?.holder !== holder || claim.term !== term) return null;
    this.#claim = null;
    if (isLost && !this.#retained.hasEnded) this.#reservedUntilMs = nowMs + this.#reservedMs;
    return claim;
  }

  /**
   * Retains a message of a holder.
   * @returns false for one whose claim is not held, or that does not come behind the ones before
   */
  publish(holder: Holder, message: MessageFrame, frame: Uint8Array, nowMs: number): boolean {
    const claim = this.#claim;
    if (claim?.holder !== holder || message.term !== claim.term || message.number < claim.next) return false;
    claim.next = message.number + 1;
    this.#retained.add(frame, message.bytes, message, nowMs);
    return true;
  }

  /** Frames of what is retained behind this position, oldest first; null for all. */
  after(position: BusPosition | null): IterableIterator<Uint8Array> {
    return this.#retained.after(position);
  }

  /** Drops what is older than `retainMs`. */
  tick(nowMs: number): void {
    this.#retained.tick(nowMs);
  }

  /** Drops the oldest retained audio; false where there is none. */
  dropOldest(): boolean {
    return this.#retained.dropOldest();
  }
}

import { CodecError } from '../../core/errors.js';
import type { StreamHello } from '../../core/wire/hello.js';
import { type Succession, takenBy } from '../cluster/claim-rule.js';
import type { RelayLimits } from '../limits.js';
import { type ChannelPolicy, DEFAULT_CHANNEL_POLICY } from './channel-policy.js';
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
  /** What the source before it had received by then. */
  readonly receivedWireBytes: number;
  /** Waits also for a source that is alive, and is told its place. */
  readonly isQueued: boolean;
  /** The present source has not shown yet that it is alive. */
  isProbing: boolean;
  /** When it was asked that; null where it is still to be asked, and may not be so soon after the last time. */
  askedMs: number | null;
  /** That it was told last; 0 before. */
  place: number;
}

/**
 * Who sends on a channel. A source that comes while another is connected waits until that one has shown that it is alive,
 * or has not for `sourceProbeMs`; one that comes after a connection was lost waits for `sourceReservedMs`, in which the
 * lost source may come back. At most one waits so; under the rule `queue` several do, also for a source that is alive.
 * Under the rule `replace` a source that begins a stream waits for nobody. Time is an argument.
 */
export class SourceSeat {
  readonly #channel: string;
  readonly #limits: RelayLimits;
  #policy: Pick<ChannelPolicy, 'takeover' | 'maxQueuedSources'> = DEFAULT_CHANNEL_POLICY;
  #holder: SourceClaim | null = null;
  /** In the order in which they came. */
  #waiting: Waiting[] = [];
  /** Of the last source, whose stream it is; undefined where its grant stated none. */
  #identity: string | undefined;
  /** Until then nobody but the last source takes the seat; in the past where it is free. */
  #reservedUntilMs = Number.NEGATIVE_INFINITY;

  constructor(channel: string, limits: RelayLimits) {
    this.#channel = channel;
    this.#limits = limits;
  }

  /** How a source gets the seat of another one, from now on; whoever waits continues to wait. */
  setPolicy(policy: ChannelPolicy): void {
    this.#policy = policy;
  }

  get source(): ChannelSource | null {
    return this.#holder?.source ?? null;
  }

  get isEmpty(): boolean {
    return this.#holder === null && this.#waiting.length === 0;
  }

  /** Sources that wait. */
  get waiting(): number {
    return this.#waiting.length;
  }

  /** Whether this is who has sent the last stream, by its grant. */
  isOwnedBy(identity: string | undefined): boolean {
    return identity !== undefined && identity === this.#identity;
  }

  /**
   * A source asks for the seat, not to continue the stream. Returns whether it may take it now; otherwise it waits.
   * @param hasEnded whether the stream of the present source has ended
   * @throws CodecError CHANNEL_BUSY when too many wait already, or the present source cannot be probed or is alive
   */
  ask(claim: SourceClaim, hasEnded: boolean, nowMs: number): boolean {
    const { takeover, maxQueuedSources } = this.#policy;
    const isQueued = takeover === 'queue';
    const holder = this.#holder?.source;
    const isReserved = nowMs < this.#reservedUntilMs && !this.isOwnedBy(claim.identity);
    // One that comes back by itself, and has lost its channel meanwhile, replaces nobody: two of them would take turns.
    if (takeover === 'replace' && claim.hello.resumeFrame === undefined) return true;
    const isFree = holder ? hasEnded : !isReserved;
    if (isFree && !this.#waiting.some((other) => other.isQueued)) return true;
    if (this.#waiting.length >= (isQueued ? maxQueuedSources : 1)) throw this.#busy();
    const isProbing = holder?.probe !== undefined && !holder.isBehind;
    if (holder && !isProbing && !isQueued) throw this.#busy();
    const receivedWireBytes = holder?.receivedWireBytes ?? 0;
    this.#waiting.push({ claim, receivedWireBytes, isQueued, isProbing, askedMs: null, place: 0 });
    this.#probe(nowMs);
    this.#tellPlaces();
    return false;
  }

  /** Seats a source. Returns the one before it, if any; whoever waits in vain is closed. */
  take(claim: SourceClaim): ChannelSource | null {
    const previous = this.source;
    const others = this.#waiting.filter((waiting) => waiting.claim.source !== claim.source);
    this.#holder = claim;
    this.#waiting = others.filter(({ isQueued }) => isQueued);
    this.#identity = claim.identity;
    this.#reservedUntilMs = Number.NEGATIVE_INFINITY;
    for (const waiting of this.#waiting) waiting.isProbing = false;
    for (const waiting of others) if (!waiting.isQueued) waiting.claim.source.close(this.#busy());
    this.#tellPlaces();
    return previous;
  }

  /** Why the source before the present one is closed: one that must not come back is told that the channel is taken. */
  farewell(succession: Succession): CodecError {
    if (succession.isResumed || this.#policy.takeover === 'replace') return takenBy(this.#channel, succession);
    return new CodecError('TRANSPORT_CLOSED', 'another source has come');
  }

  /**
   * A source has gone, from the seat or from waiting. Returns whether it had the seat.
   * @param isReserved whether it may come back to the seat for a while before anybody else has it
   */
  leave(source: ChannelSource, nowMs: number, isReserved: boolean): boolean {
    this.#remove(source);
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
    this.#probe(nowMs);
    const claim = this.#waiting[0]?.claim;
    if (!claim || !this.#isDue(hasEnded, nowMs)) return;
    try {
      seat(claim);
    } catch (cause) {
      const error = cause instanceof CodecError ? cause : new CodecError('PROTOCOL', 'the relay failed', { cause });
      this.#remove(claim.source);
      claim.source.close(error);
    }
  }

  #isDue(hasEnded: boolean, nowMs: number): boolean {
    if (hasEnded) return true;
    if (!this.#holder) return nowMs >= this.#reservedUntilMs;
    const { sourceProbeMs } = this.#limits;
    return this.#waiting.some(
      ({ isProbing, askedMs }) => isProbing && askedMs !== null && nowMs - askedMs > sourceProbeMs,
    );
  }

  /** Asks the present source for all who wait to know whether it is alive, as soon as it may be asked. */
  #probe(nowMs: number): void {
    const unasked = this.#waiting.filter(({ isProbing, askedMs }) => isProbing && askedMs === null);
    if (unasked.length > 0 && this.source?.probe?.(nowMs)) for (const waiting of unasked) waiting.askedMs = nowMs;
  }

  /** A source has received something; where it is the present one, whoever waits for it to be dead is closed. */
  onAlive(source: ChannelSource): void {
    if (this.#waiting.length === 0 || this.#holder?.source !== source) return;
    for (const waiting of [...this.#waiting]) {
      if (!waiting.isProbing || source.receivedWireBytes <= waiting.receivedWireBytes) continue;
      waiting.isProbing = false;
      if (waiting.isQueued) continue;
      this.#remove(waiting.claim.source);
      waiting.claim.source.close(this.#busy());
    }
  }

  #remove(source: ChannelSource): void {
    const index = this.#waiting.findIndex(({ claim }) => claim.source === source);
    if (index < 0) return;
    this.#waiting.splice(index, 1);
    this.#tellPlaces();
  }

  #tellPlaces(): void {
    [...this.#waiting].forEach((waiting, index) => {
      if (!waiting.isQueued || waiting.place === index + 1) return;
      waiting.place = index + 1;
      waiting.claim.source.queued?.(index + 1);
    });
  }

  #busy(): CodecError {
    const others = this.#policy.takeover === 'queue' && this.#waiting.length > 0;
    const also = others ? `, and ${this.#waiting.length} more wait for it` : '';
    return new CodecError('CHANNEL_BUSY', `channel ${this.#channel} has a source already${also}`);
  }
}

import type { CodecError } from '../../core/errors.js';
import type { Clock } from '../../ports/clock.js';
import type { ClusterBus } from '../../ports/cluster-bus.js';
import type { Channel } from '../channel/channel.js';
import type { ChannelSource } from '../channel/source.js';
import type { SourceClaim } from '../channel/source-seat.js';
import type { RelayLimits } from '../limits.js';
import { relayError } from '../refusal.js';
import { PROBE_INTERVAL_MS } from '../sources/socket-source.js';
import { RETRY_MS } from './channel-claims.js';
import { QueuePlace } from './queue-place.js';

/** A source of this node that asks the cluster for a channel. */
export interface SourceAttempt extends SourceClaim {
  /** It waits for a source that is alive, in this place; null: it is refused then. */
  readonly place: QueuePlace | null;
  isCancelled: boolean;
}

/** Whose attempts these are. */
export interface SourceAttemptsOptions {
  /** This node's part of the channel. */
  readonly channel: Channel;
  /** Joins the nodes. */
  readonly bus: ClusterBus;
  /** Of these: how long a source waits for one that may be dead, or come back. */
  readonly limits: RelayLimits;
  /** Times the attempts. */
  readonly clock: Clock;
  /**
   * Asks once. Returns why it has failed; null where the source has the channel, or wants it no more.
   * @throws CodecError what is wrong with the source
   */
  try(attempt: SourceAttempt): Promise<CodecError | null>;
}

/** Sources of this node that ask the cluster for one channel, again and again, until they have it or cannot have it. */
export class SourceAttempts {
  readonly #o: SourceAttemptsOptions;
  readonly #attempts = new Map<ChannelSource, SourceAttempt>();

  constructor(options: SourceAttemptsOptions) {
    this.#o = options;
  }

  get size(): number {
    return this.#attempts.size;
  }

  /** By the rule that holds for the channel now. */
  begin(claim: SourceClaim): void {
    const { channel, bus } = this.#o;
    const place = channel.policy.takeover === 'queue' ? new QueuePlace(bus, channel.name, claim.source) : null;
    const attempt = { ...claim, place, isCancelled: false };
    this.#attempts.set(claim.source, attempt);
    void this.#contend(attempt);
  }

  /** The source has gone. */
  cancel(source: ChannelSource): void {
    const attempt = this.#attempts.get(source);
    if (!attempt) return;
    attempt.isCancelled = true;
    attempt.place?.leave();
    this.#attempts.delete(source);
  }

  cancelAll(): void {
    for (const source of [...this.#attempts.keys()]) this.cancel(source);
  }

  /** Never rejects. */
  async #contend(attempt: SourceAttempt): Promise<void> {
    const { clock, limits, channel } = this.#o;
    const { place, hello, source } = attempt;
    const waitMs = Math.max(limits.sourceProbeMs + PROBE_INTERVAL_MS, limits.sourceReservedMs) + 4 * RETRY_MS;
    const endMs = place ? Number.POSITIVE_INFINITY : clock.nowMs() + waitMs;
    // One that continues its own stream waits for nobody.
    let mayTry = hello.resumeFrame !== undefined;
    let isContested = false;
    try {
      while (!attempt.isCancelled) {
        const isTurn = mayTry || (place?.isFirst ?? true);
        const error = isTurn ? await this.#o.try(attempt) : null;
        if ((isTurn && !error) || attempt.isCancelled) return;
        if (error && (error.code !== 'CHANNEL_BUSY' || clock.nowMs() >= endMs)) throw error;
        mayTry = false;
        place?.wait(channel.policy.maxQueuedSources);
        if (!isContested) void this.#contest(attempt, error);
        isContested = true;
        await new Promise<void>((resolve) => clock.schedule(RETRY_MS, resolve));
      }
    } catch (error) {
      if (!attempt.isCancelled) source.close(relayError(error));
    } finally {
      place?.leave();
      this.#attempts.delete(source);
    }
  }

  /** Whether the present source is alive; one that is dead is closed by its node. */
  async #contest(attempt: SourceAttempt, refusal: CodecError | null): Promise<void> {
    const { bus, channel, limits } = this.#o;
    const timeoutMs = limits.sourceProbeMs + PROBE_INTERVAL_MS + 2 * RETRY_MS;
    const replies = await bus.request(JSON.stringify({ contest: channel.name }), { timeoutMs });
    if (attempt.place || !refusal || !this.#attempts.has(attempt.source)) return;
    if (replies.some(({ body }) => body === 'alive')) attempt.source.close(refusal);
  }
}

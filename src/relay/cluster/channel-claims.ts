import type { StreamHello } from '../../core/wire/hello.js';
import type { Clock } from '../../ports/clock.js';
import type { ChannelClaim, ClaimLost, ClaimRequest, ClusterBus } from '../../ports/cluster-bus.js';
import type { RelayLimits } from '../limits.js';
import { relayError } from '../refusal.js';

/** Between two attempts to get a channel that is taken. */
export const RETRY_MS = 250;

/** Whose claims these are. */
export interface ChannelClaimsOptions {
  /** Name of the channel. */
  readonly channel: string;
  /** Grants them. */
  readonly bus: ClusterBus;
  /** Of these: how long a channel is kept for a source that was lost. */
  readonly limits: RelayLimits;
  /** Times the attempts. */
  readonly clock: Clock;
  /** Makes the secret of a stream. */
  readonly createSecret: () => string;
  /** Called where a claim is lost. */
  readonly onLost: (claim: ChannelClaim, ...lost: Parameters<ClaimLost>) => void;
}

/** A node's claims of one channel, and the secret of the stream that they stand for. */
export class ChannelClaims {
  readonly #options: ChannelClaimsOptions;
  /** Of the present stream, where this node has its source. */
  #secret = '';
  /** For the stream of a claim that was granted; null where this node settles who is the source. */
  #nextSecret: string | null = null;
  #hasBegun = false;
  #lock: Promise<void> = Promise.resolve();

  constructor(options: ChannelClaimsOptions) {
    this.#options = options;
  }

  /** Whether a stream has begun on this node since {@link watchBegin}, rather than being resumed. */
  get hasBegun(): boolean {
    return this.#hasBegun;
  }

  watchBegin(): void {
    this.#hasBegun = false;
  }

  /** The secret of a stream that begins on this node now. */
  takeSecret(): string {
    this.#hasBegun = true;
    this.#secret = this.#nextSecret ?? this.#options.createSecret();
    this.#nextSecret = null;
    return this.#secret;
  }

  /** The stream continues on this node: its secret as the bus knows it. */
  setSecret(secret: string): void {
    this.#secret = secret;
  }

  /** Runs one action at a time: of two sources that come at once, the second finds the first. */
  locked<T>(action: () => Promise<T>): Promise<T> {
    const result = this.#lock.then(action);
    this.#lock = result.then(
      () => {},
      () => {},
    );
    return result;
  }

  /**
   * Claims the channel for a source that has come, and says itself whether it resumes.
   * @param mayReplace whether one that begins a stream takes the channel from whoever has it
   * @throws CodecError
   */
  async claim(hello: StreamHello, identity: string | undefined, mayReplace: boolean): Promise<ChannelClaim> {
    const owner = this.#options.createSecret();
    const isResuming = hello.resumeFrame !== undefined;
    const isReplacing = mayReplace && !isResuming;
    const claim = await this.#ask({ hello, identity, isResuming, proof: hello.resumeSecret, owner, isReplacing });
    this.#nextSecret = claim.isResumed ? null : owner;
    return claim;
  }

  /**
   * Claims the channel for a source that this node has seated. The bus may keep the channel of a source that has just
   * gone a little longer than the node did.
   * @param isWanted whether the source is still there
   * @throws CodecError
   */
  async claimSeated(
    hello: StreamHello,
    identity: string | undefined,
    isResuming: boolean,
    isWanted: () => boolean,
  ): Promise<ChannelClaim> {
    for (let tries = 1; ; tries++) {
      try {
        const [proof, owner] = [this.#secret, this.#secret];
        return await this.#ask({ hello, identity, isResuming, proof, owner, isReplacing: false });
      } catch (error) {
        if (relayError(error).code !== 'CHANNEL_BUSY' || tries === 4 || !isWanted()) throw error;
      }
      await new Promise<void>((resolve) => this.#options.clock.schedule(RETRY_MS, resolve));
    }
  }

  async #ask({
    hello,
    identity,
    proof,
    ...asked
  }: Pick<ClaimRequest, 'isResuming' | 'owner'> & {
    readonly hello: StreamHello;
    readonly identity: string | undefined;
    readonly proof: string | undefined;
    readonly isReplacing: boolean;
  }): Promise<ChannelClaim> {
    const { bus, channel, limits, onLost } = this.#options;
    const request = {
      ...asked,
      epoch: hello.epoch,
      ...(proof !== undefined && { proof }),
      ...(identity !== undefined && { identity }),
      reservedMs: Math.min(limits.sourceReservedMs, 600_000),
    };
    const claim: ChannelClaim = await bus.claim(channel, request, (...lost) => onLost(claim, ...lost));
    return claim;
  }
}

import type { CodecError } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import { packetType } from '../../core/wire/packet.js';
import type { ChannelClaim, ClaimLost, OutgoingMessage } from '../../ports/cluster-bus.js';
import { encodeControlFrame, encodeMessageFrame } from './bus-frames.js';
import type { BusLink } from './bus-link.js';

/** What a hub has granted, and who is told of its end. */
export interface HubClaimOptions {
  /** The channel's name. */
  readonly channel: string;
  /** Of the claim. */
  readonly term: number;
  /** See {@link ChannelClaim}. */
  readonly isResumed: boolean;
  /** The way to the hub. */
  readonly link: BusLink;
  /** Called where the claim is lost. */
  readonly onLost: ClaimLost;
  /** Called where it is released. */
  readonly onReleased: () => void;
}

/** A claim that a hub has granted: what is published goes to the hub, under the claim's term. */
export class HubClaim implements ChannelClaim {
  readonly channel: string;
  readonly term: number;
  readonly isResumed: boolean;
  readonly #options: HubClaimOptions;
  #isHeld = true;
  #next = 0;

  constructor(options: HubClaimOptions) {
    this.channel = options.channel;
    this.term = options.term;
    this.isResumed = options.isResumed;
    this.#options = options;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  publish(message: OutgoingMessage): boolean {
    if (!this.#isHeld) return false;
    const number = this.#next++;
    const type = packetType(message.bytes);
    // The number is used up, so that subscribers notice.
    if (this.#options.link.isFull && (type === 'audio' || type === 'silence')) return false;
    this.#options.link.send(encodeMessageFrame(this.channel, { ...message, term: this.term, number }));
    return true;
  }

  release(isLost = false): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#options.link.send(encodeControlFrame({ kind: 'release', channel: this.channel, term: this.term, isLost }));
    this.#options.onReleased();
  }

  /** Another has taken the channel, or the bus has gone. */
  lose(error: CodecError, isResumed = false): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    callGuarded(
      () => this.#options.onLost(error, isResumed),
      () => {},
    );
  }
}

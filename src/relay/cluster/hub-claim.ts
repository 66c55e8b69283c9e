import type { CodecError } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import { packetType } from '../../core/wire/packet.js';
import type { ChannelClaim, OutgoingMessage } from '../../ports/cluster-bus.js';
import { encodeControlFrame, encodeMessageFrame } from './bus-frames.js';
import type { BusLink } from './bus-link.js';

/** A claim that a hub has granted: what is published goes to the hub, under the claim's term. */
export class HubClaim implements ChannelClaim {
  readonly channel: string;
  readonly term: number;
  readonly #link: BusLink;
  readonly #onLost: (error: CodecError) => void;
  readonly #onReleased: () => void;
  #isHeld = true;
  #next = 0;

  constructor(
    channel: string,
    term: number,
    link: BusLink,
    onLost: (error: CodecError) => void,
    onReleased: () => void,
  ) {
    this.channel = channel;
    this.term = term;
    this.#link = link;
    this.#onLost = onLost;
    this.#onReleased = onReleased;
  }

  get isHeld(): boolean {
    return this.#isHeld;
  }

  publish(message: OutgoingMessage): boolean {
    if (!this.#isHeld) return false;
    const number = this.#next++;
    const type = packetType(message.bytes);
    // The number is used up, so that subscribers notice.
    if (this.#link.isFull && (type === 'audio' || type === 'silence')) return false;
    this.#link.send(encodeMessageFrame(this.channel, { ...message, term: this.term, number }));
    return true;
  }

  release(): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    this.#link.send(encodeControlFrame({ kind: 'release', channel: this.channel, term: this.term }));
    this.#onReleased();
  }

  /** Another has taken the channel, or the bus has gone. */
  lose(error: CodecError): void {
    if (!this.#isHeld) return;
    this.#isHeld = false;
    callGuarded(
      () => this.#onLost(error),
      () => {},
    );
  }
}

import { Deferred } from '../../core/deferred.js';
import type { EndPacket } from '../../core/wire/packet.js';
import type { Clock } from '../../ports/clock.js';

/**
 * The end of a stream on its way to the relay: its packet is followed by a ping, whose pong proves that the relay has the
 * end. A lost connection takes both with it, so that the next one starts over.
 */
export class StreamEnding {
  readonly packet: EndPacket;
  readonly #done = new Deferred();
  readonly #cancelTimeout: () => void;
  /** Of the ping behind the end; null until it is sent on the present connection. */
  #pingToken: number | null = null;

  /** @param onTimeout called once, where the ending is not settled within `timeoutMs` */
  constructor(packet: EndPacket, clock: Clock, timeoutMs: number, onTimeout: () => void) {
    this.packet = packet;
    this.#cancelTimeout = clock.schedule(timeoutMs, onTimeout);
  }

  /** Settles with {@link settle}. */
  get done(): Promise<void> {
    return this.#done.promise;
  }

  /** Whether end and ping have been sent on the present connection. */
  get isSent(): boolean {
    return this.#pingToken !== null;
  }

  /** End and ping have been sent. */
  sent(pingToken: number): void {
    this.#pingToken = pingToken;
  }

  /** The connection was lost. */
  lost(): void {
    this.#pingToken = null;
  }

  /** Whether this pong, which answers the outstanding ping, proves that the relay has the end. */
  isProvenBy(token: number): boolean {
    return this.#pingToken === token;
  }

  /** The end has arrived, or will not. */
  settle(error: Error | null): void {
    this.#cancelTimeout();
    if (error) this.#done.reject(error);
    else this.#done.resolve();
  }
}

import type { ConnectionCounters } from '../ports/transport.js';

/** Estimated bytes on the wire of one message of `bytes` bytes: a transport's model of its overhead. */
export type WireCost = (bytes: number) => number;

/** Counters of one connection, counted up in place so that reading them allocates nothing. */
export class Counters implements ConnectionCounters {
  readonly #sentCost: WireCost;
  readonly #receivedCost: WireCost;
  sentMessages = 0;
  sentBytes = 0;
  receivedMessages = 0;
  receivedBytes = 0;
  sentWireBytes = 0;
  receivedWireBytes = 0;

  /** @param receivedCost of what the other end sends, where that costs something else than what this end sends */
  constructor(sentCost: WireCost, receivedCost: WireCost = sentCost) {
    this.#sentCost = sentCost;
    this.#receivedCost = receivedCost;
  }

  /** Counts one message of `bytes` bytes that was sent. */
  sent(bytes: number): void {
    this.sentMessages++;
    this.sentBytes += bytes;
    this.sentWireBytes += this.#sentCost(bytes);
  }

  /** Counts one message of `bytes` bytes that has arrived. */
  received(bytes: number): void {
    this.receivedMessages++;
    this.receivedBytes += bytes;
    this.receivedWireBytes += this.#receivedCost(bytes);
  }
}

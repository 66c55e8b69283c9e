import type { Duplex } from 'node:stream';
import type { Connection } from '../../ports/transport.js';
import { nodeClock } from '../clock.js';

const SWEEP_MS = 2_000;
/** Received bytes that may be no message yet: what a socket holds, and the handshake. */
export const MAX_IDLE_BYTES = 262_144;
/** Received bytes beside messages in a second: pings and pongs of WebSocket, fragments, TLS. */
export const IDLE_BYTES_PER_SECOND = 2_048;
/** Of each message: header, mask, and the record of TLS. */
const MESSAGE_OVERHEAD_BYTES = 64;

interface Watched {
  readonly socket: Duplex & { readonly bytesRead?: number };
  readonly connection: Connection;
  /** In whole ms. */
  readonly sinceMs: number;
}

/**
 * The byte streams below a server's WebSockets. Cuts those whose peers send what costs work and is no message: pings of WebSocket, empty fragments, whatever comes
 * behind a close. Messages have budgets of their own in the relay.
 */
export class SocketWatch {
  /** Those that have closed leave at the next sweep: nothing is called, and no entry looked for, for each of them. */
  #watched: Watched[] = [];
  #timer: NodeJS.Timeout | undefined;

  /** All that are open. */
  get open(): Duplex[] {
    return this.#watched.flatMap(({ socket }) => (socket.destroyed ? [] : [socket]));
  }

  add(socket: Duplex, connection: Connection): void {
    this.#watched.push({ socket, connection, sinceMs: Math.floor(nodeClock.nowMs()) });
    this.#timer ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  #sweep(): void {
    const nowMs = nodeClock.nowMs();
    this.#watched = this.#watched.filter(({ socket }) => !socket.destroyed);
    for (const { socket, connection, sinceMs } of this.#watched) {
      const { receivedBytes, receivedMessages } = connection.counters;
      const other = (socket.bytesRead ?? 0) - receivedBytes - MESSAGE_OVERHEAD_BYTES * receivedMessages;
      if (other > MAX_IDLE_BYTES + (IDLE_BYTES_PER_SECOND * (nowMs - sinceMs)) / 1000) socket.destroy();
    }
    if (this.#watched.length > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }
}

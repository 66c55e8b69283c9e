import type { Duplex } from 'node:stream';
import type { WebSocket } from 'ws';
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
  readonly sinceMs: number;
}

/**
 * Cuts WebSockets whose peers send what costs work and is no message: pings of WebSocket, empty fragments, whatever comes
 * behind a close. Messages have budgets of their own in the relay.
 */
export class SocketWatch {
  readonly #watched = new Map<WebSocket, Watched>();
  #timer: NodeJS.Timeout | undefined;

  add(client: WebSocket, socket: Duplex, connection: Connection): void {
    this.#watched.set(client, { socket, connection, sinceMs: nodeClock.nowMs() });
    client.once('close', () => this.#remove(client));
    this.#timer ??= setInterval(() => this.#sweep(), SWEEP_MS).unref();
  }

  #remove(client: WebSocket): void {
    this.#watched.delete(client);
    if (this.#watched.size > 0) return;
    clearInterval(this.#timer);
    this.#timer = undefined;
  }

  #sweep(): void {
    const nowMs = nodeClock.nowMs();
    for (const [client, { socket, connection, sinceMs }] of this.#watched) {
      const { receivedBytes, receivedMessages } = connection.counters;
      const other = (socket.bytesRead ?? 0) - receivedBytes - MESSAGE_OVERHEAD_BYTES * receivedMessages;
      if (other > MAX_IDLE_BYTES + (IDLE_BYTES_PER_SECOND * (nowMs - sinceMs)) / 1000) client.terminate();
    }
  }
}

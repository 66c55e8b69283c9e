/**
 * A message connection: what is sent as one message arrives as one message, in order while the connection lasts.
 *
 * Implemented by `transports/memory.ts` (seeded latency, loss, reorder, duplicate) and `transports/websocket.ts`;
 * both run `test/contract/transport.ts`.
 */
export interface Connection {
  readonly state: 'open' | 'closed';
  /** Bytes queued and not yet handed to the network, as far as is known. */
  readonly bufferedBytes: number;
  /** Bytes and messages so far, the transport's own framing counted in `wire`. */
  readonly counters: ConnectionCounters;
  /**
   * Queues one message. Returns false when the caller should wait for `onDrain` before sending more; the message is
   * queued all the same. After close it is dropped and false is returned; it never throws.
   */
  send(message: Uint8Array): boolean;
  /** Handlers are set once, at construction of the user; a message is a view that is valid only during the call. */
  setHandlers(handlers: ConnectionHandlers): void;
  /** Asks for an orderly close; may be called twice. `code` 1000..4999. */
  close(code?: number, reason?: string): void;
}

export interface ConnectionHandlers {
  onMessage(message: Uint8Array): void;
  onDrain?(): void;
  /** Called exactly once. */
  onClose?(event: CloseEvent): void;
}

export interface CloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly error?: Error;
}

export interface ConnectionCounters {
  readonly sentMessages: number;
  readonly sentBytes: number;
  readonly receivedMessages: number;
  readonly receivedBytes: number;
  /** Estimated bytes on the wire, IP, TCP and WebSocket headers counted. */
  readonly sentWireBytes: number;
  readonly receivedWireBytes: number;
}

/**
 * A message connection: what is sent as one message arrives as one message, or not at all. What else may be relied on
 * while the connection is open is stated in {@link Connection.guarantees}.
 *
 * Implemented by `transports/memory.ts` (seeded latency, loss, reordering, duplicates) and `transports/websocket.ts`;
 * both run `test/contract/transport.ts`.
 */
export interface Connection {
  readonly state: 'open' | 'closed';
  /** What holds for the messages of this connection, in both directions, while it is open. It does not change. */
  readonly guarantees: DeliveryGuarantees;
  /** Bytes queued and not yet handed to the network, as far as is known. */
  readonly bufferedBytes: number;
  /** Bytes and messages so far, with the overhead of this transport estimated in `…WireBytes`. */
  readonly counters: ConnectionCounters;
  /**
   * Queues one message. Returns false when the caller should wait for `onDrain` before sending more; the message is
   * queued all the same. After close it is dropped and false is returned; it never throws.
   */
  send(message: Uint8Array): boolean;
  /**
   * As {@link send}, for a message that goes to many connections: what a transport has to make of it is made once for
   * all. Absent from a transport that sends a message as it is.
   */
  sendShared?(message: SharedMessage): boolean;
  /**
   * Handlers are set once, soon after the connection was made: at most 256 messages wait for them, later ones are lost.
   * A message is a view that is valid only during the call.
   */
  setHandlers(handlers: ConnectionHandlers): void;
  /**
   * Reads nothing more from the peer until {@link resume}, so that it has to wait; messages that were read before may
   * still come. Absent from a transport that cannot.
   */
  pause?(): void;
  /** Reads from the peer again. */
  resume?(): void;
  /** Asks for an orderly close; may be called twice. `code` 1000..4999. */
  close(code?: number, reason?: string): void;
}

/** One message for many connections, with the forms in which transports write it. Its bytes do not change. */
export interface SharedMessage {
  readonly bytes: Uint8Array;
  /** The whole frame of a WebSocket server; null until the first connection writes it. */
  webSocketFrame: Uint8Array | null;
}

/**
 * How messages are delivered. Code that relies on one of these states it in a comment, and either refuses a connection
 * without it or copes: on an unordered connection, for instance, packets must be sorted by their frame index.
 */
export interface DeliveryGuarantees {
  /** Messages arrive in the order in which they were sent. */
  readonly isOrdered: boolean;
  /** Every message arrives; only the end of the connection loses any. */
  readonly isReliable: boolean;
  /** No message arrives twice. */
  readonly isDuplicateFree: boolean;
}

/** Functions that a {@link Connection} calls; they must not throw. */
export interface ConnectionHandlers {
  /** One message, in the order in which they were sent. */
  onMessage(message: Uint8Array): void;
  /** What was queued has been sent, so that more may be. */
  onDrain?(): void;
  /** Called exactly once. */
  onClose?(event: CloseEvent): void;
}

/** Why a connection is closed: by either side, or because it was lost. */
export interface CloseEvent {
  readonly code: number;
  readonly reason: string;
  readonly error?: Error;
}

/** Since the connection was opened. */
export interface ConnectionCounters {
  readonly sentMessages: number;
  /** Of the messages alone. */
  readonly sentBytes: number;
  readonly receivedMessages: number;
  readonly receivedBytes: number;
  /** Estimated bytes on the wire: the messages and the overhead of the transport and of everything below it. */
  readonly sentWireBytes: number;
  readonly receivedWireBytes: number;
}

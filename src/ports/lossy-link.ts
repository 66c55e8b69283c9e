import type { ConnectionCounters } from './transport.js';

/**
 * A link that carries whole messages and promises nothing else: they may be lost, arrive twice or in any order. Nothing
 * is sent again; a fresh message is better than a late one. `Connection` is the port of links that are ordered and
 * reliable.
 *
 * Implemented by `transports/memory-lossy-link.ts` (seeded loss, delay, duplicates) and by the transports over data
 * channels, UDP and byte pipes; all run `test/contract/lossy-link.ts`.
 */
export interface LossyLink {
  readonly state: 'open' | 'closed';
  /** Which way messages travel: a multicast sender and a pipe hear nothing back. It does not change. */
  readonly direction: LossyDirection;
  /**
   * Longest message in bytes that travels in one packet of the path, at least 64. It may become less while the link is
   * open, where the path turns out to carry less; a sender asks for each message.
   */
  readonly maxMessageBytes: number;
  /** Bytes queued and not yet handed to the network, as far as is known. */
  readonly bufferedBytes: number;
  readonly counters: LossyLinkCounters;
  /**
   * Sends one message, or drops it: false when it was dropped because the link is closed, because it is empty or longer
   * than {@link maxMessageBytes}, because this end only receives, or because more waits already than is worth sending.
   * True promises no arrival. Never throws. The caller leaves the bytes unchanged afterwards.
   */
  send(message: Uint8Array): boolean;
  /**
   * Handlers are set once, soon after the link was made: at most 256 messages wait for them, later ones are lost. A
   * message is a view that is valid only during the call.
   */
  setHandlers(handlers: LossyLinkHandlers): void;
  /** Closes at once; what waits may be lost. May be called twice. `reason` is at most 123 bytes of UTF-8 on the wire. */
  close(reason?: string): void;
}

/** Which way the messages of a {@link LossyLink} travel, as seen by the end that states it. */
export type LossyDirection = 'both' | 'send' | 'receive';

/** Functions that a {@link LossyLink} calls; they must not throw. */
export interface LossyLinkHandlers {
  /** One message that has arrived whole; others may be lost, late or doubled. */
  onMessage(message: Uint8Array): void;
  /** Called exactly once, also after this end has closed. Whether the other end learns of a close depends on the link. */
  onClose?(event: LossyCloseEvent): void;
}

/** Why a {@link LossyLink} is closed: by either end (no `error`), or because it failed. */
export interface LossyCloseEvent {
  readonly reason: string;
  readonly error?: Error;
}

/** Since the link was made. `received…` counts messages that were handed on, `sent…` those that were not dropped. */
export interface LossyLinkCounters extends ConnectionCounters {
  /** Messages for which `send` returned false. */
  readonly droppedMessages: number;
  /** What arrived and is no message: another kind of data, a wrong checksum, too long, or from another peer. */
  readonly damagedMessages: number;
}

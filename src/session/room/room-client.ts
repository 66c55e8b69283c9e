import { CodecError } from '../../core/errors.js';
import { own } from '../../core/wire/fields.js';
import { parsePacket } from '../../core/wire/packet.js';
import {
  encodeRoomData,
  encodeRoomJson,
  encodeRoomPing,
  parseRoomMessage,
  parseRoomNotice,
  type RoomNotice,
} from '../../core/wire/room-message.js';
import type { Clock } from '../../ports/clock.js';
import type { Connection } from '../../ports/transport.js';
import { Backoff } from '../../stream/link/backoff.js';
import { Link } from '../../stream/link/link.js';

/** Nothing from the relay for this long, not even a ping, and the connection is made anew. */
const IDLE_TIMEOUT_MS = 25_000;
/** First byte of an error packet of the wire format. */
const ERROR_PACKET = 0x17;

/** What a {@link RoomClient} tells. */
export interface RoomHandlers {
  /** In the room: first, and after each reconnect; `joined` follows for every peer, then `synced`. */
  onWelcome(seat: number, stunPort: number | null): void;
  /** Every peer that was there has been told. */
  onSynced(): void;
  onNotice(notice: Exclude<RoomNotice, { readonly type: 'welcome' }>): void;
  /** A message of the peer on this seat, a view that is valid only during the call. */
  onData(from: number, payload: Uint8Array): void;
  /** The connection was lost; another is being made. */
  onDown(error: CodecError): void;
  /** There will be no other connection. */
  onFailed(error: Error): void;
}

/** How a {@link RoomClient} connects, and as whom. */
export interface RoomClientOptions {
  /** Makes a connection to the room. */
  readonly connect: () => Promise<Connection>;
  /** Times the attempts. */
  readonly clock: Clock;
  /** In [0, 1), for the waits between attempts. @default Math.random */
  readonly random?: () => number;
  /** Of this peer. */
  readonly peerId: string;
  /** 32 lower-case hex digits, secret. */
  readonly token: string;
  /** Sealed, as base64 for URLs. */
  readonly card: string;
  /** Whether the room is made where there is none. */
  readonly creates: boolean;
  /** The seat that this peer had in another room, which it takes here where it is free. @default the relay chooses */
  readonly seat?: number;
  /** Receives what happens. They must not throw. */
  readonly handlers: RoomHandlers;
}

/**
 * This peer's place in the room of its session, over one connection after another. Once it was in the room, a relay that
 * has restarted and knows no room any more is no reason to give up: the room is made again by those who may.
 */
export class RoomClient {
  readonly #options: RoomClientOptions;
  readonly #link: Link;
  #card: string;
  #seat: number | null = null;
  #isIn = false;
  /** Whether it ever was. */
  #wasIn = false;
  /** Peers that are still to be told after a welcome. */
  #awaited = 0;

  constructor(options: RoomClientOptions) {
    this.#options = options;
    this.#card = options.card;
    this.#seat = options.seat ?? null;
    this.#link = new Link({
      connect: () => options.connect(),
      clock: options.clock,
      backoff: new Backoff({ minMs: 250, maxMs: 5_000 }, options.random ?? Math.random),
      idleTimeoutMs: IDLE_TIMEOUT_MS,
      handlers: {
        onOpen: () => this.#join(),
        onMessage: (message) => this.#onMessage(message),
        onDrain: () => {},
        onDown: (error) => this.#onDown(error),
        onFailed: (error) => this.#onEnded(error),
      },
    });
  }

  /** Whether this peer is in the room now. */
  get isIn(): boolean {
    return this.#isIn;
  }

  /** This peer's seat, also while the connection is away; null before the first. */
  get seat(): number | null {
    return this.#seat;
  }

  open(): void {
    this.#link.open();
  }

  /** What the others see of this peer, sealed. */
  setCard(card: string): void {
    this.#card = card;
    if (this.#isIn) this.#send(encodeRoomJson({ type: 'card', card }));
  }

  /** False where the relay cannot be reached. */
  signal(to: number, data: string): boolean {
    return this.#isIn && this.#send(encodeRoomJson({ type: 'signal', to, data }));
  }

  receive(from: number, isOn: boolean): void {
    if (this.#isIn) this.#send(encodeRoomJson({ type: 'receive', from, isOn }));
  }

  /** Has the relay pass a message on. @param to a seat, or `TO_AUDIENCE`; false where the relay cannot be reached */
  passOn(to: number, payload: Uint8Array): boolean {
    return this.#isIn && this.#send(encodeRoomData(to, payload));
  }

  /** The network has changed: the connection, which may be dead without having noticed, is made anew. */
  renew(): void {
    if (this.#isIn) this.#link.fail(new CodecError('TRANSPORT_CLOSED', 'the network has changed'));
  }

  /** Leaves for good. May be called twice. @param hasMoved whether the session has another room, so that this one may end */
  close(hasMoved = false): void {
    if (this.#isIn) this.#send(encodeRoomJson({ type: 'leave', ...(hasMoved && { hasMoved }) }));
    this.#isIn = false;
    this.#link.close();
  }

  #join(): void {
    const { peerId, token, creates } = this.#options;
    const seat = this.#seat;
    const before = { creates: creates || this.#wasIn, ...(seat !== null && { seat }) };
    this.#send(encodeRoomJson({ type: 'join', peerId, token, card: this.#card, ...before }));
  }

  #send(message: Uint8Array): boolean {
    const connection = this.#link.connection;
    if (!connection) return false;
    connection.send(message);
    return true;
  }

  #onMessage(message: Uint8Array): void {
    try {
      if (message[0] === ERROR_PACKET) {
        this.#onRefused(message);
        return;
      }
      const parsed = parseRoomMessage(message);
      if (parsed.type === 'ping') this.#send(encodeRoomPing('pong', parsed.token));
      else if (parsed.type === 'data' && this.#isIn) this.#options.handlers.onData(parsed.seat, parsed.payload);
      else if (parsed.type === 'json') this.#onNotice(parseRoomNotice(parsed.body));
    } catch (error) {
      this.#link.fail(error instanceof CodecError ? error : new CodecError('PROTOCOL', 'the relay broke the protocol'));
    }
  }

  #onNotice(notice: RoomNotice | null): void {
    const { handlers } = this.#options;
    if (!notice) return;
    if (notice.type !== 'welcome') {
      if (!this.#isIn) return;
      handlers.onNotice(notice);
      if (notice.type === 'joined' && this.#awaited > 0 && --this.#awaited === 0) handlers.onSynced();
      return;
    }
    this.#link.accepted();
    this.#link.served();
    this.#seat = notice.seat;
    this.#isIn = this.#wasIn = true;
    this.#awaited = notice.peers;
    handlers.onWelcome(notice.seat, notice.stunPort ?? null);
    if (notice.peers === 0) handlers.onSynced();
  }

  /** The relay closes the connection. Who was in the room may come back where the relay has forgotten it. */
  #onRefused(message: Uint8Array): void {
    const packet = parsePacket(message, { bytesPerFramePlane: 1 });
    if (packet.type !== 'error') return;
    const isForgotten = own(packet.body, 'code') === 'SESSION_NOT_FOUND' && this.#wasIn && !this.#isIn;
    this.#link.refused(isForgotten ? { ...packet.body, code: 'TRANSPORT_CLOSED' } : packet.body);
  }

  #onDown(error: CodecError): void {
    this.#isIn = false;
    this.#options.handlers.onDown(error);
  }

  #onEnded(error: Error): void {
    this.#isIn = false;
    this.#options.handlers.onFailed(error);
  }
}

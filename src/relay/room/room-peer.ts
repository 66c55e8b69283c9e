import { CodecError } from '../../core/errors.js';
import type { Body } from '../../core/wire/fields.js';
import {
  encodeRoomData,
  encodeRoomJson,
  encodeRoomPing,
  parseRoomMessage,
  parseRoomRequest,
  type RoomNotice,
  type RoomRequest,
} from '../../core/wire/room-message.js';
import type { Grant, PeerIdentity } from '../../ports/authorizer.js';
import type { Connection, ConnectionHandlers } from '../../ports/transport.js';
import { Lease } from '../auth/lease.js';
import { notAllowed, refuseConnection, relayError } from '../refusal.js';
import { RoomBudget } from './room-budget.js';
import type { RoomLimits } from './room-limits.js';

/** What waits for a peer, in units of `maxRoomWaitingMs`, from which it is told nothing more and is cut. */
const MAX_NOTICES_WAITING = 4;

/** A request to join, as it was checked. */
export type JoinRequest = RoomRequest & { readonly type: 'join' };

/** The room that a peer has joined. */
export interface JoinedRoom {
  setCard(peer: RoomPeer, card: string): void;
  /** @param to a seat */
  signal(from: RoomPeer, to: number, data: string): void;
  /** Whether the peer gets what the peer of the seat `from` sends to its audience. */
  setReceives(peer: RoomPeer, from: number, isOn: boolean): void;
  /** @param to a seat, or `TO_AUDIENCE` */
  passOn(from: RoomPeer, to: number, payload: Uint8Array): void;
  /** @param isLost whether it may come back to its seat */
  leave(peer: RoomPeer, isLost: boolean, nowMs: number): void;
  endWhenEmpty(): void;
}

/** What a {@link RoomPeer} needs of the relay's rooms. */
export interface RoomHost {
  readonly limits: RoomLimits;
  /** Time in which the relay has run. */
  nowMs(): number;
  /** The same with the time in which it was stopped: grants end meanwhile. */
  clockMs(): number;
  /** Lets the peer into its room, or throws what it is refused with. */
  join(peer: RoomPeer, request: JoinRequest): JoinedRoom;
  /** It has gone. @param error why it was refused; null for an end of its own or the network's */
  onGone(peer: RoomPeer, error: CodecError | null): void;
}

/** One connection to a room. What a peer gets wrong ends its own connection only. */
export class RoomPeer implements ConnectionHandlers {
  readonly connection: Connection;
  readonly roomId: string;
  readonly identity: PeerIdentity;
  /** −1 before it has joined. */
  seat = -1;
  /** What others see of it, sealed. */
  card = '';
  peerId = '';
  token = '';
  /** Seats whose messages to their audience this peer gets. */
  readonly receives = new Set<number>();
  readonly #host: RoomHost;
  readonly #sinceMs: number;
  readonly #budget: RoomBudget;
  /** It has not been told all that it must know: it does not read. */
  #isStuck = false;
  #lease: Lease | null = null;
  #room: JoinedRoom | null = null;
  /** What has come before the grant; at most one request to join. */
  #waiting: Body | null = null;
  #isGone = false;
  #lastMs: number;
  #lastPingMs = 0;
  /** Messages of others that it was not sent, and what it has sent itself beyond its budget. */
  #dropped = 0;

  constructor(connection: Connection, roomId: string, identity: PeerIdentity, host: RoomHost) {
    this.connection = connection;
    this.roomId = roomId;
    this.identity = identity;
    this.#host = host;
    this.#sinceMs = this.#lastMs = host.nowMs();
    this.#budget = new RoomBudget(host.limits, this.#sinceMs);
  }

  /** Whether it has joined. */
  get isMember(): boolean {
    return this.#room !== null;
  }

  get droppedMessages(): number {
    return this.#dropped;
  }

  /** The permission to join has come; it may be withdrawn. */
  onGrant(grant: Grant): void {
    if (this.#isGone) return;
    try {
      this.#lease = new Lease(grant, this.#host.clockMs(), () =>
        this.refuse(notAllowed('the permission was withdrawn')),
      );
    } catch (cause) {
      this.refuse(notAllowed(`not allowed in session ${this.roomId}`, cause));
      return;
    }
    const waiting = this.#waiting;
    this.#waiting = null;
    if (waiting) this.#guard(() => this.#take(waiting));
  }

  /** @throws CodecError NOT_ALLOWED unless the grant allows it */
  require(permission: 'publish' | 'listen'): void {
    if (this.#lease?.isWithdrawn || !this.#lease?.use(permission))
      throw notAllowed(
        `not allowed to ${permission === 'publish' ? 'create a session' : 'join sessions'} on this relay`,
        this.#lease?.denialOf(permission),
      );
  }

  /** A message of the peer. */
  onMessage(message: Uint8Array): void {
    if (this.#isGone) return;
    this.#guard(() => {
      const parsed = parseRoomMessage(message);
      this.#lastMs = this.#host.nowMs();
      if (parsed.type === 'pong') this.#budget.count('pongs', this.#lastMs);
      else if (parsed.type === 'ping') {
        this.#budget.count('pings', this.#lastMs);
        if (!this.#isFull) this.connection.send(encodeRoomPing('pong', parsed.token));
      } else if (parsed.type === 'data') this.#passOn(parsed.seat, parsed.payload);
      else if (parsed.type === 'json') {
        if (!this.#mayAsk(parsed.body)) return;
        if (this.#lease) this.#take(parsed.body);
        else if (this.#waiting) throw new CodecError('CHANNEL_LIMIT', 'one message may wait for the grant');
        else this.#waiting = parsed.body;
      }
    });
  }

  onClose({ code }: { readonly code: number }): void {
    if (this.#isGone) return;
    // Who goes for good says so before, or closes in order; a page that is closed has 1001.
    this.#leave(code !== 1000 && code !== 1001);
    this.#host.onGone(this, null);
  }

  /** Tells the peer why and closes. Never throws; later calls do nothing. */
  refuse(error: CodecError, closeCode?: number): void {
    if (this.#isGone) return;
    this.#leave(false);
    refuseConnection(this.connection, error, closeCode);
    this.#host.onGone(this, error);
  }

  /** Another connection of the same peer takes its place. */
  replace(): void {
    this.#isGone = true;
    this.#lease?.release();
    this.connection.close(1000, 'replaced by another connection of this peer');
    this.#host.onGone(this, null);
  }

  send(notice: RoomNotice): void {
    if (this.#waitingShare > MAX_NOTICES_WAITING) this.#isStuck = true;
    else this.connection.send(encodeRoomJson(notice));
  }

  /**
   * A message of another peer; false where it is dropped because too much waits for this one, or because more come for it
   * alone than it could answer.
   */
  receive(from: number, payload: Uint8Array, isForAudience: boolean): boolean {
    if (this.#isFull || (!isForAudience && !this.#budget.mayBeAsked(this.#host.nowMs()))) {
      this.#dropped++;
      return false;
    }
    this.connection.send(encodeRoomData(from, payload));
    return true;
  }

  /** Called every tick. */
  tick(nowMs: number, helloTimeoutMs: number): void {
    const { roomPingIntervalMs, roomTimeoutMs } = this.#host.limits;
    const silentMs = nowMs - this.#lastMs;
    if (!this.#room && nowMs - this.#sinceMs > helloTimeoutMs)
      this.refuse(new CodecError('PROTOCOL', `no request to join, or no grant, within ${helloTimeoutMs} ms`));
    else if (this.#isStuck) this.#cut('it does not read what it is told');
    else if (this.#lease?.hasExpired(this.#host.clockMs())) this.refuse(notAllowed('the permission has expired'));
    else if (silentMs > roomTimeoutMs) this.#cut('nothing was received for too long');
    else if (silentMs > roomPingIntervalMs && nowMs - this.#lastPingMs > roomPingIntervalMs) {
      this.#lastPingMs = nowMs;
      this.connection.send(encodeRoomPing('ping', 0));
    }
  }

  /** A signal of another peer; dropped where more come than this one could answer. */
  receiveSignal(from: number, data: string): void {
    if (this.#budget.mayBeAsked(this.#host.nowMs())) this.send({ type: 'signal', from, data });
    else this.#dropped++;
  }

  /** Whether a request is within what a peer may send; a signal beyond that is dropped. */
  #mayAsk({ type }: Body): boolean {
    if (type !== 'signal') {
      this.#budget.count('signals', this.#lastMs);
      return true;
    }
    const isGranted = this.#budget.maySignal(this.#lastMs);
    if (!isGranted) this.#dropped++;
    return isGranted;
  }

  get #isFull(): boolean {
    return this.#waitingShare > 1;
  }

  /** What waits, as a share of what may wait. */
  get #waitingShare(): number {
    const { maxRoomWaitingMs, maxRoomKbps } = this.#host.limits;
    return this.connection.bufferedBytes / ((maxRoomWaitingMs * maxRoomKbps) / 8);
  }

  /** The peer is taken for lost: it may come back to its seat. */
  #cut(why: string): void {
    this.#leave(true);
    this.connection.close(1001, why);
    this.#host.onGone(this, null);
  }

  #take(body: Body): void {
    const request = parseRoomRequest(body);
    if (request.type === 'join') {
      if (this.#room) throw new CodecError('PROTOCOL', 'this connection has joined already');
      this.#room = this.#host.join(this, request);
      return;
    }
    const room = this.#requireRoom();
    if (request.type === 'card') room.setCard(this, request.card);
    else if (request.type === 'signal') room.signal(this, request.to, request.data);
    else if (request.type === 'receive') room.setReceives(this, request.from, request.isOn);
    else {
      if (request.hasMoved) room.endWhenEmpty();
      this.#leave(false);
      this.connection.close(1000, '');
      this.#host.onGone(this, null);
    }
  }

  #passOn(to: number, payload: Uint8Array): void {
    const room = this.#requireRoom();
    if (this.#budget.mayPass(payload.length, this.#lastMs)) room.passOn(this, to, payload);
    else this.#dropped++;
  }

  #requireRoom(): JoinedRoom {
    if (!this.#room) throw new CodecError('PROTOCOL', 'the first message is a request to join');
    return this.#room;
  }

  #leave(isLost: boolean): void {
    this.#isGone = true;
    this.#lease?.release();
    const room = this.#room;
    this.#room = null;
    room?.leave(this, isLost, this.#host.nowMs());
  }

  #guard(action: () => void): void {
    try {
      action();
    } catch (cause) {
      this.refuse(relayError(cause));
    }
  }
}

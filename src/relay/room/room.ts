import { CodecError } from '../../core/errors.js';
import { isSameSecret } from '../../core/secure-random.js';
import { TO_AUDIENCE } from '../../core/wire/room-message.js';
import type { RoomLimits } from './room-limits.js';
import type { JoinedRoom, JoinRequest, RoomPeer } from './room-peer.js';

/** What a room has passed on, each message counted for every peer that was sent it. */
export interface RoomTraffic {
  readonly passedMessages: number;
  /** Of the messages, without the headers below them. */
  readonly passedBytes: number;
}

/** A seat whose peer is away. */
interface Reservation {
  readonly token: string;
  readonly peerId: string;
  readonly untilMs: number;
}

/**
 * The peers of one listening session, each on a seat. It passes on what they send each other, which is sealed: it knows
 * who is there, and neither names, keys nor sound.
 */
export class Room implements JoinedRoom {
  readonly id: string;
  readonly createdMs: number;
  readonly #limits: RoomLimits;
  readonly #stunPort: () => number | null;
  readonly #seats: (RoomPeer | null)[] = [];
  readonly #reserved = new Map<number, Reservation>();
  #isClosed = false;
  /** Whether the session has another room now. */
  #hasMoved = false;
  /** Messages that were passed on, each counted for every peer that was sent it, and their bytes. */
  #passedMessages = 0;
  #passedBytes = 0;
  /** When the last peer has left; null while there is one. */
  #emptySinceMs: number | null;

  /** @param stunPort port of the relay's own STUN, which peers are told; null where it has none */
  constructor(id: string, limits: RoomLimits, nowMs: number, stunPort: () => number | null) {
    this.id = id;
    this.createdMs = this.#emptySinceMs = nowMs;
    this.#limits = limits;
    this.#stunPort = stunPort;
  }

  get peers(): readonly RoomPeer[] {
    return this.#seats.filter((peer) => peer !== null);
  }

  get traffic(): RoomTraffic {
    return { passedMessages: this.#passedMessages, passedBytes: this.#passedBytes };
  }

  /** Why the room is to be removed; null where it lasts. */
  isOver(nowMs: number): 'expired' | 'empty' | null {
    if (nowMs - this.createdMs > this.#limits.maxRoomMs) return 'expired';
    if (this.#emptySinceMs === null) return null;
    // Whoever was lost there finds out by coming back that it was left behind.
    const isUseless = this.#hasMoved && this.#reserved.size === 0;
    return isUseless || nowMs - this.#emptySinceMs > this.#limits.emptyRoomMs ? 'empty' : null;
  }

  /**
   * Gives the peer a seat and tells it of the others, and them of it.
   * @throws CodecError CHANNEL_LIMIT where there is no room, NOT_ALLOWED where another has the same id
   */
  join(peer: RoomPeer, { peerId, token, card, seat: wanted }: JoinRequest, nowMs: number): void {
    this.tick(nowMs);
    const before = this.peers.find((other) => other.peerId === peerId);
    const away = [...this.#reserved].find(([, reservation]) => reservation.peerId === peerId);
    const known = before?.token ?? away?.[1].token;
    if (known !== undefined && !isSameSecret(known, token))
      throw new CodecError('NOT_ALLOWED', 'another connection has this id in the session');
    const seat = before?.seat ?? away?.[0] ?? this.#freeSeat(wanted);
    if (before) {
      this.#seats[seat] = null;
      before.replace();
    }
    this.#reserved.delete(seat);
    Object.assign(peer, { seat, card, peerId, token });
    this.#emptySinceMs = null;
    const others = this.peers;
    this.#seats[seat] = peer;
    const stunPort = this.#stunPort();
    peer.send({ type: 'welcome', seat, peers: others.length, ...(stunPort !== null && { stunPort }) });
    for (const other of others) {
      peer.send({ type: 'joined', seat: other.seat, peerId: other.peerId, card: other.card });
      other.send({ type: 'joined', seat, peerId, card });
    }
  }

  setCard(peer: RoomPeer, card: string): void {
    peer.card = card;
    for (const other of this.peers) if (other !== peer) other.send({ type: 'card', seat: peer.seat, card });
  }

  /** A signal for a peer that has gone is dropped. */
  signal(from: RoomPeer, to: number, data: string): void {
    this.#seats[to]?.receiveSignal(from.seat, data);
  }

  /** @param to a seat, or {@link TO_AUDIENCE} */
  passOn(from: RoomPeer, to: number, payload: Uint8Array): void {
    const isMeant = (peer: RoomPeer): boolean =>
      to === TO_AUDIENCE ? peer !== from && peer.receives.has(from.seat) : peer.seat === to;
    for (const peer of this.peers) {
      if (!isMeant(peer) || !peer.receive(from.seat, payload, to === TO_AUDIENCE)) continue;
      this.#passedMessages++;
      this.#passedBytes += payload.length;
    }
  }

  /** Whether the peer gets what another sends to its audience, which that one is told. */
  setReceives(peer: RoomPeer, from: number, isOn: boolean): void {
    if (from === peer.seat) return;
    if (isOn) peer.receives.add(from);
    else peer.receives.delete(from);
    this.#tellAudience(from);
  }

  /** @param isLost whether it may come back to its seat */
  leave(peer: RoomPeer, isLost: boolean, nowMs: number): void {
    if (this.#isClosed || this.#seats[peer.seat] !== peer) return;
    this.#seats[peer.seat] = null;
    const { token, peerId, seat } = peer;
    if (isLost) this.#reserved.set(seat, { token, peerId, untilMs: nowMs + this.#limits.seatReservedMs });
    const others = this.peers;
    for (const other of others) {
      // A seat's next peer is not the one whose sound was asked for.
      other.receives.delete(seat);
      other.send({ type: 'left', seat, isLost });
    }
    for (const from of peer.receives) this.#tellAudience(from);
    if (others.length === 0) this.#emptySinceMs = nowMs;
  }

  /** The session has another room: this one does not wait for anybody once nobody is in it. */
  endWhenEmpty(): void {
    this.#hasMoved = true;
  }

  /** The relay goes away: nobody is told that the others have left, which they have not. */
  close(): void {
    this.#isClosed = true;
  }

  tick(nowMs: number): void {
    for (const [seat, { untilMs }] of this.#reserved) if (nowMs >= untilMs) this.#reserved.delete(seat);
  }

  #tellAudience(seat: number): void {
    const count = this.peers.filter((peer) => peer.receives.has(seat)).length;
    this.#seats[seat]?.send({ type: 'audience', count });
  }

  #freeSeat(wanted: number | undefined): number {
    const isFree = (seat: number): boolean => !this.#seats[seat] && !this.#reserved.has(seat);
    const { maxPeersPerRoom } = this.#limits;
    if (wanted !== undefined && wanted < maxPeersPerRoom && isFree(wanted)) return wanted;
    for (let seat = 0; seat < maxPeersPerRoom; seat++) if (isFree(seat)) return seat;
    throw new CodecError('CHANNEL_LIMIT', `the session is full: it has ${maxPeersPerRoom} peers`);
  }
}

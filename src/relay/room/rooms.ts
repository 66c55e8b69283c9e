import { CodecError } from '../../core/errors.js';
import { callGuarded } from '../../core/guarded.js';
import { CLOSE_CODES } from '../../core/wire/control.js';
import type { Authorizer, PeerIdentity } from '../../ports/authorizer.js';
import type { Clock } from '../../ports/clock.js';
import type { Connection } from '../../ports/transport.js';
import { Admission } from '../auth/admission.js';
import { notAllowed } from '../refusal.js';
import { RelayTime } from '../relay-time.js';
import { Room, type RoomTraffic } from './room.js';
import { type RoomLimits, roomLimits } from './room-limits.js';
import { type JoinRequest, RoomPeer } from './room-peer.js';

const ROOM_ID = /^[A-Za-z0-9_-]{22}$/;
const TICK_MS = 1_000;

/** What the relay's rooms are made of. */
export interface RoomsOptions {
  /** Times the end of rooms and of peers that are silent. */
  readonly clock: Clock;
  /** Asked for every connection, about the channel `session.` and the room's id. */
  readonly authorizer: Authorizer;
  /** Limits over {@link ROOM_LIMIT_DEFAULTS}. */
  readonly limits?: Partial<RoomLimits>;
  /** A connection that has neither a grant nor joined after this is refused, in ms. @default 5000 */
  readonly helloTimeoutMs?: number;
  /** Port of the relay's own STUN. @default peers are told of none */
  readonly stunPort?: () => number | null;
  /** Told of each connection that is refused. */
  readonly onRefused?: (room: string, error: CodecError, address: string | undefined) => void;
}

/** What a relay knows of one listening session. */
export interface RoomInfo extends RoomTraffic {
  /** 22 letters, digits, `-` and `_`, which follow from the session's secret. */
  readonly id: string;
  readonly peers: number;
  /** Time since it was made. */
  readonly ageMs: number;
  /** Messages that peers were not sent because too much waited for them. */
  readonly droppedMessages: number;
}

/** What is known of all rooms of a relay, those that have ended included. */
export interface RoomsStats extends RoomTraffic {
  readonly rooms: number;
  readonly peers: number;
  /** Connections that were refused so far. */
  readonly refused: number;
}

/** The listening sessions of a relay by their rooms: a state machine over connections, without sockets. */
export class Rooms {
  readonly #options: RoomsOptions;
  #limits: RoomLimits;
  readonly #rooms = new Map<string, Room>();
  readonly #peers = new Set<RoomPeer>();
  /** Rooms by the address of whoever has made them. */
  readonly #makers = new Map<Room, string>();
  #refused = 0;
  /** Of the rooms that have ended. */
  readonly #past = { passedMessages: 0, passedBytes: 0 };
  readonly #time: RelayTime;
  #cancelTick: (() => void) | null = null;
  #isClosed = false;

  /** @throws TypeError, RangeError naming a wrong limit */
  constructor(options: RoomsOptions) {
    this.#options = options;
    this.#limits = roomLimits(options.limits);
    // A tick that comes four times as late as it should is one of a relay that did not run.
    this.#time = new RelayTime(options.clock, () => 4 * TICK_MS);
  }

  get stats(): RoomsStats {
    let { passedMessages, passedBytes } = this.#past;
    for (const { traffic } of this.#rooms.values()) {
      passedMessages += traffic.passedMessages;
      passedBytes += traffic.passedBytes;
    }
    return { rooms: this.#rooms.size, peers: this.#peers.size, refused: this.#refused, passedMessages, passedBytes };
  }

  /** The rooms that last, in the order in which they were made. */
  list(): RoomInfo[] {
    const nowMs = this.#time.nowMs();
    return [...this.#rooms.values()].map(({ id, peers, createdMs, traffic }) => ({
      id,
      peers: peers.length,
      ageMs: nowMs - createdMs,
      droppedMessages: peers.reduce((sum, { droppedMessages }) => sum + droppedMessages, 0),
      ...traffic,
    }));
  }

  /** An operator ends a session: its peers leave it. @returns what it was; null where there is no such room */
  end(id: string, reason?: string): RoomInfo | null {
    const room = this.#rooms.get(id);
    const info = this.list().find((one) => one.id === id);
    if (!room || !info) return null;
    const why = reason === undefined ? '' : `: ${reason}`;
    this.#remove(room, new CodecError('SESSION_NOT_FOUND', `the operator has ended the session${why}`));
    return info;
  }

  /** Other limits from now on; who is connected stays. @throws TypeError, RangeError naming a wrong one */
  setLimits(limits: Partial<RoomLimits>): void {
    // One object for all rooms that were made with it.
    Object.assign(this.#limits, roomLimits(limits));
  }

  /** Takes over a connection to a room. Never throws. */
  accept(connection: Connection, roomId: string, identity: PeerIdentity = {}): void {
    const peer = new RoomPeer(connection, roomId, identity, {
      limits: this.#limits,
      nowMs: () => this.#time.nowMs(),
      clockMs: () => this.#options.clock.nowMs(),
      join: (joining, request) => this.#join(joining, request),
      onGone: (gone, error) => this.#onGone(gone, error),
    });
    this.#peers.add(peer);
    this.#schedule();
    const refusal = this.#isClosed
      ? closing()
      : !ROOM_ID.test(roomId) && new CodecError('PROTOCOL', 'the id of a session has 22 characters');
    if (refusal) {
      peer.refuse(refusal);
      return;
    }
    connection.setHandlers(peer);
    new Admission(1).ask(
      this.#options.authorizer,
      { ...identity, channel: `session.${roomId}` },
      {
        onGrant: (grant) => peer.onGrant(grant),
        onRefused: (cause) =>
          peer.refuse(
            cause instanceof CodecError && cause.code === 'CHANNEL_LIMIT'
              ? cause
              : notAllowed('not allowed to use sessions on this relay', cause),
          ),
      },
    );
  }

  /** Refuses a connection that {@link accept} was never called for. */
  refuse(connection: Connection, roomId: string, error: CodecError, identity: PeerIdentity = {}): void {
    const nowMs = (): number => this.#time.nowMs();
    const host = { limits: this.#limits, nowMs, clockMs: nowMs };
    const never = (): Room => {
      throw error;
    };
    const peer = new RoomPeer(connection, roomId, identity, { ...host, join: never, onGone: this.#count });
    peer.refuse(error);
  }

  /** Tells every peer that the relay is going away; may be called twice. */
  close(retryAfterMs?: number): void {
    this.#isClosed = true;
    this.#cancelTick?.();
    this.#cancelTick = null;
    for (const room of this.#rooms.values()) room.close();
    for (const peer of [...this.#peers]) peer.refuse(closing(retryAfterMs), CLOSE_CODES.goingAway);
    this.#rooms.clear();
    this.#makers.clear();
  }

  #join(peer: RoomPeer, request: JoinRequest): Room {
    const nowMs = this.#time.nowMs();
    const known = this.#rooms.get(peer.roomId);
    // Everybody who joins may send voice: what a session's members may do is theirs to settle.
    peer.require(known || !request.creates ? 'listen' : 'publish');
    if (!known && !request.creates)
      throw new CodecError('SESSION_NOT_FOUND', 'no listening session with this link, or it has ended');
    const room = known ?? this.#create(peer, nowMs);
    room.join(peer, request, nowMs);
    return room;
  }

  #create(peer: RoomPeer, nowMs: number): Room {
    const { maxRooms, maxRoomsPerAddress } = this.#limits;
    if (this.#rooms.size >= maxRooms) throw new CodecError('CHANNEL_LIMIT', `the relay may have ${maxRooms} sessions`);
    const maker = peer.identity.network ?? peer.identity.address;
    const made = [...this.#makers.values()].filter((address) => address === maker).length;
    if (maker !== undefined && made >= maxRoomsPerAddress)
      throw new CodecError('CHANNEL_LIMIT', `one address may have ${maxRoomsPerAddress} sessions`);
    const room = new Room(peer.roomId, this.#limits, nowMs, this.#options.stunPort ?? (() => null));
    this.#rooms.set(room.id, room);
    if (maker !== undefined) this.#makers.set(room, maker);
    return room;
  }

  readonly #count = (peer: RoomPeer, error: CodecError | null): void => {
    if (!error || this.#isClosed) return;
    this.#refused++;
    void callGuarded(
      () => this.#options.onRefused?.(`session.${peer.roomId}`, error, peer.identity.address),
      () => {},
    );
  };

  #onGone(peer: RoomPeer, error: CodecError | null): void {
    this.#peers.delete(peer);
    this.#count(peer, error);
  }

  #schedule(): void {
    if (this.#cancelTick || this.#isClosed) return;
    this.#cancelTick = this.#options.clock.schedule(TICK_MS, () => {
      this.#cancelTick = null;
      this.#tick(this.#time.nowMs());
      if (this.#peers.size > 0 || this.#rooms.size > 0) this.#schedule();
    });
  }

  #tick(nowMs: number): void {
    for (const peer of [...this.#peers]) peer.tick(nowMs, this.#options.helloTimeoutMs ?? 5_000);
    for (const room of [...this.#rooms.values()]) {
      room.tick(nowMs);
      if (room.isOver(nowMs))
        this.#remove(room, new CodecError('SESSION_NOT_FOUND', 'the session has lasted as long as the relay allows'));
    }
  }

  #remove(room: Room, why: CodecError): void {
    this.#rooms.delete(room.id);
    this.#makers.delete(room);
    const { peers, traffic } = room;
    this.#past.passedMessages += traffic.passedMessages;
    this.#past.passedBytes += traffic.passedBytes;
    room.close();
    for (const peer of peers) peer.refuse(why);
  }
}

const closing = (retryAfterMs?: number): CodecError =>
  new CodecError('TRANSPORT_CLOSED', 'the relay is closing', { retryAfterMs });

import { CodecError } from '../core/errors.js';
import { CLOSE_CODES, requireChannelName } from '../core/wire/control.js';
import type { Clock } from '../ports/clock.js';
import type { Connection } from '../ports/transport.js';
import { Room, type RoomStats } from './channel/room.js';
import { type RelayLimits, relayLimits } from './limits.js';
import { Session } from './session.js';

export interface RelayOptions {
  readonly clock: Clock;
  /** Numbers in [0, 1) that spread pings. @default Math.random */
  readonly random?: () => number;
  readonly limits?: Partial<RelayLimits>;
  /** Called for every connection that was refused or closed by the relay; must not throw. */
  readonly onRefused?: (channel: string, error: CodecError) => void;
}

export interface RelayStats {
  /** All connections, those that have not said hello counted. */
  readonly connections: number;
  /** Connections that were refused or closed by the relay so far. */
  readonly refused: number;
  readonly channels: readonly RoomStats[];
}

/**
 * Channels by name, each with one source and many listeners: a state machine over {@link Connection}s, without sockets.
 * What is sent is never decoded, only cut after a plane.
 */
export class Relay {
  readonly #clock: Clock;
  readonly #limits: RelayLimits;
  readonly #random: () => number;
  readonly #onRefused: RelayOptions['onRefused'];
  readonly #rooms = new Map<string, Room>();
  readonly #sessions = new Map<Connection, Session>();
  #refused = 0;
  #cancelTick: (() => void) | null = null;
  #closed = false;

  /** @throws RangeError naming a limit outside its range. */
  constructor(options: RelayOptions) {
    this.#clock = options.clock;
    this.#limits = relayLimits(options.limits);
    this.#random = options.random ?? Math.random;
    this.#onRefused = options.onRefused;
    this.#scheduleTick();
  }

  /** Takes over a connection; whether it is a source or a listener is for its hello to say. Never throws. */
  accept(connection: Connection, channel: string): void {
    const session = new Session(connection, channel, {
      limits: this.#limits,
      random: this.#random,
      nowMs: () => this.#clock.nowMs(),
      room: (name) => this.#room(name),
      onGone: (gone, error) => this.#onGone(gone, error),
    });
    this.#sessions.set(connection, session);
    try {
      if (this.#closed) throw new CodecError('TRANSPORT_CLOSED', 'the relay is closing');
      requireChannelName(channel);
      if (this.#sessions.size > this.#limits.maxConnections)
        throw new CodecError('CHANNEL_LIMIT', `the relay may have ${this.#limits.maxConnections} connections`);
      session.start();
    } catch (error) {
      session.refuse(
        error instanceof CodecError ? error : new CodecError('PROTOCOL', 'the relay failed', { cause: error }),
      );
    }
  }

  /** Refuses a connection that `accept` was never called for, e.g. one without the subprotocol. */
  refuse(connection: Connection, channel: string, error: CodecError): void {
    this.accept(connection, channel);
    this.#sessions.get(connection)?.refuse(error);
  }

  stats(): RelayStats {
    const nowMs = this.#clock.nowMs();
    const channels = [...this.#rooms.values()].map((room) => room.stats(nowMs));
    return { connections: this.#sessions.size, refused: this.#refused, channels };
  }

  /** Tells everybody that the relay is going away and closes; may be called twice. */
  close(): void {
    if (this.#closed) return;
    this.#closed = true;
    this.#cancelTick?.();
    const error = new CodecError('TRANSPORT_CLOSED', 'the relay is closing');
    for (const session of [...this.#sessions.values()]) session.refuse(error, CLOSE_CODES.goingAway);
    this.#rooms.clear();
  }

  #room(name: string): Room {
    const known = this.#rooms.get(name);
    if (known) return known;
    if (this.#rooms.size >= this.#limits.maxChannels)
      throw new CodecError('CHANNEL_LIMIT', `the relay may have ${this.#limits.maxChannels} channels`);
    const drop = (connection: Connection, error: CodecError, closeCode?: number): void =>
      this.#sessions.get(connection)?.refuse(error, closeCode);
    const room = new Room(name, this.#limits, drop, this.#clock.nowMs());
    this.#rooms.set(name, room);
    return room;
  }

  #onGone(session: Session, error: CodecError | null): void {
    this.#sessions.delete(session.connection);
    if (!error) return;
    this.#refused++;
    this.#onRefused?.(session.channel, error);
  }

  #scheduleTick(): void {
    this.#cancelTick = this.#clock.schedule(this.#limits.tickMs, () => {
      this.#scheduleTick();
      const nowMs = this.#clock.nowMs();
      for (const session of this.#sessions.values()) session.tick(nowMs);
      for (const room of this.#rooms.values()) {
        room.tick(nowMs);
        if (room.idleMs(nowMs) > this.#limits.channelIdleMs) this.#rooms.delete(room.name);
      }
    });
  }
}

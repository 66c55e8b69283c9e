import { CodecError } from '../core/errors.js';
import { closeCodeFor } from '../core/wire/close-codes.js';
import { errorNotice, parseControl } from '../core/wire/control.js';
import { parseHello, parseMetadata } from '../core/wire/hello.js';
import { encodePacket, type Packet, type PacketType, packetType, parsePacket } from '../core/wire/packet.js';
import type { CloseEvent, Connection } from '../ports/transport.js';
import type { Room } from './channel/room.js';
import type { RelayLimits } from './limits.js';
import { RateLimit } from './rate-limit.js';
import type { Listener } from './subscribers/listener.js';

/** What a session needs of the relay. */
export interface SessionHost {
  readonly limits: RelayLimits;
  readonly random: () => number;
  nowMs(): number;
  /** @throws CodecError CHANNEL_LIMIT */
  room(channel: string): Room;
  /** Called once, when the connection has gone or has been refused. */
  onGone(session: Session, error: CodecError | null): void;
}

type Role = 'new' | 'source' | 'listener' | 'gone';

const NO_CONTEXT = { bytesPerFramePlane: 1 };

/**
 * One connection to the relay, from hello to close. Everything that a peer gets wrong ends here: it is told why in an
 * error packet, closed with a code, and nobody else notices.
 */
export class Session {
  readonly connection: Connection;
  readonly channel: string;
  readonly #host: SessionHost;
  readonly #sinceMs: number;
  #role: Role = 'new';
  #room: Room | null = null;
  #listener: Listener | null = null;
  #rate: RateLimit;
  #lastHeardMs: number;
  #nextPingMs: number;

  constructor(connection: Connection, channel: string, host: SessionHost) {
    this.connection = connection;
    this.channel = channel;
    this.#host = host;
    const nowMs = host.nowMs();
    this.#sinceMs = nowMs;
    this.#lastHeardMs = nowMs;
    this.#nextPingMs = nowMs + host.limits.pingIntervalMs;
    const perSecond = host.limits.maxSourceMessagesPerSecond;
    this.#rate = new RateLimit(perSecond, 2 * perSecond, nowMs);
  }

  /** Starts to listen; apart from the constructor, because messages may be waiting already. */
  start(): void {
    this.connection.setHandlers({
      onMessage: (message) => this.#onMessage(message),
      onClose: (event) => this.#onClose(event),
    });
  }

  get role(): Role {
    return this.#role;
  }

  /** Tells the peer why and closes. Never throws; later calls do nothing. */
  refuse(error: CodecError, closeCode: number = closeCodeFor(error.code)): void {
    if (this.#role === 'gone') return;
    this.#leave(error);
    try {
      this.connection.send(encodePacket({ type: 'error', body: errorNotice(error.code, error.message) }, NO_CONTEXT));
      this.connection.close(closeCode, error.message);
    } catch {
      // A connection that throws is broken beyond telling it so; it is forgotten already.
    }
  }

  /** Called every tick. */
  tick(nowMs: number): void {
    const { helloTimeoutMs, sourceTimeoutMs, pingIntervalMs } = this.#host.limits;
    if (this.#role === 'new' && nowMs - this.#sinceMs > helloTimeoutMs)
      this.refuse(new CodecError('PROTOCOL', `no hello within ${helloTimeoutMs} ms`));
    if (this.#role !== 'source') return;
    if (nowMs - this.#lastHeardMs > sourceTimeoutMs)
      this.refuse(new CodecError('TRANSPORT_CLOSED', `the source has been silent for ${sourceTimeoutMs} ms`));
    else if (nowMs >= this.#nextPingMs) {
      this.#nextPingMs = nowMs + pingIntervalMs;
      // Audio shows that a source lives; only a silent one is asked.
      if (nowMs - this.#lastHeardMs >= pingIntervalMs / 2) this.#send({ type: 'ping', token: 0 });
    }
  }

  #onMessage(message: Uint8Array): void {
    if (this.#role === 'gone') return;
    const nowMs = this.#host.nowMs();
    this.#lastHeardMs = nowMs;
    try {
      if (!this.#rate.take(nowMs)) throw new CodecError('CHANNEL_LIMIT', 'too many messages per second');
      // Before the hello nobody knows how long a plane is: audio cannot be parsed yet, only refused.
      if (this.#role === 'new' && packetType(message) === 'audio') throw this.#unexpected('audio');
      this.#dispatch(message, parsePacket(message, this.#room?.context ?? NO_CONTEXT), nowMs);
    } catch (cause) {
      this.refuse(cause instanceof CodecError ? cause : new CodecError('PROTOCOL', 'the relay failed', { cause }));
    }
  }

  #dispatch(message: Uint8Array, packet: Packet, nowMs: number): void {
    switch (packet.type) {
      case 'ping':
        this.#send({ type: 'pong', token: packet.token });
        break;
      case 'pong':
        this.#listener?.onPong(packet.token, nowMs);
        break;
      case 'hello':
        this.#onHello(packet.body, nowMs);
        break;
      case 'control':
        if (!this.#listener) throw this.#unexpected(packet.type);
        this.#listener.setRequestedPlanes(parseControl(packet.body).planes);
        break;
      case 'audio':
        // One copy per message for the ring and all listeners: the transport's view ends with this call.
        this.#asSource(packet).onAudio(new Uint8Array(message), packet, nowMs);
        break;
      case 'silence':
        this.#asSource(packet).onSilence(new Uint8Array(message), packet);
        break;
      case 'metadata':
        this.#asSource(packet).onMetadata(parseMetadata(packet.body));
        break;
      case 'end':
        this.#asSource(packet).onEnd(packet);
        break;
      default:
        throw this.#unexpected(packet.type);
    }
  }

  #asSource(packet: Packet): Room {
    if (this.#role !== 'source') throw this.#unexpected(packet.type);
    return this.#room!;
  }

  #unexpected(type: PacketType): CodecError {
    const expected = this.#role === 'new' ? 'the first packet must be a hello' : `a ${this.#role} must not send this`;
    return new CodecError('PROTOCOL', `${expected}, got ${type}`);
  }

  #onHello(body: Readonly<Record<string, unknown>>, nowMs: number): void {
    if (this.#role !== 'new') throw new CodecError('PROTOCOL', 'hello was said before');
    const hello = parseHello(body);
    const room = this.#host.room(this.channel);
    this.#room = room;
    this.#role = hello.role;
    if (hello.role === 'source') {
      room.attachSource(this.connection, hello);
      return;
    }
    const perSecond = this.#host.limits.maxListenerMessagesPerSecond;
    this.#rate = new RateLimit(perSecond, 2 * perSecond, nowMs);
    this.#listener = room.attachListener(this.connection, hello, nowMs, this.#host.random);
  }

  #send(packet: Packet): void {
    this.connection.send(encodePacket(packet, NO_CONTEXT));
  }

  #onClose(_event: CloseEvent): void {
    if (this.#role !== 'gone') this.#leave(null);
  }

  #leave(error: CodecError | null): void {
    this.#role = 'gone';
    this.#room?.detach(this.connection, this.#host.nowMs());
    this.#host.onGone(this, error);
  }
}

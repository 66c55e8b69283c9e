import { Deferred } from '../../core/deferred.js';
import { CodecError } from '../../core/errors.js';
import { encodePacket, type Packet, type PacketContext, parsePacket } from '../../core/wire/packet.js';
import { Backoff } from './backoff.js';
import { Link } from './link.js';
import { type ReconnectOptions, requireReconnect, type StreamConnectOptions } from './options.js';
import { StreamStats } from './stats.js';

/** How a link connects, and what its packets look like. */
export interface PacketLinkOptions extends StreamConnectOptions {
  /** When a connection is given up and the next one tried. @default those of {@link ReconnectOptions} */
  readonly reconnect?: ReconnectOptions;
  /** Which way the audio goes, for the statistics. */
  readonly direction: 'sent' | 'received';
  /** Layout of the audio packets until a hello changes it: needed to parse them. */
  readonly context: PacketContext;
  /** Takes the packets in, and is told of every connection. */
  readonly handlers: PacketLinkHandlers;
}

/** What sender and receiver do on the events of a link. */
export interface PacketLinkHandlers {
  /** A connection stands: the hello is to be sent. */
  onOpen(): void;
  /**
   * Takes in one packet of any type but `error`; a ping has been answered already. What it throws as a CodecError is
   * counted as a bad message. Calls of the user's handlers go into the returned function, which is called after it:
   * what they throw is no bad message.
   */
  onPacket(packet: Packet): (() => void) | undefined;
  onDrain(): void;
  /** The connection was lost; another is being made. */
  onDown(error: CodecError): void;
  /** No more attempts will be made. Called at most once; no CodecError where a function of the user is at fault. */
  onFailed(error: Error): void;
}

/**
 * A {@link Link} that carries packets: what sender and receiver have in common. Answers pings, keeps the relay's reason
 * for a refusal, counts what does not parse, and holds the promise of the first success.
 */
export class PacketLink {
  readonly stats: StreamStats;
  /** What the packets look like; it may change with a hello. */
  context: PacketContext;
  readonly #handlers: PacketLinkHandlers;
  readonly #link: Link;
  readonly #started = new Deferred();
  #hasStarted = false;

  /** @throws RangeError naming an option outside its range. */
  constructor(options: PacketLinkOptions) {
    const { clock, handlers } = options;
    const { backoff, idleTimeoutMs } = requireReconnect(options.reconnect);
    this.#handlers = handlers;
    this.context = options.context;
    this.stats = new StreamStats(options.direction);
    this.#link = new Link({
      connect: options.connect,
      clock,
      backoff: new Backoff(backoff, options.random),
      idleTimeoutMs,
      ...(options.renewsToken && { renewsToken: true }),
      ...(options.followsAlternative && { followsAlternative: options.followsAlternative }),
      handlers: {
        onOpen: (connection) => {
          this.stats.attach(connection.counters, clock.nowMs());
          handlers.onOpen();
        },
        onMessage: (message) => this.#onMessage(message),
        onDrain: () => handlers.onDrain(),
        onDown: (error) => handlers.onDown(error),
        onFailed: (error) => handlers.onFailed(error),
      },
    });
  }

  /** Whether a connection is open and accepts messages. */
  get isOpen(): boolean {
    return this.#link.connection?.state === 'open';
  }

  /** Whether no more attempts are made. */
  get isOver(): boolean {
    return this.#link.isOver;
  }

  /** Makes the first connection; resolves with {@link accepted}, rejects with {@link close}. */
  start(): Promise<void> {
    if (!this.#hasStarted && !this.isOver) this.#link.open();
    this.#hasStarted = true;
    return this.#started.promise;
  }

  /** Returns false when the caller should wait for `onDrain`, and where no connection stands. */
  send(packet: Packet): boolean {
    return this.#link.connection !== null && this.sendMessage(encodePacket(packet, this.context));
  }

  /** The same for a packet that is encoded already. */
  sendMessage(message: Uint8Array): boolean {
    return this.#link.connection?.send(message) ?? false;
  }

  /** The peer is the right one: from now on a loss is worth another attempt. Resolves `start`. */
  accepted(): void {
    this.#link.accepted();
    this.#started.resolve();
  }

  /** The peer serves this stream: the next loss starts the back-off from its minimum. */
  served(): void {
    this.#link.served();
  }

  /** Drops this connection for a reason found on this side. */
  fail(error: CodecError): void {
    this.#link.fail(error);
  }

  /** Orderly and final; may be called twice. @param reason what `start` rejects with where it still waits */
  close(reason: Error): void {
    this.#link.close();
    this.#started.reject(reason);
  }

  #onMessage(message: Uint8Array): void {
    let callHandler: (() => void) | undefined;
    try {
      callHandler = this.#read(parsePacket(message, this.context));
    } catch (error) {
      if (!(error instanceof CodecError)) throw error;
      this.stats.badMessages++;
    }
    callHandler?.();
  }

  #read(packet: Packet): (() => void) | undefined {
    if (packet.type === 'error') {
      this.#link.refused(packet.body);
      return undefined;
    }
    if (packet.type === 'ping') this.send({ type: 'pong', token: packet.token });
    return this.#handlers.onPacket(packet);
  }
}

import { CodecError } from '../../core/errors.js';
import { MAX_PACKET_BYTES } from '../../core/wire/packet.js';
import type { Connection } from '../../ports/transport.js';
import type { ServedAudience } from '../channel/served-audience.js';
import type { SourcePace } from './source-pace.js';

/** What may wait of a source that sends faster than its pace: what a socket delivers at once, with room to spare. */
export const MAX_WAITING_SOURCE_BYTES = 262_144;
/** The same in messages. */
export const MAX_WAITING_SOURCE_MESSAGES = 8192;

/** Where the messages of a source go. */
export interface SourceIntakeOptions {
  /** Is not read while messages wait, where it can be paused. */
  readonly connection: Connection;
  /** States how fast it is read, and whether its listeners let it wait. */
  readonly channel: { readonly pace: SourcePace; readonly audience: Pick<ServedAudience, 'holdsSource'> };
  /** Takes a message; what it throws is the caller's to handle. */
  readonly read: (message: Uint8Array) => void;
}

/**
 * Reads a source at its pace, and a transfer at that of its listeners, in order: what comes faster waits here, and then unread in the connection, so that a source
 * that sends a recording as fast as it can is slowed down and not refused.
 */
export class SourceIntake {
  readonly #connection: Connection;
  readonly #channel: SourceIntakeOptions['channel'];
  readonly #read: (message: Uint8Array) => void;
  #waiting: Uint8Array[] = [];
  #waitingBytes = 0;

  constructor({ connection, channel, read }: SourceIntakeOptions) {
    this.#connection = connection;
    this.#channel = channel;
    this.#read = read;
  }

  /** Whether messages wait, and nothing more is read. */
  get isWaiting(): boolean {
    return this.#waiting.length > 0;
  }

  /**
   * A message has come, a view that is valid only during the call.
   * @throws CodecError CHANNEL_LIMIT when too much waits, PACKET_TOO_LARGE for what no peer may send; what `read` throws
   */
  push(message: Uint8Array, nowMs: number): void {
    if (this.#waiting.length === 0 && this.#isReady(nowMs)) {
      this.#pass(message);
      return;
    }
    if (message.length > MAX_PACKET_BYTES)
      throw new CodecError(
        'PACKET_TOO_LARGE',
        `packet length must be at most ${MAX_PACKET_BYTES} bytes, got ${message.length}`,
      );
    this.#waitingBytes += message.length;
    if (this.#waitingBytes > MAX_WAITING_SOURCE_BYTES || this.#waiting.length >= MAX_WAITING_SOURCE_MESSAGES)
      throw new CodecError('CHANNEL_LIMIT', 'the source sends faster than its format needs');
    if (this.#waiting.length === 0) this.#connection.pause?.();
    this.#waiting.push(new Uint8Array(message));
  }

  /** Reads what has waited long enough. @throws what `read` throws */
  tick(nowMs: number): void {
    if (this.#waiting.length === 0) return;
    let read = 0;
    while (read < this.#waiting.length && this.#isReady(nowMs)) {
      const message = this.#waiting[read++]!;
      this.#waitingBytes -= message.length;
      this.#pass(message);
    }
    this.#waiting.splice(0, read);
    if (this.#waiting.length === 0) this.#connection.resume?.();
  }

  /** The connection has gone: nothing is read any more. */
  clear(): void {
    this.#waiting = [];
    this.#waitingBytes = 0;
  }

  #isReady(nowMs: number): boolean {
    return this.#channel.pace.isReady(nowMs) && !this.#channel.audience.holdsSource(nowMs);
  }

  #pass(message: Uint8Array): void {
    this.#channel.pace.spend(message.length);
    this.#read(message);
  }
}

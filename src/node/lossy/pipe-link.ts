import type { Readable, Writable } from 'node:stream';
import { requireInteger, requireNumber } from '../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import type { LossyDirection, LossyLink, LossyLinkHandlers } from '../../ports/lossy-link.js';
import { PipeReader, pipeFrame, pipeWireCost } from '../../transports/byte-pipe/pipe-frames.js';
import { LossyCounters } from '../../transports/lossy-counters.js';
import { LossyInbox } from '../../transports/lossy-inbox.js';

/** A byte pipe: a serial line, a radio modem, a program such as netcat or ssh. */
export interface PipeLinkOptions {
  /** Where messages come from; at least one of the two must be given. @default none: this end only sends */
  readonly readable?: Readable;
  /** Where messages go to. @default none: this end only receives */
  readonly writable?: Writable;
  /** Longest message, 64..65507: a radio may carry less in one of its packets. @default 1200 */
  readonly maxMessageBytes?: number;
  /** Bytes that may wait for a pipe that does not take them; a message beyond them is dropped, 1..16777216. @default 16384 */
  readonly maxBufferedBytes?: number;
}

const KINDS: OptionKinds<PipeLinkOptions> = {
  readable: { name: 'a readable stream', matches: ({ on, read }) => [on, read].every((f) => typeof f === 'function') },
  writable: {
    name: 'a writable stream',
    matches: ({ on, write }) => [on, write].every((f) => typeof f === 'function'),
  },
  maxMessageBytes: 'any',
  maxBufferedBytes: 'any',
};

/**
 * Messages through a byte pipe, framed by COBS with a CRC-32C: what is damaged is counted and left out, and the next
 * message is found again. The link ends with its readable; it ends its writable when it is closed.
 *
 * @throws TypeError, RangeError naming a wrong option
 */
export function pipeLink(options: PipeLinkOptions): LossyLink {
  requireOptions('', options, KINDS);
  if (!options.readable && !options.writable) throw new TypeError('readable or writable must be given');
  return new PipeLink(options);
}

class PipeLink implements LossyLink {
  readonly direction: LossyDirection;
  readonly maxMessageBytes: number;
  readonly counters = new LossyCounters(pipeWireCost);
  readonly #readable: Readable | undefined;
  readonly #writable: Writable | undefined;
  readonly #maxBufferedBytes: number;
  readonly #inbox = new LossyInbox();
  #state: 'open' | 'closed' = 'open';
  #hasBegun = false;

  constructor({ readable, writable, maxMessageBytes = 1200, maxBufferedBytes = 16_384 }: PipeLinkOptions) {
    this.maxMessageBytes = requireInteger('maxMessageBytes', maxMessageBytes, 64, 65_507);
    this.#maxBufferedBytes = requireNumber('maxBufferedBytes', maxBufferedBytes, 1, 2 ** 24);
    this.direction = !writable ? 'receive' : readable ? 'both' : 'send';
    this.#readable = readable;
    this.#writable = writable;
    const reader = new PipeReader(
      this.maxMessageBytes,
      (message) => {
        this.counters.received(message.length);
        this.#inbox.message(message);
      },
      () => this.counters.damaged(),
    );
    readable?.on('data', (bytes: Uint8Array) => {
      if (this.#state === 'open') reader.push(bytes);
    });
    readable?.on('end', () => this.#end('the pipe has ended'));
    for (const stream of new Set([readable, writable])) {
      stream?.on('error', (error: Error) => this.#end('', error));
      stream?.on('close', () => this.#end('the pipe was closed'));
    }
  }

  get state(): 'open' | 'closed' {
    return this.#state;
  }

  get bufferedBytes(): number {
    return this.#writable?.writableLength ?? 0;
  }

  setHandlers(handlers: LossyLinkHandlers): void {
    this.#inbox.setHandlers(handlers);
  }

  send(message: Uint8Array): boolean {
    const { length } = message;
    if (this.#state === 'closed' || !this.#writable) return this.counters.dropped();
    if (length === 0 || length > this.maxMessageBytes) return this.counters.dropped();
    if (this.bufferedBytes + length > this.#maxBufferedBytes) return this.counters.dropped();
    // What stood in the pipe before ends here.
    if (!this.#hasBegun) this.#writable.write(Uint8Array.of(0));
    this.#hasBegun = true;
    this.counters.sent(length);
    this.#writable.write(pipeFrame(message));
    return true;
  }

  close(reason = ''): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#writable?.end();
    this.#readable?.destroy();
    queueMicrotask(() => this.#inbox.close({ reason }));
  }

  #end(reason: string, error?: Error): void {
    if (this.#state === 'closed') return;
    this.#state = 'closed';
    this.#writable?.end();
    this.#readable?.destroy();
    this.#inbox.close({ reason, ...(error && { error }) });
  }
}

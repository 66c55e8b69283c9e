import type { Duplex } from 'node:stream';
import { type BusLink, type BusLinkHandlers, LINK_PREFIX_BYTES } from '../../../relay/cluster/bus-link.js';

/** Bytes that may wait for the other process before audio is dropped. */
const FULL_BYTES = 4 * 2 ** 20;
/** Longest frame: a value of the shared state with its key. */
const MAX_FRAME_BYTES = 4 * 2 ** 20;

/**
 * A link of the bus over a byte stream between two processes: each frame behind its length, 4 bytes, big endian. What is
 * sent in one turn of the event loop is written at once.
 */
export class SocketLink implements BusLink {
  readonly #stream: Duplex;
  #handlers: BusLinkHandlers | null = null;
  #received: Buffer = Buffer.alloc(0);
  #isFull = false;
  #isCorked = false;
  #isClosed = false;

  constructor(stream: Duplex) {
    this.#stream = stream;
    stream.on('data', (chunk: Buffer) => this.#onData(chunk));
    stream.on('drain', () => this.#onDrain());
    stream.on('error', () => this.close());
    stream.on('close', () => this.#onClose());
    stream.on('end', () => this.close());
  }

  get isFull(): boolean {
    return this.#isFull;
  }

  setHandlers(handlers: BusLinkHandlers): void {
    this.#handlers = handlers;
  }

  send(frame: Uint8Array): void {
    if (this.#isClosed) return;
    new DataView(frame.buffer, frame.byteOffset).setUint32(0, frame.length - LINK_PREFIX_BYTES);
    if (!this.#isCorked) {
      this.#isCorked = true;
      this.#stream.cork();
      process.nextTick(() => {
        this.#isCorked = false;
        this.#stream.uncork();
      });
    }
    this.#stream.write(frame);
    if (this.#stream.writableLength > FULL_BYTES) this.#isFull = true;
  }

  close(): void {
    if (this.#isClosed) return;
    // What was sent before is written first; the other end closes when it has read it.
    this.#stream.end(() => this.#stream.destroy());
    this.#onClose();
  }

  #onData(chunk: Buffer): void {
    this.#received = this.#received.length === 0 ? chunk : Buffer.concat([this.#received, chunk]);
    let at = 0;
    while (this.#received.length - at >= LINK_PREFIX_BYTES && !this.#isClosed) {
      const length = this.#received.readUInt32BE(at);
      if (length > MAX_FRAME_BYTES) {
        this.close();
        return;
      }
      const end = at + LINK_PREFIX_BYTES + length;
      if (this.#received.length < end) break;
      // A copy, since the frame may be kept longer than the chunk that it came in should be.
      this.#handlers?.onFrame(new Uint8Array(this.#received.subarray(at, end)));
      at = end;
    }
    this.#received = this.#received.subarray(at);
  }

  #onDrain(): void {
    if (!this.#isFull) return;
    this.#isFull = false;
    this.#handlers?.onDrain();
  }

  #onClose(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    this.#handlers?.onClose();
  }
}

import type { DataChannel } from 'node-datachannel';
import type { NativeChannel, NativeChannelHandlers } from '../../ports/peer-backend.js';

/** A data channel of node-datachannel, which throws when it is asked anything after its close. */
export class NodeChannel implements NativeChannel {
  readonly #channel: DataChannel;
  #isClosed = false;

  constructor(channel: DataChannel) {
    this.#channel = channel;
  }

  get isOpen(): boolean {
    return !this.#isClosed && this.#channel.isOpen();
  }

  get bufferedBytes(): number {
    return this.#isClosed ? 0 : this.#channel.bufferedAmount();
  }

  send(message: Uint8Array | string): void {
    if (!this.isOpen) throw new Error('the data channel is closed');
    if (typeof message === 'string') this.#channel.sendMessage(message);
    else this.#channel.sendMessageBinary(message);
  }

  setHandlers(handlers: NativeChannelHandlers): void {
    this.#channel.onOpen(() => handlers.onOpen());
    this.#channel.onMessage((message) => {
      if (this.#isClosed) return;
      handlers.onMessage(message instanceof ArrayBuffer ? new Uint8Array(message) : message);
    });
    this.#channel.onBufferedAmountLow(() => handlers.onLow());
    // Followed by onClosed where it matters.
    this.#channel.onError(() => {});
    this.#channel.onClosed(() => {
      this.#isClosed = true;
      handlers.onClosed();
    });
  }

  setLowBytes(bytes: number): void {
    this.#channel.setBufferedAmountLowThreshold(bytes);
  }

  /** The connection is closed: the channel is not asked again. */
  close(): void {
    this.#isClosed = true;
  }
}

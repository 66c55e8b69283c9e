import { describe, expect, it } from 'vitest';
import type { Connection, SharedMessage } from '../../../src/ports/transport.js';
import { type FrameStream, type WebSocketLike, websocketConnection } from '../../../src/transports/websocket.js';
import { FakeClock } from '../../support/fake-clock.js';

/** A stream that counts what is held and what is written in one piece. */
class CountingStream implements FrameStream {
  readonly pieces: number[] = [];
  waitingBytes = 0;
  #held = 0;
  #isHolding = false;

  cork(): void {
    this.#isHolding = true;
  }
  uncork(): void {
    this.#isHolding = false;
    if (this.#held > 0) this.pieces.push(this.#held);
    this.#held = 0;
    this.waitingBytes = 0;
  }
  write(): void {
    this.#held++;
    if (!this.#isHolding) this.uncork();
    else this.waitingBytes += 100;
  }
}

function open(stream: FrameStream): { connection: Connection; receive: () => void } {
  const socket: WebSocketLike = {
    binaryType: 'nodebuffer',
    readyState: 1,
    get bufferedAmount() {
      return (stream as CountingStream).waitingBytes;
    },
    send: () => {},
    close: () => {},
    onmessage: null,
    onclose: null,
    onerror: null,
  };
  const connection = websocketConnection(socket, { clock: new FakeClock(), side: 'server', frameStream: stream });
  return { connection, receive: () => socket.onmessage!({ data: new Uint8Array([1]) } as never) };
}

const message = (): SharedMessage => ({ bytes: new Uint8Array(98), webSocketFrame: null });

describe('what a WebSocket server sends in answer to a message', () => {
  it('is written in one piece', () => {
    const stream = new CountingStream();
    const { connection, receive } = open(stream);
    connection.setHandlers({
      onMessage: () => {
        for (let i = 0; i < 20; i++) expect(connection.sendShared!(message())).toBe(true);
      },
    });
    receive();
    expect(stream.pieces).toEqual([20]);
    connection.sendShared!(message());
    expect(stream.pieces).toEqual([20, 1]);
  });

  it('is passed on as soon as more than highWaterBytes is held, so that the connection does not count as blocked', () => {
    const stream = new CountingStream();
    const { connection, receive } = open(stream);
    connection.setHandlers({
      onMessage: () => {
        for (let i = 0; i < 100; i++) expect(connection.sendShared!(message())).toBe(true);
      },
    });
    receive();
    // 4096 bytes are reached with the 41st frame of 100.
    expect(stream.pieces).toEqual([41, 41, 18]);
  });

  it('is written also where the handler throws', () => {
    const stream = new CountingStream();
    const { connection, receive } = open(stream);
    connection.setHandlers({
      onMessage: () => {
        connection.sendShared!(message());
        throw new Error('a fault of the relay');
      },
    });
    expect(receive).toThrow('a fault of the relay');
    expect(stream.pieces).toEqual([1]);
  });
});

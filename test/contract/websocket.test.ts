import { once } from 'node:events';
import type { AddressInfo } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { WebSocket, WebSocketServer } from 'ws';
import { nodeClock } from '../../src/node/clock.js';
import type { Connection, SharedMessage } from '../../src/ports/transport.js';
import { type FrameStream, type WebSocketLike, websocketConnection } from '../../src/transports/websocket.js';
import { webSocketWireBytes } from '../../src/transports/websocket-cost.js';
import { transportContract } from './transport.js';

const OPTIONS = { perMessageDeflate: false, maxPayload: 4096 } as const;

/** A real server on loopback and one client of it. */
async function openPair(
  highWaterBytes?: number,
): Promise<{ server: WebSocketServer; client: WebSocket; a: Connection; b: Connection }> {
  const server = new WebSocketServer({ host: '127.0.0.1', port: 0, ...OPTIONS });
  await once(server, 'listening');
  const client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`, OPTIONS);
  const [[peer]] = await Promise.all([once(server, 'connection'), once(client, 'open')]);
  const wrap = (socket: WebSocket, side: 'client' | 'server'): Connection =>
    websocketConnection(socket as unknown as WebSocketLike, {
      clock: nodeClock,
      side,
      frameStream: (socket as unknown as { _socket: FrameStream })._socket,
      ...(highWaterBytes !== undefined && { highWaterBytes }),
    });
  return { server, client, a: wrap(client, 'client'), b: wrap(peer as WebSocket, 'server') };
}

/** Turns of the event loop, not time: the test's own timeout ends a hang. */
async function until(done: () => boolean): Promise<void> {
  while (!done()) await new Promise((resolve) => setImmediate(resolve));
}

transportContract('WebSocket', async (options = {}) => {
  const { server, client, a, b } = await openPair(options.highWaterBytes);
  return {
    a,
    b,
    until,
    async dispose(): Promise<void> {
      client.terminate();
      for (const socket of server.clients) socket.terminate();
      await new Promise((resolve) => server.close(resolve));
    },
  };
});

describe('WebSocket transport', () => {
  let dispose = (): void => {};
  afterEach(() => dispose());
  const open = async (): ReturnType<typeof openPair> => {
    const pair = await openPair();
    dispose = () => {
      pair.client.terminate();
      pair.server.close();
    };
    return pair;
  };

  it('closes with 4001 on a text message', async () => {
    const { client, b } = await open();
    const closes: number[] = [];
    let messages = 0;
    b.setHandlers({ onMessage: () => messages++, onClose: ({ code }) => closes.push(code) });
    client.send('hello');
    await until(() => closes.length === 1);
    expect(closes).toEqual([4001]);
    expect(messages).toBe(0);
  });

  it('closes on a message over 4096 bytes and reports why', async () => {
    const { client, b } = await open();
    const errors: (Error | undefined)[] = [];
    b.setHandlers({ onMessage: () => {}, onClose: ({ error }) => errors.push(error) });
    client.send(new Uint8Array(4097));
    await until(() => errors.length === 1);
    expect(errors[0]?.message).toContain('Max payload size exceeded');
  });

  it('writes a shared message as one frame, made once for all connections, between whole messages and a close', async () => {
    const { client, b } = await open();
    const other = await openPair();
    const received: number[][] = [];
    const pings: string[] = [];
    const closes: number[] = [];
    client.on('message', (data: Buffer) => received.push([...data]));
    client.on('ping', (data: Buffer) => pings.push(data.toString()));
    client.on('close', (code) => closes.push(code));
    const shared: SharedMessage = { bytes: Uint8Array.of(1, 2), webSocketFrame: null };
    const large: SharedMessage = { bytes: new Uint8Array(4096).fill(7), webSocketFrame: null };
    b.send(Uint8Array.of(0));
    b.sendShared!(shared);
    const frame = shared.webSocketFrame;
    other.b.sendShared!(shared);
    expect(shared.webSocketFrame).toBe(frame);
    b.send(Uint8Array.of(3));
    client.ping('answered by a pong between frames');
    b.sendShared!(large);
    b.sendShared!(shared);
    b.close(4003, 'done');
    expect(b.sendShared!(shared)).toBe(false);
    await until(() => closes.length === 1);
    expect(received).toEqual([[0], [1, 2], [3], Array(4096).fill(7), [1, 2]]);
    expect(closes).toEqual([4003]);
    expect(b.counters).toMatchObject({ sentMessages: 5, sentBytes: 4102 });
    other.client.terminate();
    other.server.close();
  });

  it('masks a shared message at a client: it goes the ordinary way', async () => {
    const { a, b } = await open();
    const received: number[][] = [];
    b.setHandlers({ onMessage: (message) => received.push([...message]) });
    const shared: SharedMessage = { bytes: Uint8Array.of(1, 2), webSocketFrame: null };
    expect(a.sendShared!(shared)).toBe(true);
    await until(() => received.length === 1);
    expect([received, shared.webSocketFrame]).toEqual([[[1, 2]], null]);
  });

  it('keeps the order of shared and ordinary messages while the socket is full, and drains', async () => {
    const { client, server, a, b } = await openPair(1);
    dispose = () => {
      client.terminate();
      server.close();
    };
    let drains = 0;
    const received: number[] = [];
    b.setHandlers({ onMessage: () => {}, onDrain: () => drains++ });
    client.pause();
    let sent = 0;
    const next = (): boolean => {
      const bytes = new Uint8Array(4096);
      new DataView(bytes.buffer).setUint32(0, sent);
      // Pongs of the WebSocket itself come in between.
      if (sent < 20) client.ping();
      return sent++ % 2 ? b.send(bytes) : b.sendShared!({ bytes, webSocketFrame: null });
    };
    while (next());
    for (let i = 0; i < 5; i++) next();
    expect(b.bufferedBytes).toBeGreaterThan(4096);
    a.setHandlers({
      onMessage: (message) => received.push(new DataView(message.buffer, message.byteOffset).getUint32(0)),
    });
    client.resume();
    await until(() => received.length === sent && drains === 1);
    expect(received).toEqual(Array.from({ length: sent }, (_, i) => i));
    expect(b.bufferedBytes).toBe(0);
  });

  it('ends like any other connection when its socket is cut under a shared message', async () => {
    const { client, b } = await open();
    const closes: number[] = [];
    b.setHandlers({ onMessage: () => {}, onClose: ({ code }) => closes.push(code) });
    client.terminate();
    const shared: SharedMessage = { bytes: new Uint8Array(100), webSocketFrame: null };
    await until(() => !b.sendShared!(shared));
    await until(() => closes.length === 1);
    expect(b.state).toBe('closed');
  });

  it('negotiates no compression', async () => {
    const { client } = await open();
    expect(client.extensions).toBe('');
  });

  it('guarantees what TCP does, and counts the mask of what a client sends at both ends', async () => {
    const { a, b } = await open();
    expect(a.guarantees).toEqual({ isOrdered: true, isReliable: true, isDuplicateFree: true });
    let received = 0;
    for (const end of [a, b]) end.setHandlers({ onMessage: () => received++ });
    for (const end of [a, b]) end.send(new Uint8Array(10));
    await until(() => received === 2);
    expect(a.counters).toMatchObject({ sentWireBytes: 10 + 46, receivedWireBytes: 10 + 42 });
    expect(b.counters).toMatchObject({ sentWireBytes: 10 + 42, receivedWireBytes: 10 + 46 });
  });

  it('counts 42 bytes of headers for a short message, 46 when masked, 44 and 48 from 126 bytes on', () => {
    expect([125, 126, 65535, 65536].map((n) => webSocketWireBytes(n, false) - n)).toEqual([42, 44, 44, 50]);
    expect([125, 126].map((n) => webSocketWireBytes(n, true) - n)).toEqual([46, 48]);
  });
});

import { createHash } from 'node:crypto';
import { once } from 'node:events';
import { type AddressInfo, createServer, type Socket } from 'node:net';
import { afterEach, describe, expect, it } from 'vitest';
import { ListenerSocket, type Reading } from '../../../../src/node/load-test/listener-socket.js';

const closers: (() => void)[] = [];
afterEach(() => {
  for (const close of closers.splice(0)) close();
});

const frame = (value: number): number[] => [0x82, 1, value];

/** A server that answers the handshake and sends `bytes` in the same write, then `later` with the closing of the stream. */
async function server(bytes: number[], later: number[]): Promise<AddressInfo> {
  const server = createServer((socket: Socket) => {
    closers.push(() => socket.destroy());
    socket.once('data', (request) => {
      const key = /sec-websocket-key: (.*)\r/i.exec(request.toString())![1]!;
      const accept = createHash('sha1').update(`${key}258EAFA5-E914-47DA-95CA-C5AB0DC85B11`).digest('base64');
      const head = `HTTP/1.1 101 Switching Protocols\r\nSec-WebSocket-Accept: ${accept}\r\n\r\n`;
      socket.write(Buffer.concat([Buffer.from(head), Buffer.from(bytes)]), () => socket.write(Buffer.from(later)));
    });
  }).listen(0, '127.0.0.1');
  closers.push(() => server.close());
  await once(server, 'listening');
  return server.address() as AddressInfo;
}

/** Values that a listener reads that changes its way of reading at the first. */
async function read(reading: Reading): Promise<number[]> {
  const { port } = await server([...frame(1), ...frame(2), ...frame(3)], frame(4));
  const values: number[] = [];
  await new Promise<void>((done) => {
    const target = { address: '127.0.0.1', port, isTls: false, host: 'x', hostname: 'x', query: '' };
    const socket = new ListenerSocket({
      target,
      channel: 'main',
      buffer: Buffer.alloc(4096),
      onOpen: () => undefined,
      onFrame: (_, bytes, start) => {
        values.push(bytes[start]!);
        if (values.length === 1) socket.setReading(reading);
        if (values.length === 4) done();
        if (reading === 'none') setImmediate(done);
      },
      onEnd: () => done(),
    });
    closers.push(() => socket.drop());
  });
  return values;
}

describe("a listener's socket", () => {
  it('passes on every frame of a read', async () => {
    expect(await read('full')).toEqual([1, 2, 3, 4]);
  });

  it('passes on nothing more of a read in which it was told to read no more', async () => {
    expect(await read('none')).toEqual([1]);
  });
});

import { once } from 'node:events';
import { createServer } from 'node:http';
import type { AddressInfo, Socket } from 'node:net';
import { type WebSocket, WebSocketServer } from 'ws';
import { type StreamHello, SUBPROTOCOL } from '../../src/core/wire/hello.js';
import { encodePacket, parsePacket, thinAudio } from '../../src/core/wire/packet.js';
import { audioPacket, CONTEXT, streamHello } from './peers.js';

/** One connection of a scripted relay, after the listener's hello. */
export interface ScriptedPeer {
  readonly socket: WebSocket;
  readonly hello: Readonly<Record<string, unknown>>;
  readonly remoteAddress: string;
  /** Bodies of the control packets that it has sent. */
  readonly controls: readonly Readonly<Record<string, unknown>>[];
  /** The stream's hello: from here on the listener counts as taken. */
  take(overrides?: Partial<StreamHello>): void;
  /** Packets of four frames, by their first frame. */
  audio(...firsts: number[]): void;
  /** The same of another epoch. */
  audioOf(epoch: number, first: number): void;
  /** The same with one bit plane in place of two. */
  thinned(first: number): void;
  error(code: string, retryAfterMs?: number): void;
  /** Resolves when the listener has read all that was sent: a WebSocket ping is answered after it. */
  read(): Promise<void>;
}

/** A server that does to listeners what a test tells it to. */
export interface ScriptedRelay {
  readonly port: number;
  /** The next listener that has sent its hello, in the order in which they come. */
  next(): Promise<ScriptedPeer>;
  close(): void;
}

/** @param status of the HTTP answer that refuses a handshake; 101 takes it */
export async function scriptedRelay(status = 101): Promise<ScriptedRelay> {
  const arrived: ScriptedPeer[] = [];
  const waiting: ((peer: ScriptedPeer) => void)[] = [];
  const onListener = (peer: ScriptedPeer): void => {
    const wanted = waiting.shift();
    if (wanted) wanted(peer);
    else arrived.push(peer);
  };
  const sockets = new WebSocketServer({ noServer: true, handleProtocols: () => SUBPROTOCOL });
  const server = createServer();
  const open = new Set<Socket>();
  server.on('connection', (socket) => open.add(socket));
  server.on('upgrade', (request, socket, head) => {
    if (status !== 101) {
      socket.end(`HTTP/1.1 ${status} Refused\r\nRetry-After: 2\r\n\r\n`);
      return;
    }
    sockets.handleUpgrade(request, socket, head, (client) => {
      client.on('error', () => {});
      const controls: Readonly<Record<string, unknown>>[] = [];
      client.on('message', (data: Buffer) => {
        const packet = parsePacket(data, CONTEXT);
        if (packet.type === 'control') controls.push(packet.body);
        if (packet.type === 'hello') onListener(peer(client, packet.body, request.socket.remoteAddress!, controls));
      });
    });
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const { port } = server.address() as AddressInfo;
  return {
    port,
    next: () => {
      const peer = arrived.shift();
      return peer ? Promise.resolve(peer) : new Promise((resolve) => waiting.push(resolve));
    },
    close: () => {
      for (const socket of open) socket.destroy();
      server.close();
    },
  };
}

function peer(
  socket: WebSocket,
  hello: ScriptedPeer['hello'],
  remoteAddress: string,
  controls: ScriptedPeer['controls'],
): ScriptedPeer {
  return {
    socket,
    hello,
    remoteAddress,
    controls,
    take: (overrides) => socket.send(encodePacket({ type: 'hello', body: { ...streamHello(overrides) } }, CONTEXT)),
    audio: (...firsts) => {
      for (const first of firsts) socket.send(encodePacket(audioPacket(first), CONTEXT));
    },
    audioOf: (epoch, first) => socket.send(encodePacket(audioPacket(first, 4, 2, epoch), CONTEXT)),
    thinned: (first) => socket.send(thinAudio(encodePacket(audioPacket(first), CONTEXT), 1, CONTEXT)),
    error: (code, retryAfterMs) =>
      socket.send(
        encodePacket(
          {
            type: 'error',
            body: { code, message: 'as scripted', ...(retryAfterMs !== undefined && { retryAfterMs }) },
          },
          CONTEXT,
        ),
      ),
    read: async () => {
      socket.ping();
      await once(socket, 'pong');
    },
  };
}

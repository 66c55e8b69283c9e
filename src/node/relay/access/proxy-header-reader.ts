import type { Server, Socket } from 'node:net';
import { readFirstBytes } from '../first-bytes.js';
import { parseProxyHeader } from './proxy-protocol.js';

/** Which connections begin with a header of the PROXY protocol. */
export interface ProxyHeaderReaderOptions {
  /** Whether the address is a proxy's: its connections must begin with a header, those of others are clients'. */
  readonly isProxy: (address: string) => boolean;
  /** Called with each connection before its first bytes are used, and the client's address where a proxy has stated it. */
  readonly onAddress: (socket: Socket, address: string | null) => void;
  /** Called for a connection that is cut because its header is wrong or late. @default nothing is told */
  readonly onFailure?: (address: string, why: string) => void;
  /** Time that a header may take, 1..600000 ms. @default 5000 */
  readonly timeoutMs?: number;
}

/**
 * Makes a server of HTTP, with or without TLS, read the headers of the PROXY protocol before anything else. Connections
 * of proxies are handed to it when their header has come, with the bytes that follow it.
 *
 * @returns cuts the connections whose header has not come, which the server does not know of
 */
export function readProxyHeaders(server: Server, options: ProxyHeaderReaderOptions): () => void {
  const waiting = new Set<Socket>();
  const handlers = server.listeners('connection') as ((this: Server, socket: Socket) => void)[];
  server.removeAllListeners('connection');
  const accept = (socket: Socket): void => {
    for (const handler of handlers) handler.call(server, socket);
  };
  server.on('connection', (socket: Socket) => {
    const address = socket.remoteAddress ?? '';
    if (options.isProxy(address)) {
      waiting.add(socket);
      readHeader(socket, address, options, () => waiting.delete(socket), accept);
    } else {
      options.onAddress(socket, null);
      accept(socket);
    }
  });
  return () => {
    for (const socket of waiting) socket.destroy();
  };
}

function readHeader(
  socket: Socket,
  proxyAddress: string,
  { onAddress, onFailure, timeoutMs = 5000 }: ProxyHeaderReaderOptions,
  onStop: () => void,
  accept: (socket: Socket) => void,
): void {
  const fail = (why: string): void => {
    socket.destroy();
    onFailure?.(proxyAddress, why);
  };
  const read = (bytes: Buffer): (() => void) | null => {
    const header = parseProxyHeader(bytes);
    if (!header) return null;
    return () => {
      if (bytes.length > header.length) socket.unshift(bytes.subarray(header.length));
      onAddress(socket, header.address);
      if (!socket.destroyed) accept(socket);
    };
  };
  readFirstBytes(socket, {
    timeoutMs,
    read: (bytes) => {
      try {
        return read(bytes);
      } catch (error) {
        return () => fail((error as Error).message);
      }
    },
    onTimeout: () => fail(`no header of the PROXY protocol within ${timeoutMs} ms`),
    onStop,
  });
}

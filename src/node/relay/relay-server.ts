import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { CodecError, requireInteger } from '../../core/errors.js';
import { SUBPROTOCOL } from '../../core/wire/hello.js';
import { MAX_PACKET_BYTES } from '../../core/wire/packet.js';
import type { RoomStats } from '../../relay/channel/room.js';
import type { RelayLimits } from '../../relay/limits.js';
import { Relay, type RelayStats } from '../../relay/relay.js';
import { type WebSocketLike, websocketConnection } from '../../transports/websocket.js';
import { nodeClock } from '../clock.js';
import { createStaticSite, type StaticSite, type StaticSiteOptions } from './static-site.js';

export interface RelayServerOptions {
  /** @default '127.0.0.1' */
  readonly host?: string;
  /** 0 lets the system choose. @default 8787 */
  readonly port?: number;
  readonly limits?: Partial<RelayLimits>;
  /** Time that `close` gives peers to answer the close before it cuts them off. @default 2000 */
  readonly graceMs?: number;
  readonly onRefused?: (channel: string, error: CodecError) => void;
  /** The page, the runtime and the models for browsers; false serves none. @default the package's own */
  readonly site?: StaticSiteOptions | false;
}

export interface RelayServer {
  readonly host: string;
  readonly port: number;
  /** `ws://HOST:PORT`; a channel's name comes after a slash. */
  readonly url: string;
  stats(): RelayStats;
  /** Tells everybody, waits for their close at most `graceMs`, frees the port. May be called twice. */
  close(): Promise<void>;
}

/** One channel as `GET /channels` lists it. */
export type ChannelListing = Omit<RoomStats, 'perListener'>;

/**
 * Starts a relay: `ws://HOST:PORT/CHANNEL` for sources and listeners, `GET /healthz`, `GET /channels`, and the page for
 * browsers at `/`.
 * @throws RangeError naming an option, CodecError PORT_IN_USE or TRANSPORT_FAILED naming host and port
 */
export async function startRelayServer(options: RelayServerOptions = {}): Promise<RelayServer> {
  const host = options.host ?? '127.0.0.1';
  const port = requireInteger('port', options.port ?? 8787, 0, 65535);
  const graceMs = requireInteger('graceMs', options.graceMs ?? 2000, 0, 600_000);
  const relay = new Relay({
    clock: nodeClock,
    ...(options.limits && { limits: options.limits }),
    ...(options.onRefused && { onRefused: options.onRefused }),
  });
  const sockets = new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PACKET_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
  const site = options.site === false ? null : createStaticSite(options.site);
  const server = createServer((request, response) => void answer(request, response, relay, site));
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, sockets, relay));
  try {
    await listen(server, host, port);
  } catch (error) {
    relay.close();
    throw error;
  }
  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    host,
    port: bound,
    url: `ws://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    stats: () => relay.stats(),
    close: () => {
      closing ??= drain(relay, sockets, server, graceMs);
      return closing;
    },
  };
}

function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new CodecError('PORT_IN_USE', `${host}:${port} is in use already`, { cause })
          : new CodecError('TRANSPORT_FAILED', `cannot listen on ${host}:${port}: ${cause.message}`, { cause }),
      );
    });
    server.listen(port, host, () => {
      server.removeAllListeners('error');
      // An error on a listening server (too many open files) must not end the process.
      server.on('error', () => {});
      resolve();
    });
  });
}

function upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, sockets: WebSocketServer, relay: Relay): void {
  socket.on('error', () => socket.destroy());
  sockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
    const connection = websocketConnection(client as unknown as WebSocketLike, { clock: nodeClock, side: 'server' });
    const channel = pathOf(request).slice(1);
    // The handshake is finished first: only then can a browser read why it was refused.
    if (client.protocol === SUBPROTOCOL) relay.accept(connection, channel);
    else
      relay.refuse(connection, channel, new CodecError('PROTOCOL', `the WebSocket subprotocol must be ${SUBPROTOCOL}`));
  });
}

/** The request's path, without its query; not by `new URL`, which throws on some of what a client may send. */
const pathOf = (request: IncomingMessage): string => (request.url ?? '/').replace(/[?#].*$/s, '');

async function answer(
  request: IncomingMessage,
  response: ServerResponse,
  relay: Relay,
  site: StaticSite | null,
): Promise<void> {
  const send = (status: number, body: unknown): void => {
    const text = `${JSON.stringify(body)}\n`;
    response.writeHead(status, {
      'content-type': 'application/json; charset=utf-8',
      'content-length': Buffer.byteLength(text),
      'cache-control': 'no-store',
    });
    response.end(request.method === 'HEAD' ? undefined : text);
  };
  const pathname = pathOf(request);
  if (request.method !== 'GET' && request.method !== 'HEAD') send(405, { error: 'GET only' });
  else if (pathname === '/healthz') send(200, { status: 'ok' });
  else if (pathname === '/channels') send(200, listing(relay.stats()));
  else {
    const isSent = await site?.(request, response, pathname).catch(() => response.destroy());
    if (!isSent) send(404, { error: 'not found', paths: ['/', '/healthz', '/channels'] });
  }
}

function listing({ connections, refused, channels }: RelayStats): unknown {
  const rows: ChannelListing[] = channels.map(({ perListener: _perListener, ...row }) => row);
  return { connections, refused, channels: rows };
}

async function drain(relay: Relay, sockets: WebSocketServer, server: Server, graceMs: number): Promise<void> {
  const gone = Promise.all(
    [...sockets.clients].map((client) => new Promise<void>((resolve) => client.once('close', () => resolve()))),
  );
  const closed = new Promise<void>((resolve) => server.close(() => resolve()));
  relay.close();
  let timer: NodeJS.Timeout | undefined;
  await Promise.race([gone, new Promise<void>((resolve) => (timer = setTimeout(resolve, graceMs)))]);
  clearTimeout(timer);
  for (const client of sockets.clients) client.terminate();
  sockets.close();
  server.closeAllConnections();
  await closed;
}

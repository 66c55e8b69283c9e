import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import type { WebSocketServer } from 'ws';
import { CodecError, requireInteger } from '../../core/errors.js';
import { type OptionKinds, requireKind, requireOptions, SHAPES } from '../../core/options.js';
import type { Authorizer } from '../../ports/authorizer.js';
import type { RelayLimits } from '../../relay/limits.js';
import { Relay, type RelayOptions, type RelayStats } from '../../relay/relay.js';
import type { SubscriberStats } from '../../relay/subscribers/subscriber.js';
import { nodeClock } from '../clock.js';
import { RELAY_SERVER_DEFAULTS } from './defaults.js';
import { createHandler } from './routes.js';
import { createStaticSite, type StaticSiteOptions } from './static-site.js';
import { createSockets, upgrade } from './upgrade.js';

/** Where a relay listens, whom it admits, and what it serves to browsers. */
export interface RelayServerOptions {
  /** Name or address of the interface to listen on; '0.0.0.0' and '::' are all of them. @default '127.0.0.1' */
  readonly host?: string;
  /** 0 lets the system choose. @default 8787 */
  readonly port?: number;
  /** Replaces single limits, each 1..2^31 − 1. @default RELAY_LIMIT_DEFAULTS */
  readonly limits?: Partial<RelayLimits>;
  /** Decides what each connection may do, by its channel, token and address. @default everything is allowed */
  readonly authorizer?: Authorizer;
  /** Time that `close` waits for peers to answer the close before it cuts their connections. @default 2000 */
  readonly graceMs?: number;
  /** See {@link RelayOptions.onRefused}: the error's `cause`, if any, is what the peer was not told. */
  readonly onRefused?: RelayOptions['onRefused'];
  /** Called for every source and listener that the relay has taken. */
  readonly onJoined?: RelayOptions['onJoined'];
  /** Called when one of them has gone; see {@link RelayOptions.onLeft}. */
  readonly onLeft?: RelayOptions['onLeft'];
  /** The page, the runtime and the models for browsers; false serves none. @default the package's own */
  readonly site?: StaticSiteOptions | false;
}

const KINDS: OptionKinds<RelayServerOptions> = {
  host: 'string',
  port: 'any',
  limits: 'object',
  authorizer: SHAPES.authorizer,
  graceMs: 'any',
  onRefused: 'function',
  onJoined: 'function',
  onLeft: 'function',
  site: 'any',
};

/** A relay that listens; `port` is the one that the system chose where 0 was asked for. */
export interface RelayServer {
  readonly host: string;
  readonly port: number;
  /** `ws://HOST:PORT`; a channel's name comes after a slash. */
  readonly url: string;
  /** Totals of every channel, as `GET /channels` returns them. */
  stats(): RelayStats;
  /** Counters of each listener of a channel. */
  subscriberStats(channel: string): IterableIterator<SubscriberStats>;
  /** Tells every peer, waits for their close at most `graceMs`, frees the port. May be called twice. */
  close(): Promise<void>;
}

/**
 * Starts a relay: `ws://HOST:PORT/CHANNEL` for sources and listeners, `GET /healthz`, `GET /channels`, and the page for
 * browsers at `/`.
 * @throws TypeError, RangeError naming a wrong option, CodecError PORT_IN_USE or TRANSPORT_FAILED naming host and port
 */
export async function startRelayServer(options: RelayServerOptions = {}): Promise<RelayServer> {
  requireOptions('', options, KINDS);
  requireSite(options.site);
  const host = options.host ?? RELAY_SERVER_DEFAULTS.host;
  const port = requireInteger('port', options.port ?? RELAY_SERVER_DEFAULTS.port, 0, 65535);
  const graceMs = requireInteger('graceMs', options.graceMs ?? RELAY_SERVER_DEFAULTS.graceMs, 0, 600_000);
  if (host === '') throw new TypeError('host must be a name or an address, got ""');
  const relay = new Relay({
    clock: nodeClock,
    ...(options.limits && { limits: options.limits }),
    ...(options.authorizer !== undefined && { authorizer: options.authorizer }),
    ...(options.onRefused && { onRefused: options.onRefused }),
    ...(options.onJoined && { onJoined: options.onJoined }),
    ...(options.onLeft && { onLeft: options.onLeft }),
  });
  const sockets = createSockets();
  const handle = createHandler(relay, { site: options.site === false ? null : createStaticSite(options.site) });
  const server = createServer((request, response) => void handle(request, response));
  server.on('upgrade', (request, socket, head) => upgrade(request, socket, head, sockets, relay));
  try {
    await listen(server, host, port);
  } catch (error) {
    relay.close();
    server.close();
    throw error;
  }
  const bound = (server.address() as AddressInfo).port;
  let closing: Promise<void> | undefined;
  return {
    host,
    port: bound,
    url: `ws://${host.includes(':') ? `[${host}]` : host}:${bound}`,
    stats: () => relay.stats(),
    subscriberStats: (channel) => relay.subscriberStats(channel),
    close: () => {
      closing ??= drain(relay, sockets, server, graceMs);
      return closing;
    },
  };
}

function requireSite(site: RelayServerOptions['site']): void {
  if (site === undefined || site === false) return;
  requireKind('site', site, { name: 'an object or false', matches: (value) => typeof value === 'object' });
  requireOptions('site', site, {
    webDir: 'string',
    modelDirs: { name: 'a list of folders', matches: (value) => isTextList(value) },
  });
}

const isTextList = (value: unknown): boolean => Array.isArray(value) && value.every((text) => typeof text === 'string');

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

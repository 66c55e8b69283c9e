import type { Server, Socket } from 'node:net';
import type { Duplex } from 'node:stream';
import { readFirstBytes } from '../first-bytes.js';
import { HTTP_LIMITS } from '../http-guard.js';
import { isAdministration, splitTarget } from '../request-path.js';
import { ICECAST_LIMITS } from './options.js';

/** Value of the header `upgrade` of a source client's request, as {@link readSourceRequests} hands it on. */
const SOURCE_UPGRADE = 'icecast-source';

/** Connections that begin with the request of a source client. */
const sources = new WeakSet<Duplex>();

/** Whether the upgrade is a source client's, not that of a client which writes such a header itself. */
export const isSourceRequest = (socket: Duplex): boolean => sources.has(socket);

const METHODS = ['SOURCE ', 'PUT '] as const;
const LINE_END = '\r\n';
/** DarkIce ends its lines with a line feed alone, as RFC 9112, 2.2 lets a recipient accept. */
const HEADERS_END = /\r?\n\r?\n/;

/** Which connections of a server may be source clients'. */
export interface SourceRequestsOptions {
  /** `secureConnection` of a server with TLS. */
  readonly event: 'connection' | 'secureConnection';
  /** Path that everything is under, without a slash at its end. */
  readonly prefix: string;
  /** Asked at each connection: without any source client nothing is looked at. */
  readonly isWanted: () => boolean;
}

/**
 * Makes an HTTP server take the requests of Icecast source clients, whose bodies have neither length nor end: `SOURCE`,
 * and `PUT` outside `/admin/`. Such a request is handed to the server as an upgrade, so that what follows its headers
 * reaches the listener of `upgrade` as it comes, whatever its length, and no limit for requests ends it. To be called
 * before anything else reads connections.
 */
export function readSourceRequests(server: Server, { event, prefix, isWanted }: SourceRequestsOptions): void {
  const handlers = server.listeners(event) as ((this: Server, socket: Socket) => void)[];
  server.removeAllListeners(event);
  server.on(event, (socket: Socket) => {
    const accept = (): void => {
      for (const handler of handlers) handler.call(server, socket);
    };
    if (isWanted()) readStart(socket, prefix, accept);
    else accept();
  });
}

/** Reads as much of a connection as shows what it is, changes the headers of a source client, and hands it on. */
function readStart(socket: Socket, prefix: string, accept: () => void): void {
  readFirstBytes(socket, {
    timeoutMs: ICECAST_LIMITS.headersTimeoutMs,
    read: (bytes) => {
      const start = sourceStart(bytes, prefix);
      if (start === 'incomplete' && bytes.length <= HTTP_LIMITS.maxHeaderBytes) return null;
      return () => {
        if (typeof start !== 'string') sources.add(socket);
        socket.unshift(typeof start === 'string' ? bytes : start);
        accept();
      };
    },
    onTimeout: () => socket.destroy(),
  });
}

/**
 * The bytes with headers that make the request an upgrade; `other` where it is none of a source client, `incomplete`
 * where that is not known yet.
 */
export function sourceStart(bytes: Buffer, prefix: string): Buffer | 'other' | 'incomplete' {
  const start = bytes.toString('latin1', 0, 7);
  const method = METHODS.find((name) => start.startsWith(name.slice(0, start.length)));
  if (method === undefined) return 'other';
  const text = bytes.toString('latin1');
  const end = HEADERS_END.exec(text);
  if (!end) return 'incomplete';
  const [line = '', ...headers] = text.slice(0, end.index).split(/\r?\n/);
  const { path } = splitTarget(line.split(' ')[1] ?? '');
  if (method === 'PUT ' && path.startsWith(prefix) && isAdministration(path.slice(prefix.length))) return 'other';
  // The body is read by whoever takes the upgrade: to the server it must have none.
  const kept = headers.filter((header) => !/^(upgrade|connection|content-length)\s*:/i.test(header));
  const renamed = kept.map((header) => header.replace(/^transfer-encoding\s*:/i, 'x-transfer-encoding:'));
  const lines = [line, ...renamed, 'Connection: Upgrade', `Upgrade: ${SOURCE_UPGRADE}`];
  const request = [...lines, '', ''].join(LINE_END);
  return Buffer.concat([Buffer.from(request, 'latin1'), bytes.subarray(end.index + end[0].length)]);
}

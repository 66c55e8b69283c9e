import { createServer, type RequestListener, type Server } from 'node:http';
import { createServer as createTlsServer, type Server as TlsServer } from 'node:https';
import { createSecureContext } from 'node:tls';
import { CodecError } from '../../core/errors.js';
import { type OptionKinds, requireOptions } from '../../core/options.js';
import { guardServer, SERVER_OPTIONS, TLS_SERVER_OPTIONS } from './http-guard.js';

/**
 * Connections that the system holds until the relay accepts them, as far as it allows so many: beyond them it drops what
 * clients send, who send it again after seconds, when the time for their headers may be over.
 */
const LISTEN_BACKLOG = 4_096;

/** A certificate and its key, as PEM. */
export interface RelayTlsOptions {
  /** The certificate, then those between it and the root. */
  readonly certificate: string;
  /** Without passphrase. */
  readonly key: string;
}

const TLS_KINDS: OptionKinds<RelayTlsOptions> = { certificate: 'string', key: 'string' };

/** @throws TypeError naming a wrong option; Error of OpenSSL where the two do not belong together */
export function requireTls(tls: RelayTlsOptions | undefined): void {
  requireOptions('tls', tls, TLS_KINDS, ['certificate', 'key']);
  if (tls) createSecureContext(contextOf(tls));
}

const contextOf = ({ certificate, key }: RelayTlsOptions) => ({
  cert: certificate,
  key,
  minVersion: 'TLSv1.2' as const,
});

/** An HTTP/1.1 server, over TLS where there is a certificate: a WebSocket is an upgrade of HTTP/1.1. */
export function createHttpServer(tls: RelayTlsOptions | undefined, handle: RequestListener): Server | TlsServer {
  const server = tls
    ? createTlsServer({ ...TLS_SERVER_OPTIONS, ...contextOf(tls), ALPNProtocols: ['http/1.1'] }, handle)
    : createServer(SERVER_OPTIONS, handle);
  guardServer(server);
  return server;
}

/** Connections from now on use this certificate; those that are open keep theirs. @throws Error of OpenSSL */
export function setTls(server: Server | TlsServer, tls: RelayTlsOptions): void {
  if (!('setSecureContext' in server)) throw new TypeError('tls cannot be set: the server was started without it');
  server.setSecureContext(contextOf(tls));
}

/** @throws CodecError PORT_IN_USE or TRANSPORT_FAILED naming host and port */
export function listen(server: Server, host: string, port: number): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (cause: NodeJS.ErrnoException) => {
      reject(
        cause.code === 'EADDRINUSE'
          ? new CodecError('PORT_IN_USE', `${host}:${port} is in use already`, { cause })
          : new CodecError('TRANSPORT_FAILED', `cannot listen on ${host}:${port}: ${cause.message}`, { cause }),
      );
    });
    server.listen({ port, host, backlog: LISTEN_BACKLOG }, () => {
      server.removeAllListeners('error');
      // An error on a listening server (too many open files) must not end the process.
      server.on('error', () => {});
      resolve();
    });
  });
}

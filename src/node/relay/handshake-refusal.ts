import { type IncomingMessage, STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocketServer } from 'ws';
import { shown } from '../../core/shown.js';
import type { Problem } from './http-error.js';

/** The versions of the protocol that `ws` speaks (RFC 6455, 4.4). */
const VERSIONS = ['13', '8'];
/** What `ws` takes for a key. */
const KEY = /^[+/0-9A-Za-z]{22}==$/;

/** Answers upgrades that are none to a WebSocket with the reason, as everything else that is refused by HTTP. */
export function answerWrongHandshakes(sockets: WebSocketServer): void {
  sockets.on('wsClientError', (_error: Error, socket: Duplex, request: IncomingMessage) => {
    const { status, headers = '', ...problem } = refusalOf(request);
    const body = `${JSON.stringify(problem)}\n`;
    socket.once('finish', () => socket.destroy());
    socket.end(
      `HTTP/1.1 ${status} ${STATUS_CODES[status]}\r\nConnection: close\r\nContent-Type: application/json; charset=utf-8\r\n${headers}Content-Length: ${Buffer.byteLength(body)}\r\n\r\n${body}`,
    );
  });
}

/** In the order in which `ws` checks a request. */
function refusalOf({ method, headers }: IncomingMessage): Problem & { status: number; headers?: string } {
  const wrong = (field: string, value: string | undefined, allowed: string): Problem => ({
    error: `${field} must be ${allowed}, got ${value === undefined ? 'none' : shown(value)}`,
    field,
    ...(value !== undefined && { value: value.slice(0, 80) }),
    allowed,
  });
  if (method !== 'GET')
    return { status: 405, headers: 'Allow: GET\r\n', ...wrong('method', method, 'GET for a WebSocket') };
  if (headers.upgrade?.toLowerCase() !== 'websocket')
    return { status: 400, ...wrong('upgrade', headers.upgrade, 'websocket') };
  const { 'sec-websocket-key': key, 'sec-websocket-version': version } = headers;
  if (key === undefined || !KEY.test(key))
    return { status: 400, ...wrong('sec-websocket-key', key, '16 bytes in base64') };
  if (version === undefined || !VERSIONS.includes(version))
    return {
      status: 426,
      headers: `Upgrade: websocket\r\nSec-WebSocket-Version: ${VERSIONS.join(', ')}\r\n`,
      ...wrong('sec-websocket-version', version, VERSIONS.join(' or ')),
    };
  return {
    status: 400,
    ...wrong('sec-websocket-protocol', headers['sec-websocket-protocol'], 'names of subprotocols, separated by commas'),
  };
}

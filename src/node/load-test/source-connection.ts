import { isIP } from 'node:net';
import { WebSocket } from 'ws';
import { CodecError } from '../../core/errors.js';
import { SUBPROTOCOL } from '../../core/wire/hello.js';
import { MAX_PACKET_BYTES } from '../../core/wire/packet.js';
import type { Connection } from '../../ports/transport.js';
import { type WebSocketLike, websocketConnection } from '../../transports/websocket.js';
import { nodeClock } from '../clock.js';
import { describeConnectError } from '../connect-error.js';
import type { TargetAddress } from './listener-socket.js';

const TIMEOUT_MS = 10_000;

/**
 * Connects a source to the address that the listeners use.
 * @throws CodecError TRANSPORT_FAILED naming the URL and the cause
 */
export function connectSource(target: TargetAddress, channel: string): Promise<Connection> {
  const { isTls, hostname, token } = target;
  const address = isIP(target.address) === 6 ? `[${target.address}]` : target.address;
  const url = new URL(`${isTls ? 'wss' : 'ws'}://${address}:${target.port}/${channel}${target.query}`);
  const socket = new WebSocket(url, SUBPROTOCOL, {
    perMessageDeflate: false,
    maxPayload: MAX_PACKET_BYTES,
    handshakeTimeout: TIMEOUT_MS,
    headers: { host: target.host, ...(token !== undefined && { authorization: `Bearer ${token}` }) },
    ...(isTls && isIP(hostname) === 0 && { servername: hostname }),
  });
  const connection = websocketConnection(socket as unknown as WebSocketLike, { clock: nodeClock, side: 'client' });
  return new Promise((resolve, reject) => {
    socket.once('open', () => resolve(connection));
    socket.once('error', (cause) =>
      reject(new CodecError('TRANSPORT_FAILED', describeConnectError(url, cause, TIMEOUT_MS), { cause })),
    );
  });
}

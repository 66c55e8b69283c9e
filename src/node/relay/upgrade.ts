import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { type WebSocket, WebSocketServer } from 'ws';
import { CodecError } from '../../core/errors.js';
import { SUBPROTOCOL } from '../../core/wire/hello.js';
import { MAX_PACKET_BYTES } from '../../core/wire/packet.js';
import type { PeerIdentity } from '../../ports/authorizer.js';
import type { Relay } from '../../relay/relay.js';
import { type WebSocketLike, websocketConnection } from '../../transports/websocket.js';
import { nodeClock } from '../clock.js';
import { requestPath } from './request-path.js';

/** The WebSocket side of a relay's server: one subprotocol, no compression, messages of one packet at most. */
export function createSockets(): WebSocketServer {
  return new WebSocketServer({
    noServer: true,
    perMessageDeflate: false,
    maxPayload: MAX_PACKET_BYTES,
    handleProtocols: (offered) => (offered.has(SUBPROTOCOL) ? SUBPROTOCOL : false),
  });
}

/**
 * Turns an HTTP upgrade into a connection to the channel that the path names.
 *
 * @param peer who has asked for it
 */
export function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  sockets: WebSocketServer,
  relay: Relay,
  peer: PeerIdentity,
): void {
  socket.on('error', destroyStream);
  sockets.handleUpgrade(request, socket, head, (client: WebSocket) => {
    const connection = websocketConnection(client as unknown as WebSocketLike, {
      clock: nodeClock,
      side: 'server',
      frameStream: socket,
    });
    const channel = requestPath(request).slice(1);
    // The handshake is finished first: only then can a browser read why it was refused.
    if (client.protocol === SUBPROTOCOL) relay.accept(connection, channel, peer);
    else
      relay.refuse(
        connection,
        channel,
        new CodecError('PROTOCOL', `the WebSocket subprotocol must be ${SUBPROTOCOL}`),
        peer,
      );
  });
}

/** One function for all sockets: a closure in `upgrade` would hold the request and its headers while the socket lives. */
function destroyStream(this: Duplex): void {
  this.destroy();
}

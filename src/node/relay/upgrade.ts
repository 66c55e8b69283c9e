import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import { WebSocket, WebSocketServer } from 'ws';
import { CodecError } from '../../core/errors.js';
import { SUBPROTOCOL } from '../../core/wire/hello.js';
import { MAX_PACKET_BYTES } from '../../core/wire/packet.js';
import type { PeerIdentity } from '../../ports/authorizer.js';
import type { Connection } from '../../ports/transport.js';
import { passRateGate, RATE_GATE_FULL } from '../../relay/rate-gate.js';
import type { Relay } from '../../relay/relay.js';
import { type WebSocketLike, websocketConnection } from '../../transports/websocket.js';
import { nodeClock } from '../clock.js';
import type { ChannelNames } from './channel-names.js';
import type { ClusterNode } from './cluster/cluster-node.js';
import { addNextNodeHeaders, nameNextNode, nextNodeLine } from './cluster/next-node.js';
import { answerWrongHandshakes } from './handshake-refusal.js';
import { requestPath } from './request-path.js';
import type { SocketWatch } from './socket-watch.js';

/**
 * Time that a peer has to answer a close, in ms; pieces of a message; chunks of a frame that is not whole. The types of `ws`
 * do not have these options yet.
 */
const PATIENCE = { closeTimeout: 1_000, maxFragments: 16, maxBufferedChunks: 1_024 } as const;

/**
 * The WebSocket side of a relay's server: one subprotocol, no compression, messages of one packet at most.
 *
 * @param maxPayload bytes of a message
 */
export function createSockets(
  subprotocol: string = SUBPROTOCOL,
  maxPayload: number = MAX_PACKET_BYTES,
): WebSocketServer {
  const sockets = new WebSocketServer({
    noServer: true,
    // `SocketWatch` knows them.
    clientTracking: false,
    WebSocket: PongingSocket,
    perMessageDeflate: false,
    // Answered below, without a function for each.
    autoPong: false,
    maxPayload,
    // One message in a turn of the event loop: whoever sends many at once does not keep the others waiting.
    allowSynchronousEvents: false,
    ...PATIENCE,
    handleProtocols: (offered) => (offered.has(subprotocol) ? subprotocol : false),
  });
  addNextNodeHeaders(sockets);
  answerWrongHandshakes(sockets);
  return sockets;
}

/** Bytes that may wait for a peer when it pings. */
const MAX_WAITING_PONG_BYTES = 65_536;

/**
 * Pings and pongs of the WebSocket's own that a connection may send, beside the packets of the wire format: a proxy pings every
 * few seconds.
 */
const WEBSOCKET_PINGS = { perSecond: 10, atOnce: 40 } as const;

/**
 * Answers pings of the WebSocket's own, without a listener for each socket; a peer that sends too many, or lets the answers
 * pile up, is cut.
 */
class PongingSocket extends WebSocket {
  /** State of the rate gate of {@link WEBSOCKET_PINGS}. */
  #pings: number = RATE_GATE_FULL;

  override emit(event: string | symbol, ...values: unknown[]): boolean {
    if (event === 'ping' || event === 'pong') this.#take(event, values[0] as Buffer);
    return super.emit(event, ...values);
  }

  #take(event: 'ping' | 'pong', data: Buffer): void {
    const { perSecond, atOnce } = WEBSOCKET_PINGS;
    const pings = passRateGate(this.#pings, perSecond, atOnce, nodeClock.nowMs());
    if (pings === null || this.bufferedAmount > MAX_WAITING_PONG_BYTES) {
      this.terminate();
      return;
    }
    this.#pings = pings;
    if (event === 'ping' && this.readyState === this.OPEN) this.pong(data);
  }
}

/** Where upgrades lead. */
export interface UpgradeContext {
  readonly sockets: WebSocketServer;
  /** Of these sockets. */
  readonly watch: SocketWatch;
  readonly relay: Relay;
  /** Names of channels that there may be. */
  readonly names: ChannelNames;
  /** Sends newcomers to other nodes. @default the relay stands alone */
  readonly cluster?: Pick<ClusterNode, 'refusalOf'> | null;
  /** Called for one that is refused without the relay's answer. */
  readonly onTurnedAway: () => void;
}

/**
 * Turns an HTTP upgrade into a connection to the channel that the path names, when the relay lets it in. One that it does
 * not let in is told when to come back: in an error packet, or by the status of HTTP where so many are refused that
 * handshakes would be the load.
 *
 * @param peer who has asked for it
 */
export function upgrade(
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  { sockets, watch, relay, names, cluster, onTurnedAway }: UpgradeContext,
  peer: PeerIdentity,
): void {
  const open = (use: (connection: Connection, channel: string, protocol: string) => void): void =>
    openSocket({ sockets, watch }, request, socket, head, (connection, client) =>
      use(connection, requestPath(request).slice(1), client.protocol),
    );
  socket.on('error', destroyStream);
  const refuse = (error: CodecError): void => {
    if (error.alternativeUrl !== undefined) nameNextNode(request, error.alternativeUrl);
    open((connection, channel) => relay.refuse(connection, channel, error, peer));
  };
  const elsewhere = cluster?.refusalOf(requestPath(request).slice(1));
  if (elsewhere) {
    refuse(elsewhere);
    return;
  }
  relay.admit({
    channel: requestPath(request).slice(1),
    isGone: () => socket.destroyed,
    // The handshake is finished first: only then can a browser read why it was refused.
    begin: () =>
      open((connection, channel, protocol) => {
        if (protocol !== SUBPROTOCOL) relay.refuse(connection, channel, wrongSubprotocol(), peer);
        else {
          const refusal = names.refusalOf(channel);
          if (refusal) relay.refuse(connection, channel, refusal, peer);
          else relay.accept(connection, channel, peer);
        }
      }),
    refuse: (error, isBrief) => {
      if (isBrief) {
        onTurnedAway();
        socket.end(unavailable(error.retryAfterMs ?? 0, error.alternativeUrl));
      } else refuse(error);
    },
  });
}

/** Finishes the handshake of a WebSocket and hands it over as a connection, which is watched. */
export function openSocket(
  { sockets, watch }: Pick<UpgradeContext, 'sockets' | 'watch'>,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
  use: (connection: Connection, client: WebSocket) => void,
): void {
  sockets.handleUpgrade(request, socket, head, (client) => {
    // From here on `ws` has a listener of its own.
    socket.off('error', destroyStream);
    const options = { clock: nodeClock, side: 'server', frameStream: socket } as const;
    const connection = websocketConnection(client as unknown as WebSocketLike, options);
    watch.add(socket, connection);
    use(connection, client);
  });
}

const wrongSubprotocol = (): CodecError =>
  new CodecError('PROTOCOL', `the WebSocket subprotocol must be ${SUBPROTOCOL}`);

/** The answer to a request that the relay has no room for (RFC 9110, 10.2.3 and 15.6.4). */
export const unavailable = (retryAfterMs: number, nextUrl?: string): string =>
  `HTTP/1.1 503 Service Unavailable\r\nRetry-After: ${Math.ceil(retryAfterMs / 1000)}\r\n${nextNodeLine(nextUrl)}Connection: close\r\nContent-Length: 0\r\n\r\n`;

/** One function for all sockets: a closure in `upgrade` would hold the request and its headers while the socket lives. */
export function destroyStream(this: Duplex): void {
  this.destroy();
}

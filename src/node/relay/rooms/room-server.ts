import type { IncomingMessage } from 'node:http';
import type { Duplex } from 'node:stream';
import type { WebSocket, WebSocketServer } from 'ws';
import { CodecError } from '../../../core/errors.js';
import { ROOM_LIMITS, ROOM_PATH, ROOM_SUBPROTOCOL } from '../../../core/wire/room-message.js';
import type { Authorizer, PeerIdentity } from '../../../ports/authorizer.js';
import type { Connection } from '../../../ports/transport.js';
import type { Relay } from '../../../relay/relay.js';
import { timeBetween } from '../../../relay/retry-after.js';
import { type RoomInfo, Rooms, type RoomsStats } from '../../../relay/room/rooms.js';
import { nodeClock } from '../../clock.js';
import type { Ending } from '../ending.js';
import { requestPath } from '../request-path.js';
import { SocketWatch } from '../socket-watch.js';
import { createSockets, destroyStream, openSocket, unavailable } from '../upgrade.js';
import { type RelaySessionsOptions, requireRelaySessions } from './options.js';
import { type StunServer, startStunServer } from './stun-server.js';

const PATH = new RegExp(`^/${ROOM_PATH}/([^/]{1,64})$`);

/** What the rooms of a server need of it. */
export interface RoomServerHost {
  readonly relay: Relay;
  readonly authorizer: Authorizer;
  readonly host: string;
  /** Why no session may use this server; null where they may. */
  readonly refusal: string | null;
  readonly onRefused: ((channel: string, error: CodecError, address: string | undefined) => void) | undefined;
  /** Called for one that is refused without an answer in an error packet. */
  readonly onTurnedAway: () => void;
}

/** The WebSockets of listening sessions at `/rooms/ID`, and the STUN server for their peers. */
export class RoomServer {
  readonly #host: RoomServerHost;
  readonly #sockets: WebSocketServer;
  readonly #watch = new SocketWatch();
  readonly #rooms: Rooms;
  #options: RelaySessionsOptions;
  #stun: StunServer | null = null;

  /** @throws TypeError, RangeError naming a wrong option */
  constructor(host: RoomServerHost, options?: RelaySessionsOptions) {
    this.#host = host;
    this.#options = requireRelaySessions(options);
    this.#sockets = createSockets(ROOM_SUBPROTOCOL, ROOM_LIMITS.messageBytes);
    const { limits } = this.#options;
    this.#rooms = new Rooms({
      clock: nodeClock,
      authorizer: host.authorizer,
      ...(limits && { limits }),
      stunPort: () => this.#stun?.port ?? null,
      ...(host.onRefused && { onRefused: host.onRefused }),
    });
  }

  get stats(): RoomsStats {
    return this.#rooms.stats;
  }

  /** See {@link Rooms.list}. */
  list(): RoomInfo[] {
    return this.#rooms.list();
  }

  /** See {@link Rooms.end}. */
  end(id: string, reason?: string): RoomInfo | null {
    return this.#rooms.end(id, reason);
  }

  /** UDP port of the STUN server; null where there is none. */
  get stunPort(): number | null {
    return this.#stun?.port ?? null;
  }

  /** Opens the STUN server where one is asked for. @throws CodecError PORT_IN_USE, TRANSPORT_FAILED */
  async start(): Promise<void> {
    const { enabled = true, stunPort } = this.#options;
    if (enabled && stunPort !== undefined) this.#stun = await startStunServer(this.#host.host, stunPort);
  }

  /** Whether sessions may be used, and their limits, hold from now on. @throws TypeError, RangeError: nothing has changed */
  change(options: RelaySessionsOptions): void {
    this.#options = requireRelaySessions(options);
    this.#rooms.setLimits(options.limits ?? {});
  }

  /** Takes the request where it is for a room; false where it is not. */
  upgrade(request: IncomingMessage, socket: Duplex, head: Buffer, peer: PeerIdentity): boolean {
    const id = PATH.exec(requestPath(request))?.[1];
    if (id === undefined) return false;
    const open = (use: (connection: Connection, protocol: string) => void): void =>
      openSocket(
        { sockets: this.#sockets, watch: this.#watch },
        request,
        socket,
        head,
        (connection, client: WebSocket) => use(connection, client.protocol),
      );
    socket.on('error', destroyStream);
    this.#host.relay.admit({
      channel: `session.${id}`,
      isGone: () => socket.destroyed,
      begin: () =>
        open((connection, protocol) => {
          const refusal = this.#refusal(protocol);
          if (refusal) this.#rooms.refuse(connection, id, refusal, peer);
          else this.#rooms.accept(connection, id, peer);
        }),
      refuse: (error, isBrief) => {
        if (isBrief) {
          this.#host.onTurnedAway();
          socket.end(unavailable(error.retryAfterMs ?? 0));
        } else open((connection) => this.#rooms.refuse(connection, id, error, peer));
      },
    });
    return true;
  }

  /** Tells every peer, and cuts those that have not closed after the grace time. */
  async close({ graceMs, retryAfterMs }: Ending): Promise<void> {
    const gone = Promise.all(
      [...this.#watch.open].map((socket) => new Promise<void>((resolve) => socket.once('close', () => resolve()))),
    );
    this.#rooms.close(retryAfterMs && timeBetween(retryAfterMs, Math.random));
    const stunClosed = this.#stun?.close();
    let timer: NodeJS.Timeout | undefined;
    await Promise.race([gone, new Promise((resolve) => (timer = setTimeout(resolve, graceMs)))]);
    clearTimeout(timer);
    for (const socket of this.#watch.open) socket.destroy();
    this.#sockets.close();
    await stunClosed;
  }

  #refusal(protocol: string): CodecError | null {
    const { refusal } = this.#host;
    if (protocol !== ROOM_SUBPROTOCOL)
      return new CodecError('PROTOCOL', `the WebSocket subprotocol must be ${ROOM_SUBPROTOCOL}`);
    if (this.#options.enabled === false)
      return new CodecError('NOT_ALLOWED', 'this relay carries no listening sessions');
    return refusal === null ? null : new CodecError('NOT_ALLOWED', refusal);
  }
}

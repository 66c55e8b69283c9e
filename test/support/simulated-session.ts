import { seededRandom } from '../../src/core/random.js';
import type { SessionCrypto } from '../../src/ports/session-crypto.js';
import { Rooms, type RoomsOptions } from '../../src/relay/room/rooms.js';
import type {
  DirectChannels,
  DirectConnection,
  DirectConnectOptions,
  DirectConnector,
} from '../../src/session/peer/direct-paths.js';
import { SessionNode } from '../../src/session/session-node.js';
import type { SessionNodeOptions } from '../../src/session/session-options.js';
import { createMemoryPair, type MemoryConnection } from '../../src/transports/memory.js';
import { createLossyPair, type MemoryLossyLink } from '../../src/transports/memory-lossy-link.js';
import { FakeClock } from './fake-clock.js';
import { syncSessionCrypto } from './node-session-crypto.js';

interface Made {
  readonly connection: SimulatedConnection;
  readonly options: DirectConnectOptions;
}

/** A direct path between two peers of a simulation, to cut it or look at it. */
interface SimulatedPath {
  readonly ends: readonly [string, string];
  readonly media: readonly [MemoryLossyLink, MemoryLossyLink];
  readonly control: readonly [MemoryConnection, MemoryConnection];
  isCut: boolean;
}

interface NetworkOptions {
  readonly seed?: number;
  readonly latencyMs?: number;
  readonly jitterMs?: number;
  readonly loss?: number;
  /** Of the path between two peers, by name, in place of `loss`. */
  readonly lossOf?: (a: string, b: string) => number;
  /** Whether two peers, by name, can reach each other directly. */
  readonly canReach?: (a: string, b: string) => boolean;
}

/** A relay, and peers whose direct paths are simulated: everything on one fake clock. */
export class SimulatedNetwork {
  readonly clock = new FakeClock();
  readonly paths: SimulatedPath[] = [];
  readonly nodes = new Map<string, SessionNode>();
  /** What the relay has seen of each peer: every byte, in both directions. */
  readonly relayed: Uint8Array[] = [];
  /** What went over direct paths. */
  readonly direct: Uint8Array[] = [];
  /** Changes what the relay passes on; null drops it. */
  tamper: (message: Uint8Array, toPeer: boolean) => Uint8Array | null = (message) => message;
  rooms: Rooms;
  /** Whom the relay has refused, and why. */
  readonly refused: string[] = [];
  isRelayUp = true;
  readonly random: () => number;
  readonly secret = syncSessionCrypto.randomBytes(16);
  readonly #options: NetworkOptions;
  readonly #roomsOptions: Partial<RoomsOptions>;
  readonly #sockets: { readonly name: string; readonly ends: readonly MemoryConnection[] }[] = [];
  readonly #offers = new Map<string, Made>();
  readonly #isolated = new Set<string>();
  #pathSeed = 1;

  constructor(options: NetworkOptions = {}, rooms: Partial<RoomsOptions> = {}) {
    this.#options = options;
    this.#roomsOptions = rooms;
    this.random = seededRandom(options.seed ?? 1);
    this.rooms = this.#makeRooms();
  }

  /** @param crypto of a peer whose program was changed */
  async add(
    name: string,
    options: Partial<SessionNodeOptions> = {},
    crypto: SessionCrypto = syncSessionCrypto,
  ): Promise<SessionNode> {
    const node = await SessionNode.create(
      {
        clock: this.clock,
        crypto,
        connect: async (url) => this.#connect(name, url),
        directConnector: () => this.#connector(name),
        random: this.random,
      },
      {
        link: { relayUrl: 'ws://relay.example/', secret: this.secret },
        name,
        isHost: this.nodes.size === 0,
        ...options,
      },
    );
    this.nodes.set(name, node);
    node.open();
    return node;
  }

  /** The relay's process ends, and everything that it knew with it. */
  stopRelay(): void {
    this.isRelayUp = false;
    for (const { ends } of this.#sockets.splice(0)) ends[0]!.destroy();
    this.rooms.close();
  }

  startRelay(): void {
    this.rooms = this.#makeRooms();
    this.isRelayUp = true;
  }

  /** Nothing reaches the peer or comes from it, as if it were suspended, until the returned function is called. */
  isolate(name: string): () => void {
    this.#isolated.add(name);
    for (const path of this.paths) if (path.ends.includes(name)) path.isCut = true;
    for (const { name: owner, ends } of this.#sockets) if (owner === name) ends[0]!.destroy();
    return () => this.#isolated.delete(name);
  }

  /** The peer's process is killed: it tells nobody. */
  kill(name: string): void {
    const node = this.nodes.get(name)!;
    this.nodes.delete(name);
    for (const path of this.paths) if (path.ends.includes(name)) path.isCut = true;
    for (const { name: owner, ends } of this.#sockets) if (owner === name) ends[0]!.destroy();
    node.close();
  }

  /** The direct path between the two carries nothing any more, and neither end is told. */
  cut(a: string, b: string): void {
    for (const path of this.paths) if (path.ends.includes(a) && path.ends.includes(b)) path.isCut = true;
  }

  async advance(ms: number): Promise<void> {
    await this.clock.advanceAsync(ms);
  }

  #makeRooms(): Rooms {
    const authorizer = { authorize: () => ({ permissions: ['publish', 'listen'] as const }) };
    return new Rooms({
      clock: this.clock,
      authorizer,
      onRefused: (_room, error, address) => this.refused.push(`${address}: ${error.message}`),
      ...this.#roomsOptions,
    });
  }

  #connect(name: string, url: string): MemoryConnection {
    if (!this.isRelayUp || this.#isolated.has(name)) throw new Error('nobody answers');
    const latencyMs = this.#options.latencyMs ?? 0;
    const [near, inner] = createMemoryPair({ clock: this.clock, latencyMs });
    const [outer, far] = createMemoryPair({ clock: this.clock });
    // What crosses the relay is seen, and may be changed, between the two pairs.
    const pipe = (from: MemoryConnection, to: MemoryConnection, toPeer: boolean): void =>
      from.setHandlers({
        onMessage: (message) => {
          this.relayed.push(message);
          const changed = this.tamper(message, toPeer);
          if (changed) to.send(changed);
        },
        onClose: ({ code, reason }) => (code === 1006 ? to.destroy() : to.close(code, reason)),
      });
    pipe(inner, outer, false);
    pipe(outer, inner, true);
    this.#sockets.push({ name, ends: [near, far] });
    this.rooms.accept(far, url.split('/').at(-1)!, { address: name });
    return near;
  }

  #connector(name: string): DirectConnector {
    return {
      open: (options) => {
        const connection = new SimulatedConnection(options, (offer) => this.#meet(name, connection, offer));
        if (options.role === 'offerer') {
          const id = `${name}-${this.#offers.size}`;
          this.#offers.set(id, { connection, options });
          connection.name = name;
          this.clock.schedule(0, () => options.onSignal({ type: 'offer', id }));
          this.clock.schedule(15_000, () => connection.fail('no path'));
        } else connection.name = name;
        return connection;
      },
    };
  }

  #meet(name: string, answerer: SimulatedConnection, id: string): void {
    const offer = this.#offers.get(id);
    if (!offer || offer.connection.isOver) return;
    const other = offer.connection.name;
    if (!(this.#options.canReach?.(other, name) ?? true)) {
      this.clock.schedule(15_000, () => answerer.fail('no path'));
      return;
    }
    const { latencyMs = 0, jitterMs = 0, seed = 1, lossOf } = this.#options;
    const loss = lossOf?.(other, name) ?? this.#options.loss ?? 0;
    const path: SimulatedPath = {
      ends: [other, name],
      media: createLossyPair({
        clock: this.clock,
        latencyMs,
        jitterMs,
        loss: () => path.isCut || this.random() < loss,
        lossBack: () => path.isCut || this.random() < loss,
        seed: seed + this.#pathSeed++,
      }),
      control: createMemoryPair({ clock: this.clock, latencyMs }),
      isCut: false,
    };
    this.paths.push(path);
    const guard = (connection: MemoryConnection, link: MemoryLossyLink): DirectChannels => {
      const send = connection.send.bind(connection);
      connection.send = (message) => path.isCut || send(message);
      const sendMedia = link.send.bind(link);
      link.send = (message) => {
        this.direct.push(message);
        return sendMedia(message);
      };
      return { media: link, control: connection };
    };
    this.clock.schedule(4 * latencyMs, () => {
      const ends = [guard(path.control[0], path.media[0]), guard(path.control[1], path.media[1])] as const;
      const closed = (reason: string): void => {
        for (const [i, one] of [offer.connection, answerer].entries())
          this.clock.schedule(i * latencyMs, () => {
            if (!path.isCut) one.fail(reason);
          });
      };
      offer.connection.open(ends[0], closed);
      answerer.open(ends[1], closed);
    });
  }
}

class SimulatedConnection implements DirectConnection {
  readonly ready: Promise<DirectChannels>;
  name = '';
  isOver = false;
  readonly #options: DirectConnectOptions;
  readonly #onOffer: (id: string) => void;
  #resolve!: (channels: DirectChannels) => void;
  #reject!: (error: Error) => void;
  #isOpen = false;
  #tellOther: (reason: string) => void = () => {};

  constructor(options: DirectConnectOptions, onOffer: (id: string) => void) {
    this.#options = options;
    this.#onOffer = onOffer;
    this.ready = new Promise((resolve, reject) => {
      this.#resolve = resolve;
      this.#reject = reject;
    });
    this.ready.catch(() => {});
  }

  signal(signal: unknown): void {
    const { type, id } = signal as { type: string; id: string };
    if (type === 'offer') this.#onOffer(id);
  }

  open(channels: DirectChannels, tellOther: (reason: string) => void): void {
    if (this.isOver) return;
    this.#isOpen = true;
    this.#tellOther = tellOther;
    this.#resolve(channels);
  }

  /** A connection in the making is given up, or the other end has closed an open one. */
  fail(reason: string): void {
    if (this.isOver || (this.#isOpen && reason === 'no path')) return;
    this.isOver = true;
    this.#reject(new Error(reason));
    this.#options.onClose({ reason });
  }

  close(reason = ''): void {
    if (this.isOver) return;
    this.isOver = true;
    this.#reject(new Error('closed'));
    if (this.#isOpen) this.#tellOther(reason);
    this.#options.onClose({ reason });
  }
}

/** Peers of these names, who join one after another. */
export async function meet(network: SimulatedNetwork, ...names: string[]): Promise<SessionNode[]> {
  const nodes: SessionNode[] = [];
  for (const name of names) {
    nodes.push(await network.add(name));
    await network.advance(300);
  }
  return nodes;
}

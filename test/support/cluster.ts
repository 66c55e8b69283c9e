import { seededRandom } from '../../src/core/random.js';
import type { Packet } from '../../src/core/wire/packet.js';
import type { PeerIdentity } from '../../src/ports/authorizer.js';
import type { ClusterBus } from '../../src/ports/cluster-bus.js';
import {
  createInProcessBus,
  type InProcessBus,
  type InProcessBusOptions,
} from '../../src/relay/cluster/in-process-bus.js';
import type { RelayLimits } from '../../src/relay/limits.js';
import { Relay } from '../../src/relay/relay.js';
import type { RelayOptions } from '../../src/relay/relay-options.js';
import { createMemoryPair, type MemoryConnection } from '../../src/transports/memory.js';
import { FakeClock } from './fake-clock.js';
import { Peer } from './peers.js';

/** One relay of a cluster under test. */
export interface TestNode {
  readonly name: string;
  readonly relay: Relay;
  readonly bus: ClusterBus;
  readonly cables: MemoryConnection[];
}

/** The far end's connection, which a test may break. */
interface Cable {
  readonly cable: MemoryConnection;
}

/** Relays that are joined by a simulated bus, on one fake clock. */
export class TestCluster {
  readonly clock = new FakeClock();
  readonly bus: InProcessBus;
  readonly nodes = new Map<string, TestNode>();

  constructor(
    options: Omit<InProcessBusOptions, 'clock'> = {},
    readonly limits: Partial<RelayLimits> = {},
    readonly relayOptions: Partial<RelayOptions> = {},
  ) {
    this.bus = createInProcessBus({ clock: this.clock, ...options });
  }

  async start(name: string): Promise<TestNode> {
    const joining = this.bus.join(name);
    await this.clock.advanceAsync(200);
    const bus = await joining;
    const common = { clock: this.clock, random: seededRandom(1), limits: this.limits, bus };
    const relay = new Relay({ ...common, ...this.relayOptions });
    const node = { name, relay, bus, cables: [] };
    this.nodes.set(name, node);
    await this.clock.advanceAsync(50);
    return node;
  }

  /** A connection to a node: its far end. */
  connect(node: TestNode, channel = 'main', peer = Peer, identity: PeerIdentity = {}): Peer & Cable {
    const [client, server] = createMemoryPair({ clock: this.clock });
    node.cables.push(client);
    node.relay.accept(server, channel, identity);
    return Object.assign(new peer(client), { cable: client });
  }

  /** The process dies: its connections break, nothing of it goes on. */
  kill(node: TestNode): void {
    this.nodes.delete(node.name);
    this.bus.kill(node.name);
    for (const cable of node.cables) cable.destroy();
    node.relay.close();
  }

  advance(ms: number): Promise<void> {
    return this.clock.advanceAsync(ms);
  }

  close(): void {
    for (const node of [...this.nodes.values()]) this.kill(node);
    this.bus.close();
  }
}

/** The hellos that a listener has got, as `epoch state`. */
export const helloStory = (peer: Peer): string[] =>
  peer
    .of('hello')
    .map(({ body }) => body as { epoch?: number; sourceState?: string })
    .map(({ epoch, sourceState }) => `${epoch} ${sourceState ?? 'answer'}`);

/** The secret that a source got with the answer to its hello. */
export const secretOf = (peer: Peer): string =>
  (peer.of('hello').at(-1) as (Packet & { body: { resumeSecret: string } }) | undefined)?.body.resumeSecret ?? '';

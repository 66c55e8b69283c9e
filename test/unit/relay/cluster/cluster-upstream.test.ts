import { afterEach, describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import { seededRandom } from '../../../../src/core/random.js';
import { upstreamProvider } from '../../../../src/node/relay/upstream/upstream.js';
import type { UpstreamChannelOptions } from '../../../../src/relay/channel/channel-options.js';
import { Relay } from '../../../../src/relay/relay.js';
import { ON_DEMAND_LINGER_MS } from '../../../../src/relay/sources/on-demand-source.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { helloStory, TestCluster, type TestNode } from '../../../support/cluster.js';
import { MemorySubscriber } from '../../../support/memory-subscriber.js';
import { audioPacket, Peer, streamHello } from '../../../support/peers.js';

const rigs: Rig[] = [];
afterEach(() => {
  for (const rig of rigs.splice(0)) rig.cluster.close();
});

/** Relays a, b and c of one cluster, whose channel `main` comes from the relay `up`, which stands alone. */
class Rig {
  readonly cluster: TestCluster;
  readonly up: Relay | null;
  /** Connections that the cluster has made to `up`. */
  attempts = 0;
  nodes!: readonly [TestNode, TestNode, TestNode];

  constructor({ isUp = true, upChannels = undefined as string | undefined } = {}) {
    const openUpstream = ({ url }: UpstreamChannelOptions, relayId: string) =>
      upstreamProvider({
        url,
        clock: this.cluster.clock,
        relayId,
        random: seededRandom(2),
        connect: async () => {
          if (!url.includes('cluster')) this.attempts++;
          const target = url.includes('cluster') ? this.nodes[1].relay : this.up;
          if (!target) throw new CodecError('TRANSPORT_FAILED', `cannot connect to ${url}: refused`);
          const [client, server] = createMemoryPair({ clock: this.cluster.clock });
          target.accept(server, 'main');
          return client;
        },
      });
    const channels = [{ name: 'main', upstream: { url: 'ws://up/main' } }];
    this.cluster = new TestCluster({ latencyMs: 3 }, {}, { channels, openUpstream });
    const ofUp = upChannels === undefined ? {} : { channels: [{ name: 'main', upstream: { url: upChannels } }] };
    const { clock } = this.cluster;
    this.up = isUp ? new Relay({ clock, random: seededRandom(1), openUpstream, ...ofUp }) : null;
  }

  async start(): Promise<void> {
    this.nodes = [await this.cluster.start('a'), await this.cluster.start('b'), await this.cluster.start('c')];
  }

  source(): Peer {
    const [client, server] = createMemoryPair({ clock: this.cluster.clock });
    this.up!.accept(server, 'main');
    const peer = new Peer(client);
    peer.hello(streamHello());
    return peer;
  }

  listener(node: TestNode) {
    const peer = this.cluster.connect(node);
    peer.listen({ burstMs: 5000 });
    return peer;
  }

  get listenersUp(): number {
    return this.up!.stats().channels.find(({ channel }) => channel === 'main')?.listeners ?? 0;
  }
}

async function rig(options?: ConstructorParameters<typeof Rig>[0]): Promise<Rig> {
  const made = new Rig(options);
  rigs.push(made);
  await made.start();
  return made;
}

describe('a channel of a cluster that comes from another relay', () => {
  it('is fetched by one node for the listeners of all, and left some time after the last of them', async () => {
    const relays = await rig();
    const { cluster, nodes } = relays;
    const source = relays.source();
    source.send(audioPacket(0));
    await cluster.advance(1000);
    expect(relays.attempts).toBe(0);
    // Two at once: both nodes may begin, and one of them leaves it to the other.
    const [first, second] = [relays.listener(nodes[0]), relays.listener(nodes[1])];
    await cluster.advance(1000);
    const third = relays.listener(nodes[2]);
    await cluster.advance(1000);
    source.send(audioPacket(4));
    await cluster.advance(1000);
    expect(relays.listenersUp).toBe(1);
    for (const listener of [first, second, third]) {
      expect(listener.frames).toEqual([0, 4]);
      expect(listener.closed).toBeNull();
    }
    first.cable.close();
    second.cable.close();
    await cluster.advance(2 * ON_DEMAND_LINGER_MS);
    source.send(audioPacket(8));
    await cluster.advance(100);
    expect([relays.listenersUp, third.frames]).toEqual([1, [0, 4, 8]]);
    third.cable.close();
    await cluster.advance(ON_DEMAND_LINGER_MS + 1000);
    expect(relays.listenersUp).toBe(0);
  });

  it('is fetched by another node where the one that has fetched it dies: the stream continues', async () => {
    const relays = await rig();
    const { cluster, nodes } = relays;
    const source = relays.source();
    relays.listener(nodes[0]);
    await cluster.advance(600);
    const listener = relays.listener(nodes[2]);
    await cluster.advance(600);
    for (let i = 0; i < 10; i++) {
      source.send(audioPacket(4 * i));
      await cluster.advance(400);
      if (i === 4) cluster.kill(nodes[0]);
    }
    await cluster.advance(1000);
    expect(listener.frames).toEqual(Array.from({ length: 10 }, (_, i) => 4 * i));
    expect(new Set(listener.of('hello').map(({ body }) => body.epoch))).toEqual(new Set([7]));
    expect([relays.attempts, relays.listenersUp]).toEqual([2, 1]);
  });

  it('keeps one connection while the source is away there', async () => {
    const relays = await rig();
    const { cluster, nodes } = relays;
    const source = relays.source();
    const listeners = nodes.map((node) => relays.listener(node));
    await cluster.advance(2000);
    source.send(audioPacket(0));
    await cluster.advance(400);
    source.connection.close(1000, '');
    await cluster.advance(20_000);
    expect(relays.listenersUp).toBe(1);
    for (const listener of listeners) expect([helloStory(listener).at(-1), listener.closed]).toEqual(['7 gone', null]);
    const { attempts } = relays;
    const back = relays.source();
    back.hello(streamHello({ epoch: 8 }));
    await cluster.advance(400);
    expect(relays.attempts).toBe(attempts);
  });

  it('tells the listeners of every node why it cannot be had', async () => {
    const relays = await rig({ isUp: false });
    const listeners = relays.nodes.map((node) => relays.listener(node));
    await relays.cluster.advance(5000);
    for (const listener of listeners)
      expect(listener.of('error')[0]?.body).toMatchObject({
        code: 'TRANSPORT_FAILED',
        message: expect.stringContaining('this relay gets the channel from ws://up/main, which cannot be had'),
      });
  });

  it('is refused where it comes back to another node of the same cluster', async () => {
    const relays = await rig({ upChannels: 'ws://cluster/main' });
    const listener = relays.listener(relays.nodes[0]);
    await relays.cluster.advance(5000);
    expect(listener.of('error')[0]?.body).toMatchObject({
      code: 'NOT_ALLOWED',
      message: expect.stringContaining('relays get the channel from each other in a loop'),
    });
  });

  it('is fetched for a recorder of the process that cannot fetch anything itself', async () => {
    const relays = await rig();
    const { cluster } = relays;
    const source = relays.source();
    const joining = cluster.bus.join('first');
    await cluster.advance(200);
    const channels = [{ name: 'main', upstream: { url: 'ws://up/main' } }];
    const first = new Relay({ clock: cluster.clock, random: seededRandom(1), bus: await joining, channels });
    const recorder = new MemorySubscriber();
    first.administration.attachRecorder('main', recorder);
    await cluster.advance(1000);
    source.send(audioPacket(0));
    await cluster.advance(400);
    expect([relays.listenersUp, recorder.story.at(-1)]).toEqual([1, 'audio']);
    first.close();
  });

  it('leaves the channel to a source that broadcasts at another node', async () => {
    const relays = await rig();
    const { cluster, nodes } = relays;
    relays.source();
    const own = cluster.connect(nodes[1]);
    own.hello(streamHello({ epoch: 3 }));
    await cluster.advance(1000);
    const listener = relays.listener(nodes[0]);
    await cluster.advance(10_000);
    expect([helloStory(listener), own.closed, relays.attempts]).toEqual([['3 live'], null, 0]);
  });
});

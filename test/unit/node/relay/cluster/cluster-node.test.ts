import { afterEach, beforeEach, expect, it, vi } from 'vitest';
import { ClusterNode } from '../../../../../src/node/relay/cluster/cluster-node.js';
import { TestCluster } from '../../../../support/cluster.js';

beforeEach(() => void vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] }));
afterEach(() => void vi.useRealTimers());

it('a node that is emptied sends away who came over the network, over the time, and cuts players by HTTP at its end', async () => {
  const cluster = new TestCluster();
  try {
    const nodes = new Map<string, ClusterNode>();
    for (const name of ['a', 'b']) {
      const { bus, relay } = await cluster.start(name);
      const node = new ClusterNode(bus, {
        node: name,
        nats: { servers: ['nats://127.0.0.1'] },
        publicUrl: `ws://${name}`,
      });
      node.attach(relay);
      nodes.set(name, node);
    }
    await cluster.advance(1100);
    const a = cluster.nodes.get('a')!;
    const remote = [1, 2, 3].map((i) => cluster.connect(a, 'main', undefined, { address: `10.0.0.${i}` }));
    const inside = cluster.connect(a);
    for (const peer of [...remote, inside]) peer.listen();
    await cluster.advance(1100);
    const onDrained = vi.fn();
    nodes.get('a')!.onDrained = onDrained;
    const draining = nodes.get('b')!.drain('a', 300);
    await cluster.advance(1100);
    expect(await draining).toMatchObject({ node: 'a', isDraining: true });
    const step = async (): Promise<number[]> => {
      vi.advanceTimersByTime(100);
      await cluster.advance(1);
      return [remote.filter(({ closed }) => closed !== null).length, onDrained.mock.calls.length];
    };
    expect([await step(), await step(), await step(), await step()]).toEqual([
      [2, 0],
      [3, 0],
      [3, 1],
      [3, 1],
    ]);
    expect(remote[0]!.of('error')[0]!.body).toMatchObject({ alternativeUrl: 'ws://b/main' });
    expect(inside.closed).toBeNull();
  } finally {
    cluster.close();
  }
});

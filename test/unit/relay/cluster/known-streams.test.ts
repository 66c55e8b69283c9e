import { expect, it } from 'vitest';
import { TestCluster, type TestNode } from '../../../support/cluster.js';
import { audioPacket, type Peer, streamHello } from '../../../support/peers.js';

it('a node that is cut off refuses who has been sent a newer stream elsewhere, and serves everybody else', async () => {
  for (const isFallback of [false, true]) {
    const channels = isFallback ? [{ name: 'main', fallback: { channel: 'other' } }] : [];
    const cluster = new TestCluster({ latencyMs: 3 }, { sourceReservedMs: 1 }, { channels });
    try {
      const [a, b] = [await cluster.start('a'), await cluster.start('b')];
      const listen = async (node: TestNode, from?: { epoch: number; frame: number }): Promise<Peer> => {
        const listener = cluster.connect(node);
        listener.listen({ burstMs: 10_000, ...(from && { from }) });
        await cluster.advance(100);
        return listener;
      };
      const broadcast = async (node: TestNode, epoch: number): Promise<void> => {
        const source = cluster.connect(node);
        source.hello(streamHello({ epoch }));
        await cluster.advance(100);
        source.send(audioPacket(0, 4, 2, epoch));
        await cluster.advance(20);
      };
      await broadcast(b, 5);
      for (const cable of b.cables.splice(0)) cable.destroy();
      await cluster.advance(2000);
      await broadcast(b, 7);
      const moving = await listen(a);
      expect(moving.of('audio').map(({ epoch }) => epoch)).toEqual([7 % 32]);
      // The link between the nodes is cut: the source at b goes on there, another comes at a.
      cluster.bus.kill('b');
      await cluster.advance(100);
      await broadcast(a, 9);
      expect(moving.of('audio').at(-1)!.epoch).toBe(9);
      const refused = await listen(b, { epoch: 9, frame: 4 });
      if (isFallback) {
        // It may come from what was played in the source's place.
        expect(refused.of('audio').length).toBe(1);
        continue;
      }
      expect(refused.of('hello')).toEqual([]);
      expect(refused.of('error')[0]!.body).toMatchObject({ code: 'CHANNEL_LIMIT', retryAfterMs: 2000 });
      for (const from of [undefined, { epoch: 7, frame: 0 }, { epoch: 5, frame: 0 }])
        expect((await listen(b, from)).of('audio').length).toBe(1);
    } finally {
      cluster.close();
    }
  }
});

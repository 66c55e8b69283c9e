import { afterEach, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { Relay } from '../../../../src/relay/relay.js';
import { TestCluster, type TestNode } from '../../../support/cluster.js';
import { audioPacket, type Peer, streamHello } from '../../../support/peers.js';

let cluster: TestCluster | null = null;
afterEach(() => {
  cluster?.close();
  cluster = null;
});

it('a channel of a cluster falls back on another one, whichever relays their sources and its listeners are at', async () => {
  const joined = new TestCluster({ latencyMs: 3 });
  cluster = joined;
  const start = async (name: string): Promise<TestNode> => {
    const joining = joined.bus.join(name);
    await joined.advance(200);
    const bus = await joining;
    const channels = [{ name: 'main', fallback: { channel: 'music' } }];
    const relay = new Relay({ clock: joined.clock, random: seededRandom(1), bus, channels });
    const node = { name, relay, bus, cables: [] };
    joined.nodes.set(name, node);
    await joined.advance(50);
    return node;
  };
  const [a, b, c] = [await start('a'), await start('b'), await start('c')];
  const music = joined.connect(b, 'music');
  music.hello(streamHello({ epoch: 9 }));
  const main = joined.connect(a, 'main');
  main.hello(streamHello());
  const listeners = [a, b, c].map((node) => joined.connect(node, 'main'));
  for (const listener of listeners) listener.listen();
  const next = new Map<Peer, number>();
  const run = async (ms: number, ...sources: [Peer, number][]): Promise<void> => {
    for (let at = 0; at < ms; at += 400) {
      for (const [peer, epoch] of sources) {
        const frame = next.get(peer) ?? 0;
        next.set(peer, frame + 4);
        peer.send(audioPacket(frame, 4, 2, epoch));
      }
      await joined.advance(400);
    }
  };
  await run(2000, [main, 7], [music, 9]);
  main.connection.close(1000, '');
  await run(2000, [music, 9]);
  const back = joined.connect(c, 'main');
  back.hello(streamHello({ epoch: 8 }));
  await run(3200, [music, 9], [back, 8]);
  for (const listener of listeners) {
    const epochs = listener.of('audio').map(({ epoch }) => epoch);
    expect(epochs.filter((epoch, i) => epoch !== epochs[i - 1])).toEqual([7, 9, 8]);
    for (const epoch of [7, 9, 8]) {
      const frames = listener.of('audio').flatMap((packet) => (packet.epoch === epoch ? [packet.firstFrame] : []));
      expect(frames).toEqual(frames.map((_, i) => frames[0]! + 4 * i));
    }
    expect(listener.of('hello').find(({ body }) => body.epoch === 9)!.body.fallback).toBe('music');
  }
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { secretOf, TestCluster, type TestNode } from '../../../support/cluster.js';
import { audioPacket, type Peer, streamHello } from '../../../support/peers.js';

const STEPS = 40;
const FRAMES = 4;

/** A listener that comes back to any node, from where it was. */
class Follower {
  readonly frames: number[] = [];
  readonly epochs = new Set<unknown>();
  peer!: Peer;
  node!: TestNode;
  #seen = 0;

  join(cluster: TestCluster, node: TestNode): void {
    this.node = node;
    this.peer = cluster.connect(node);
    this.#seen = 0;
    const last = this.frames.at(-1);
    const from = last === undefined ? {} : { from: { epoch: 7, frame: last + FRAMES } };
    this.peer.listen({ burstMs: 10_000, ...from });
  }

  read(): void {
    for (const packet of this.peer.packets.slice(this.#seen)) {
      if (packet.type === 'audio') this.frames.push(packet.firstFrame);
      if (packet.type === 'hello') this.epochs.add((packet.body as { epoch?: number }).epoch);
    }
    this.#seen = this.peer.packets.length;
  }
}

describe('a cluster of one to four relays', () => {
  it('brings every frame once and in order to every listener, whoever is where, moves or dies, and has one source', async () => {
    for (let seed = 1; seed <= 25; seed++) {
      const random = seededRandom(seed);
      const pick = <T>(of: readonly T[]): T => of[Math.floor(random() * of.length)]!;
      const cluster = new TestCluster({
        seed,
        latencyMs: Math.floor(20 * random()),
        jitterMs: Math.floor(20 * random()),
        loss: random() < 0.5 ? 0.15 : 0,
      });
      const count = 1 + Math.floor(4 * random());
      for (let i = 0; i < count; i++) await cluster.start(`n${i}`);
      const nodes = (): TestNode[] => [...cluster.nodes.values()];
      let [source, sourceNode] = [null as Peer | null, null as TestNode | null];
      let secret = '';
      let sent = 0;
      const connectSource = async (): Promise<void> => {
        sourceNode = pick(nodes());
        source = cluster.connect(sourceNode);
        source.hello(streamHello(secret === '' ? {} : { resumeFrame: 0, resumeSecret: secret }));
        for (let i = 0; i < 40 && source.of('hello').length === 0; i++) await cluster.advance(50);
        secret = secretOf(source);
        const { resumeFrame } = source.of('hello')[0]!.body as { resumeFrame: number };
        expect(resumeFrame, `seed ${seed}`).toBeLessThanOrEqual(sent);
        for (let frame = resumeFrame; frame < sent; frame += FRAMES) source.send(audioPacket(frame, FRAMES));
      };
      const followers = Array.from({ length: 6 }, () => new Follower());
      for (const follower of followers) follower.join(cluster, pick(nodes()));
      await cluster.advance(100);
      await connectSource();
      let strangers = 0;
      for (let step = 0; step < STEPS; step++) {
        source!.send(audioPacket(sent, FRAMES));
        sent += FRAMES;
        await cluster.advance(100 * random());
        const event = random();
        if (event < 0.08) await connectSource();
        else if (event < 0.14 && nodes().length > 1) {
          const victim = pick(nodes());
          for (const follower of followers) follower.read();
          cluster.kill(victim);
          await cluster.advance(100);
          for (const follower of followers) if (follower.node === victim) follower.join(cluster, pick(nodes()));
          if (sourceNode === victim) await connectSource();
          await cluster.start(`n${count + step}`);
        } else if (event < 0.2) {
          const follower = pick(followers);
          follower.read();
          follower.peer.connection.close();
          follower.join(cluster, pick(nodes()));
        } else if (event < 0.26) {
          const stranger = cluster.connect(pick(nodes()));
          stranger.hello(streamHello({ epoch: 9 }));
          strangers++;
        }
        for (const follower of followers) follower.read();
      }
      await cluster.advance(8000);
      for (const follower of followers) follower.read();
      const all = Array.from({ length: sent / FRAMES }, (_, i) => FRAMES * i);
      for (const { frames, epochs } of followers) {
        expect(frames, `seed ${seed}, ${strangers} strangers`).toEqual(all);
        expect([...epochs], `seed ${seed}`).toEqual([7]);
      }
      cluster.close();
    }
  });
});

import { describe, expect, it } from 'vitest';
import type { MusicTrack } from '../../../../src/session/play/music-track.js';
import { SessionPlay } from '../../../../src/session/play/session-play.js';
import { SyncedOutput } from '../../../../src/session/playout/synced-output.js';
import type { SessionNode } from '../../../../src/session/session-node.js';
import { DriftingSink } from '../../../support/drifting-sink.js';
import { FakeModel } from '../../../support/fake-model.js';
import { SimulatedNetwork } from '../../../support/simulated-session.js';

const RATE = 8000;
const SEED = Number(process.env.SEED ?? 11);
const LEVEL = 0.5;

/** One level without end: a gap, a fade and a concealed frame all are below it. */
const level: MusicTrack = {
  title: 'level',
  durationMs: 600_000,
  open: async () => ({
    sampleRateHz: RATE,
    channels: 1,
    async *blocks() {
      for (let at = 0; at < 600 * RATE; at += 320) yield new Float32Array(320).fill(LEVEL);
    },
    async close() {},
  }),
};

/** A peer that plays into memory. */
class Peer {
  readonly sink: DriftingSink;
  readonly play: SessionPlay;
  readonly #output: SyncedOutput;

  constructor({ clock }: SimulatedNetwork, node: SessionNode) {
    this.sink = new DriftingSink(clock, RATE, 0);
    const model = new FakeModel({
      sampleRateHz: RATE,
      hopSamples: 320,
      encoder: { stateSize: 1 },
      decoder: { stateSize: 1 },
    });
    this.play = new SessionPlay({ membership: node, clock, model, sampleRateHz: RATE, channels: 1 });
    this.#output = new SyncedOutput({
      clock,
      open: () => this.sink,
      pull: (samples, heardMs, msPerSample) => this.play.playout.pull(samples, heardMs, msPerSample),
      toSession: (ms) => this.play.time.toSession(ms),
      rate: () => this.play.time.rate,
    });
  }

  /** Samples of what was played since an index that are softer than what the host plays. */
  soft(since: number): number {
    return this.sink.samples.slice(since).filter((sample) => Math.abs(sample - LEVEL) > 0.1).length;
  }

  async close(): Promise<void> {
    await this.play.close();
    await this.#output.close();
  }
}

describe('a peer whose parent in the tree is gone', () => {
  it.each([
    ['leaves', 0.05, (network: SimulatedNetwork) => network.nodes.get('First')!.close()],
    ['is killed', 0.05, (network: SimulatedNetwork) => network.kill('First')],
    ['cannot be reached any more', 0, (network: SimulatedNetwork) => network.cut('First', 'Below')],
  ])('is heard without a gap when that %s, at a loss of %f', async (_what, loss, act) => {
    const network = new SimulatedNetwork({ latencyMs: 40, jitterMs: 5, loss, seed: SEED });
    const tree = { maxDirectPeers: 1, maxChildren: 4 };
    const nodes = new Map<string, SessionNode>();
    for (const name of ['Host', 'First', 'Below', 'Further']) {
      nodes.set(name, await network.add(name, { tree }));
      await network.advance(400);
    }
    const peers = new Map([...nodes].map(([name, node]) => [name, new Peer(network, node)]));
    peers.get('Host')!.play.host({ tracks: [level], epoch: 3, planes: 8 });
    await network.advance(12_000);
    expect(nodes.get('Below')!.tree.parent?.name).toBe('First');
    const since = peers.get('Below')!.sink.samples.length;
    expect(peers.get('Below')!.soft(since - RATE)).toBe(0);
    act(network);
    await network.advance(15_000);
    expect(nodes.get('Below')!.tree.parent?.name, `seed ${SEED}`).not.toBe('First');
    for (const name of ['Host', 'Below', 'Further']) {
      const { play } = peers.get(name)!;
      const { lost, skipped } = play.receiver!.stats.jitter;
      expect([name, peers.get(name)!.soft(since), lost - skipped], `seed ${SEED}`).toEqual([name, 0, 0]);
    }
    for (const peer of peers.values()) await peer.close();
    for (const node of network.nodes.values()) node.close();
  });
});

import { describe, expect, it } from 'vitest';
import { answerEnds, endEverywhere } from '../../../../../../src/node/relay/operations/recording/end-recordings.js';
import type { RecordingStore } from '../../../../../../src/node/relay/operations/recording/recording-store.js';
import { TestCluster } from '../../../../../support/cluster.js';

/** A store that records these channels. */
function storeOf(node: string, ...channels: string[]) {
  const running = new Set(channels);
  const stop = async (channel: string): Promise<boolean> => running.delete(channel);
  const list = (channel: string) => [
    { path: `${node}/${channel}.lc`, startedAt: '2026-01-01T00:00:00.000Z', frames: 1, pausedFrames: 0, error: null },
  ];
  return { running, store: { stop, list } as unknown as RecordingStore };
}

describe('the end of a recording', () => {
  it('is at every node that records the channel, whichever is asked, and nowhere where none does', async () => {
    const cluster = new TestCluster({ latencyMs: 3 });
    const [a, b] = [await cluster.start('a'), await cluster.start('b')];
    const [here, there] = [storeOf('a', 'main'), storeOf('b', 'main', 'talk')];
    answerEnds(a.relay.cluster, here.store);
    answerEnds(b.relay.cluster, there.store);
    const end = async (channel: string): Promise<unknown> => {
      const ended = endEverywhere(a.relay.cluster, here.store, channel);
      await cluster.advance(20);
      return (await ended)?.map(({ path }) => path) ?? null;
    };
    expect(await end('talk')).toEqual(['b/talk.lc']);
    expect(await end('main')).toEqual(['a/main.lc', 'b/main.lc']);
    expect(await end('main')).toBeNull();
    expect([...here.running, ...there.running]).toEqual([]);
    cluster.close();
  });

  it('is of this process alone where the relay stands alone', async () => {
    const { store } = storeOf('a', 'main');
    expect(await endEverywhere(null, store, 'main')).toHaveLength(1);
    expect(await endEverywhere(null, null, 'main')).toBeNull();
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import type { Grant } from '../../../../src/ports/authorizer.js';
import type { ChannelOptions } from '../../../../src/relay/channel/channel-options.js';
import { helloStory, secretOf, TestCluster, type TestNode } from '../../../support/cluster.js';
import { audioPacket, type Peer, streamHello } from '../../../support/peers.js';

let cluster: TestCluster | null = null;
afterEach(() => {
  cluster?.close();
  cluster = null;
});

/** Three relays on a bus of 3 ms. */
async function setUp(options: Omit<ChannelOptions, 'name'>) {
  const authorizer = {
    authorize: ({ credentials }: { credentials?: string }): Grant => ({
      permissions: ['publish', 'listen'],
      ...(credentials && { identity: credentials }),
    }),
  };
  const joined = new TestCluster({ latencyMs: 3 }, {}, { authorizer, channels: [{ name: 'main', ...options }] });
  cluster = joined;
  const nodes = [await joined.start('a'), await joined.start('b'), await joined.start('c')] as const;
  const source = async (node: TestNode, epoch: number, overrides: object = {}, credentials?: string) => {
    const peer = joined.connect(node, 'main', undefined, { ...(credentials && { credentials }) });
    peer.hello(streamHello({ epoch, ...overrides }));
    await joined.advance(50);
    return peer;
  };
  const listener = async (node: TestNode): Promise<Peer> => {
    const peer = joined.connect(node);
    peer.listen();
    await joined.advance(50);
    return peer;
  };
  const epochs = () =>
    nodes.map(({ relay }) => relay.stats().channels.find(({ channel }) => channel === 'main')?.epoch);
  return { joined, nodes, source, listener, epochs };
}

const places = (peer: Peer) => peer.of('control').map(({ body }) => body.queuePlace);
const lastError = (peer: Peer) => peer.of('error').at(-1)?.body;
const end = (peer: Peer, epoch: number) => peer.send({ type: 'end', epoch, totalFrames: 0, totalSamples: 0 });
const isSeated = (peer: Peer) => peer.story.includes('hello');

describe('takeover: replace, at several relays', () => {
  it('gives the channel to a source at another relay, and no listener finds it without a source in between', async () => {
    const { joined, nodes, source, listener, epochs } = await setUp({ takeover: 'replace' });
    const [a, b, c] = nodes;
    const first = await source(a, 1);
    const listeners = await Promise.all([a, b, c].map(listener));
    first.send(audioPacket(0, 4, 2, 1));
    await joined.advance(50);
    const second = await source(b, 2);
    second.send(audioPacket(0, 4, 2, 2));
    await joined.advance(2000);
    expect(lastError(first)).toEqual({ code: 'CHANNEL_BUSY', message: 'another source has taken channel main' });
    expect([first.closed?.code, second.closed, second.story]).toEqual([4004, null, ['hello']]);
    for (const peer of listeners) {
      expect([...new Set(helloStory(peer))]).toEqual(['1 live', '2 live']);
      expect(peer.of('audio').map(({ epoch }) => epoch)).toEqual([1, 2]);
    }
    expect(epochs()).toEqual([2, 2, 2]);
  });

  it('tells the source that is replaced also where nobody listens, and keeps the channel of the newer one', async () => {
    const { joined, nodes, source, epochs } = await setUp({ takeover: 'replace' });
    const first = await source(nodes[0], 1);
    const second = await source(nodes[1], 2);
    const back = await source(nodes[2], 1, { resumeFrame: 0, resumeSecret: secretOf(first) });
    await joined.advance(6000);
    expect([lastError(first)?.code, lastError(back)?.code, second.closed]).toEqual([
      'CHANNEL_BUSY',
      'CHANNEL_BUSY',
      null,
    ]);
    expect(epochs()[1]).toBe(2);
  });

  it('closes the one that is replaced although the newer one leaves before it has sent anything', async () => {
    const { joined, nodes, source, listener } = await setUp({ takeover: 'replace' });
    const first = await source(nodes[0], 1);
    const heard = await listener(nodes[0]);
    const second = joined.connect(nodes[1]);
    second.hello(streamHello({ epoch: 2 }));
    await joined.advance(4);
    joined.kill(nodes[1]);
    await joined.advance(3000);
    expect(lastError(first)?.code).toBe('CHANNEL_BUSY');
    expect(helloStory(heard).at(-1)).toMatch(/gone$/);
  });
});

describe('takeover: queue, at several relays', () => {
  it('is one queue: each source is told its place, and seated in its turn, whichever relay it is at', async () => {
    const { joined, nodes, source, listener, epochs } = await setUp({ takeover: 'queue', maxQueuedSources: 3 });
    const [a, b, c] = nodes;
    const heard = await listener(c);
    const first = await source(a, 1);
    const [second, third, fourth] = [await source(b, 2), await source(a, 3), await source(b, 4)];
    const fifth = await source(c, 5);
    expect(lastError(fifth)).toEqual({
      code: 'CHANNEL_BUSY',
      message: 'channel main has a source already, and 3 more wait for it',
    });
    await joined.advance(60_000);
    expect([second, third, fourth].map(places)).toEqual([[1], [2], [3]]);
    expect([first, second, third, fourth].map(({ closed }) => closed)).toEqual([null, null, null, null]);
    end(first, 1);
    await joined.advance(600);
    expect([isSeated(second), places(third), places(fourth)]).toEqual([true, [2, 1], [3, 2]]);
    second.cable.close();
    await joined.advance(600);
    expect([isSeated(third), places(fourth), epochs()[0], epochs()[2]]).toEqual([true, [3, 2, 1], 3, 3]);
    third.send(audioPacket(0, 4, 2, 3));
    end(third, 3);
    await joined.advance(600);
    fourth.send(audioPacket(0, 4, 2, 4));
    // What the other relays tell of themselves is up to a second old.
    await joined.advance(1100);
    expect([isSeated(fourth), epochs()[2]]).toEqual([true, 4]);
    expect(heard.of('audio').map(({ epoch }) => epoch)).toEqual([3, 4]);
  });

  it('keeps the channel of a source that was lost for it, at any relay, and gives it to the next one only then', async () => {
    const { joined, nodes, source, epochs } = await setUp({ takeover: 'queue' });
    const first = await source(nodes[0], 1);
    const second = await source(nodes[1], 2);
    first.cable.destroy();
    await joined.advance(3000);
    const back = await source(nodes[2], 1, { resumeFrame: 0, resumeSecret: secretOf(first) });
    expect([back.story, second.closed, epochs()[2]]).toEqual([['hello'], null, 1]);
    back.cable.destroy();
    await joined.advance(6000);
    expect([isSeated(second), epochs()[1]]).toEqual([true, 2]);
  });

  it('replaces a source that is dead, by the one that has waited longest', async () => {
    const { joined, nodes, source } = await setUp({ takeover: 'queue' });
    const first = await source(nodes[0], 1);
    const second = await source(nodes[1], 2);
    const third = await source(nodes[0], 3);
    first.answersPings = false;
    const fourth = await source(nodes[2], 4);
    await joined.advance(4500);
    expect([first.closed?.code, isSeated(second), places(third), places(fourth)]).toEqual([4007, true, [2, 1], [3, 2]]);
  });

  it('moves up those behind one that leaves, or whose relay has died', async () => {
    const { joined, nodes, source } = await setUp({ takeover: 'queue' });
    await source(nodes[0], 1);
    const second = await source(nodes[1], 2);
    const third = await source(nodes[2], 3);
    const fourth = await source(nodes[0], 4);
    second.cable.close();
    await joined.advance(300);
    expect([places(third), places(fourth)]).toEqual([
      [2, 1],
      [3, 2],
    ]);
    joined.kill(nodes[2]);
    await joined.advance(300);
    expect(places(fourth)).toEqual([3, 2, 1]);
  });

  it('refuses one that waits and may no longer send, when its turn has come', async () => {
    const { joined, nodes, source } = await setUp({ takeover: 'queue' });
    const first = await source(nodes[0], 1);
    const second = await source(nodes[1], 2, { planes: 4 });
    const third = await source(nodes[2], 3);
    for (const { relay } of nodes) relay.setChannels([{ name: 'main', takeover: 'queue', planes: 2 }]);
    first.cable.close();
    await joined.advance(1000);
    expect([lastError(second)?.code, isSeated(third)]).toEqual(['NOT_ALLOWED', true]);
  });
});

describe('a live source whose channel sources at other relays ask for again and again', () => {
  it.each(['refuse', 'replace', 'queue'] as const)(
    'is asked once a second at most, stays, and gives way once it is dead: takeover %s',
    async (takeover) => {
      const { joined, nodes, source } = await setUp({ takeover });
      const first = await source(nodes[0], 1);
      const overrides = takeover === 'replace' ? { resumeFrame: 0, resumeSecret: 'f'.repeat(32) } : {};
      for (let n = 0; n < 100; n++) (await source(nodes[n % 3]!, 2 + n, overrides)).cable.close();
      expect([first.closed, first.of('ping').length > 2, first.of('ping').length <= 11]).toEqual([null, true, true]);
      first.answersPings = false;
      const heir = await source(nodes[1], 200, overrides);
      await joined.advance(6500);
      expect([first.closed?.code, isSeated(heir)]).toEqual([4007, true]);
    },
  );

  it('is not taken for dead after a time in which its relay did not run', async () => {
    const { joined, nodes, source } = await setUp({});
    const first = await source(nodes[0], 1);
    first.answersPings = false;
    await source(nodes[1], 2);
    joined.clock.advanceBlocked(5000);
    await joined.advance(50);
    for (const { token } of first.of('ping')) first.send({ type: 'pong', token });
    await joined.advance(3000);
    expect(first.closed).toBeNull();
  });
});

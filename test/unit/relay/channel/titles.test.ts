import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { MAX_PAST_TITLES, mergeTitles, TitleHistory } from '../../../../src/relay/channel/title-history.js';
import { Relay } from '../../../../src/relay/relay.js';
import { Sender } from '../../../../src/stream/send/sender.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { Peer, streamHello } from '../../../support/peers.js';

const { role: _role, ...HELLO } = streamHello();

function setUp() {
  const clock = new FakeClock();
  const wallMs = () => 1_000_000 + clock.nowMs();
  const relay = new Relay({ clock, wallMs, random: seededRandom(1), channels: [{ name: 'radio', takeover: 'queue' }] });
  const connect = () => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, 'radio');
    return client;
  };
  const source = (epoch: number): Peer => {
    const peer = new Peer(connect());
    peer.hello(streamHello({ epoch }));
    clock.advance(1);
    return peer;
  };
  const tell = (peer: Peer, body: object): void => {
    peer.send({ type: 'metadata', body: { ...body } });
    clock.advance(999);
  };
  return { clock, relay, connect, source, tell };
}

describe('the titles of a channel', () => {
  it('are kept with the time at which each began, over all streams, the newest first', async () => {
    const { relay, source, tell, clock } = setUp();
    const first = source(1);
    tell(first, { title: 'A', artist: 'X' });
    tell(first, { title: 'A', artist: 'X' });
    tell(first, { station: 'S' });
    tell(first, { title: 'B' });
    first.send({ type: 'end', epoch: 1, totalFrames: 0, totalSamples: 0 });
    first.connection.close();
    clock.advance(1000);
    tell(source(2), { title: 'B' });
    const { titles } = (await relay.administration.describe('radio'))!;
    expect(titles.map(({ atMs: _at, ...title }) => title)).toEqual([
      { epoch: 2, title: 'B' },
      { epoch: 1, title: 'B' },
      { epoch: 1, title: 'A', artist: 'X' },
    ]);
    // The first a moment after the source had come, the second three messages later.
    expect(titles[2]!.atMs - 1_000_001).toBeLessThanOrEqual(1);
    expect(titles[1]!.atMs - titles[2]!.atMs).toBe(2997);
    expect(titles[0]!.atMs).toBeGreaterThan(titles[1]!.atMs);
    expect(await relay.administration.describe('unknown')).toBeNull();
  });

  it.each(['\u0001', '\ud800', '"', '\n', '中'])(
    'are told in one packet to who comes later, whatever they are made of: %j',
    (character) => {
      const { relay, connect, source, tell, clock } = setUp();
      const text = character.repeat(256);
      relay.setChannels([{ name: 'radio', takeover: 'queue', title: text }]);
      const listen = (): Peer => {
        const peer = new Peer(connect());
        peer.listen();
        clock.advance(1);
        return peer;
      };
      const first = source(1);
      tell(first, { title: text.slice(0, 250), artist: text.slice(0, 250) });
      const ofSource = listen();
      relay.administration.setTitle('radio', { title: text, artist: text, station: text });
      const ofOperator = listen();
      for (const peer of [ofSource, ofOperator]) {
        expect([peer.story.slice(0, 2), peer.closed]).toEqual([['hello', 'metadata'], null]);
        for (const shown of Object.values(peer.of('metadata').at(-1)!.body as Record<string, string>)) {
          expect(shown.length).toBeLessThanOrEqual(256);
          expect(shown).not.toMatch(/\p{Cc}|\p{Cs}/u);
        }
      }
      expect(first.closed).toBeNull();
    },
  );

  it('include those of the operator, and end with their stream', () => {
    const { relay, connect, source, tell, clock } = setUp();
    const peer = source(1);
    tell(peer, { title: 'Song' });
    relay.administration.setTitle('radio', { title: 'News' });
    relay.administration.setTitle('radio', null);
    const titles = () => relay.administration.titles('radio').map(({ title }) => title);
    expect(titles()).toEqual(['Song', 'News', 'Song']);
    expect(relay.administration.channel('radio')!.metadata).toEqual({ title: 'Song' });
    peer.send({ type: 'end', epoch: 1, totalFrames: 0, totalSamples: 0 });
    clock.advance(1);
    expect(relay.administration.channel('radio')!.metadata).toBeNull();
    source(2);
    const listener = new Peer(connect());
    listener.listen();
    clock.advance(300);
    expect([listener.story, titles().length]).toEqual([['hello'], 3]);
  });

  it('are bounded', () => {
    const history = new TitleHistory();
    for (let i = 0; i < 3 * MAX_PAST_TITLES; i++) history.record({ title: `${i}` }, 1, i);
    expect([history.list().length, history.list()[0]!.title]).toEqual([MAX_PAST_TITLES, '149']);
  });

  it('of several relays are one list: what two have noted of the same title counts once', () => {
    const a = [
      { atMs: 30_000, epoch: 1, title: 'B' },
      { atMs: 1000, epoch: 1, title: 'A' },
    ];
    const b = [
      { atMs: 60_000, epoch: 1, title: 'A' },
      { atMs: 30_040, epoch: 1, title: 'B' },
    ];
    expect(mergeTitles([a, b]).map(({ atMs, title }) => [atMs, title])).toEqual([
      [60_000, 'A'],
      [30_000, 'B'],
      [1000, 'A'],
    ]);
  });
});

describe('a sender whose channel has another source', () => {
  it('is told its place in the queue, and starts when its turn has come', async () => {
    const { clock, connect, source } = setUp();
    const present = source(1);
    const places: number[] = [];
    const ups: number[] = [];
    const sender = new Sender({
      connect: async () => connect(),
      clock,
      hello: { ...HELLO, epoch: 9 },
      handlers: { onQueued: (place) => places.push(place), onUp: (frame) => ups.push(frame) },
    });
    const started = sender.start();
    await clock.advanceAsync(90_000);
    expect([places, ups, sender.state]).toEqual([[1], [], 'connecting']);
    present.connection.close();
    await clock.advanceAsync(1000);
    await started;
    expect([ups, sender.state]).toEqual([[0], 'live']);
    sender.close();
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import type { Grant } from '../../../../src/ports/authorizer.js';
import type { ChannelOptions } from '../../../../src/relay/channel/channel-options.js';
import { Relay } from '../../../../src/relay/relay.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { audioPacket, Peer, streamHello } from '../../../support/peers.js';

type End = Peer & { readonly end: MemoryConnection };

function setUp(options: Omit<ChannelOptions, 'name'>) {
  const clock = new FakeClock();
  const authorizer = {
    authorize: ({ credentials }: { credentials?: string }): Grant => ({
      permissions: ['publish', 'listen'],
      ...(credentials && { identity: credentials }),
    }),
  };
  const relay = new Relay({ clock, random: seededRandom(1), authorizer, channels: [{ name: 'radio', ...options }] });
  const source = (epoch: number, overrides: object = {}, credentials?: string): End => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, 'radio', { ...(credentials && { credentials }) });
    const peer = Object.assign(new Peer(client), { end: client });
    peer.hello(streamHello({ epoch, ...overrides }));
    clock.advance(1);
    return peer;
  };
  const secretOf = (peer: Peer) => peer.of('hello')[0]!.body.resumeSecret;
  const stats = () => relay.administration.channel('radio')!;
  return { clock, relay, source, secretOf, stats };
}

const places = (peer: Peer) => peer.of('control').map(({ body }) => body.queuePlace);
const codeOf = (peer: Peer) => peer.of('error').at(-1)?.body.code;
const end = (peer: Peer, epoch: number) =>
  peer.send({ type: 'end', epoch: epoch % 32, totalFrames: 0, totalSamples: 0 });

describe('takeover: replace', () => {
  it('gives the channel to a source that begins, and tells the one before it not to come back', () => {
    const { clock, source, stats } = setUp({ takeover: 'replace' });
    const first = source(1);
    const second = source(2);
    clock.advance(1);
    expect(first.of('error').at(-1)?.body).toEqual({
      code: 'CHANNEL_BUSY',
      message: 'another source has taken channel radio',
    });
    expect(first.closed?.code).toBe(4004);
    expect([second.story, stats()]).toMatchObject([['hello'], { epoch: 2, isLive: true }]);
  });

  it('lets no source that comes back by itself replace the one that has taken its channel', () => {
    const { clock, source, secretOf, stats } = setUp({ takeover: 'replace' });
    const first = source(1);
    first.end.destroy();
    const second = source(2);
    expect(stats()).toMatchObject({ epoch: 2, isLive: true });
    const back = source(1, { resumeFrame: 0, resumeSecret: secretOf(first) });
    clock.advance(5000);
    expect([codeOf(back), second.closed, stats().epoch]).toEqual(['CHANNEL_BUSY', null, 2]);
  });

  it('lets a source continue its own stream, by its secret or its identity', () => {
    const { clock, source, secretOf, stats } = setUp({ takeover: 'replace' });
    const first = source(1, {}, 'key:a');
    first.send(audioPacket(0, 4, 2, 1));
    clock.advance(1);
    const second = source(1, { resumeFrame: 0, resumeSecret: secretOf(first) });
    expect(second.of('hello')[0]!.body).toMatchObject({ epoch: 1, resumeFrame: 4 });
    expect(stats()).toMatchObject({ epoch: 1, nextFrame: 4, isLive: true });
  });
});

describe('takeover: queue', () => {
  it('lets sources wait in their order, tells each its place, and seats the next when the stream has ended', () => {
    const { clock, source, stats } = setUp({ takeover: 'queue', maxQueuedSources: 2 });
    const first = source(1);
    const [second, third] = [source(2), source(3)];
    const fourth = source(4);
    expect(fourth.of('error').at(-1)?.body).toEqual({
      code: 'CHANNEL_BUSY',
      message: 'channel radio has a source already, and 2 more wait for it',
    });
    clock.advance(60_000);
    expect([places(second), places(third)]).toEqual([[1], [2]]);
    expect([first, second, third].map(({ closed }) => closed)).toEqual([null, null, null]);
    end(first, 1);
    clock.advance(300);
    expect([second.story.at(-1), places(third), stats().epoch]).toEqual(['hello', [2, 1], 2]);
    second.end.close();
    clock.advance(300);
    expect([third.story.at(-1), stats()]).toMatchObject(['hello', { epoch: 3, isLive: true }]);
  });

  it('keeps the channel of a source that was lost for it, and gives it to the next one only then', () => {
    const { clock, source, secretOf, stats } = setUp({ takeover: 'queue' });
    const first = source(1);
    const second = source(2);
    first.end.destroy();
    clock.advance(3000);
    const back = source(1, { resumeFrame: 0, resumeSecret: secretOf(first) });
    expect([back.story, second.closed, stats().epoch]).toEqual([['hello'], null, 1]);
    back.end.destroy();
    clock.advance(5500);
    expect([second.story.at(-1), stats().epoch]).toEqual(['hello', 2]);
  });

  it('replaces a source that is dead, by the one that has waited longest', () => {
    const { clock, source, stats } = setUp({ takeover: 'queue' });
    const first = source(1);
    first.answersPings = false;
    const second = source(2);
    clock.advance(4500);
    expect([second.story.at(-1), stats().epoch, first.closed?.code]).toEqual(['hello', 2, 4007]);
  });

  it('moves up those behind one that leaves, and those who wait stay under another rule', () => {
    const { clock, relay, source } = setUp({ takeover: 'queue' });
    const first = source(1);
    const [second, third] = [source(2), source(3)];
    second.end.close();
    clock.advance(1);
    expect(places(third)).toEqual([2, 1]);
    relay.setChannels([{ name: 'radio', takeover: 'refuse' }]);
    expect(codeOf(source(4))).toBe('CHANNEL_BUSY');
    first.end.close();
    clock.advance(300);
    expect(third.story.at(-1)).toBe('hello');
  });

  it('refuses one that waits and may no longer send, when its turn has come', () => {
    const { clock, relay, source, stats } = setUp({ takeover: 'queue' });
    const first = source(1);
    const [second, third] = [source(2, { planes: 4 }), source(3)];
    relay.setChannels([{ name: 'radio', takeover: 'queue', planes: 2 }]);
    first.end.close();
    clock.advance(600);
    expect([codeOf(second), third.story.at(-1), stats().epoch]).toEqual(['NOT_ALLOWED', 'hello', 3]);
  });
});

describe('takeover: refuse', () => {
  it('refuses a source while another one is alive', () => {
    const { source, stats } = setUp({});
    source(1);
    const second = source(2);
    expect([codeOf(second), stats().epoch]).toEqual(['CHANNEL_BUSY', 1]);
  });
});

describe('a live source whose channel others ask for again and again', () => {
  const rules = [
    { takeover: 'refuse', overrides: {} },
    // A source that begins replaces it at once; one that comes back by itself must not.
    { takeover: 'replace', overrides: { resumeFrame: 0, resumeSecret: 'f'.repeat(32) } },
    { takeover: 'queue', overrides: {} },
  ] as const;

  it.each(rules)('is asked once a second at most, and stays: takeover $takeover', ({ takeover, overrides }) => {
    const { clock, source, stats } = setUp({ takeover });
    const first = source(1);
    const others: End[] = [];
    for (let n = 0; n < 400; n++) {
      others.push(source(2 + n, overrides));
      clock.advance(24);
      others.at(-1)!.end.close();
    }
    expect([first.closed, stats().epoch, stats().isLive]).toEqual([null, 1, true]);
    expect(first.of('ping').length).toBeGreaterThan(5);
    expect(first.of('ping').length).toBeLessThanOrEqual(15);
    expect(others.some(({ story }) => story.includes('hello'))).toBe(false);
  });

  it.each(rules)(
    'is asked once while its answer is held up on the way: takeover $takeover',
    ({ takeover, overrides }) => {
      const { clock, source, stats } = setUp({ takeover });
      const first = source(1);
      first.answersPings = false;
      for (let n = 0; n < 30; n++) {
        source(2 + n, overrides).end.close();
        clock.advance(100);
      }
      const pings = first.of('ping');
      expect(pings).toHaveLength(1);
      first.answersPings = true;
      for (const { token } of pings) first.send({ type: 'pong', token });
      clock.advance(6000);
      expect([first.closed, stats().isLive]).toEqual([null, true]);
    },
  );

  it.each(rules)('gives way once it is dead, however often it was asked before: takeover $takeover', (rule) => {
    const { clock, source, stats } = setUp({ takeover: rule.takeover });
    const first = source(1);
    for (let n = 0; n < 20; n++) {
      source(2 + n, rule.overrides).end.close();
      clock.advance(50);
    }
    // The last question has just been answered: the next may not be put yet.
    first.answersPings = false;
    const heir = source(30, rule.overrides);
    clock.advance(3990);
    expect([first.closed, heir.closed]).toEqual([null, null]);
    clock.advance(1600);
    expect([first.closed?.code, heir.story.at(-1), stats().epoch]).toEqual([
      rule.takeover === 'replace' ? 4004 : 4007,
      'hello',
      30,
    ]);
  });

  it('is not taken for dead by one that comes long after the question, before it had the time to answer', () => {
    const { clock, source, stats } = setUp({});
    const first = source(1);
    first.answersPings = false;
    source(2).end.close();
    clock.advance(3500);
    const heir = source(3);
    clock.advance(3000);
    expect([heir.closed, first.closed]).toEqual([null, null]);
    for (const { token } of first.of('ping')) first.send({ type: 'pong', token });
    clock.advance(300);
    expect([codeOf(heir), first.closed, stats().epoch]).toEqual(['CHANNEL_BUSY', null, 1]);
  });

  it('is not taken for dead while the relay itself reads it later, because it sends faster than its format needs', () => {
    const { clock, source, stats } = setUp({});
    const first = source(1);
    for (let frame = 0; frame < 4 * 2000; frame += 4) first.send(audioPacket(frame, 4, 2, 1));
    clock.advance(1000);
    const before = stats().nextFrame;
    const other = source(2);
    clock.advance(10_000);
    expect([first.closed, stats().epoch]).toEqual([null, 1]);
    expect(stats().nextFrame).toBeGreaterThan(before);
    clock.advance(200_000);
    expect([stats().nextFrame, first.closed, codeOf(other)]).toEqual([8000, null, 'CHANNEL_BUSY']);
  });
});

import { afterEach, describe, expect, it } from 'vitest';
import { ListenerCount } from '../../../../src/relay/channel/listener-count.js';
import { Relay } from '../../../../src/relay/relay.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { audioPacket, Peer, streamHello } from '../../../support/peers.js';

const TICK_MS = 250;
const relays: Relay[] = [];
afterEach(() => {
  for (const relay of relays.splice(0)) relay.close();
});

function open() {
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: () => 0.5 });
  relays.push(relay);
  const connect = (channel = 'radio'): Peer => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, channel);
    return new Peer(client);
  };
  const listen = (wishes: object = {}, channel?: string): Peer => {
    const peer = connect(channel);
    peer.listen(wishes);
    clock.advance(1);
    return peer;
  };
  return { clock, relay, connect, listen };
}

/** What a peer was told. */
const counts = (peer: Peer): unknown[] => peer.of('control').map(({ body }) => body.listeners);

describe('how many listen', () => {
  it('is told to a listener that has asked, within its interval of each change, and to no other', () => {
    const { clock, listen } = open();
    const asking = listen({ listenersEveryMs: 1500 });
    const older = listen();
    clock.advance(TICK_MS);
    expect(counts(asking)).toEqual([2]);
    const third = listen();
    const fourth = listen();
    clock.advance(1500 - 2 * TICK_MS);
    expect(counts(asking)).toEqual([2]);
    clock.advance(2 * TICK_MS);
    expect(counts(asking)).toEqual([2, 4]);
    clock.advance(60_000);
    third.connection.close();
    fourth.connection.close();
    clock.advance(TICK_MS + 10);
    expect(counts(asking)).toEqual([2, 4, 2]);
    clock.advance(600_000);
    expect([counts(asking), older.of('control')]).toEqual([[2, 4, 2], []]);
  });

  it('is told five times less often to one that asks for long packets', () => {
    const { clock, listen } = open();
    const asking = listen({ listenersEveryMs: 1000, framesPerMessage: 12 });
    clock.advance(TICK_MS);
    listen();
    clock.advance(5000 - 2 * TICK_MS);
    expect(counts(asking)).toEqual([1]);
    clock.advance(2 * TICK_MS);
    expect(counts(asking)).toEqual([1, 2]);
  });

  it('is that of the channel to which a listener was moved', () => {
    const { clock, relay, connect, listen } = open();
    connect('talk').hello(streamHello());
    connect().hello(streamHello());
    listen({}, 'talk');
    listen({}, 'talk');
    const moved = listen({ listenersEveryMs: 1000 });
    clock.advance(TICK_MS);
    void relay.administration.move('radio', 'talk');
    clock.advance(TICK_MS);
    expect(counts(moved)).toEqual([1, 3]);
  });

  it('takes 16 bytes a message, and comes beside the audio', () => {
    const { clock, connect, listen } = open();
    const source = connect();
    source.hello(streamHello());
    const asking = listen({ listenersEveryMs: 1000 });
    source.send(audioPacket(0));
    clock.advance(TICK_MS);
    expect(asking.story).toEqual(['hello', 'audio', 'control']);
    expect(JSON.stringify(asking.of('control')[0]!.body)).toHaveLength(15);
  });

  it('waits for five intervals where it has changed by less than one in a hundred, and makes one message for all', () => {
    const count = new ListenerCount();
    const told: [atMs: number, listeners: number][] = [];
    const messages = new Set<unknown>();
    let nowMs = 0;
    for (let i = 0; i < 1000; i++)
      count.add({
        listenersEveryMs: 2000,
        tellListeners(message) {
          messages.add(message);
          if (i === 999) told.push([nowMs, JSON.parse(new TextDecoder().decode(message.bytes.subarray(1))).listeners]);
          return true;
        },
      });
    const run = (untilMs: number, listeners: number): void => {
      for (; nowMs < untilMs; nowMs += TICK_MS) count.tick(nowMs, listeners);
    };
    run(1000, 10_000);
    run(30_000, 10_001);
    run(31_000, 10_100);
    run(40_000, 10_203);
    expect(told).toEqual([
      [0, 10_000],
      [10_000, 10_001],
      [30_000, 10_100],
      [32_000, 10_203],
    ]);
    expect(messages.size).toBe(4);
  });

  it('is told later to a reader that cannot take it now or throws, and to the others at once', () => {
    const count = new ListenerCount();
    const taken: string[] = [];
    let isSlow = true;
    const reader = (name: string, take: () => boolean) => ({
      listenersEveryMs: 1000,
      tellListeners: () => {
        if (!take()) return false;
        taken.push(name);
        return true;
      },
    });
    count.add(reader('slow', () => !isSlow));
    count.add(
      reader('broken', () => {
        throw new Error('gone');
      }),
    );
    count.add(reader('well', () => true));
    count.add({});
    count.tick(0, 4);
    count.tick(TICK_MS, 4);
    expect(taken).toEqual(['well']);
    isSlow = false;
    count.tick(2 * TICK_MS, 4);
    count.tick(3 * TICK_MS, 4);
    expect(taken).toEqual(['well', 'slow']);
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/random.js';
import { RELAY_LIMIT_DEFAULTS } from '../../../src/relay/limits.js';
import { Relay } from '../../../src/relay/relay.js';
import type { RelayOptions } from '../../../src/relay/relay-options.js';
import { createMemoryPair } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { audioPacket, Peer, streamHello } from '../../support/peers.js';

function setUp(options: Partial<RelayOptions> = {}) {
  const clock = new FakeClock();
  const relay = new Relay({ clock, random: seededRandom(1), ...options });
  const connect = (): Peer => {
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, 'radio');
    return new Peer(client);
  };
  const listener = (): Peer => {
    const peer = connect();
    peer.listen();
    clock.advance(1);
    return peer;
  };
  return { clock, relay, connect, listener };
}

describe('limits that change while a relay runs', () => {
  it('hold for who comes next, and close nobody who has come', () => {
    const { clock, relay, connect, listener } = setUp();
    const source = connect();
    source.hello(streamHello());
    clock.advance(1);
    const [first, second] = [listener(), listener()];
    relay.setLimits({ maxListenersPerChannel: 1 });
    const third = listener();
    expect(third.of('error').at(-1)?.body).toMatchObject({ code: 'CHANNEL_LIMIT' });
    expect([source, first, second].map((peer) => peer.closed)).toEqual([null, null, null]);
    relay.setLimits({});
    expect(listener().closed).toBeNull();
  });

  it('are all as before where one of them is wrong', () => {
    const { relay, listener } = setUp({ limits: { maxListenersPerChannel: 1 } });
    expect(() => relay.setLimits({ maxListenersPerChannel: 5, skipLagMs: 0 })).toThrow('limits.skipLagMs must be');
    listener();
    expect(listener().of('error').at(-1)?.body).toMatchObject({ code: 'CHANNEL_LIMIT' });
    expect(RELAY_LIMIT_DEFAULTS.maxListenersPerChannel).toBe(10_000);
  });

  it('ask nobody for more pongs than a connection may send, however short the intervals are', () => {
    const limits = { tickMs: 5, pingIntervalMs: 1, fastPingIntervalMs: 1, healthyPingIntervalMs: 1, thinLagMs: 1 };
    const { clock, connect, listener } = setUp({ limits });
    const source = connect();
    source.hello(streamHello());
    clock.advance(1);
    const peer = listener();
    clock.advance(20_000);
    for (const one of [source, peer]) {
      expect(one.closed).toBeNull();
      expect(one.of('ping').length).toBeGreaterThan(60);
    }
  });

  it('ask listeners for other reports of what they play, also in a stream that has begun before', () => {
    const { clock, relay, connect, listener } = setUp();
    const source = connect();
    source.hello(streamHello());
    clock.advance(1);
    const first = listener();
    relay.setLimits({ playedIntervalMs: 20_000 });
    const second = listener();
    expect([first, second].map((peer) => peer.of('hello')[0]!.body.playedEveryMs)).toEqual([10_000, 20_000]);
    for (let frame = 0; frame < 1000; frame += 4) {
      source.send(audioPacket(frame));
      clock.advance(400);
      // Its player stands still, and it says so as often as it was asked.
      if (frame % 200 === 8) second.send({ type: 'control', body: { planes: 2, played: { epoch: 7, frame: 0 } } });
    }
    expect(second.of('error').at(-1)?.body.message).toMatch(/^what it plays is \d\d s behind$/);
    expect(first.closed).toBeNull();
  });
});

describe('a relay that closes', () => {
  it('tells each peer a time of its own to come back at', () => {
    const { clock, relay, listener } = setUp();
    const peers = Array.from({ length: 50 }, () => listener());
    relay.close([500, 5000]);
    clock.advance(1);
    const times = peers.map((peer) => peer.of('error').at(-1)?.body.retryAfterMs as number);
    expect(Math.min(...times)).toBeGreaterThanOrEqual(500);
    expect(Math.max(...times)).toBeLessThanOrEqual(5000);
    expect(new Set(times).size).toBeGreaterThan(45);
    expect(peers.every((peer) => peer.closed?.code === 4007)).toBe(true);
  });

  it('leaves the time to its peers where none is given', () => {
    const { clock, relay, listener } = setUp();
    const peer = listener();
    relay.close();
    clock.advance(1);
    expect(peer.of('error').at(-1)?.body).toEqual({ code: 'TRANSPORT_CLOSED', message: 'the relay is closing' });
  });

  it('closes also where its random function fails', () => {
    let isBroken = false;
    const { clock, relay, listener } = setUp({ random: () => (isBroken ? Number.NaN : 0) });
    const peer = listener();
    isBroken = true;
    relay.close([700, 5000]);
    clock.advance(1);
    expect(peer.of('error').at(-1)?.body.retryAfterMs).toBe(700);
  });
});

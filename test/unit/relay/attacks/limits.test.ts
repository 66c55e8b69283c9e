import { describe, expect, it } from 'vitest';
import type { CodecError } from '../../../../src/core/errors.js';
import { seededRandom } from '../../../../src/core/random.js';
import { encodePacket, type Packet } from '../../../../src/core/wire/packet.js';
import type { RelayLimits } from '../../../../src/relay/limits.js';
import { PACKET_BUDGETS } from '../../../../src/relay/message-budget.js';
import { Relay } from '../../../../src/relay/relay.js';
import { SOURCE_SPEED, sourceNeeds } from '../../../../src/relay/sources/source-pace.js';
import { createMemoryPair, type MemoryConnection } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { CONTEXT, FORMAT, Peer, silencePacket, streamHello } from '../../../support/peers.js';

type End = Peer & { readonly end: MemoryConnection };

class Bench {
  readonly clock = new FakeClock();
  readonly refused: CodecError[] = [];
  readonly relay: Relay;

  constructor(limits: Partial<RelayLimits> = {}) {
    const onRefused = (_: string, error: CodecError): void => void this.refused.push(error);
    this.relay = new Relay({ clock: this.clock, random: seededRandom(1), limits, onRefused });
  }

  join(hello: object, channel = 'radio', address = '192.0.2.1', context = CONTEXT): End {
    const [client, server] = createMemoryPair({ clock: this.clock });
    this.relay.accept(server, channel, { address });
    const peer = Object.assign(new Peer(client, context), { end: client });
    peer.hello(hello);
    this.clock.advance(1);
    return peer;
  }

  source(overrides: object = {}, channel?: string, address?: string, context = CONTEXT): End {
    return this.join({ ...streamHello(), ...overrides }, channel, address, context);
  }

  listener(overrides: object = {}, channel?: string, address?: string): End {
    return this.join({ role: 'listener', planes: 8, burstMs: 600_000, ...overrides }, channel, address);
  }
}

const code = (peer: Peer): unknown => peer.of('error')[0]?.body.code;

/** A format whose packets are as large as a packet may be: 31 frames of 128 bytes, each of 46 ms. */
const LARGE = {
  format: { ...FORMAT, sampleRateHz: 44_100, hopSamples: 2048, latentSize: 1024 },
  planes: 1,
  framesPerPacket: 31,
};
const LARGE_CONTEXT = { bytesPerFramePlane: 128 };
const largePacket = (firstFrame: number): Uint8Array =>
  encodePacket(
    { type: 'audio', epoch: 7, firstFrame, frames: 31, encodedPlanes: 1, planes: 1, payload: new Uint8Array(31 * 128) },
    LARGE_CONTEXT,
  );
const sendLarge = (bench: Bench, source: Peer, packets: number, fromPacket = 0): void => {
  for (let i = 0; i < packets; i++) source.connection.send(largePacket(31 * (fromPacket + i)));
  bench.clock.advance(1);
};

describe('filling the memory of a relay', () => {
  it('is bounded for all rings together, whoever pays who holds most, and is freed when the sources have gone', () => {
    const bench = new Bench({ maxRingChannelMs: 40_000, ringMs: 120_000 });
    const small = bench.source({}, 'small', '192.0.2.2');
    small.connection.send(encodePacket(silencePacket(0), CONTEXT));
    const sources = Array.from({ length: 32 }, (_, i) => bench.source(LARGE, `c${i}`, undefined, LARGE_CONTEXT));
    for (const source of sources) sendLarge(bench, source, 40);
    expect(bench.relay.stats().ringBytes).toBeLessThanOrEqual(1_000_000);
    expect(bench.relay.stats().ringBytes).toBeGreaterThan(900_000);
    expect(bench.listener({}, 'small', '192.0.2.2').of('silence').length).toBe(1);
    expect(sources.every(({ closed }) => closed === null)).toBe(true);
    for (const source of [...sources, small]) source.end.close();
    bench.clock.advance(121_000);
    expect(bench.relay.stats().ringBytes).toBe(0);
  });

  it('lasts no longer than the past audio is of use, also where listeners stay on the channel', () => {
    const bench = new Bench();
    const source = bench.source(LARGE, 'radio', undefined, LARGE_CONTEXT);
    bench.join({ role: 'listener', planes: 8, burstMs: 0 }, 'radio', undefined, LARGE_CONTEXT);
    sendLarge(bench, source, 5);
    source.send({ type: 'end', epoch: 7, totalFrames: 155, totalSamples: 1 });
    bench.clock.advance(9000);
    expect(bench.relay.stats().ringBytes).toBeGreaterThan(0);
    bench.clock.advance(1500);
    expect(bench.relay.stats().ringBytes).toBe(0);
  });

  it('brings nothing by a new stream in place of the last one: the audio of that one is dropped', () => {
    const bench = new Bench();
    for (let epoch = 0; epoch < 20; epoch++) {
      const source = bench.source({ ...LARGE, epoch: 32 * epoch + 7 }, 'radio', undefined, LARGE_CONTEXT);
      sendLarge(bench, source, 5);
      source.end.close();
      bench.clock.advance(1);
    }
    expect(bench.relay.stats().ringBytes).toBeLessThan(6 * 4400);
  });
});

describe('a source', () => {
  it('is read as fast as its format can need and no faster, over all its connections', () => {
    const bench = new Bench();
    const { messagesPerSecond } = sourceNeeds(streamHello());
    let frame = 0;
    const flood = (source: Peer): void => {
      for (let i = 0; i < 500; i++) source.connection.send(encodePacket(silencePacket(frame++, 1), CONTEXT));
      bench.clock.advance(1000);
    };
    let source = bench.source();
    const { resumeSecret } = source.of('hello')[0]!.body;
    for (let seconds = 0; seconds < 60; seconds++) {
      flood(source);
      if (source.closed) source = bench.source({ resumeFrame: 0, resumeSecret });
    }
    expect(bench.relay.stats().closed).toBeGreaterThan(0);
    const taken = bench.relay.stats().channels[0]!.silentFrames;
    expect(taken).toBeLessThanOrEqual(256 + 60 * SOURCE_SPEED * messagesPerSecond + 10);
    expect(taken).toBeGreaterThan(500);
  });

  it('may send in a minute of audio at once what an outage has left behind', () => {
    const bench = new Bench();
    const source = bench.source();
    for (let i = 0; i < 150; i++) source.connection.send(encodePacket(silencePacket(4 * i), CONTEXT));
    bench.clock.advance(1);
    expect([source.closed, bench.relay.stats().channels[0]!.silentFrames]).toEqual([null, 600]);
  });

  it('cannot claim a format that needs more than any source may send', () => {
    const bench = new Bench({ maxSourceMessagesPerSecond: 20, maxSourceKbps: 80 });
    const source = bench.source({ format: { ...FORMAT, sampleRateHz: 192_000, hopSamples: 1 }, framesPerPacket: 1 });
    for (let i = 0; i < 300; i++) source.connection.send(encodePacket(silencePacket(i, 1), CONTEXT));
    bench.clock.advance(1);
    expect(bench.relay.stats().channels[0]!.silentFrames).toBe(256);
    const wide = bench.source({ ...LARGE, framesPerPacket: 1 }, 'wide', undefined, LARGE_CONTEXT);
    sendLarge(bench, wide, 60);
    // Ten seconds of 10 kB at once.
    expect(bench.relay.stats().channels[1]!.payloadBytes).toBeLessThan(100_000 + 4096);
  });

  it('is counted for its address, and an address may have only so many', () => {
    const bench = new Bench({ maxSourcesPerAddress: 2 });
    const [first] = [bench.source({}, 'a'), bench.source({}, 'b')];
    expect(code(bench.source({}, 'c'))).toBe('CHANNEL_LIMIT');
    expect(bench.source({}, 'd', '192.0.2.9').closed).toBeNull();
    first.end.close();
    bench.clock.advance(1);
    expect(bench.source({}, 'e').closed).toBeNull();
  });
});

describe('a listener', () => {
  it('takes no channel away from anybody, however many names it waits on', () => {
    const bench = new Bench({ maxChannels: 2 });
    const waiting = Array.from({ length: 50 }, (_, i) => bench.listener({}, `name${i}`));
    expect(waiting.every(({ closed }) => closed === null)).toBe(true);
    expect([bench.source({}, 'a').closed, bench.source({}, 'name7').closed]).toEqual([null, null]);
    expect(waiting[7]!.story).toEqual(['hello']);
    expect(code(bench.source({}, 'b'))).toBe('CHANNEL_LIMIT');
    const { channels, unlistedChannels } = bench.relay.stats();
    expect([channels.length, unlistedChannels]).toEqual([4, 47]);
    expect(channels.slice(0, 2).map(({ isLive }) => isLive)).toEqual([true, true]);
    for (const peer of waiting) peer.end.close();
    bench.clock.advance(500);
    expect(bench.relay.stats()).toMatchObject({ channels: { length: 2 }, unlistedChannels: 0 });
  });

  it('keeps no channel occupied by staying on one whose source has long gone', () => {
    const bench = new Bench({ maxChannels: 1, channelIdleMs: 5000 });
    const source = bench.source({}, 'old');
    bench.listener({}, 'old');
    source.end.close();
    bench.clock.advance(4000);
    expect(code(bench.source({}, 'new'))).toBe('CHANNEL_LIMIT');
    bench.clock.advance(2000);
    expect(bench.source({}, 'new').closed).toBeNull();
  });

  it('gets no past audio when its address asks for bursts in a loop: live audio alone, and its hello tells it', () => {
    const bench = new Bench({ maxBurstsPerMinute: 5 });
    const source = bench.source();
    source.connection.send(encodePacket(silencePacket(0), CONTEXT));
    bench.clock.advance(1);
    const ask = (): [number, unknown] => {
      const peer = bench.listener({ from: { epoch: 7, frame: 0 } });
      peer.end.close();
      bench.clock.advance(1);
      return [peer.of('silence').length, peer.of('hello')[0]!.body.burstRefused];
    };
    const answers = Array.from({ length: 12 }, ask);
    // Two more for the listener that is there.
    expect(answers.slice(0, 7)).toEqual(Array.from({ length: 7 }, () => [1, undefined]));
    expect(answers.slice(7)).toEqual(Array.from({ length: 5 }, () => [0, true]));
    expect(bench.listener({}, 'radio', '192.0.2.77').of('silence').length).toBe(1);
    const late = bench.listener();
    source.connection.send(encodePacket(silencePacket(4), CONTEXT));
    bench.clock.advance(1);
    expect(late.story).toEqual(['hello', 'silence']);
    bench.clock.advance(60_000);
    expect(ask()).toEqual([2, undefined]);
  });

  it('does not multiply its bytes by large packets: bursts are bounded in bytes for the address and for the channel', () => {
    const bench = new Bench({
      maxBurstMsPerMinute: 4_000,
      maxChannelBurstMsPerMinute: 20_000,
      ringMs: 120_000,
    });
    const source = bench.source(LARGE, 'radio', '192.0.2.2', LARGE_CONTEXT);
    sendLarge(bench, source, 10);
    const bytesFor = (address: string): number => {
      let bytes = 0;
      for (let i = 0; i < 10; i++) {
        const peer = bench.join({ role: 'listener', planes: 8, burstMs: 600_000 }, 'radio', address, LARGE_CONTEXT);
        bytes += peer.connection.counters.receivedBytes;
        peer.end.close();
        bench.clock.advance(1);
      }
      return bytes;
    };
    const one = bytesFor('192.0.2.3');
    expect(one).toBeGreaterThan(100_000);
    expect(one).toBeLessThan(100_000 + 65_536 + 10 * 1000);
    let all = one;
    for (let i = 10; i < 30; i++) all += bytesFor(`192.0.2.${i}`);
    expect(all).toBeLessThan(500_000 + 210 * 1000);
  });

  it('may come back with many others behind one address, after a restart of the relay for example', () => {
    const bench = new Bench();
    const source = bench.source();
    source.connection.send(encodePacket(silencePacket(0), CONTEXT));
    bench.clock.advance(1);
    const all = Array.from({ length: 300 }, () => bench.listener({ from: { epoch: 7, frame: 0 } }));
    expect(all.every((peer) => peer.of('silence').length === 1)).toBe(true);
  });
});

describe('packets beside audio', () => {
  const FLOODS: readonly [string, Packet][] = [
    ['ping', { type: 'ping', token: 1 }],
    ['pong', { type: 'pong', token: 1 }],
    ['control', { type: 'control', body: { planes: 1 } }],
    ['metadata', { type: 'metadata', body: { title: 'x' } }],
    ['end', { type: 'end', epoch: 7, totalFrames: 1, totalSamples: 1 }],
  ];

  it.each(FLOODS)('are budgeted by type: a flood of %s ends its connection alone', (type, packet) => {
    const bench = new Bench();
    const isListeners = type === 'control' || type === 'pong';
    const other = bench.listener({}, 'other');
    const peer = isListeners ? bench.listener() : bench.source();
    const { atOnce } = PACKET_BUDGETS[type as keyof typeof PACKET_BUDGETS];
    for (let i = 0; i < atOnce; i++) peer.send(packet);
    bench.clock.advance(1);
    expect(peer.closed).toBeNull();
    peer.send(packet);
    bench.clock.advance(1);
    expect([code(peer), peer.closed?.code, other.closed]).toEqual(['CHANNEL_LIMIT', 4005, null]);
  });

  it('are counted before the hello and before the grant as well', () => {
    const bench = new Bench();
    const [client, server] = createMemoryPair({ clock: bench.clock });
    bench.relay.accept(server, 'radio');
    const peer = new Peer(client);
    for (let i = 0; i < 41; i++) peer.send({ type: 'ping', token: i });
    bench.clock.advance(1);
    expect([code(peer), peer.closed?.code]).toEqual(['CHANNEL_LIMIT', 4005]);
  });
});

describe('a relay that did not run for a while', () => {
  it('reads its sockets before it judges anybody: source and listener stay, and no lag is counted', () => {
    for (const stoppedMs of [2000, 20_000, 3_600_000]) {
      const bench = new Bench();
      const source = bench.source();
      const listener = bench.listener();
      const waiting = createMemoryPair({ clock: bench.clock });
      bench.relay.accept(waiting[1], 'radio');
      bench.clock.advance(7000);
      expect(waiting[1].state).toBe('closed');
      // A ping is on its way when the process is stopped: its pong waits unread.
      source.send({ type: 'ping', token: 9 });
      bench.clock.advanceBlocked(stoppedMs);
      bench.clock.advance(1000);
      expect([source.closed, listener.closed]).toEqual([null, null]);
      const [stats] = bench.relay.subscriberStats('radio');
      expect(stats!.lagMs).toBeLessThan(2000);
      expect(stats!.state).toBe('ok');
      // Time goes on: who is dead is noticed as ever.
      source.answersPings = false;
      bench.clock.advance(13_000);
      expect(source.closed?.code).toBe(4007);
    }
  });
});

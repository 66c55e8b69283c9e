import { describe, expect, it } from 'vitest';
import type { CodecError } from '../../../src/core/errors.js';
import { seededRandom } from '../../../src/core/random.js';
import { packetType } from '../../../src/core/wire/packet.js';
import type { Connection } from '../../../src/ports/transport.js';
import type { RelayLimits } from '../../../src/relay/limits.js';
import { Relay } from '../../../src/relay/relay.js';
import { createMemoryPair, type MemoryConnection, type MemoryOptions } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { audioPacket, CONTEXT, FORMAT, OTHER_SHA, Peer, payloadFor, SHA, streamHello } from '../../support/peers.js';

class Bench {
  readonly clock = new FakeClock();
  readonly refused: CodecError[] = [];
  readonly relay: Relay;

  constructor(limits: Partial<RelayLimits> = {}) {
    this.relay = new Relay({
      clock: this.clock,
      random: seededRandom(1),
      limits,
      onRefused: (_channel, error) => this.refused.push(error),
    });
  }

  connect(channel = 'radio', options: Partial<MemoryOptions> = {}): Peer & { readonly end: MemoryConnection } {
    const [client, server] = createMemoryPair({ clock: this.clock, ...options });
    this.relay.accept(server, channel);
    return Object.assign(new Peer(client), { end: client });
  }

  source(overrides: object = {}, channel = 'radio'): Peer & { readonly end: MemoryConnection } {
    const peer = this.connect(channel);
    peer.hello(streamHello(overrides));
    this.clock.advance(1);
    return peer;
  }

  /** The source that was answered as `before` comes back and proves it. */
  resumed(before: Peer, overrides: object = {}): Peer & { readonly end: MemoryConnection } {
    return this.source({ resumeFrame: 0, resumeSecret: before.of('hello')[0]!.body.resumeSecret, ...overrides });
  }

  listener(overrides: object = {}, channel = 'radio', options: Partial<MemoryOptions> = {}) {
    const peer = this.connect(channel, options);
    peer.listen(overrides);
    this.clock.advance(1);
    return peer;
  }

  /** Sends packets of 4 frames of 100 ms at their pace. */
  stream(source: Peer, fromFrame: number, packets: number, planes = 2): void {
    for (let i = 0; i < packets; i++) {
      source.send(audioPacket(fromFrame + 4 * i, 4, planes));
      this.clock.advance(400);
    }
  }

  get channel() {
    return { ...this.relay.stats().channels[0], perListener: [...this.relay.subscriberStats('radio')] };
  }
}

const last = (peer: Peer) => ({ error: peer.of('error').at(-1)?.body.code, code: peer.closed?.code });

describe('relay', () => {
  it('answers a source with its hello and the frame to continue from', () => {
    const bench = new Bench();
    const source = bench.source();
    expect(source.story).toEqual(['hello']);
    expect(source.of('hello')[0].body).toMatchObject({ role: 'source', epoch: 7, resumeFrame: 0 });
  });

  it('hands hello, metadata, audio and end to every listener, unchanged', () => {
    const bench = new Bench();
    const source = bench.source();
    const listeners = [bench.listener(), bench.listener()];
    source.send({ type: 'metadata', body: { title: 'A', other: 1 } });
    bench.stream(source, 0, 2);
    source.send({ type: 'end', epoch: 7, totalFrames: 8, totalSamples: 8000 });
    bench.clock.advance(1);
    for (const listener of listeners) {
      expect(listener.story).toEqual(['hello', 'metadata', 'audio', 'audio', 'end']);
      expect(listener.of('metadata')[0].body).toEqual({ title: 'A' });
      expect(listener.of('audio')[1].payload).toEqual(payloadFor(4, 4, 2));
      expect(listener.closed).toBeNull();
    }
  });

  it('keeps channels apart', () => {
    const bench = new Bench();
    const one = bench.source({}, 'one');
    const other = bench.listener({}, 'two');
    bench.stream(one, 0, 3);
    expect(other.story).toEqual([]);
  });

  it('cuts upper planes for the listener that requests fewer, and restores them when it requests more', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener({ planes: 1 });
    const full = bench.listener();
    bench.stream(source, 0, 1);
    listener.send({ type: 'control', body: { planes: 2 } });
    bench.stream(source, 4, 1);
    expect(listener.of('audio').map(({ planes }) => planes)).toEqual([1, 2]);
    expect(listener.of('audio')[0].payload).toEqual(payloadFor(0, 4, 1));
    expect(full.of('audio').map(({ planes }) => planes)).toEqual([2, 2]);
  });

  it('passes the same bytes to listeners that request the same planes, without a copy for each', () => {
    const bench = new Bench();
    const source = bench.source();
    const seen: Uint8Array[][] = [[], []];
    for (const [i, planes] of [1, 1].entries()) {
      const peer = bench.connect();
      const [client, server] = createMemoryPair({ clock: bench.clock });
      peer.end.close();
      client.setHandlers({
        onMessage: (message) => {
          if (packetType(message) === 'audio') seen[i].push(message);
        },
      });
      bench.relay.accept(server, 'radio');
      new Peer(
        Object.assign(Object.create(client), { setHandlers: () => {}, send: (m: Uint8Array) => client.send(m) }),
      ).listen({ planes });
    }
    bench.clock.advance(1);
    bench.stream(source, 0, 1);
    expect(seen[0].length).toBe(1);
    expect(seen[0][0]).toBe(seen[1][0]);
    expect(seen[0][0].length).toBe(6 + 32);
  });

  it('starts a late listener with the past audio it asked for, in milliseconds', () => {
    const bench = new Bench();
    const source = bench.source();
    bench.stream(source, 0, 20);
    // 80 frames of 100 ms have been sent.
    expect(bench.listener({ burstMs: 1000 }).frames).toEqual([68, 72, 76]);
    expect(bench.listener({ burstMs: 0 }).frames).toEqual([]);
    expect(bench.listener({ burstMs: 800 }).frames).toEqual([72, 76]);
  });

  it('keeps no more than ringMs of audio, however much a listener asks for', () => {
    const bench = new Bench({ ringMs: 2000 });
    const source = bench.source();
    bench.stream(source, 0, 50);
    expect(bench.listener({ burstMs: 600_000 }).frames).toEqual([180, 184, 188, 192, 196]);
  });

  it('sends a late listener the index of the next frame', () => {
    const bench = new Bench();
    const source = bench.source({ resumeFrame: 2 ** 24 - 4 });
    bench.stream(source, 2 ** 24 - 4, 2);
    expect(bench.listener().of('hello')[0].body.resumeFrame).toBe(2 ** 24 + 4);
  });

  it('resumes a listener from its frame, without repeat or gap', () => {
    const bench = new Bench();
    const source = bench.source();
    const first = bench.listener();
    bench.stream(source, 0, 5);
    first.end.close();
    bench.stream(source, 20, 5);
    const again = bench.listener({ burstMs: 10_000, from: { epoch: 7, frame: 20 } });
    bench.stream(source, 40, 2);
    expect([...first.frames, ...again.frames]).toEqual(Array.from({ length: 12 }, (_, i) => 4 * i));
  });

  it('starts a listener that resumes another epoch as a new one', () => {
    const bench = new Bench();
    const source = bench.source();
    bench.stream(source, 0, 10);
    expect(bench.listener({ burstMs: 400, from: { epoch: 8, frame: 4 } }).frames).toEqual([36]);
  });

  it('lets listeners wait on a channel without a source, and sends them its hello when one connects', () => {
    const bench = new Bench();
    const early = bench.listener({ burstMs: 1000 });
    bench.clock.advance(60_000);
    expect(early.closed).toBeNull();
    expect(early.story).toEqual([]);
    const source = bench.source();
    bench.stream(source, 0, 1);
    expect(early.story).toEqual(['hello', 'audio']);
  });

  it('keeps listeners when the source is lost, and announces its loss and its return', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener();
    source.send({ type: 'metadata', body: { title: 'A' } });
    bench.stream(source, 0, 2);
    source.end.destroy();
    bench.clock.advance(60_000);
    expect(bench.channel.isLive).toBe(false);
    expect(listener.closed).toBeNull();
    const back = bench.resumed(source, { resumeFrame: 4 });
    expect(back.of('hello')[0].body.resumeFrame).toBe(8);
    bench.stream(back, 8, 1);
    expect(listener.story).toEqual(['hello', 'metadata', 'audio', 'audio', 'hello', 'hello', 'metadata', 'audio']);
    expect(listener.frames).toEqual([0, 4, 8]);
  });

  it('drops what a resumed source sends twice', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener();
    bench.stream(source, 0, 3);
    source.end.destroy();
    const back = bench.resumed(source);
    bench.stream(back, 4, 4);
    expect(listener.frames).toEqual([0, 4, 8, 12, 16]);
    expect(bench.channel.staleMessages).toBe(2);
  });

  it('starts again with a source of a new epoch: new hello, no old metadata, no old audio', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener();
    source.send({ type: 'metadata', body: { title: 'old' } });
    bench.stream(source, 0, 5);
    source.end.close();
    bench.clock.advance(1);
    const next = bench.source({ epoch: 8 });
    next.send(audioPacket(0, 4, 2, 8));
    bench.clock.advance(1);
    expect(listener.of('hello').map(({ body }) => [body.epoch, body.sourceState])).toEqual([
      [7, 'live'],
      [7, 'gone'],
      [8, 'live'],
    ]);
    expect(listener.of('audio').at(-1)).toMatchObject({ epoch: 8, firstFrame: 0 });
    expect(bench.listener({ burstMs: 10_000 }).story).toEqual(['hello', 'audio']);
  });

  it('serves a stream that continues after a restart of the relay, to a listener that reconnected first', () => {
    const bench = new Bench();
    const listener = bench.listener({ burstMs: 10_000, from: { epoch: 7, frame: 48 } });
    const source = bench.source({ resumeFrame: 40 });
    expect(source.of('hello')[0].body.resumeFrame).toBe(40);
    bench.stream(source, 40, 4);
    expect(listener.frames).toEqual([48, 52]);
  });

  it('hands the end to a listener that comes after it, and what was missed to one that comes back', () => {
    const bench = new Bench();
    const source = bench.source();
    bench.stream(source, 0, 3);
    source.send({ type: 'end', epoch: 7, totalFrames: 12, totalSamples: 12_000 });
    source.end.close();
    bench.clock.advance(1);
    expect(bench.listener({ burstMs: 10_000, from: { epoch: 7, frame: 8 } }).story).toEqual(['hello', 'audio', 'end']);
    expect(bench.listener({ burstMs: 10_000 }).story).toEqual(['hello', 'end']);
  });

  it('accepts the next source when the one before has ended, though its connection is still open', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener();
    bench.stream(source, 0, 1);
    source.send({ type: 'end', epoch: 7, totalFrames: 4, totalSamples: 4000 });
    const next = bench.source({ epoch: 8 });
    expect(next.closed).toBeNull();
    expect(listener.story).toEqual(['hello', 'audio', 'end', 'hello']);
  });

  it('removes a channel without source and listeners', () => {
    const bench = new Bench({ channelIdleMs: 5000 });
    const source = bench.source();
    source.end.close();
    bench.clock.advance(4000);
    expect(bench.relay.stats().channels.length).toBe(1);
    bench.clock.advance(2000);
    expect(bench.relay.stats().channels.length).toBe(0);
  });

  it('counts payload, wire and lag', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener({ planes: 1 }, 'radio', { latencyMs: 50 });
    bench.clock.advance(100);
    const before = listener.connection.counters.receivedWireBytes;
    bench.stream(source, 0, 50);
    // 64 bytes of planes each 400 ms.
    expect(bench.channel.payloadBytes).toBe(50 * 64);
    expect(bench.channel.sourcePayloadKbps).toBeCloseTo(1.28, 1);
    const [one] = bench.channel.perListener;
    expect(one).toMatchObject({ planes: 1, wantedPlanes: 1, state: 'ok', sentMessages: 50, droppedMessages: 0 });
    expect(one.audioBytes).toBe(50 * (6 + 32));
    expect(one.lagMs).toBe(100);
    const pings = listener.of('ping').length;
    expect(listener.connection.counters.receivedWireBytes - before).toBe(50 * (38 + 42) + pings * (5 + 42));
  });

  it('closes with 4007 when it goes away, once', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener();
    bench.relay.close();
    bench.relay.close();
    bench.clock.advance(1);
    expect([source.closed?.code, listener.closed?.code]).toEqual([4007, 4007]);
    expect(listener.of('error').length).toBe(1);
    const late = bench.listener();
    expect(late.closed?.code).toBe(4007);
    bench.clock.advance(60_000);
    expect(bench.clock.pendingTimers).toBe(0);
  });
});

describe('relay against bad clients', () => {
  /** Whatever the bad client does, the others receive the stream. */
  const scene = (act: (bench: Bench) => Peer, limits: Partial<RelayLimits> = {}) => {
    const bench = new Bench(limits);
    const source = bench.source();
    const listener = bench.listener();
    bench.stream(source, 0, 1);
    const bad = act(bench);
    bench.clock.advance(1);
    bench.stream(source, 4, 2);
    expect(listener.frames).toEqual([0, 4, 8]);
    expect([source.closed, listener.closed]).toEqual([null, null]);
    return { ...last(bad), bad, bench };
  };
  const raw = (bench: Bench, ...bytes: number[]): Peer => {
    const peer = bench.connect();
    peer.connection.send(new Uint8Array(bytes));
    return peer;
  };

  it.each([
    ['garbage', [255, 1, 2, 3], 'PACKET_VERSION'],
    ['an empty message', [], 'PACKET_TRUNCATED'],
    ['an unknown type', [0x1f], 'PACKET_TYPE'],
    ['a hello that is no JSON', [0x11, 1, 2], 'PACKET_FIELD'],
    ['a cut audio packet', [0x10, 0, 0], 'PROTOCOL'],
  ])('refuses %s', (_name, bytes, error) => {
    expect(scene((bench) => raw(bench, ...bytes))).toMatchObject({ error, code: 4001 });
  });

  it('refuses a message over 4096 bytes', () => {
    const outcome = scene((bench) => {
      const peer = bench.connect();
      peer.connection.send(new Uint8Array(5000).fill(0x11));
      return peer;
    });
    expect(outcome).toMatchObject({ error: 'PACKET_TOO_LARGE', code: 4001 });
  });

  it('refuses audio before hello', () => {
    const outcome = scene((bench) => {
      const peer = bench.connect();
      peer.send(audioPacket(0));
      return peer;
    });
    expect(outcome).toMatchObject({ error: 'PROTOCOL', code: 4001 });
  });

  it('refuses a second hello', () => {
    const outcome = scene((bench) => {
      const peer = bench.listener();
      peer.listen();
      return peer;
    });
    expect(outcome).toMatchObject({ error: 'PROTOCOL', code: 4001 });
  });

  it('refuses audio, metadata and end from a listener, and control from a source', () => {
    for (const packet of [
      audioPacket(100),
      { type: 'metadata', body: {} } as const,
      { type: 'end', epoch: 7, totalFrames: 1, totalSamples: 1 } as const,
    ]) {
      const outcome = scene((bench) => {
        const peer = bench.listener();
        peer.send(packet);
        return peer;
      });
      expect(outcome).toMatchObject({ error: 'PROTOCOL', code: 4001 });
    }
    const bench = new Bench();
    const source = bench.source();
    source.send({ type: 'control', body: { planes: 1 } });
    bench.clock.advance(1);
    expect(last(source)).toEqual({ error: 'PROTOCOL', code: 4001 });
  });

  it('refuses planes outside 1 to 8', () => {
    const outcome = scene((bench) => {
      const peer = bench.listener();
      peer.send({ type: 'control', body: { planes: 9 } });
      return peer;
    });
    expect(outcome).toMatchObject({ error: 'PACKET_FIELD', code: 4001 });
  });

  it('refuses an invalid channel name', () => {
    for (const name of ['', '..', 'a b', 'a/b', 'x'.repeat(65), 'ü'])
      expect(scene((bench) => bench.connect(name))).toMatchObject({ error: 'CHANNEL_NAME', code: 4002 });
  });

  it('refuses a second source, without an effect on the first', () => {
    expect(scene((bench) => bench.source({ epoch: 9 }))).toMatchObject({ error: 'CHANNEL_BUSY', code: 4004 });
  });

  it('lets a source that resumes its epoch replace its own dead connection', () => {
    const bench = new Bench();
    const dead = bench.source();
    const listener = bench.listener();
    bench.stream(dead, 0, 2);
    const back = bench.resumed(dead);
    bench.stream(back, 8, 1);
    expect(listener.frames).toEqual([0, 4, 8]);
    expect(dead.closed?.code).toBe(4007);
    expect(back.closed).toBeNull();
  });

  it('refuses a resumed source of another model, format or planes', () => {
    const bench = new Bench();
    const source = bench.source();
    const other = bench.resumed(source, { planes: 3 });
    expect(last(other)).toEqual({ error: 'PROTOCOL', code: 4001 });
    expect(source.closed).toBeNull();
  });

  it('refuses audio of another epoch or another number of planes than the hello states', () => {
    for (const packet of [audioPacket(0, 4, 2, 9), audioPacket(0, 4, 3)]) {
      const bench = new Bench();
      const source = bench.source();
      const listener = bench.listener();
      source.send(packet);
      bench.clock.advance(1);
      expect(last(source)).toEqual({ error: 'PACKET_FIELD', code: 4001 });
      expect(listener.closed).toBeNull();
    }
  });

  it('refuses a listener whose model is not the stream’s, naming the stream’s id and hash', () => {
    const outcome = scene((bench) => bench.listener({ modelSha256: [OTHER_SHA] }));
    expect(outcome).toMatchObject({ error: 'MODEL_MISMATCH', code: 4003 });
    expect(outcome.bad.of('error')[0].body.message).toContain(`test-model (sha256 ${SHA})`);
    const bench = new Bench();
    bench.source();
    expect(bench.listener({ modelSha256: [OTHER_SHA, SHA] }).closed).toBeNull();
  });

  it('refuses a waiting listener when a source of another model connects', () => {
    const bench = new Bench();
    const waiting = bench.listener({ modelSha256: [OTHER_SHA] });
    bench.source();
    expect(last(waiting)).toEqual({ error: 'MODEL_MISMATCH', code: 4003 });
  });

  it('refuses a connection whose hello does not arrive in time', () => {
    const bench = new Bench();
    const silent = bench.connect();
    bench.clock.advance(6000);
    expect(last(silent)).toEqual({ error: 'PROTOCOL', code: 4001 });
  });

  it('refuses a flood of messages', () => {
    const outcome = scene((bench) => {
      const peer = bench.listener();
      for (let i = 0; i < 100; i++) peer.send({ type: 'ping', token: i });
      return peer;
    });
    expect(outcome).toMatchObject({ error: 'CHANNEL_LIMIT', code: 4005 });
  });

  it('refuses more channels, listeners or connections than its limits', () => {
    expect(scene((bench) => bench.source({}, 'other'), { maxChannels: 1 })).toMatchObject({ code: 4005 });
    expect(scene((bench) => bench.listener(), { maxListenersPerChannel: 1 })).toMatchObject({ code: 4005 });
    expect(scene((bench) => bench.connect(), { maxConnections: 2 })).toMatchObject({ code: 4005 });
  });

  it('drops a listener whose connection throws, without an effect on the others', () => {
    const broken = (bench: Bench): Connection => {
      const [client, server] = createMemoryPair({ clock: bench.clock });
      bench.relay.accept(
        Object.assign(Object.create(server) as Connection, {
          setHandlers: (handlers: Parameters<Connection['setHandlers']>[0]) => server.setHandlers(handlers),
          send: () => {
            throw new Error('broken');
          },
          close: () => {
            throw new Error('broken');
          },
          counters: server.counters,
        }),
        'radio',
      );
      return client;
    };
    const outcome = scene((bench) => {
      const peer = new Peer(broken(bench));
      peer.listen();
      return peer;
    });
    expect(outcome.bench.channel.listeners).toBe(1);
    expect(outcome.bench.refused.length).toBe(1);
  });

  it('drops a source that sends nothing, and accepts the next', () => {
    const bench = new Bench();
    const dead = bench.source();
    dead.answersPings = false;
    const listener = bench.listener();
    bench.clock.advance(13_000);
    expect(dead.closed?.code).toBe(4007);
    const next = bench.source({ epoch: 9 });
    expect(next.closed).toBeNull();
    expect(listener.of('hello').map(({ body }) => body.sourceState)).toEqual(['live', 'gone', 'live']);
  });

  it('keeps a source that sends no audio but answers', () => {
    const bench = new Bench();
    const quiet = bench.source();
    bench.clock.advance(120_000);
    expect(quiet.closed).toBeNull();
  });
});

describe('a listener that reports what it plays', () => {
  it('is asked for it in its hello, and the source is not', () => {
    const bench = new Bench({ playedIntervalMs: 100 });
    const source = bench.source({ playedEveryMs: 9999 });
    const listener = bench.listener();
    expect(listener.of('hello')[0].body.playedEveryMs).toBe(1000);
    expect(source.of('hello')[0].body).not.toHaveProperty('playedEveryMs');
  });

  it('is measured by its reports; lies are ignored, what cannot be is refused, and a flood is closed', () => {
    const bench = new Bench();
    const source = bench.source();
    const [honest, liar, broken, flood] = Array.from({ length: 4 }, () => bench.listener());
    const report = (peer: Peer, frame: number) =>
      peer.send({ type: 'control', body: { planes: 8, played: { epoch: 7, frame } } });
    bench.stream(source, 0, 20);
    const counted = bench.relay.totals().lag.count;
    report(honest, 40);
    for (const frame of [81, 2 ** 40, Number.MAX_SAFE_INTEGER]) report(liar, frame);
    report(broken, -1);
    for (let i = 0; i < 100; i++) report(flood, i % 80);
    bench.clock.advance(10);
    const [honestly, falsely] = bench.channel.perListener;
    expect(honestly).toMatchObject({ unplayedMs: 4000, lagMs: 0, state: 'ok' });
    expect(falsely).not.toHaveProperty('unplayedMs');
    expect(liar.closed).toBeNull();
    expect(last(broken)).toEqual({ error: 'PACKET_FIELD', code: 4001 });
    expect(last(flood)).toEqual({ error: 'CHANNEL_LIMIT', code: 4005 });
    expect(bench.relay.totals().lag.count - counted).toBeLessThanOrEqual(2);
  });
});

describe('relay with a slow listener', () => {
  // Its lag is measured about every 5 s also while it is well.
  const limits = { healthyPingIntervalMs: 3500 };

  it('thins it, then skips it, then evicts it by time, and others are not affected', () => {
    const bench = new Bench(limits);
    const source = bench.source({ planes: 4 });
    const slow = bench.listener();
    const fast = bench.listener();
    bench.stream(source, 0, 20, 4);
    slow.end.stall();
    const states: string[] = [];
    const planes: number[] = [];
    let frame = 80;
    while (!states.includes('gone') && states.length < 200) {
      bench.stream(source, frame, 1, 4);
      frame += 4;
      const stats = bench.channel.listeners === 2 ? bench.channel.perListener[0] : undefined;
      states.push(stats?.state ?? 'gone');
      if (stats) planes.push(stats.planes);
    }
    const order = states.filter((state, i) => state !== states[i - 1]);
    expect(order).toEqual(['ok', 'thinned', 'skipped', 'gone']);
    expect(planes.at(-1)).toBe(1);
    // A ping every 3.5 to 5.25 s, 30 s without a pong.
    expect(states.length * 400).toBeGreaterThan(30_000);
    expect(states.length * 400).toBeLessThan(36_500);
    slow.end.unstall();
    bench.clock.advance(1);
    expect(slow.closed?.code).toBe(4006);
    expect(fast.frames).toEqual(Array.from({ length: frame / 4 }, (_, i) => 4 * i));
    expect(fast.of('audio').every(({ planes: n }) => n === 4)).toBe(true);
  });

  it('resumes a listener when it has caught up: live audio first, all planes after a while', () => {
    const bench = new Bench(limits);
    const source = bench.source();
    const slow = bench.listener();
    bench.stream(source, 0, 20);
    slow.end.stall();
    bench.stream(source, 80, 40);
    expect(bench.channel.perListener[0].state).toBe('skipped');
    const queued = bench.channel.perListener[0].sentMessages - 20;
    // At most until the ping after the stall has aged to the limit.
    expect(queued * 400).toBeLessThanOrEqual(10_400);
    slow.end.unstall();
    bench.stream(source, 240, 40);
    expect(slow.closed).toBeNull();
    expect(bench.channel.perListener[0]).toMatchObject({ state: 'ok', planes: 2 });
    expect(slow.frames.at(-1)).toBe(396);
    expect(slow.frames).not.toContain(220);
    expect(new Set(slow.frames).size).toBe(slow.frames.length);
  });

  it('brings a listener whose link carries one plane down to one and keeps it, without skipping', () => {
    const bench = new Bench();
    // 4 planes: 128 + 48 bytes each 400 ms are 3.5 kbit/s; one: 1.6 kbit/s.
    const source = bench.source({ planes: 4 });
    const slow = bench.listener({}, 'radio', { bitsPerSecond: 2600 });
    // It tries a step up now and then, so that one moment alone shows little.
    const planes = Array.from({ length: 30 }, (_, i) => {
      bench.stream(source, 40 * i, 10, 4);
      return bench.channel.perListener[0].planes;
    });
    const [stats] = bench.channel.perListener;
    expect(slow.closed).toBeNull();
    expect(Math.min(...planes)).toBe(1);
    expect(planes.filter((count) => count < 4).length).toBeGreaterThanOrEqual(20);
    expect(stats.lagMs).toBeLessThan(6000);
    expect(bench.channel.perListener.length).toBe(1);
  });

  it('notices with its own limits within 30 s that a listener has stopped answering', () => {
    const bench = new Bench();
    const source = bench.source();
    const slow = bench.listener();
    bench.stream(source, 0, 50);
    slow.end.stall();
    bench.stream(source, 200, 75 + 6);
    expect(bench.channel.perListener[0].state).not.toBe('ok');
    bench.stream(source, 200 + 4 * 81, 80);
    expect(bench.channel.listeners).toBe(0);
  });

  it('pings a listener that is well every 20 to 30 s, at random, and one that is sent nothing every 5 s', () => {
    const bench = new Bench();
    const source = bench.source();
    const intervals = (pings: number[]): number[] => pings.slice(2).map((at, i) => at - pings[i + 1]!);
    const listeners = Array.from({ length: 10 }, () => bench.listener());
    const quiet = bench.listener({}, 'quiet');
    const times = [...listeners, quiet].map((): number[] => []);
    for (let i = 0; i < 500; i++) {
      bench.stream(source, 4 * i, 1);
      for (const [n, peer] of [...listeners, quiet].entries())
        while (times[n]!.length < peer.of('ping').length) times[n]!.push(bench.clock.nowMs());
    }
    const quietTimes = times.pop()!;
    const healthy = times.flatMap(intervals);
    expect(Math.min(...healthy)).toBeGreaterThanOrEqual(20_000 - 400);
    expect(Math.max(...healthy)).toBeLessThanOrEqual(30_000 + 3000);
    expect(new Set(healthy).size).toBeGreaterThan(10);
    expect(new Set([...listeners].flatMap((peer) => peer.of('ping').map(({ token }) => token))).size).toBe(
      listeners.reduce((sum, peer) => sum + peer.of('ping').length, 0),
    );
    // The client's own limit is 15 s.
    expect(Math.max(...intervals(quietTimes))).toBeLessThanOrEqual(7500);
  });

  it('ignores a pong of an invented token', () => {
    const bench = new Bench();
    const source = bench.source();
    const liar = bench.listener();
    liar.answersPings = false;
    for (let i = 0; i < 100; i++) {
      bench.stream(source, 4 * i, 1);
      liar.send({ type: 'pong', token: i });
    }
    expect(liar.closed?.code).toBe(4006);
  });
});

it('the test format is as its comment states', () => {
  expect(CONTEXT.bytesPerFramePlane).toBe(8);
  expect((FORMAT.hopSamples * 1000) / FORMAT.sampleRateHz).toBe(100);
});

describe('a relay whose owner’s reporters throw', () => {
  const throwing = (): never => {
    throw new Error('of the owner');
  };
  const rejecting = async (): Promise<never> => throwing();

  for (const [how, reporter] of [
    ['throws', throwing],
    ['rejects', rejecting],
  ] as const)
    it(`closes and counts as ever where one ${how}`, async () => {
      const clock = new FakeClock();
      const reporters = { onRefused: reporter, onJoined: reporter, onLeft: reporter };
      const relay = new Relay({ clock, random: seededRandom(1), ...reporters });
      const join = (): Peer => {
        const [client, server] = createMemoryPair({ clock });
        relay.accept(server, 'radio');
        return new Peer(client);
      };
      const refused = join();
      refused.send(audioPacket(0));
      const listener = join();
      listener.listen();
      await clock.advanceAsync(1);
      expect(refused.closed).not.toBe(null);
      expect(listener.closed).toBe(null);
      expect(relay.stats()).toMatchObject({ connections: 1, refused: 1 });
      listener.connection.close();
      await clock.advanceAsync(1);
      expect(relay.stats()).toMatchObject({ connections: 0, refused: 1, closed: 0 });
      relay.close();
    });

  it('reports a refusal when the connection is closed', () => {
    const clock = new FakeClock();
    const states: string[] = [];
    const [, server] = createMemoryPair({ clock });
    const relay = new Relay({ clock, onRefused: () => states.push(server.state) });
    relay.accept(server, 'no channel/name');
    expect(states).toEqual(['closed']);
    relay.close();
  });
});

describe('a relay whose random is no number in [0, 1)', () => {
  it.each([Number.NaN, 1, -1])('refuses its listeners and reports why: %s', (value) => {
    const clock = new FakeClock();
    const causes: unknown[] = [];
    const onRefused = (_: string, error: CodecError): void => void causes.push(error.cause);
    const relay = new Relay({ clock, random: () => value, onRefused });
    const [client, server] = createMemoryPair({ clock });
    relay.accept(server, 'radio');
    const peer = new Peer(client);
    peer.listen();
    clock.advance(1);
    expect(peer.closed).not.toBe(null);
    expect(String(causes[0])).toBe(`TypeError: random must return a number in [0, 1), got ${value}`);
    relay.close();
  });
});

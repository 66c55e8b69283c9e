import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../src/core/errors.js';
import type { FrameBlock } from '../../../src/core/latent/frames.js';
import { seededRandom } from '../../../src/core/random.js';
import type { Connection } from '../../../src/ports/transport.js';
import type { RelayLimits } from '../../../src/relay/limits.js';
import { Relay } from '../../../src/relay/relay.js';
import { Receiver } from '../../../src/stream/receive/receiver.js';
import type { ReceiverOptions } from '../../../src/stream/receive/receiver-options.js';
import { Sender } from '../../../src/stream/send/sender.js';
import type { SenderOptions } from '../../../src/stream/send/uplink.js';
import { createMemoryPair, type MemoryConnection, type MemoryOptions } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { FORMAT, MODEL, OTHER_SHA, payloadFor, SHA, streamHello } from '../../support/peers.js';

const { role: _role, ...HELLO } = streamHello();

/** A relay that can be down, its network, and what each receiver got. */
class World {
  readonly clock = new FakeClock();
  readonly ends: MemoryConnection[] = [];
  relay: Relay | null;
  attempts = 0;

  constructor(readonly limits: Partial<RelayLimits> = {}) {
    this.relay = this.newRelay();
  }

  newRelay(): Relay {
    return new Relay({ clock: this.clock, random: seededRandom(1), limits: this.limits });
  }

  /** The process is killed: no connection is closed in an orderly way. */
  kill(): void {
    this.relay?.close();
    this.relay = null;
    for (const end of this.ends.splice(0)) end.destroy();
  }

  connect(options: Partial<MemoryOptions> = {}, channel = 'radio'): () => Promise<Connection> {
    return async () => {
      this.attempts++;
      if (!this.relay) throw new CodecError('TRANSPORT_FAILED', 'cannot connect to the memory relay: refused');
      const [client, server] = createMemoryPair({ clock: this.clock, latencyMs: 5, ...options });
      this.ends.push(client);
      this.relay.accept(server, channel);
      return client;
    };
  }

  sender(options: Partial<SenderOptions> = {}): Sender {
    return new Sender({
      connect: this.connect(),
      clock: this.clock,
      hello: HELLO,
      random: seededRandom(2),
      ...options,
    });
  }

  receiver(options: Partial<ReceiverOptions> = {}): Receiver & { blocks: FrameBlock[]; events: string[] } {
    const blocks: FrameBlock[] = [];
    const events: string[] = [];
    const receiver = new Receiver({
      connect: this.connect(),
      clock: this.clock,
      model: MODEL,
      random: seededRandom(3),
      handlers: {
        onBlock: (block) => blocks.push(block),
        onHello: (hello, isNew) => events.push(`hello ${hello.epoch} ${isNew ? 'new' : 'again'}`),
        onMetadata: ({ title }) => events.push(`metadata ${title}`),
        onEnd: (frames, samples) => events.push(`end ${frames} ${samples}`),
        onDown: (error) => events.push(`down ${error.code}`),
        onError: (error) => events.push(`error ${(error as CodecError).code} ${error.message}`),
      },
      ...options,
    });
    return Object.assign(receiver, { blocks, events });
  }

  /** Live pace: 4 frames each 400 ms. */
  async stream(sender: Sender, fromFrame: number, count: number): Promise<void> {
    for (let i = 0; i < count; i++) {
      sender.send(block(fromFrame + 4 * i));
      await this.clock.advanceAsync(400);
    }
  }
}

const block = (firstFrame: number, planes = 2): FrameBlock => ({
  firstFrame,
  frames: 4,
  planes,
  payload: payloadFor(firstFrame, 4, planes),
});
const firsts = (blocks: readonly FrameBlock[]): number[] => blocks.map(({ firstFrame }) => firstFrame);
const upTo = (count: number): number[] => Array.from({ length: count }, (_, i) => 4 * i);

async function started(world: World, ...streams: { start(): Promise<void> }[]): Promise<void> {
  const all = Promise.all(streams.map((stream) => stream.start()));
  await world.clock.advanceAsync(50);
  await all;
}

describe('sender and receiver', () => {
  it('carry blocks, metadata and the end, with absolute indices', async () => {
    const world = new World();
    const sender = world.sender({ metadata: { title: 'A' } });
    const receiver = world.receiver();
    await started(world, sender, receiver);
    await world.stream(sender, 0, 5);
    sender.setMetadata({ title: 'B' });
    const ended = sender.end(20, 19_500);
    await world.clock.advanceAsync(100);
    await ended;
    expect(receiver.events).toEqual(['hello 7 new', 'metadata A', 'metadata B', 'end 20 19500']);
    expect(receiver.blocks).toEqual(upTo(5).map((frame) => block(frame)));
    expect(sender.state).toBe('ended');
    receiver.close();
    await world.clock.advanceAsync(1);
  });

  it('extend indices beyond 2^24, also for a late join', async () => {
    const world = new World();
    const sender = world.sender();
    await started(world, sender);
    const far = 3 * 2 ** 24 - 8;
    // A stream that has run for weeks: its relay has received all of it.
    for (let at = 0; at < far; at += 2 ** 22) sender.send(block(at));
    await world.stream(sender, far, 2);
    const receiver = world.receiver();
    await started(world, receiver);
    await world.stream(sender, far + 8, 2);
    expect(firsts(receiver.blocks)).toEqual([far, far + 4, far + 8, far + 12]);
  });

  it('resume after the relay was killed and restarted: every frame once, in order', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver();
    await started(world, sender, receiver);
    await world.stream(sender, 0, 10);
    world.kill();
    await world.stream(sender, 40, 5);
    expect(sender.state).toBe('connecting');
    world.relay = world.newRelay();
    await world.stream(sender, 60, 20);
    expect(sender.state).toBe('live');
    expect(firsts(receiver.blocks)).toEqual(upTo(35));
    expect(receiver.events.filter((event) => event.startsWith('hello'))).toEqual(['hello 7 new', 'hello 7 again']);
    expect(sender.stats()).toMatchObject({ reconnects: 1, droppedFrames: 0, pendingFrames: 0 });
    expect(receiver.stats().reconnects).toBe(1);
  });

  it('resume after only one of them lost its connection', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver();
    await started(world, sender, receiver);
    await world.stream(sender, 0, 5);
    world.ends[0].destroy();
    await world.stream(sender, 20, 5);
    world.ends[1].destroy();
    await world.stream(sender, 40, 10);
    expect(firsts(receiver.blocks)).toEqual(upTo(20));
  });

  it('lose in a long outage only what is older than the ring, and count it', async () => {
    const world = new World();
    const sender = world.sender({ uplink: { ringMs: 4000 } });
    const receiver = world.receiver();
    await started(world, sender, receiver);
    await world.stream(sender, 0, 5);
    world.kill();
    await world.stream(sender, 20, 50);
    world.relay = world.newRelay();
    await world.stream(sender, 220, 40);
    const got = firsts(receiver.blocks);
    expect(new Set(got).size).toBe(got.length);
    expect(got).toEqual([...got].sort((a, b) => a - b));
    expect(got.at(-1)).toBe(376);
    const { droppedFrames } = sender.stats();
    expect(droppedFrames).toBeGreaterThan(0);
    expect(got.length * 4 + droppedFrames).toBe(380);
  });

  it('reconnect with growing, bounded waits', async () => {
    const world = new World();
    const sender = world.sender({ uplink: { backoff: { minMs: 100, maxMs: 1000, jitter: 0 } } });
    await started(world, sender);
    world.kill();
    world.attempts = 0;
    await world.clock.advanceAsync(100 + 200 + 400 + 800);
    expect(world.attempts).toBe(4);
    await world.clock.advanceAsync(10_000);
    expect(world.attempts).toBe(14);
    sender.close();
    await world.clock.advanceAsync(10_000);
    expect(world.attempts).toBe(14);
  });

  it('reconnect at growing intervals to a relay that is full', async () => {
    const world = new World({ maxListenersPerChannel: 1 });
    const first = world.receiver();
    const second = world.receiver({ downlink: { backoff: { minMs: 100, maxMs: 10_000, jitter: 0 } } });
    await started(world, first, second);
    world.attempts = 0;
    await world.clock.advanceAsync(20_000);
    expect(second.events).toContain('down CHANNEL_LIMIT');
    expect(world.attempts).toBeLessThan(10);
    const sender = world.sender();
    await started(world, sender);
    first.close();
    await world.stream(sender, 0, 40);
    expect(second.blocks.length).toBeGreaterThan(0);
    expect(second.blocks.at(-1)?.firstFrame).toBe(156);
  });

  it('notice a connection that is open and dead', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver();
    await started(world, sender, receiver);
    await world.stream(sender, 0, 5);
    for (const end of world.ends) end.stall();
    await world.clock.advanceAsync(20_000);
    expect(receiver.events).toContain('down TRANSPORT_FAILED');
    expect([sender.state, sender.stats().reconnects]).toEqual(['live', 1]);
  });
});

describe('sender', () => {
  it('fails at once when the first connection cannot be made', async () => {
    const world = new World();
    world.kill();
    const sender = world.sender();
    await expect(sender.start()).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' });
    expect(sender.state).toBe('failed');
    expect(() => sender.send(block(0))).toThrow('cannot connect');
    await expect(sender.end(0, 0)).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' });
  });

  it('fails with CHANNEL_BUSY when there is another source, and does not try again', async () => {
    const world = new World();
    const first = world.sender();
    await started(world, first);
    const errors: string[] = [];
    const second = world.sender({
      hello: { ...HELLO, epoch: 8 },
      handlers: { onError: (error) => errors.push((error as CodecError).code) },
    });
    const failed = expect(second.start()).rejects.toMatchObject({ code: 'CHANNEL_BUSY' });
    await world.clock.advanceAsync(60_000);
    await failed;
    expect(errors).toEqual(['CHANNEL_BUSY']);
    expect(world.attempts).toBe(2);
    expect(first.state).toBe('live');
  });

  it('drops the oldest waiting frames of a link that is too slow, so that what arrives is fresh', async () => {
    const world = new World();
    const slow = world.connect({ bitsPerSecond: 1200, highWaterBytes: 200 });
    const sender = world.sender({ connect: slow, uplink: { queueMs: 2000, pingIntervalMs: 1000 } });
    const receiver = world.receiver();
    await started(world, receiver);
    // The hello alone lasts seconds at this rate.
    const start = sender.start();
    await world.clock.advanceAsync(20_000);
    await start;
    const ages: number[] = [];
    for (let i = 0; i < 200; i++) {
      sender.send(block(4 * i));
      await world.clock.advanceAsync(400);
      const newest = receiver.blocks.at(-1)?.firstFrame ?? 0;
      ages.push(i * 400 - newest * 100);
    }
    expect(sender.stats().droppedFrames).toBeGreaterThan(100);
    expect(sender.stats().pendingFrames).toBeLessThanOrEqual(20);
    // The queue's 2 s, what the link holds, and one ping's worth of lag.
    expect(Math.max(...ages)).toBeLessThan(8000);
    expect(sender.state).toBe('live');
    const got = firsts(receiver.blocks);
    expect(got).toEqual([...new Set(got)].sort((a, b) => a - b));
  });

  it('loses nothing when the caller waits for drained()', async () => {
    const world = new World();
    const sender = world.sender({ connect: world.connect({ bitsPerSecond: 20_000, highWaterBytes: 300 }) });
    const receiver = world.receiver();
    await started(world, receiver);
    let isDone = false;
    const work = (async () => {
      await sender.start();
      for (let i = 0; i < 200; i++) if (!sender.send(block(4 * i))) await sender.drained();
      await sender.end(800, 800_000);
      isDone = true;
    })();
    for (let i = 0; i < 1000 && !isDone; i++) await world.clock.advanceAsync(50);
    await work;
    expect(firsts(receiver.blocks)).toEqual(upTo(200));
    expect(sender.stats().droppedFrames).toBe(0);
  });

  it('ends through an outage, and fails in bounded time when the relay stays away', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver();
    await started(world, sender, receiver);
    await world.stream(sender, 0, 5);
    world.kill();
    sender.send(block(20));
    const ended = sender.end(24, 24_000);
    await world.clock.advanceAsync(1000);
    world.relay = world.newRelay();
    await world.clock.advanceAsync(5000);
    await ended;
    expect(firsts(receiver.blocks)).toEqual(upTo(6));
    expect(receiver.events.at(-1)).toBe('end 24 24000');

    const other = world.sender({ hello: { ...HELLO, epoch: 9 } });
    await started(world, other);
    world.kill();
    const failed = expect(other.end(0, 0)).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' });
    await world.clock.advanceAsync(10_001);
    await failed;
  });

  it('refuses blocks out of order and of another size, and anything after the end', async () => {
    const world = new World();
    const sender = world.sender();
    await started(world, sender);
    sender.send(block(4));
    expect(() => sender.send(block(4))).toThrow('firstFrame must be an integer from 8');
    expect(() => sender.send({ ...block(8), payload: new Uint8Array(3) })).toThrow('payload.length');
    sender.close();
    sender.close();
    expect(() => sender.send(block(8))).toThrow('closed');
    await expect(sender.drained()).rejects.toMatchObject({ code: 'TRANSPORT_CLOSED' });
    await world.clock.advanceAsync(60_000);
    expect(sender.state).toBe('closed');
  });

  it('counts payload and wire rate', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ downlink: { planes: 1 } });
    await started(world, sender, receiver);
    await world.stream(sender, 0, 100);
    // 64 bytes of planes each 400 ms; 6 + 42 of headers each; one ping of 47 each 5 s.
    expect(sender.stats().payloadKbps).toBeCloseTo(1.28, 1);
    const wireKbps = (112 * 8) / 400 + (47 * 8) / 5000;
    expect(Math.abs(sender.stats().wireKbps - wireKbps)).toBeLessThan(0.05 * wireKbps);
    expect(receiver.stats().payloadKbps).toBeCloseTo(0.64, 1);
    expect(JSON.parse(JSON.stringify(receiver.stats()))).toEqual(receiver.stats());
  });
});

describe('receiver', () => {
  it('fails at once when the first connection cannot be made', async () => {
    const world = new World();
    world.kill();
    await expect(world.receiver().start()).rejects.toMatchObject({ code: 'TRANSPORT_FAILED' });
  });

  it('refuses the stream of another model, naming both ids and hashes, and does not reconnect', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ model: { ...MODEL, id: 'my-model', sha256: OTHER_SHA } });
    await started(world, sender, receiver);
    await world.stream(sender, 0, 20);
    expect(receiver.events.length).toBe(1);
    expect(receiver.events[0]).toMatch(/^error MODEL_MISMATCH/);
    for (const part of ['test-model', SHA, 'my-model', OTHER_SHA]) expect(receiver.events[0]).toContain(part);
    expect(receiver.blocks).toEqual([]);
    expect(world.attempts).toBe(2);
  });

  it('accepts a model that it is compatible with', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ model: { ...MODEL, sha256: OTHER_SHA, compatibleWith: [SHA] } });
    await started(world, sender, receiver);
    await world.stream(sender, 0, 2);
    expect(firsts(receiver.blocks)).toEqual([0, 4]);
  });

  it('refuses the same hash with another format', async () => {
    const world = new World();
    const receiver = world.receiver({ model: { ...MODEL, format: { ...FORMAT, hopSamples: 2048 } } });
    await started(world, world.sender(), receiver);
    expect(receiver.events[0]).toContain('error MODEL_MISMATCH format.hopSamples is 1000 in the stream and 2048 here');
  });

  it('requests fewer planes, then others, and keeps the request over a reconnect', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ downlink: { planes: 1 } });
    await started(world, sender, receiver);
    await world.stream(sender, 0, 2);
    receiver.setPlanes(2);
    await world.stream(sender, 8, 2);
    receiver.setPlanes(1);
    await world.stream(sender, 16, 1);
    world.ends[1].destroy();
    await world.stream(sender, 20, 5);
    expect(receiver.blocks.map(({ planes }) => planes)).toEqual([1, 1, 2, 2, 1, 1, 1, 1, 1, 1]);
    expect(() => receiver.setPlanes(9)).toThrow('planes');
  });

  it('waits on an empty channel and receives one source after another', async () => {
    const world = new World();
    const receiver = world.receiver();
    await started(world, receiver);
    await world.clock.advanceAsync(120_000);
    const one = world.sender();
    await started(world, one);
    await world.stream(one, 0, 2);
    one.close();
    await world.clock.advanceAsync(100);
    const two = world.sender({ hello: { ...HELLO, epoch: 8 } });
    await started(world, two);
    await world.stream(two, 0, 2);
    expect(receiver.events).toEqual(['hello 7 new', 'hello 8 new']);
    expect(firsts(receiver.blocks)).toEqual([0, 4, 0, 4]);
  });

  it('join a live stream at any moment with past audio: live audio follows it without a gap, and nothing comes twice', async () => {
    const world = new World();
    const sender = world.sender();
    await started(world, sender);
    await world.stream(sender, 0, 10);
    const receivers = [];
    for (let i = 0; i < 8; i++) {
      // Between a packet's way to the relay, its arrival, and the next one.
      sender.send(block(40 + 4 * i));
      await world.clock.advanceAsync(3 * i);
      const receiver = world.receiver({ downlink: { burstMs: 1300 + 100 * i } });
      receivers.push(receiver);
      await started(world, receiver);
      await world.clock.advanceAsync(350 - 3 * i);
    }
    await world.stream(sender, 72, 3);
    for (const receiver of receivers) {
      const got = firsts(receiver.blocks);
      expect(got.length).toBeGreaterThan(3);
      expect(got).toEqual(got.map((_, i) => got[0]! + 4 * i));
      expect(got.at(-1)).toBe(80);
      expect(receiver.stats().droppedFrames).toBe(0);
    }
  });

  it('hands on no block twice on a network that duplicates, and counts bad messages', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver({ connect: world.connect({ duplicate: 1, seed: 5 }) });
    const start = Promise.all([sender.start(), receiver.start()]);
    await world.clock.advanceAsync(50);
    await start;
    await world.stream(sender, 0, 10);
    // The listener's hello is doubled as well and the relay refuses that: it connects again each time.
    const got = firsts(receiver.blocks);
    expect(new Set(got).size).toBe(got.length);
  });

  it('calls no handler after close, which may be called twice', async () => {
    const world = new World();
    const sender = world.sender();
    const receiver = world.receiver();
    await started(world, sender, receiver);
    await world.stream(sender, 0, 1);
    sender.send(block(4));
    receiver.close();
    receiver.close();
    const events = receiver.events.length;
    await world.clock.advanceAsync(60_000);
    expect(firsts(receiver.blocks)).toEqual([0]);
    expect(receiver.events.length).toBe(events);
  });
});

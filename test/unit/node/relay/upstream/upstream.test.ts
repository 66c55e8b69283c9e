import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../../src/core/errors.js';
import { seededRandom } from '../../../../../src/core/random.js';
import { upstreamProvider } from '../../../../../src/node/relay/upstream/upstream.js';
import { Relay } from '../../../../../src/relay/relay.js';
import { createMemoryPair, type MemoryConnection } from '../../../../../src/transports/memory.js';
import { FakeClock } from '../../../../support/fake-clock.js';
import {
  audioPacket,
  CONTEXT,
  Peer,
  STEREO_CONTEXT,
  silencePacket,
  stereoPacket,
  streamHello,
} from '../../../../support/peers.js';

/** Relays by name; `up` is where channel `main` of `down` comes from. */
class Relays {
  readonly clock = new FakeClock();
  readonly relays = new Map<string, Relay>();
  readonly links: MemoryConnection[] = [];
  /** Far ends of those that no relay has taken: that other relay is the test's. */
  readonly hostile: Peer[] = [];
  attempts = 0;

  /** @param upstreams channel `main` of the one is channel `main` of the other */
  constructor(upstreams: Record<string, string | null> = { up: null, down: 'up' }) {
    for (const [name, upstream] of Object.entries(upstreams)) this.start(name, upstream);
  }

  start(name: string, upstream: string | null): Relay {
    const relay = new Relay({
      clock: this.clock,
      random: seededRandom(1),
      ...(upstream !== null && { channels: [{ name: 'main', upstream: { url: `ws://${upstream}/main` } }] }),
      openUpstream: ({ url }, relayId) =>
        upstreamProvider({
          url,
          clock: this.clock,
          relayId,
          random: seededRandom(2),
          connect: async () => {
            this.attempts++;
            const { hostname } = new URL(url);
            const to = this.relays.get(hostname);
            if (!to && hostname !== 'hostile')
              throw new CodecError('TRANSPORT_FAILED', `cannot connect to ${url}: refused`);
            const [client, server] = createMemoryPair({ clock: this.clock });
            this.links.push(client);
            if (to) to.accept(server, 'main');
            else this.hostile.push(new Peer(server));
            return client;
          },
        }),
    });
    this.relays.set(name, relay);
    return relay;
  }

  peer(relay: string, hello: object, context = STEREO_CONTEXT): Peer {
    const [client, server] = createMemoryPair({ clock: this.clock });
    this.relays.get(relay)!.accept(server, 'main');
    const peer = new Peer(client, context);
    peer.hello(hello);
    return peer;
  }

  listener(relay: string, context = STEREO_CONTEXT): Peer {
    return this.peer(relay, { role: 'listener', planes: 8, burstMs: 1000, stereo: true }, context);
  }

  listeners(relay: string): number {
    return (
      this.relays
        .get(relay)!
        .stats()
        .channels.find(({ channel }) => channel === 'main')?.listeners ?? 0
    );
  }

  run(ms: number): Promise<void> {
    return this.clock.advanceAsync(ms);
  }
}

describe('a channel that comes from another relay', () => {
  it('is connected to with the first listener and left some time after the last, and passes everything on', async () => {
    const relays = new Relays();
    const source = relays.peer('up', streamHello({ stereo: true, silence: true }));
    source.send({ type: 'metadata', body: { title: 'A song' } });
    await relays.run(3000);
    expect([relays.attempts, relays.listeners('up')]).toEqual([0, 0]);
    const listener = relays.listener('down');
    await relays.run(1000);
    expect([relays.attempts, relays.listeners('up')]).toEqual([1, 1]);
    source.send(stereoPacket(0));
    source.send(silencePacket(4));
    source.send(stereoPacket(8));
    await relays.run(500);
    expect(listener.of('hello')[0]!.body).toMatchObject({ epoch: 7, planes: 2, stereo: true, sourceState: 'live' });
    expect(listener.of('metadata').at(-1)!.body).toEqual({ title: 'A song' });
    expect(listener.frames).toEqual([0, 8]);
    expect(listener.of('audio')[0]).toMatchObject({ planes: 2, spatial: stereoPacket(0).spatial });
    expect(listener.of('silence')[0]).toMatchObject({ firstFrame: 4, frames: 4 });
    source.send({ type: 'end', epoch: 7, totalFrames: 12, totalSamples: 12_000 });
    await relays.run(500);
    expect(listener.of('end')).toHaveLength(1);
    listener.connection.close(1000, '');
    await relays.run(11_000);
    expect(relays.listeners('up')).toBe(0);
  });

  it('continues the same stream when the connection between the relays was lost, without a frame twice or missing', async () => {
    const relays = new Relays();
    const source = relays.peer('up', streamHello());
    const listener = relays.listener('down');
    await relays.run(500);
    for (let i = 0; i < 20; i++) {
      source.send(audioPacket(4 * i));
      if (i === 8) relays.links.at(-1)!.destroy();
      await relays.run(400);
    }
    await relays.run(2000);
    expect(relays.attempts).toBe(2);
    expect(listener.frames).toEqual(Array.from({ length: 20 }, (_, i) => 4 * i));
    expect(new Set(listener.of('hello').map(({ body }) => body.epoch))).toEqual(new Set([7]));
    expect(listener.of('hello').map(({ body }) => body.sourceState)).toContain('gone');
    expect(listener.of('hello').at(-1)!.body.sourceState).toBe('live');
  });

  it('is left at once where the configuration names it no more', async () => {
    const relays = new Relays();
    const source = relays.peer('up', streamHello());
    const listener = relays.listener('down');
    await relays.run(1000);
    source.send(audioPacket(0));
    await relays.run(400);
    relays.relays.get('down')!.setChannels([{ name: 'main' }]);
    await relays.run(15_000);
    expect([relays.listeners('up'), relays.attempts, listener.closed]).toEqual([0, 1, null]);
    expect(listener.of('hello').at(-1)!.body.sourceState).toBe('gone');
  });

  it('tells its listeners that the source has gone there', async () => {
    const relays = new Relays();
    const source = relays.peer('up', streamHello());
    const listener = relays.listener('down');
    await relays.run(500);
    source.send(audioPacket(0));
    await relays.run(400);
    source.connection.close(1000, '');
    await relays.run(500);
    expect(listener.of('hello').at(-1)!.body.sourceState).toBe('gone');
    expect(listener.closed).toBeNull();
  });

  it('closes its listeners with the reason where the other relay is not there, and asks again for later ones', async () => {
    const relays = new Relays({ down: 'nowhere' });
    const listener = relays.listener('down');
    await relays.run(1000);
    expect(listener.of('error')[0]!.body).toMatchObject({
      code: 'TRANSPORT_FAILED',
      message: expect.stringContaining('this relay gets the channel from ws://nowhere/main, which cannot be had'),
    });
    const soon = relays.listener('down');
    await relays.run(1000);
    expect([relays.attempts, soon.of('error').length]).toEqual([1, 1]);
    await relays.run(5000);
    relays.start('nowhere', null);
    const source = relays.peer('nowhere', streamHello());
    const later = relays.listener('down');
    await relays.run(1000);
    source.send(audioPacket(0));
    await relays.run(400);
    expect(later.frames).toEqual([0]);
  });

  it.each([
    ['itself', { a: 'a' }],
    ['one that comes from it', { a: 'b', b: 'a' }],
    ['the last of three in a ring', { a: 'b', b: 'c', c: 'a' }],
  ])('is refused with the reason where it comes from %s', async (_name, upstreams) => {
    const relays = new Relays(upstreams);
    const listener = relays.listener('a');
    await relays.run(4000);
    expect(listener.of('error')[0]!.body).toMatchObject({
      code: 'NOT_ALLOWED',
      message: expect.stringContaining('relays get the channel from each other in a loop'),
    });
    const { attempts } = relays;
    await relays.run(20_000);
    // Nobody listens any more: nothing is tried again.
    expect(relays.attempts).toBe(attempts);
  });
});

describe('another relay that does not behave', () => {
  /** A listener of `main`, which comes from the test, and one of a channel beside it with its source. */
  async function setUp() {
    const relays = new Relays({ down: 'hostile' });
    const listener = relays.listener('down', CONTEXT);
    const [client, server] = createMemoryPair({ clock: relays.clock });
    relays.relays.get('down')!.accept(server, 'beside');
    const beside = new Peer(client);
    beside.hello(streamHello({ epoch: 3 }));
    await relays.run(500);
    const far = relays.hostile[0]!;
    const serves = async (): Promise<void> => {
      beside.send({ type: 'ping', token: 77 });
      await relays.run(100);
      expect([beside.of('pong').at(-1)?.token, beside.closed]).toEqual([77, null]);
    };
    return { relays, listener, far, serves };
  }

  it('sends garbage: that is left out, and what is right is passed on', async () => {
    const { relays, listener, far, serves } = await setUp();
    const random = seededRandom(5);
    for (let i = 0; i < 300; i++)
      far.connection.send(Uint8Array.from({ length: Math.floor(random() * 200) }, () => Math.floor(random() * 256)));
    far.send(audioPacket(0));
    far.hello({ ...streamHello(), planes: 99 });
    far.hello({ ...streamHello(), format: { ...streamHello().format, sampleRateHz: -1 } });
    far.hello({ role: 'listener', planes: 8, burstMs: 0 });
    await relays.run(500);
    expect([listener.story, listener.closed]).toEqual([[], null]);
    await serves();
    far.hello(streamHello());
    far.send(audioPacket(0, 4, 2, 9));
    far.send(audioPacket(0));
    await relays.run(500);
    expect([listener.frames, relays.attempts]).toEqual([[0], 1]);
  });

  it('says nothing at all: it is connected to again and again, ever more rarely', async () => {
    const { relays, listener, serves } = await setUp();
    await relays.run(10 * 60_000);
    expect(relays.attempts).toBeGreaterThan(3);
    expect(relays.attempts).toBeLessThan(60);
    expect(listener.closed).toBeNull();
    await serves();
  });

  it('sends a day in a second: no more is passed on than a source of this relay may send', async () => {
    const { relays, listener, far, serves } = await setUp();
    far.hello(streamHello());
    for (let i = 0; i < 40_000; i++) far.send(audioPacket(4 * i));
    await relays.run(1000);
    // A minute at once, and some times real time from then on.
    expect(listener.frames.length).toBeGreaterThan(50);
    expect(listener.frames.length).toBeLessThan(1000);
    await serves();
  });

  it('begins a stream every moment: the connection is given up, listeners are told why, and later ones cause another attempt', async () => {
    const { relays, listener, far, serves } = await setUp();
    for (let epoch = 1; epoch <= 500; epoch++) far.hello(streamHello({ epoch }));
    await relays.run(200);
    expect(far.closed).not.toBeNull();
    // Live and gone, twenty times each.
    expect(listener.of('hello').length).toBeLessThan(50);
    expect(listener.closed?.reason).toMatch(/cannot be had: the other relay begins streams too often/);
    await relays.run(10_000);
    expect(relays.hostile.length).toBe(1);
    await serves();
    const later = relays.listener('down', CONTEXT);
    await relays.run(500);
    expect([relays.hostile.length, later.closed]).toEqual([2, null]);
  });
});

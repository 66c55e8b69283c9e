import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../../src/core/errors.js';
import { seededRandom } from '../../../../../src/core/random.js';
import { upstreamProvider } from '../../../../../src/node/relay/upstream/upstream.js';
import { Relay } from '../../../../../src/relay/relay.js';
import { createMemoryPair, type MemoryConnection } from '../../../../../src/transports/memory.js';
import { FakeClock } from '../../../../support/fake-clock.js';
import {
  audioPacket,
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
            const to = this.relays.get(new URL(url).hostname);
            if (!to) throw new CodecError('TRANSPORT_FAILED', `cannot connect to ${url}: refused`);
            const [client, server] = createMemoryPair({ clock: this.clock });
            this.links.push(client);
            to.accept(server, 'main');
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

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import type { Grant } from '../../../../src/ports/authorizer.js';
import type { RelayLimits } from '../../../../src/relay/limits.js';
import { Relay } from '../../../../src/relay/relay.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { MemorySubscriber } from '../../../support/memory-subscriber.js';
import { audioPacket, OTHER_SHA, Peer, SHA, stereoPacket, streamHello } from '../../../support/peers.js';

const ALL: Grant = { permissions: ['publish', 'listen'], subject: 'ann' };

class Bench {
  readonly clock = new FakeClock();
  readonly events: string[] = [];
  readonly relay: Relay;

  constructor(limits: Partial<RelayLimits> = {}) {
    this.relay = new Relay({
      clock: this.clock,
      random: seededRandom(1),
      limits,
      authorizer: { authorize: () => ALL },
      onJoined: ({ id, channel, role }) => this.events.push(`${id} ${role} ${channel}`),
      onLeft: ({ id, channel }, error) => this.events.push(`${id} left ${channel}: ${error?.message ?? 'by itself'}`),
      onMoved: (from, to) => this.events.push(`${from.id} from ${from.channel} to ${to.channel}`),
    });
  }

  get admin() {
    return this.relay.administration;
  }

  source(channel = 'radio', overrides: object = {}): Peer {
    const peer = this.#connect(channel);
    peer.hello(streamHello(overrides));
    this.clock.advance(1);
    return peer;
  }

  listener(channel = 'radio', overrides: object = {}): Peer {
    const peer = this.#connect(channel);
    peer.listen(overrides);
    this.clock.advance(1);
    return peer;
  }

  send(source: Peer, ...firstFrames: number[]): void {
    for (const frame of firstFrames) {
      source.send(audioPacket(frame, 4, 2, 7));
      this.clock.advance(1);
    }
  }

  #connect(channel: string): Peer {
    const [client, server] = createMemoryPair({ clock: this.clock });
    this.relay.accept(server, channel, { address: '192.0.2.7' });
    return new Peer(client);
  }
}

const sourceStates = (peer: Peer) => peer.of('hello').map(({ body }) => [body.epoch, body.sourceState]);

describe('connections', () => {
  it('are listed with number, address and subject, in parts', () => {
    const bench = new Bench();
    bench.source();
    for (let i = 0; i < 4; i++) bench.listener();
    bench.listener('other');
    const first = bench.admin.connections('radio', 0, 3);
    expect(first.connections.map(({ id, role }) => [id, role])).toEqual([
      [1, 'source'],
      [2, 'listener'],
      [3, 'listener'],
    ]);
    expect(first.connections[1]).toMatchObject({ channel: 'radio', address: '192.0.2.7', subject: 'ann' });
    expect(first.connections[1]!.listener).toMatchObject({ planes: expect.any(Number), state: 'ok' });
    expect(first.connections[0]!.listener).toBeNull();
    const second = bench.admin.connections('radio', first.next!, 3);
    expect([second.connections.map(({ id }) => id), second.next]).toEqual([[4, 5], null]);
    expect(bench.admin.connections('none', 0, 3)).toEqual({ connections: [], next: null });
  });
});

describe('kick', () => {
  it('closes one connection with NOT_ALLOWED and the reason, and no other', () => {
    const bench = new Bench();
    const [kept, kicked] = [bench.listener(), bench.listener()];
    expect(bench.admin.kick('other', 2)).toBeNull();
    expect(bench.admin.kick('radio', 9)).toBeNull();
    expect(bench.admin.kick('radio', 2, 'too loud')).toMatchObject({ id: 2, role: 'listener' });
    bench.clock.advance(1);
    expect(kicked.of('error')[0]!.body).toMatchObject({
      code: 'NOT_ALLOWED',
      message: 'the operator has closed the connection: too loud',
    });
    expect([kicked.closed?.code, kept.closed]).toEqual([4008, null]);
    expect(bench.events.at(-1)).toContain('2 left radio: the operator has closed');
  });

  it('closes everybody of an address', () => {
    const bench = new Bench();
    bench.listener();
    bench.listener('other');
    expect(bench.admin.kickAll(({ address }) => address === '192.0.2.8')).toBe(0);
    expect(bench.admin.kickAll(({ address }) => address === '192.0.2.7')).toBe(2);
    expect(bench.relay.stats().connections).toBe(0);
  });
});

describe('move', () => {
  it('gives listeners the stream of the other channel, as if they had joined there', () => {
    const bench = new Bench();
    const [a, b] = [bench.source('a'), bench.source('b', { epoch: 8 })];
    b.send({ type: 'metadata', body: { title: 'B' } });
    const listener = bench.listener('a', { burstMs: 1000 });
    bench.send(a, 0);
    b.send(audioPacket(0, 4, 2, 8));
    bench.clock.advance(1);
    expect(bench.admin.move('a', 'b')).toEqual({ moved: 1, refused: 0, reason: null });
    bench.clock.advance(1);
    bench.send(a, 4);
    b.send(audioPacket(4, 4, 2, 8));
    bench.clock.advance(1);
    expect(listener.of('hello').map(({ body }) => body.epoch)).toEqual([7, 8]);
    expect(listener.of('metadata').map(({ body }) => body.title)).toEqual(['B']);
    expect(listener.of('audio').map(({ epoch, firstFrame }) => [epoch, firstFrame])).toEqual([
      [7, 0],
      [8, 0],
      [8, 4],
    ]);
    expect(bench.relay.stats().channels.map(({ channel, listeners }) => [channel, listeners])).toEqual([
      ['a', 0],
      ['b', 1],
    ]);
    expect(bench.events.slice(-1)).toEqual(['3 from a to b']);
    listener.connection.close();
    bench.clock.advance(1);
    expect(bench.events.at(-1)).toBe('3 left b: by itself');
    expect(bench.relay.stats().channels[1]!.listeners).toBe(0);
  });

  it('tells a listener that its source has gone where the other channel has no stream yet, and what comes later', () => {
    const bench = new Bench();
    bench.source('a');
    const listener = bench.listener('a');
    bench.admin.move('a', 'b');
    bench.clock.advance(1);
    bench.source('b', { epoch: 8 });
    expect(sourceStates(listener)).toEqual([
      [7, 'live'],
      [7, 'gone'],
      [8, 'live'],
    ]);
  });

  it('moves one, and lets a listener stay that the other channel cannot take', () => {
    const bench = new Bench({ maxListenersPerChannel: 1 });
    bench.source('b', { epoch: 8, modelSha256: OTHER_SHA });
    const listener = bench.listener('a', { modelSha256: [SHA] });
    expect(bench.admin.move('a', 'b')).toMatchObject({ moved: 0, refused: 1, reason: expect.stringMatching(/sha256/) });
    expect(bench.admin.move('a', 'c', 99)).toEqual({ moved: 0, refused: 0, reason: null });
    const other = bench.listener('c');
    expect(bench.admin.move('a', 'c').reason).toMatch(/may have 1 listeners/);
    bench.source('a');
    expect(sourceStates(listener)).toEqual([[7, 'live']]);
    expect([listener.closed, other.closed]).toEqual([null, null]);
    expect(() => bench.admin.move('a', '../c')).toThrow('channel must be');
  });
});

describe('mute', () => {
  it('puts silence in place of every frame of the source, and says so in the hello', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener();
    bench.send(source, 0);
    expect(bench.admin.setMuted('none', true)).toBe(false);
    expect(bench.admin.setMuted('radio', true)).toBe(true);
    bench.send(source, 4);
    const late = bench.listener('radio', { burstMs: 1000 });
    bench.admin.setMuted('radio', false);
    bench.send(source, 8);
    expect(listener.frames).toEqual([0, 8]);
    expect(listener.of('silence')).toMatchObject([
      { firstFrame: 4, frames: 4, noise: { level: 255 }, continues: false },
    ]);
    expect(listener.of('hello').map(({ body }) => body.muted ?? false)).toEqual([false, true, false]);
    expect(late.of('hello').map(({ body }) => body.muted ?? false)).toEqual([true, false]);
    expect(late.of('silence')).toHaveLength(1);
    expect(bench.admin.channel('radio')).toMatchObject({ isMuted: false, audioMessages: 3 });
  });

  it('still refuses what a muted source must not send, and a source that declares itself muted is not', () => {
    const bench = new Bench();
    const source = bench.source('radio', { muted: true });
    const listener = bench.listener();
    expect(listener.of('hello')[0]!.body.muted).toBeUndefined();
    bench.admin.setMuted('radio', true);
    source.send(audioPacket(0, 4, 2, 9));
    bench.clock.advance(1);
    expect(source.of('error')[0]!.body.code).toBe('PACKET_FIELD');
  });

  it('holds for the next stream, and for stereo', () => {
    const bench = new Bench();
    const first = bench.source();
    bench.admin.setMuted('radio', true);
    first.connection.close();
    bench.clock.advance(60_000);
    const source = bench.source('radio', { epoch: 9, stereo: true });
    const listener = bench.listener('radio', { stereo: true });
    source.connection.send(
      // The layout of stereo packets differs from that of the peer's own context.
      (() => {
        const [a, b] = createMemoryPair({ clock: bench.clock });
        const stereo = new Peer(a, { bytesPerFramePlane: 8, hasSpatialParameters: true });
        let bytes = new Uint8Array();
        b.setHandlers({ onMessage: (message) => (bytes = new Uint8Array(message)) });
        stereo.send(stereoPacket(0, 4, 2, 9));
        bench.clock.advance(1);
        return bytes;
      })(),
    );
    bench.clock.advance(1);
    expect(listener.story).toEqual(['hello', 'silence']);
  });
});

describe('title', () => {
  it('stands for whatever the source states, for those who come later too, until it is cleared', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener();
    source.send({ type: 'metadata', body: { title: 'own' } });
    bench.clock.advance(1);
    expect(bench.admin.setTitle('none', { title: 'x' })).toBe(false);
    bench.admin.setTitle('radio', { title: 'operator' });
    source.send({ type: 'metadata', body: { title: 'own 2' } });
    bench.clock.advance(1);
    expect(bench.admin.channel('radio')!.metadata).toEqual({ title: 'operator' });
    const late = bench.listener();
    bench.admin.setTitle('radio', null);
    bench.clock.advance(1);
    const titles = (peer: Peer) => peer.of('metadata').map(({ body }) => body.title);
    expect([titles(listener), titles(late)]).toEqual([
      ['own', 'operator', 'own 2'],
      ['operator', 'own 2'],
    ]);
    expect(bench.admin.channel('radio')!.metadata).toEqual({ title: 'own 2' });
  });

  it('stands for the texts alone that are set, one by one, and an empty one for none', () => {
    const bench = new Bench();
    const source = bench.source();
    const listener = bench.listener();
    const play = (title: string): void => {
      source.send({ type: 'metadata', body: { title, artist: 'A' } });
      bench.clock.advance(1);
    };
    play('one');
    expect(bench.admin.changeTitle('none', { title: 'x' })).toBe(false);
    bench.admin.changeTitle('radio', { station: 'S' });
    play('two');
    bench.admin.changeTitle('radio', { title: 'fixed', artist: '' });
    // Nothing that listeners are shown changes.
    play('three');
    expect(bench.admin.channel('radio')).toMatchObject({
      metadata: { title: 'fixed', station: 'S' },
      operatorMetadata: { title: 'fixed', artist: '', station: 'S' },
      sourceMetadata: { title: 'three', artist: 'A' },
    });
    bench.admin.changeTitle('radio', { title: null, artist: null });
    bench.admin.changeTitle('radio', { station: null });
    bench.clock.advance(1);
    expect(bench.admin.channel('radio')).toMatchObject({ operatorMetadata: null });
    expect(listener.of('metadata').map(({ body }) => Object.values(body).join())).toEqual([
      'one,A',
      'one,A,S',
      'two,A,S',
      'fixed,S',
      'three,A,S',
      'three,A',
    ]);
  });

  it('is followed by empty metadata when it is cleared and the source has none', () => {
    const bench = new Bench();
    bench.source();
    const listener = bench.listener();
    bench.admin.setTitle('radio', { title: 'operator' });
    bench.admin.setTitle('radio', null);
    bench.clock.advance(1);
    expect(listener.of('metadata').map(({ body }) => body)).toEqual([{ title: 'operator' }, {}]);
    expect(bench.admin.channel('radio')!.metadata).toBeNull();
  });
});

describe('a recorder', () => {
  it('receives the stream and is no listener; the channel remembers it without a source', () => {
    const bench = new Bench({ maxListenersPerChannel: 1 });
    const recorder = new MemorySubscriber();
    const detach = bench.admin.attachRecorder('radio', recorder);
    bench.listener();
    const source = bench.source();
    bench.send(source, 0, 4);
    expect(recorder.frames).toEqual([0, 4]);
    expect(bench.admin.channel('radio')).toMatchObject({ listeners: 1, isRecording: true });
    detach();
    bench.send(source, 8);
    expect(recorder.frames).toEqual([0, 4]);
    expect(bench.admin.channel('radio')).toMatchObject({ listeners: 1, isRecording: false });
    expect(() => bench.admin.attachRecorder('..', recorder)).toThrow('channel must be');
  });
});

import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import type { StreamHello } from '../../../../src/core/wire/hello.js';
import type { ChannelOptions } from '../../../../src/relay/channel/channel-options.js';
import type { FallbackEvent } from '../../../../src/relay/channel/fallback.js';
import { Relay } from '../../../../src/relay/relay.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { audioPacket, OTHER_SHA, Peer, streamHello } from '../../../support/peers.js';

/** A frame lasts 100 ms, a packet of four 400 ms. */
const PACKET_MS = 400;
const FALLBACK: readonly ChannelOptions[] = [{ name: 'main', fallback: { channel: 'music', crossfadeMs: 500 } }];

class Station {
  readonly clock = new FakeClock();
  readonly relay: Relay;
  readonly events: string[] = [];
  readonly #next = new Map<Peer, number>();

  constructor(channels: readonly ChannelOptions[] = FALLBACK) {
    const onFallback = ({ event, channel, fallback, reason }: FallbackEvent): void =>
      void this.events.push(`${event} ${channel} ${fallback} ${reason ?? '-'}`);
    this.relay = new Relay({ clock: this.clock, random: seededRandom(1), channels, onFallback });
  }

  source(channel: string, epoch: number, overrides: Partial<StreamHello> = {}): Peer {
    const peer = this.#connect(channel);
    peer.hello(streamHello({ epoch, ...overrides }));
    this.clock.advance(1);
    this.#next.set(peer, overrides.resumeFrame ?? 0);
    return peer;
  }

  listener(channel: string, overrides: object = {}): Peer {
    const peer = this.#connect(channel);
    peer.listen(overrides);
    this.clock.advance(1);
    return peer;
  }

  /** Each source sends a packet every 400 ms. */
  run(ms: number, ...sources: [Peer, number][]): void {
    for (let at = 0; at < ms; at += PACKET_MS) {
      for (const [peer, epoch] of sources) {
        const frame = this.#next.get(peer)!;
        this.#next.set(peer, frame + 4);
        peer.send(audioPacket(frame, 4, 2, epoch));
      }
      this.clock.advance(PACKET_MS);
    }
  }

  stats(channel: string) {
    return this.relay.stats().channels.find((each) => each.channel === channel);
  }

  #connect(channel: string): Peer {
    const [client, server] = createMemoryPair({ clock: this.clock });
    this.relay.accept(server, channel);
    return new Peer(client);
  }
}

/** Epoch of each hello and of each message that follows it, repetitions left out. */
const heard = (peer: Peer): string[] =>
  peer.packets
    .flatMap((packet) => {
      if (packet.type === 'hello') {
        const { epoch, sourceState, fallback, crossfadeMs } = packet.body;
        return [`hello ${epoch} ${sourceState} ${fallback ?? '-'} ${crossfadeMs ?? 0}`];
      }
      return packet.type === 'audio' ? [`audio ${packet.epoch}`] : packet.type === 'end' ? ['end'] : [];
    })
    .filter((item, i, all) => item !== all[i - 1]);

const framesOf = (peer: Peer, epoch: number): number[] =>
  peer.of('audio').flatMap((packet) => (packet.epoch === epoch ? [packet.firstFrame] : []));

describe('a channel that falls back on another one', () => {
  it('sends its listeners that one at once when the source is lost, and the source again when it is back', () => {
    const station = new Station();
    const music = station.source('music', 9);
    const main = station.source('main', 7);
    const listener = station.listener('main');
    station.run(2000, [music, 9], [main, 7]);
    main.connection.close(1000, '');
    station.clock.advance(1);
    // What listeners hold back for the next change, and what they have missed, comes at once.
    expect(framesOf(listener, 9).length).toBeGreaterThanOrEqual(3);
    expect(station.stats('main')).toMatchObject({ isLive: false, fallback: 'music', listeners: 1 });
    expect(station.stats('music')).toMatchObject({ isLive: true, fallback: null, listeners: 0 });
    station.run(2000, [music, 9]);
    const back = station.source('main', 8);
    station.run(2400, [music, 9], [back, 8]);
    expect(heard(listener)).toEqual([
      'hello 7 live - 500',
      'audio 7',
      'hello 9 live music 500',
      'audio 9',
      'hello 8 live - 500',
      'audio 8',
    ]);
    const frames = framesOf(listener, 9);
    expect(frames).toEqual(frames.map((_, i) => frames[0]! + 4 * i));
    expect(station.events).toEqual(['fallback.on main music -', 'fallback.off main music source']);
    // One packet of the past, then each as it comes.
    const returned = framesOf(listener, 8);
    expect(returned).toEqual(returned.map((_, i) => returned[0]! + 4 * i));
    expect(returned[0]).toBeGreaterThan(0);
    expect(station.stats('main')).toMatchObject({ isLive: true, fallback: null });
  });

  it('does so for a source that ends its stream, and for one that stands still although it is connected', () => {
    for (const away of ['end', 'stall']) {
      const station = new Station();
      const music = station.source('music', 9);
      const main = station.source('main', 7);
      const listener = station.listener('main');
      station.run(800, [music, 9], [main, 7]);
      if (away === 'end') main.send({ type: 'end', epoch: 7, totalFrames: 8, totalSamples: 8000 });
      station.run(away === 'end' ? 400 : 3600, [music, 9]);
      expect(heard(listener).at(-1)).toBe('audio 9');
      expect(listener.of('end')).toEqual([]);
      station.run(1600, [music, 9], ...(away === 'end' ? [] : ([[main, 7]] as [Peer, number][])));
      expect(heard(listener).at(-1)).toBe(away === 'end' ? 'audio 9' : 'audio 7');
    }
  });

  it('continues the same stream for a source that resumes it, whose packets are sent once and in order', () => {
    const station = new Station();
    const music = station.source('music', 9);
    const main = station.source('main', 7);
    const listener = station.listener('main');
    station.run(2000, [music, 9], [main, 7]);
    const resumeSecret = main.of('hello')[0]!.body.resumeSecret as string;
    main.connection.close(1000, '');
    station.run(2000, [music, 9]);
    const back = station.source('main', 7, { resumeFrame: 20, resumeSecret });
    station.run(2400, [music, 9], [back, 7]);
    const frames = framesOf(listener, 7);
    expect(frames).toEqual([...frames].sort((a, b) => a - b));
    expect(new Set(frames).size).toBe(frames.length);
    expect(heard(listener).at(-1)).toBe('audio 7');
  });

  it('tells its listeners the truth where there is nothing to fall back on, or where that goes too', () => {
    const station = new Station();
    const main = station.source('main', 7);
    const listener = station.listener('main');
    station.run(800, [main, 7]);
    main.connection.close(1000, '');
    station.clock.advance(300);
    expect(heard(listener).at(-1)).toBe('hello 7 gone - 500');
    const music = station.source('music', 9);
    station.run(800, [music, 9]);
    expect(heard(listener).slice(-2)).toEqual(['hello 9 live music 500', 'audio 9']);
    music.connection.close(1000, '');
    station.clock.advance(300);
    expect(heard(listener).at(-1)).toBe('hello 9 gone music 500');
    expect(station.stats('main')!.fallback).toBeNull();
  });

  it('serves who joins while the fallback plays, with as much more of the past as is held back', () => {
    const station = new Station();
    const music = station.source('music', 9);
    const first = station.listener('main');
    station.run(4000, [music, 9]);
    const second = station.listener('main', { burstMs: 400 });
    expect(heard(first)[0]).toBe('hello 9 live music 500');
    expect(heard(second)[0]).toBe('hello 9 live music 500');
    expect(framesOf(second, 9).length).toBe(3);
  });

  it('does not follow the other channel while nobody listens', () => {
    const station = new Station();
    const music = station.source('music', 9);
    station.run(2000, [music, 9]);
    expect(station.stats('main')).toMatchObject({ fallback: null, listeners: 0 });
    const listener = station.listener('main');
    station.run(2000, [music, 9]);
    expect(station.stats('main')!.fallback).toBe('music');
    listener.connection.close(1000, '');
    station.run(7000, [music, 9]);
    expect(station.stats('main')!.fallback).toBeNull();
  });

  it('keeps its listeners where the other channel has another model', () => {
    const station = new Station();
    const music = station.source('music', 9, { modelSha256: OTHER_SHA });
    const main = station.source('main', 7);
    const listener = station.listener('main', { modelSha256: [streamHello().modelSha256] });
    station.run(800, [music, 9], [main, 7]);
    main.connection.close(1000, '');
    station.run(2000, [music, 9]);
    expect(listener.closed).toBeNull();
    expect(heard(listener).at(-1)).toBe('hello 7 gone - 500');
  });

  it('sends its recorders and its source nothing of the fallback, and its metadata to the listeners', () => {
    const station = new Station();
    const music = station.source('music', 9);
    music.send({ type: 'metadata', body: { title: 'A song' } });
    const listener = station.listener('main');
    station.run(2000, [music, 9]);
    expect(listener.of('metadata').at(-1)!.body).toEqual({ title: 'A song' });
    music.send({ type: 'metadata', body: { title: 'Another' } });
    station.run(400, [music, 9]);
    expect(listener.of('metadata').at(-1)!.body).toEqual({ title: 'Another' });
    expect(station.stats('main')!.metadata).toEqual({ title: 'Another' });
  });

  it('has fallbacks of fallbacks, one after the other, by which listeners know what they hear', () => {
    const station = new Station([
      { name: 'main', fallback: { channel: 'music' } },
      { name: 'music', fallback: { channel: 'tone', crossfadeMs: 0 } },
    ]);
    const tone = station.source('tone', 11);
    const listener = station.listener('main');
    station.run(2000, [tone, 11]);
    expect(heard(listener)[0]).toBe('hello 11 live tone 500');
    const music = station.source('music', 9);
    station.run(3000, [tone, 11], [music, 9]);
    expect(heard(listener).at(-2)).toBe('hello 9 live music 500');
    const main = station.source('main', 7);
    station.run(3000, [tone, 11], [music, 9], [main, 7]);
    expect(heard(listener).at(-2)).toBe('hello 7 live - 500');
  });

  it('is refused where channels fall back on each other in a loop, or too many one after the other', () => {
    const loop = (...names: string[]) =>
      names.map((name, i) => ({ name, fallback: { channel: names[(i + 1) % names.length]! } }));
    expect(() => new Station(loop('a'))).toThrow('channels must not fall back on each other in a loop, got a → a');
    expect(() => new Station(loop('a', 'b'))).toThrow('in a loop, got a → b → a');
    const chain = Array.from({ length: 9 }, (_, i) => ({ name: `c${i}`, fallback: { channel: `c${i + 1}` } }));
    expect(() => new Station(chain)).toThrow('at most 8 channels may fall back one on the other');
    expect(() => new Station([{ pattern: 'studio-*', fallback: { channel: 'studio-1' } }])).toThrow('in a loop');
    expect(() => new Station([{ name: 'a', fallback: {} as { channel: string } }])).toThrow(
      'channels[0].fallback must have either a channel or files',
    );
    expect(() => new Station([{ name: 'a', fallback: { channel: 'b', crossfadeMs: -1 } }])).toThrow(
      'channels[0].fallback.crossfadeMs must be an integer from 0 to 10000, got -1',
    );
  });

  it('follows a change of the configuration while it plays', () => {
    const station = new Station();
    const music = station.source('music', 9);
    const listener = station.listener('main');
    station.run(2000, [music, 9]);
    station.relay.setChannels([{ name: 'main' }]);
    station.clock.advance(1);
    expect(heard(listener).at(-1)).toBe('hello 9 gone music 500');
    station.relay.setChannels(FALLBACK);
    station.run(2000, [music, 9]);
    expect(heard(listener).at(-1)).toBe('audio 9');
  });
});

import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import { seededRandom } from '../../../../src/core/random.js';
import type { StreamHello } from '../../../../src/core/wire/hello.js';
import { encodePacket } from '../../../../src/core/wire/packet.js';
import type { ChannelOptions } from '../../../../src/relay/channel/channel-options.js';
import type { FallbackEvent } from '../../../../src/relay/channel/fallback.js';
import type { FilesProvider } from '../../../../src/relay/channel/fallback-files.js';
import { Relay } from '../../../../src/relay/relay.js';
import type { OnDemandFeed } from '../../../../src/relay/sources/on-demand-source.js';
import { createMemoryPair } from '../../../../src/transports/memory.js';
import { FakeClock } from '../../../support/fake-clock.js';
import { audioPacket, CONTEXT, OTHER_SHA, Peer, streamHello } from '../../../support/peers.js';

/** A frame lasts 100 ms, a packet of four 400 ms. */
const PACKET_MS = 400;
const FALLBACK: readonly ChannelOptions[] = [{ name: 'main', fallback: { channel: 'music', crossfadeMs: 500 } }];

class Station {
  readonly clock = new FakeClock();
  readonly relay: Relay;
  readonly events: string[] = [];
  readonly #next = new Map<Peer, number>();

  /** Of the files that were asked for last. */
  feed: OnDemandFeed | null = null;

  constructor(channels: readonly ChannelOptions[] = FALLBACK) {
    const onFallback = ({ event, channel, fallback, reason }: FallbackEvent): void =>
      void this.events.push(`${event} ${channel} ${fallback} ${reason ?? '-'}`);
    const openFiles = (): FilesProvider => ({
      prepare: () => {},
      start: (feed) => {
        this.feed = feed;
        return () => {
          this.feed = null;
        };
      },
      close: () => {},
    });
    this.relay = new Relay({ clock: this.clock, random: seededRandom(1), channels, onFallback, openFiles });
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

  /** The files are ready, and play one packet. */
  playFiles(epoch: number): void {
    const packet = audioPacket(0, 4, 2, epoch);
    this.feed!.begin(streamHello({ epoch }));
    this.feed!.audio(encodePacket(packet, CONTEXT), packet);
    this.clock.advance(300);
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

describe('files that are still being made ready when the source leaves', () => {
  const FILES: readonly ChannelOptions[] = [{ name: 'main', fallback: { files: ['night.wav'] } }];
  const epochs = (peer: Peer) => peer.of('audio').map(({ epoch }) => epoch);
  const states = (peer: Peer) => peer.of('hello').map(({ body }) => body.sourceState);
  const endOf = (epoch: number) => ({ type: 'end', epoch, totalFrames: 4, totalSamples: 4000 }) as const;

  /** A source has sent a packet to a listener, and leaves. */
  function leave(hasEnded: boolean) {
    const station = new Station(FILES);
    const source = station.source('main', 7);
    const listener = station.listener('main');
    station.run(400, [source, 7]);
    if (hasEnded) source.send(endOf(7));
    else source.connection.close(1000, '');
    station.clock.advance(5000);
    expect([states(listener), listener.of('end'), station.feed !== null]).toEqual([['live'], [], true]);
    return { station, source, listener };
  }

  it.each([
    ['is lost', false],
    ['ends its stream', true],
  ])(
    'are the next that listeners are told of where it %s, and who joins meanwhile hears them too',
    (_how, hasEnded) => {
      const { station, listener } = leave(hasEnded);
      const later = station.listener('main');
      station.playFiles(9);
      expect([epochs(listener), states(listener), listener.of('end')]).toEqual([[7, 9], ['live', 'live'], []]);
      expect([later.story, epochs(later)]).toEqual([['hello', 'audio'], [9]]);
    },
  );

  it.each([
    ['cannot be played', (station: Station) => station.feed!.failed(new CodecError('MODEL_NOT_FOUND', 'no model'))],
    ['take half a minute', (station: Station) => station.clock.advance(30_000)],
    ['are configured no more', (station: Station) => station.relay.setChannels([{ name: 'main' }])],
  ])('that %s: listeners are told what has become of the source', (_what, happen) => {
    for (const hasEnded of [false, true]) {
      const { station, listener } = leave(hasEnded);
      const later = station.listener('main');
      happen(station);
      station.clock.advance(600);
      for (const peer of [listener, later]) {
        expect(states(peer).at(-1)).toBe(hasEnded ? 'ended' : 'gone');
        expect(peer.of('end')).toHaveLength(hasEnded ? 1 : 0);
        expect(peer.closed).toBeNull();
      }
    }
  });

  it('that play end at once where the configuration names them no more, and play again where it does', () => {
    const { station, listener } = leave(false);
    station.playFiles(9);
    station.relay.setChannels([{ name: 'main' }]);
    station.clock.advance(600);
    expect([station.feed, states(listener).at(-1), listener.closed]).toEqual([null, 'gone', null]);
    station.relay.setChannels(FILES);
    station.clock.advance(600);
    station.playFiles(10);
    expect([epochs(listener), states(listener).at(-1)]).toEqual([[7, 9, 10], 'live']);
    expect(station.events).toEqual([
      'fallback.on main files -',
      'fallback.off main files configuration',
      'fallback.on main files -',
    ]);
  });

  it('begin also after listeners were told, and not where the source is back before', () => {
    const late = leave(false);
    late.station.clock.advance(30_000);
    late.station.playFiles(9);
    expect(epochs(late.listener)).toEqual([7, 9]);
    const { station, listener } = leave(false);
    const back = station.source('main', 8);
    station.run(1600, [back, 8]);
    expect([states(listener), epochs(listener).slice(0, 3), station.events]).toEqual([['live', 'live'], [7, 8, 8], []]);
  });
});

describe('24 hours of shows, with another channel between them, in simulated time', () => {
  it('are one unbroken programme to a listener, however each show ends', () => {
    const STEP_MS = 4000;
    const FRAMES = 40;
    const MUSIC = 31;
    const station = new Station(FALLBACK);
    // Fewer ticks and pings for a day in a few seconds.
    station.relay.setLimits({ tickMs: 1000, pingIntervalMs: 60_000, sourceTimeoutMs: 200_000 });
    const frames = new Map<Peer, number>();
    const play = (peer: Peer, epoch: number): void => {
      const frame = frames.get(peer) ?? 0;
      frames.set(peer, frame + FRAMES);
      peer.send(audioPacket(frame, FRAMES, 2, epoch));
    };
    const music = station.source('music', MUSIC, { framesPerPacket: FRAMES });
    const listener = station.listener('main');
    let show: Peer | null = null;
    for (let step = 0; step < 24 * 900; step++) {
      const epoch = 1 + Math.floor(step / 900);
      const minute = ((step % 900) * STEP_MS) / 60_000;
      if (minute === 0) {
        show?.connection.close(1000, '');
        show = station.source('main', epoch, { framesPerPacket: FRAMES });
      }
      play(music, MUSIC);
      if (show && minute < 50) play(show, epoch);
      // By its end, by a lost connection, or by a source that says nothing any more.
      else if (show && minute === 50 && epoch % 3 === 0) {
        const totalFrames = frames.get(show)!;
        show.send({ type: 'end', epoch, totalFrames, totalSamples: 1000 * totalFrames });
      } else if (show && minute === 50 && epoch % 3 === 1) show.connection.close(1000, '');
      station.clock.advance(STEP_MS - (minute === 0 ? 1 : 0));
    }
    const runs: { epoch: number; first: number; frames: number }[] = [];
    for (const { epoch, firstFrame, frames: count } of listener.of('audio')) {
      const run = runs.at(-1);
      if (run?.epoch === epoch) {
        // Frames of a packet are counted up to 2^24, a day has fewer.
        expect(firstFrame, `stream ${epoch}`).toBe(run.first + run.frames);
        run.frames += count;
      } else runs.push({ epoch, first: firstFrame, frames: count });
    }
    const expected = Array.from({ length: 24 }, (_, i) => [i + 1, MUSIC]).flat();
    expect(runs.map(({ epoch }) => epoch)).toEqual([MUSIC, ...expected].slice(runs[0]!.epoch === MUSIC ? 0 : 1));
    // A day has 864,000 frames; what is heard of two streams at once is crossfaded, what stands still is noticed late.
    const heardFrames = runs.reduce((sum, run) => sum + run.frames, 0);
    expect(heardFrames).toBeGreaterThan(864_000 - 24 * 100);
    expect(heardFrames).toBeLessThan(864_000 + 24 * 100);
    expect(listener.of('hello').filter(({ body }) => body.sourceState !== 'live')).toEqual([]);
    expect([listener.closed, listener.of('end')]).toEqual([null, []]);
    expect(station.events.filter((event) => event.startsWith('fallback.on'))).toHaveLength(
      runs.filter(({ epoch }) => epoch === MUSIC).length,
    );
  });
});

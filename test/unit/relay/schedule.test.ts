import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../src/core/random.js';
import type { ChannelOptions } from '../../../src/relay/channel/channel-options.js';
import { MAX_PAST_TITLES } from '../../../src/relay/channel/title-history.js';
import { AUDIO_BYTES_PER_MS, RELAY_LIMIT_DEFAULTS } from '../../../src/relay/limits.js';
import { Relay } from '../../../src/relay/relay.js';
import { createMemoryPair, type MemoryConnection } from '../../../src/transports/memory.js';
import { FakeClock } from '../../support/fake-clock.js';
import { audioPacket, Peer, streamHello } from '../../support/peers.js';

const HOUR_MS = 3_600_000;
const CHANNELS = ['main', 'night', 'free', 'pop-1', 'pop-2'];
const LISTED: ChannelOptions[] = [
  { name: 'main', title: 'Main', takeover: 'queue', maxQueuedSources: 3 },
  { name: 'night', takeover: 'replace' },
  { pattern: 'pop-*', title: 'Pop', takeover: 'queue', hidden: true },
];

/** As `expect`, which is too slow for hundreds of thousands of checks that hold. */
function same(actual: unknown, expected: unknown, what: string): void {
  if (!Object.is(actual, expected)) expect(actual, what).toBe(expected);
}

interface Source {
  readonly channel: string;
  readonly epoch: number;
  peer: Peer;
  end: MemoryConnection;
  frame: number;
  hasEnded: boolean;
}

interface Listener {
  readonly channel: string;
  readonly peer: Peer;
  readonly end: MemoryConnection;
  /** The last title that it was told. */
  title: unknown;
  /** By epoch, as packets carry it: the last frame that has come. */
  readonly last: Map<number, number>;
}

/** A station's day: presenters who come, wait, take over, lose their connection, come back and end; titles; listeners. */
class Day {
  readonly clock = new FakeClock();
  readonly relay: Relay;
  readonly sources: Source[] = [];
  readonly listeners: Listener[] = [];
  readonly #random: () => number;
  /** How often each thing has happened. */
  readonly counts: Record<string, number> = {};
  #epoch = 0;
  #title = 0;

  constructor(seed: number) {
    this.#random = seededRandom(seed);
    this.relay = new Relay({
      clock: this.clock,
      random: seededRandom(seed + 1),
      wallMs: () => this.clock.nowMs(),
      // Fewer ticks and pings for a day in a few seconds.
      limits: {
        tickMs: 2500,
        pingIntervalMs: 60_000,
        sourceTimeoutMs: 200_000,
        healthyPingIntervalMs: 300_000,
        evictAfterMs: 900_000,
      },
      channels: LISTED,
    });
  }

  #connect(channel: string): { peer: Peer; end: MemoryConnection } {
    const [end, server] = createMemoryPair({ clock: this.clock });
    this.relay.accept(server, channel);
    return { peer: new Peer(end), end };
  }

  #pick<T>(items: readonly T[]): T | undefined {
    return items[Math.floor(this.#random() * items.length)];
  }

  isSeated = ({ peer, hasEnded }: Source): boolean =>
    peer.closed === null && !hasEnded && peer.packets.some(({ type }) => type === 'hello');

  step(): void {
    const actions: (() => string | null)[] = [
      this.#begin,
      this.#begin,
      this.#play,
      this.#play,
      this.#play,
      this.#tell,
      this.#end,
      this.#lose,
      this.#leave,
      this.#join,
      this.#part,
      this.#administer,
    ];
    const name = this.#pick(actions)!.call(this);
    if (name) this.counts[name] = (this.counts[name] ?? 0) + 1;
    this.clock.advance(1);
  }

  #begin(): string {
    const channel = this.#pick(CHANNELS)!;
    const source: Source = { channel, epoch: ++this.#epoch, ...this.#connect(channel), frame: 0, hasEnded: false };
    source.peer.hello(streamHello({ epoch: source.epoch }));
    this.sources.push(source);
    return 'begun';
  }

  #play(): string | null {
    const source = this.#pick(this.sources.filter(this.isSeated));
    if (!source) return null;
    source.peer.send(audioPacket(source.frame, 4, 2, source.epoch));
    source.frame += 4;
    return 'played';
  }

  #tell(): string | null {
    const source = this.#pick(this.sources.filter(this.isSeated));
    source?.peer.send({ type: 'metadata', body: { title: `Title ${++this.#title} „é“ 🎵` } });
    return source ? 'titles' : null;
  }

  #end(): string | null {
    const source = this.#pick(this.sources.filter(this.isSeated));
    if (!source) return null;
    source.peer.send({
      type: 'end',
      epoch: source.epoch % 32,
      totalFrames: source.frame,
      totalSamples: 1000 * source.frame,
    });
    source.hasEnded = true;
    source.end.close();
    return 'ended';
  }

  /** The network is lost; half of them come back with their secret, in time or too late. */
  #lose(): string | null {
    const source = this.#pick(this.sources.filter(this.isSeated));
    if (!source) return null;
    source.end.destroy();
    if (this.#random() < 0.5) return 'lost';
    this.clock.advance(this.#random() * 2 * RELAY_LIMIT_DEFAULTS.sourceReservedMs);
    const { resumeSecret } = source.peer.of('hello')[0]!.body;
    Object.assign(source, this.#connect(source.channel));
    // In the order in which they have come.
    this.sources.push(...this.sources.splice(this.sources.indexOf(source), 1));
    source.peer.hello(
      streamHello({ epoch: source.epoch, resumeFrame: source.frame, resumeSecret: resumeSecret as string }),
    );
    return 'back';
  }

  /** Somebody who waits goes. */
  #leave(): string | null {
    const waiting = this.sources.filter((source) => source.peer.closed === null && !this.isSeated(source));
    const source = this.#pick(waiting);
    source?.end.close();
    return source ? 'gave up' : null;
  }

  #join(): string | null {
    if (this.listeners.length >= 10) return null;
    const channel = this.#pick([...CHANNELS, `opened-${Math.floor(this.#random() * 100)}`])!;
    const listener: Listener = { channel, ...this.#connect(channel), title: undefined, last: new Map() };
    listener.peer.listen({ burstMs: this.#random() < 0.5 ? undefined : 2000 });
    this.listeners.push(listener);
    return 'joined';
  }

  #part(): string | null {
    const listener = this.#pick(this.listeners);
    if (!listener) return null;
    listener.end.close();
    this.listeners.splice(this.listeners.indexOf(listener), 1);
    return 'parted';
  }

  #administer(): string {
    const { administration } = this.relay;
    const channel = this.#pick(CHANNELS)!;
    if (this.#random() < 0.3) administration.setTitle(channel, { title: `News ${++this.#title}` });
    else administration.setTitle(channel, null);
    const entries =
      this.#random() < 0.5
        ? LISTED
        : [...LISTED, { name: 'free', takeover: this.#pick(['refuse', 'queue', 'replace'] as const)! }];
    this.relay.setChannels(entries);
    return 'administered';
  }

  /** Forgets those who are gone: what remains is what the relay holds. */
  check(): void {
    for (let i = this.sources.length - 1; i >= 0; i--)
      if (this.sources[i]!.peer.closed || this.sources[i]!.hasEnded) this.sources.splice(i, 1);
    for (const channel of CHANNELS) {
      const here = this.sources.filter((source) => source.channel === channel);
      const seated = here.filter(this.isSeated);
      const stats = this.relay.administration.channel(channel);
      same(seated.length > 1, false, channel);
      same(stats?.isLive ?? false, seated.length === 1, channel);
      if (seated[0]) same(stats?.epoch, seated[0].epoch, channel);
      if (seated[0]) same(stats?.nextFrame, seated[0].frame, channel);
      // Those who wait under a queue know their places.
      const places = here
        .filter((source) => !this.isSeated(source))
        .map(({ peer }) => peer.of('control').at(-1)?.body.queuePlace)
        .filter((place) => place !== undefined);
      for (const [i, place] of places.entries()) same(place, i + 1, channel);
      same(this.relay.administration.titles(channel).length > MAX_PAST_TITLES, false, channel);
    }
    for (const listener of this.listeners) {
      const { channel, peer } = listener;
      same(peer.closed, null, channel);
      this.#read(listener);
      const stats = this.relay.administration.channel(channel);
      if (stats?.isLive && stats.metadata?.title !== undefined) same(listener.title, stats.metadata.title, channel);
    }
    const { ringBytes } = this.relay.stats();
    same(ringBytes > RELAY_LIMIT_DEFAULTS.maxRingChannelMs * AUDIO_BYTES_PER_MS, false, 'rings');
  }

  /** What has come since the last time: frames of each stream in order, none twice. */
  #read(listener: Listener): void {
    const { peer, last } = listener;
    for (const packet of peer.packets.splice(0)) {
      if (packet.type === 'metadata') listener.title = packet.body.title;
      if (packet.type === 'hello' && packet.body.resumeFrame === 0) last.delete((packet.body.epoch as number) % 32);
      if (packet.type !== 'audio') continue;
      if (packet.firstFrame <= (last.get(packet.epoch) ?? -1)) throw new Error(`frame ${packet.firstFrame} came again`);
      last.set(packet.epoch, packet.firstFrame);
    }
  }

  /** Everybody goes. */
  leave(): void {
    for (const { end } of [...this.sources, ...this.listeners]) end.close();
    for (const channel of CHANNELS) this.relay.administration.setTitle(channel, null);
    this.relay.setChannels(LISTED);
    this.clock.advance(120_000);
  }
}

describe('24 hours of a station in simulated time', () => {
  it.each([1, 20_261_128])('keep their order and leave nothing behind (seed %i)', (seed) => {
    const day = new Day(seed);
    const random = seededRandom(seed + 2);
    while (day.clock.nowMs() < 24 * HOUR_MS) {
      for (let i = 0; i < 3; i++) day.step();
      day.clock.advance(random() * 60_000);
      day.check();
    }
    // Everything that can happen has.
    for (const what of [
      'begun',
      'played',
      'titles',
      'ended',
      'lost',
      'back',
      'gave up',
      'joined',
      'parted',
      'administered',
    ])
      expect(day.counts[what], what).toBeGreaterThan(20);
    day.leave();
    const { connections, ringBytes, channels } = day.relay.stats();
    expect({ connections, ringBytes }).toEqual({ connections: 0, ringBytes: 0 });
    expect(channels.map(({ channel, isLive }) => [channel, isLive])).toEqual([
      ['main', false],
      ['night', false],
    ]);
    // The relay's tick alone.
    expect(day.clock.pendingTimers).toBe(1);
  });
});

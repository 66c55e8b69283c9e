import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { encodePacket, MAX_PACKET_BYTES, type Packet } from '../../../../src/core/wire/packet.js';
import { Channel } from '../../../../src/relay/channel/channel.js';
import type { ChannelSource } from '../../../../src/relay/channel/source.js';
import { relayLimits } from '../../../../src/relay/limits.js';
import { MemorySubscriber, type MemorySubscriberOptions } from '../../../support/memory-subscriber.js';
import {
  audioPacket,
  CONTEXT,
  payloadFor,
  resources,
  SECRET,
  STEREO_CONTEXT,
  silencePacket,
  spatialFor,
  streamHello,
} from '../../../support/peers.js';

const SOURCE: ChannelSource = { receivedWireBytes: 0, welcome: () => {}, close: () => {} };
const TICK_MS = 250;

/** A channel whose source sends what the test states, and the order in which it did. */
class Rig {
  readonly channel: Channel;
  nowMs = 0;
  next = 0;
  epoch = 7;
  /** Where the present epoch begins in the log. */
  epochAt = 0;
  /** What the source has sent, frame by frame: `a` audio, `s` silence with its frame, `m` metadata, `gone`, `end`. */
  readonly log: string[] = [];
  readonly hello = streamHello({ stereo: true, framesPerPacket: 4 });

  constructor(limits = {}) {
    this.channel = new Channel('x', relayLimits(limits), 0, resources());
    this.channel.attachSource(SOURCE, this.hello, 0);
  }

  join(options: MemorySubscriberOptions = {}): MemorySubscriber {
    const subscriber: MemorySubscriber = new MemorySubscriber({
      ...options,
      onClose: () => this.channel.unsubscribe(subscriber, this.nowMs),
    });
    this.channel.subscribe(subscriber);
    return subscriber;
  }

  audio(frames = 4, planes = 2, isStereo = true): void {
    const packet = {
      ...audioPacket(this.next, frames, planes, this.epoch),
      encodedPlanes: 2,
      ...(isStereo && { spatial: spatialFor(this.next, frames) }),
    };
    this.#sent('a', frames);
    this.channel.onAudio(encodePacket(packet, STEREO_CONTEXT), packet, this.nowMs);
    this.nowMs += frames * 100;
  }

  silence(frames = 4): void {
    const packet = silencePacket(this.next, frames, true, this.epoch);
    this.#sent('s', frames);
    this.channel.onAudio(encodePacket(packet, STEREO_CONTEXT), packet, this.nowMs);
  }

  metadata(title: string): void {
    this.log.push(`m${title}`);
    this.channel.onMetadata({ title });
  }

  gone(): void {
    this.log.push('gone');
    this.channel.detachSource(SOURCE, this.nowMs);
  }

  resume(): void {
    this.log.push('live');
    this.channel.attachSource(
      SOURCE,
      { ...this.hello, epoch: this.epoch, resumeFrame: this.next, resumeSecret: SECRET },
      this.nowMs,
    );
  }

  end(): void {
    this.log.push('end');
    this.channel.onEnd(
      { type: 'end', epoch: this.epoch % 32, totalFrames: this.next, totalSamples: this.next * 1000 },
      this.nowMs,
    );
  }

  /** Another stream, of another epoch. */
  restart(): void {
    this.epoch++;
    this.next = 0;
    this.epochAt = this.log.push('live');
    this.channel.attachSource(SOURCE, { ...this.hello, epoch: this.epoch }, this.nowMs);
  }

  tick(ms = TICK_MS): void {
    for (let passed = 0; passed < ms; passed += TICK_MS) {
      this.nowMs += TICK_MS;
      this.channel.tick(this.nowMs);
    }
  }

  #sent(kind: string, frames: number): void {
    for (let i = 0; i < frames; i++) this.log.push(`${kind}${this.next + i}`);
    this.next += frames;
  }
}

/** What a subscriber has received in the form of the rig's log; each frame's bytes are checked on the way. */
function received(packets: readonly Packet[], planes: number, isStereo: boolean): string[] {
  return packets.flatMap((packet) => {
    if (packet.type === 'hello') return (packet.body as { sourceState: string }).sourceState;
    if (packet.type === 'metadata') return `m${packet.body.title}`;
    if (packet.type === 'end') return 'end';
    if (packet.type !== 'audio' && packet.type !== 'silence') throw new Error(packet.type);
    const { firstFrame, frames } = packet;
    if (packet.type === 'audio') {
      hold(packet.planes <= planes, `${packet.planes} planes of ${planes}`);
      hold(isEqual(packet.payload, payloadFor(firstFrame, frames, packet.planes)), `payload from ${firstFrame} on`);
      if (!isStereo) hold(!('spatial' in packet), 'no spatial parameters');
      if (packet.spatial) hold(isEqual(packet.spatial, spatialFor(firstFrame, frames)), 'spatial parameters');
    }
    return Array.from({ length: frames }, (_, i) => `${packet.type[0]}${firstFrame + i}`);
  });
}

/** As `expect`, which is too slow for each of so many packets. */
function hold(condition: boolean, what: string): void {
  if (!condition) expect(condition, what).toBe(true);
}

const isEqual = (a: Uint8Array, b: Uint8Array): boolean => Buffer.compare(a, b) === 0;

const lengths = (subscriber: MemorySubscriber): number[] =>
  subscriber.packets.flatMap((packet) => (packet.type === 'audio' ? [packet.frames] : []));

describe('repacking', () => {
  it('joins packets to the nearest whole number of the source’s, once for all subscribers of a length', () => {
    const rig = new Rig();
    const wishes = [1, 4, 5, 12, 22, 24, 128];
    const subscribers = wishes.map((framesPerMessage) => rig.join({ framesPerMessage, planes: 1 }));
    const asSent = rig.join({ planes: 1 });
    for (let i = 0; i < 64; i++) rig.audio();
    expect(subscribers.map((subscriber) => new Set(lengths(subscriber)))).toEqual(
      [4, 4, 4, 12, 24, 24, 128].map((frames) => new Set([frames])),
    );
    expect(subscribers.map((subscriber) => subscriber.lengths)).toEqual([[4], [4], [4], [12], [24], [24], [128]]);
    expect(lengths(asSent)).toEqual(lengths(subscribers[0]!));
    // The very same bytes, joined and thinned once.
    for (const [i, message] of subscribers[4]!.messages.entries()) expect(subscribers[5]!.messages[i]).toBe(message);
    expect(rig.channel.stats(rig.nowMs).repackedLengths).toBe(3);
  });

  it('tells a subscriber in the hello what it will be sent, where it has asked, and at each change', () => {
    const rig = new Rig();
    const subscriber = rig.join({ framesPerMessage: 22 });
    const asSent = rig.join();
    const stated = ({ packets }: MemorySubscriber): unknown[] =>
      packets.flatMap((packet) => (packet.type === 'hello' ? [packet.body.framesPerMessage] : []));
    rig.gone();
    rig.resume();
    expect([stated(subscriber), stated(asSent)]).toEqual([
      [24, 24, 24],
      [undefined, undefined, undefined],
    ]);
    subscriber.framesPerMessage = 12;
    rig.tick();
    expect([subscriber.lengths.at(-1), asSent.lengths.at(-1)]).toEqual([12, 4]);
  });

  it('passes packets on that are as long as asked for, or longer: parts of them would come no sooner', () => {
    const rig = new Rig();
    const subscriber = rig.join({ framesPerMessage: 12 });
    for (const frames of [4, 30, 4, 4, 4, 12]) rig.audio(frames);
    expect(lengths(subscriber)).toEqual([4, 30, 12, 12]);
  });

  it('keeps order: silence, metadata, the end, a lost source and a gap send out first what is held', () => {
    const rig = new Rig();
    const subscriber = rig.join({ framesPerMessage: 22, planes: 8, wantsSpatialParameters: true });
    rig.audio();
    rig.silence();
    rig.audio();
    rig.metadata('A');
    rig.audio();
    rig.next += 100;
    rig.audio();
    rig.gone();
    rig.resume();
    rig.audio();
    rig.end();
    expect(received(subscriber.packets, 8, true)).toEqual(['live', ...repeatMetadata(rig.log, 0)]);
  });

  it('joins nothing of different planes, nor with spatial parameters and without', () => {
    const rig = new Rig();
    const subscriber = rig.join({ framesPerMessage: 12, wantsSpatialParameters: true });
    for (const [planes, isStereo] of [
      [2, true],
      [1, true],
      [1, false],
      [1, false],
      [1, false],
    ] as const)
      rig.audio(4, planes, isStereo);
    expect(lengths(subscriber)).toEqual([4, 4, 12]);
  });

  it('joins no more than a packet can hold', () => {
    const rig = new Rig();
    const subscriber = rig.join({ framesPerMessage: 128 });
    for (let i = 0; i < 20; i++) rig.audio(9);
    expect(lengths(subscriber)).toEqual([126]);
    const wide = new Channel('wide', relayLimits(), 0, resources());
    wide.attachSource(SOURCE, streamHello({ planes: 8, framesPerPacket: 30 }), 0);
    const other = new MemorySubscriber({ framesPerMessage: 128 });
    wide.subscribe(other);
    for (let i = 0; i < 4; i++) {
      const packet = audioPacket(30 * i, 30, 8);
      wide.onAudio(encodePacket(packet, CONTEXT), packet, 0);
    }
    expect([lengths(other), other.lengths]).toEqual([[60, 60], [60]]);
    for (const message of other.messages) expect(message.length).toBeLessThanOrEqual(MAX_PACKET_BYTES);
  });

  it('holds a frame no longer than the message lasts and repackSlackMs, to a tick', () => {
    const rig = new Rig({ repackSlackMs: 500 });
    const subscriber = rig.join({ framesPerMessage: 12 });
    const other = rig.join({ framesPerMessage: 24 });
    const fromMs = rig.nowMs;
    rig.audio();
    const waited = (of: MemorySubscriber): number => {
      while (of.messages.length === 0) rig.tick();
      return rig.nowMs - fromMs;
    };
    expect(waited(subscriber)).toBeGreaterThanOrEqual(1200);
    expect(waited(subscriber)).toBeLessThanOrEqual(1200 + 500 + TICK_MS);
    expect(waited(other)).toBeLessThanOrEqual(2400 + 500 + TICK_MS);
  });

  it('sends what is held when the relay closes', () => {
    const rig = new Rig();
    const subscriber = rig.join({ framesPerMessage: 12 });
    rig.audio();
    rig.channel.audience.flush();
    expect(lengths(subscriber)).toEqual([4]);
  });

  it('makes a length for the first subscriber that asks for it and drops it after the last', () => {
    const rig = new Rig();
    const made = (): number => rig.channel.stats(rig.nowMs).repackedLengths;
    const [a, b] = [rig.join({ framesPerMessage: 12 }), rig.join({ framesPerMessage: 12 })];
    expect(made()).toBe(1);
    rig.channel.unsubscribe(a, 0);
    expect(made()).toBe(1);
    rig.channel.unsubscribe(b, 0);
    expect(made()).toBe(0);
  });

  it('gives the nearest shorter length where the channel makes maxPacketLengths already', () => {
    const rig = new Rig({ maxPacketLengths: 2 });
    const [, , third, fourth] = [16, 28, 40, 8].map((framesPerMessage) => rig.join({ framesPerMessage }));
    expect([third!.lengths, fourth!.lengths]).toEqual([[28], [4]]);
    for (let i = 0; i < 7; i++) rig.audio();
    expect([lengths(third!), lengths(fourth!)]).toEqual([[28], [4, 4, 4, 4, 4, 4, 4]]);
  });

  it('makes the lengths of presets whatever others ask for, for who wants them or is to be sent less', () => {
    const rig = new Rig({ maxPacketLengths: 2 });
    for (const framesPerMessage of [120, 124, 116, 112]) rig.join({ framesPerMessage });
    const [normal, radio, odd] = [12, 22, 40].map((framesPerMessage) => rig.join({ framesPerMessage }));
    expect([normal!.lengths, radio!.lengths, odd!.lengths]).toEqual([[12], [24], [24]]);
    expect(rig.channel.stats(rig.nowMs).repackedLengths).toBe(4);
    for (let i = 0; i < 6; i++) rig.audio();
    expect([lengths(normal!), lengths(radio!), lengths(odd!)]).toEqual([[12, 12], [24], [24]]);
  });

  it('moves subscribers that allow it to longer messages while the relay is overloaded, and back', () => {
    const rig = new Rig();
    const allowing = rig.join({ framesPerMessage: 4, maxFramesPerMessage: 24, wantsSpatialParameters: true });
    const refusing = rig.join({ framesPerMessage: 4 });
    const asSent = rig.join();
    rig.audio();
    rig.channel.audience.setOverloaded(true);
    rig.tick();
    for (let i = 0; i < 7; i++) rig.audio();
    rig.channel.audience.setOverloaded(false);
    rig.tick();
    rig.audio();
    expect(allowing.lengths).toEqual([4, 24, 4]);
    expect(lengths(allowing)).toEqual([4, 24, 4, 4]);
    for (const other of [refusing, asSent])
      expect([other.lengths, new Set(lengths(other))]).toEqual([[4], new Set([4])]);
    expect(received(allowing.packets, 8, true)).toEqual(['live', ...rig.log]);
  });

  it('cuts a resumed subscriber in within a joined message: it gets no frame twice and misses none', () => {
    for (let frame = 0; frame <= 20; frame++) {
      const rig = new Rig();
      const first = rig.join({ framesPerMessage: 12, planes: 1 });
      for (let i = 0; i < 5; i++) rig.audio();
      const resumed = rig.join({
        framesPerMessage: 12,
        planes: 1,
        request: { burstMs: 10_000, from: { epoch: 7, frame } },
      });
      for (let i = 0; i < 4; i++) rig.audio();
      expect(received(resumed.packets, 1, false)).toEqual(['live', ...rig.log.slice(frame)]);
      // From the next message on it shares those of all.
      expect(resumed.messages.at(-1)).toBe(first.messages.at(-1));
    }
  });

  it('counts past audio back from what is held, so that a subscriber that joins plays at once and misses nothing', () => {
    const rig = new Rig();
    rig.join({ framesPerMessage: 12 });
    for (let i = 0; i < 4; i++) rig.audio();
    const late = rig.join({ framesPerMessage: 12, request: { burstMs: 800 } });
    expect(lengths(late)).toEqual([8]);
    rig.audio();
    rig.audio();
    expect(received(late.packets, 8, false)).toEqual(['live', ...rig.log.slice(4)]);
  });

  it('gives every subscriber each frame once and in order, whatever happens', { timeout: 60_000 }, () => {
    for (let seed = 1; seed <= 30; seed++) {
      const random = seededRandom(seed);
      const pick = (n: number): number => Math.floor(random() * n);
      const rig = new Rig({ maxPacketLengths: 1 + pick(4), ringMs: 5000 });
      let isLive = true;
      let isEnded = false;
      type Joined = {
        subscriber: MemorySubscriber;
        planes: number;
        isStereo: boolean;
        at: number;
        epochAt: number;
      };
      const joined: Joined[] = [];
      const begin = (): void => {
        if (isEnded) rig.restart();
        else if (!isLive) rig.resume();
        isLive = true;
        isEnded = false;
      };
      const actions: (() => void)[] = [
        ...Array.from({ length: 12 }, () => () => {
          begin();
          rig.audio(1 + pick(random() < 0.1 ? 40 : 6), random() < 0.9 ? 2 : 1, random() < 0.9);
        }),
        () => {
          begin();
          rig.silence(1 + pick(9));
        },
        () => {
          begin();
          rig.next += pick(20);
        },
        () => {
          begin();
          rig.metadata(String(rig.log.length));
        },
        () => {
          if (isLive && !isEnded) rig.gone();
          isLive = false;
        },
        () => {
          begin();
          if (random() < 0.3) {
            rig.end();
            isEnded = true;
          }
        },
        () => rig.channel.audience.setOverloaded(random() < 0.5),
        () => rig.tick(TICK_MS * pick(12)),
        ...Array.from({ length: 3 }, () => () => {
          if (isEnded) return;
          const planes = 1 + pick(3);
          const isStereo = random() < 0.5;
          const isResuming = random() < 0.4;
          const frame = Math.max(0, rig.next - pick(40));
          const hasWish = random() < 0.8;
          const at = rig.log.length;
          const subscriber = rig.join({
            planes,
            wantsSpatialParameters: isStereo,
            ...(hasWish && { framesPerMessage: 1 + pick(30) }),
            ...(hasWish && random() < 0.5 && { maxFramesPerMessage: 30 + pick(98) }),
            request: { burstMs: pick(3000), ...(isResuming && { from: { epoch: rig.epoch, frame } }) },
          });
          joined.push({ subscriber, planes, isStereo, at, epochAt: rig.epochAt });
        }),
        ...Array.from({ length: 3 }, () => () => {
          for (const { subscriber } of joined)
            if (subscriber.framesPerMessage && random() < 0.5) subscriber.framesPerMessage = 1 + pick(30);
          rig.tick();
        }),
        () => {
          const [someone] = joined.splice(pick(joined.length), 1);
          if (!someone) return;
          rig.channel.audience.flush();
          rig.channel.unsubscribe(someone.subscriber, rig.nowMs);
          check(someone);
        },
      ];
      const check = ({ subscriber, planes, isStereo, at, epochAt }: Joined): void => {
        // Without the hello and the metadata of the welcome.
        const isWelcomed = subscriber.packets[1]?.type === 'metadata' && subscriber.starts[0]!.metadataMessage !== null;
        const got = received(subscriber.packets.slice(isWelcomed ? 2 : 1), planes, isStereo);
        const withMetadata = repeatMetadata(rig.log, at);
        const burst = got.length - withMetadata.length;
        const past = rig.log.slice(epochAt, at).filter((token) => /^[as]\d/.test(token));
        // Past audio comes at once, or behind the next hello and its metadata where the source was gone.
        const hello = withMetadata[0] === 'live' ? (withMetadata[1] === rig.log[at + 1] ? 1 : 2) : 0;
        const place = got[0] === 'live' ? hello : 0;
        const expected = [
          ...withMetadata.slice(0, place),
          ...(burst > 0 ? past.slice(-burst) : []),
          ...withMetadata.slice(place),
        ];
        expect(got, `seed ${seed}`).toEqual(expected);
      };
      for (let i = 0; i < 150; i++) actions[pick(actions.length)]!();
      rig.channel.audience.flush();
      for (const someone of joined) check(someone);
    }
  });
});

/** The log from `at` on; a hello is followed by the stream's metadata, where it has any. */
function repeatMetadata(log: readonly string[], at: number): string[] {
  let metadata: string | undefined;
  let hasEnded = false;
  return log.flatMap((token, i) => {
    if (token === 'end') hasEnded = true;
    if (token === 'live' && hasEnded) {
      metadata = undefined;
      hasEnded = false;
    }
    if (token.startsWith('m')) metadata = token;
    if (i < at) return [];
    return token === 'live' && metadata ? [token, metadata] : [token];
  });
}

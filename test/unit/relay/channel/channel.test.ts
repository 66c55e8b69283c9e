import { describe, expect, it } from 'vitest';
import type { CodecError } from '../../../../src/core/errors.js';
import type { StreamHello } from '../../../../src/core/wire/hello.js';
import { encodePacket, parsePacket } from '../../../../src/core/wire/packet.js';
import { Channel } from '../../../../src/relay/channel/channel.js';
import type { ChannelSource } from '../../../../src/relay/channel/source.js';
import { type RelayLimits, relayLimits } from '../../../../src/relay/limits.js';
import { MemorySubscriber, type MemorySubscriberOptions } from '../../../support/memory-subscriber.js';
import {
  audioPacket,
  CONTEXT,
  OTHER_SHA,
  resources,
  SECRET,
  silencePacket,
  streamHello,
} from '../../../support/peers.js';

class MemorySource implements ChannelSource {
  receivedWireBytes = 0;
  readonly welcomes: number[] = [];
  /** From the last welcome: what a source that resumes must state. */
  secret: string | undefined;
  closed: CodecError | null = null;

  welcome(helloMessage: Uint8Array): void {
    const packet = parsePacket(helloMessage, CONTEXT);
    if (packet.type !== 'hello') return;
    this.welcomes.push(packet.body.resumeFrame as number);
    this.secret = packet.body.resumeSecret as string;
  }
  close(error: CodecError): void {
    this.closed = error;
  }
}

function open(limits: Partial<RelayLimits> = {}) {
  const channel = new Channel('radio', relayLimits(limits), 0, resources());
  const attach = (overrides: Partial<StreamHello> = {}): MemorySource => {
    const source = new MemorySource();
    channel.attachSource(source, streamHello(overrides), 0);
    return source;
  };
  const join = (options: MemorySubscriberOptions = {}): MemorySubscriber => {
    const subscriber: MemorySubscriber = new MemorySubscriber({
      ...options,
      onClose: () => channel.unsubscribe(subscriber, 0),
    });
    channel.subscribe(subscriber);
    return subscriber;
  };
  const audio = (firstFrame: number, nowMs = 0): void => {
    const packet = audioPacket(firstFrame);
    channel.onAudio(encodePacket(packet, CONTEXT), packet, nowMs);
  };
  return { channel, attach, join, audio };
}

describe('Channel', () => {
  it('serves subscribers without a connection, each message by reference', () => {
    const { channel, attach, join, audio } = open();
    const early = join();
    attach();
    const other = join();
    audio(0);
    const silence = silencePacket(4);
    channel.onAudio(encodePacket(silence, CONTEXT), silence, 0);
    channel.onMetadata({ title: 'A' });
    channel.onEnd({ type: 'end', epoch: 7, totalFrames: 8, totalSamples: 8000 }, 0);
    for (const subscriber of [early, other])
      expect(subscriber.story).toEqual(['hello', 'audio', 'silence', 'metadata', 'end']);
    expect(early.messages[0]).toBe(other.messages[0]);
  });

  it('outlives its streams: metadata, end and past audio are those of the epoch', () => {
    const { channel, attach, join, audio } = open();
    const first = attach();
    channel.onMetadata({ title: 'old' });
    audio(0);
    channel.onEnd({ type: 'end', epoch: 7, totalFrames: 4, totalSamples: 4000 }, 0);
    expect(channel.stats(0)).toMatchObject({ epoch: 7, hasEnded: true, nextFrame: 4, payloadBytes: 64 });
    channel.detachSource(first, 0);
    attach({ epoch: 8 });
    expect(channel.stats(0)).toMatchObject({ epoch: 8, hasEnded: false, nextFrame: 0, payloadBytes: 64 });
    expect(join({ request: { burstMs: 10_000 } }).story).toEqual(['hello']);
  });

  it('answers a source that resumes with the frame to continue from, and closes the connection that it replaces', () => {
    const { channel, attach, audio } = open();
    const first = attach();
    audio(0);
    const second = attach({ resumeFrame: 0, resumeSecret: SECRET });
    expect([first.welcomes, second.welcomes]).toEqual([[0], [4]]);
    expect(first.closed?.code).toBe('TRANSPORT_CLOSED');
    channel.detachSource(first, 0);
    expect(channel.stats(0).isLive).toBe(true);
  });

  it('does not affect the first source when another is refused', () => {
    const { channel, attach } = open();
    const first = attach();
    expect(() => attach({ epoch: 9 })).toThrow('channel radio has a source already');
    expect(() => attach({ resumeFrame: 0, resumeSecret: SECRET, planes: 3 })).toThrow('must state the model');
    expect(first.closed).toBeNull();
    expect(channel.stats(0)).toMatchObject({ isLive: true, epoch: 7 });
  });

  it('sends past audio to subscribers that join late, and not again to those that have received it', () => {
    const { channel, attach, join, audio } = open();
    const source = attach();
    const early = join();
    for (let frame = 0; frame < 40; frame += 4) audio(frame);
    const late = join({ request: { burstMs: 800 } });
    expect(late.frames).toEqual([32, 36]);
    channel.detachSource(source, 0);
    attach({ resumeFrame: 0, resumeSecret: SECRET });
    expect(early.frames.length).toBe(10);
    expect(late.frames).toEqual([32, 36]);
  });

  it('sends no past audio of a stream whose source is away, except to a subscriber that resumes', () => {
    const { channel, attach, join, audio } = open();
    const source = attach();
    audio(0);
    audio(4);
    channel.detachSource(source, 0);
    expect(join({ request: { burstMs: 10_000 } }).story).toEqual(['hello']);
    const resumed = join({ request: { burstMs: 10_000, from: { epoch: 7, frame: 4 } } });
    expect(resumed.frames).toEqual([4]);
  });

  it('tells its subscribers when the source has gone without an end, and when it is back', () => {
    const { channel, attach, join, audio } = open();
    const early = join();
    const source = attach();
    audio(0);
    channel.detachSource(source, 0);
    const late = join();
    attach({ resumeFrame: 0, resumeSecret: SECRET });
    const states = (subscriber: MemorySubscriber): unknown[] =>
      subscriber.packets.flatMap((packet) => (packet.type === 'hello' ? [packet.body.sourceState] : []));
    expect(states(early)).toEqual(['live', 'gone', 'live']);
    expect(states(late)).toEqual(['gone', 'live']);
  });

  it('tells nothing when the source leaves after its end, and whoever joins then that it has ended', () => {
    const { channel, attach, join } = open();
    const early = join();
    const source = attach();
    channel.onEnd({ type: 'end', epoch: 7, totalFrames: 0, totalSamples: 0 }, 0);
    channel.detachSource(source, 0);
    expect(early.story).toEqual(['hello', 'end']);
    const late = join();
    expect(late.story).toEqual(['hello', 'end']);
    expect(late.packets[0]).toMatchObject({ body: { sourceState: 'ended' } });
  });

  it('states what holds now: live only with a source that has not ended, and no rate without one', () => {
    const { channel, attach, join, audio } = open();
    const stats = (nowMs: number) => channel.stats(nowMs);
    expect(stats(0)).toMatchObject({ isLive: false, hasEnded: false, epoch: null, nextFrame: 0, listeners: 0 });
    const source = attach();
    const listener = join();
    const play = (firstFrame: number, nowMs: number): void => {
      audio(firstFrame, nowMs);
      source.receivedWireBytes += 100;
      channel.tick(nowMs);
    };
    play(0, 0);
    play(4, 1000);
    expect(stats(1000)).toMatchObject({ isLive: true, hasEnded: false, nextFrame: 8, listeners: 1, audioMessages: 2 });
    expect(stats(1000).sourcePayloadKbps).toBeGreaterThan(0);
    expect(stats(1000).sourceWireKbps).toBeGreaterThan(0);
    expect(stats(1000).listenersWireKbps).toBeGreaterThan(0);
    channel.detachSource(source, 1000);
    const noRate = { sourcePayloadKbps: 0, sourceWireKbps: 0 };
    expect(stats(1000)).toMatchObject({ ...noRate, isLive: false, hasEnded: false, nextFrame: 8, payloadBytes: 128 });
    const back = attach({ resumeFrame: 0, resumeSecret: SECRET });
    audio(8, 1500);
    expect(stats(2000)).toMatchObject({ isLive: true, nextFrame: 12 });
    channel.onEnd({ type: 'end', epoch: 7, totalFrames: 12, totalSamples: 12_000 }, 0);
    back.receivedWireBytes += 50;
    channel.tick(2250);
    expect(stats(2250)).toMatchObject({ ...noRate, isLive: false, hasEnded: true, nextFrame: 12, listeners: 1 });
    channel.unsubscribe(listener, 2500);
    expect(stats(2500)).toMatchObject({ listeners: 0, listenersWireKbps: 0, maxLagMs: 0 });
  });

  it('closes a subscriber that throws, and the others do not notice', () => {
    for (const act of ['audio', 'metadata', 'end', 'tick', 'announce'] as const) {
      const { channel, attach, join, audio } = open();
      const source = attach();
      const broken = join();
      const other = join();
      const failure = new Error('broken');
      broken.failure = failure;
      if (act === 'audio') audio(0);
      else if (act === 'metadata') channel.onMetadata({});
      else if (act === 'end') channel.onEnd({ type: 'end', epoch: 7, totalFrames: 0, totalSamples: 0 }, 0);
      else if (act === 'tick') channel.tick(250);
      else {
        channel.detachSource(source, 0);
        attach({ resumeFrame: 0, resumeSecret: SECRET });
      }
      expect(broken.closed?.error, act).toMatchObject({ code: 'TRANSPORT_FAILED', cause: failure });
      expect(broken.closed?.closeCode).toBe(4001);
      expect(other.closed).toBeNull();
      expect(channel.stats(0).listeners).toBe(1);
    }
  });

  it('refuses subscribers of another model, when they join and when the stream starts', () => {
    const { channel, attach, join } = open();
    const waiting = join({ request: { modelSha256: [OTHER_SHA] } });
    attach();
    expect(waiting.closed?.error.code).toBe('MODEL_MISMATCH');
    expect(() => join({ request: { modelSha256: [OTHER_SHA] } })).toThrow('streams model test-model');
    expect(channel.stats(0).listeners).toBe(0);
  });

  it('accepts no more subscribers than its limit', () => {
    const { join } = open({ maxListenersPerChannel: 1 });
    join();
    expect(() => join()).toThrow('may have 1 listeners');
  });

  it('drops audio whose frames were received before, and counts it', () => {
    const { channel, attach, join, audio } = open();
    attach();
    const subscriber = join();
    for (const frame of [0, 4, 0, 4, 8]) audio(frame);
    expect(subscriber.frames).toEqual([0, 4, 8]);
    expect(channel.stats(0)).toMatchObject({ staleMessages: 2, audioMessages: 3, payloadBytes: 3 * 64 });
  });

  it('refuses packets of another epoch or number of planes than the hello states', () => {
    const { channel, attach } = open();
    attach();
    for (const packet of [audioPacket(0, 4, 2, 9), audioPacket(0, 4, 3)])
      expect(() => channel.onAudio(encodePacket(packet, CONTEXT), packet, 0)).toThrow('as in the hello');
    expect(() => channel.onEnd({ type: 'end', epoch: 9, totalFrames: 0, totalSamples: 0 }, 0)).toThrow(
      'epoch must be 7',
    );
  });

  it('is idle when the last source or subscriber has left channelIdleMs ago, at once where there was no stream', () => {
    const { channel, attach, join } = open({ channelIdleMs: 3000 });
    const waiting = join();
    expect([channel.isIdle(500), channel.isTaken(500)]).toEqual([false, false]);
    channel.unsubscribe(waiting, 500);
    expect(channel.isIdle(500)).toBe(true);
    const source = attach();
    const subscriber = join();
    channel.detachSource(source, 1000);
    expect([channel.isIdle(5000), channel.isTaken(3999), channel.isTaken(4001)]).toEqual([false, true, false]);
    channel.unsubscribe(subscriber, 2000);
    expect([channel.isIdle(5000), channel.isIdle(5001)]).toEqual([false, true]);
  });
});

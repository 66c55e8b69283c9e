import { describe, expect, it } from 'vitest';
import { encodePacket, parsePacket } from '../../../../src/core/wire/packet.js';
import { ChannelStream } from '../../../../src/relay/channel/channel-stream.js';
import { planesOf } from '../../../../src/relay/channel/passed-message.js';
import { relayLimits } from '../../../../src/relay/limits.js';
import { MemorySubscriber } from '../../../support/memory-subscriber.js';
import {
  audioPacket,
  CONTEXT,
  OTHER_SHA,
  resources,
  SECRET,
  silencePacket,
  streamHello,
} from '../../../support/peers.js';

const END = { type: 'end', epoch: 7, totalFrames: 8, totalSamples: 8000 } as const;

function open(hello = streamHello(), limits = {}) {
  const stream = new ChannelStream(hello, relayLimits(limits), resources());
  const keep = (packet: ReturnType<typeof audioPacket> | ReturnType<typeof silencePacket>) =>
    stream.keep({ message: encodePacket(packet, CONTEXT), packet, planes: planesOf(packet) });
  return { stream, keep };
}

describe('ChannelStream', () => {
  it('extends frame indices past 2^24 and returns the next frame', () => {
    const { stream, keep } = open(streamHello({ resumeFrame: 2 ** 24 - 4 }));
    expect([keep(audioPacket(2 ** 24 - 4)), keep(audioPacket(2 ** 24))]).toEqual([2 ** 24 - 4, 2 ** 24]);
    expect(stream.nextFrame).toBe(2 ** 24 + 4);
    for (const message of [stream.answerMessage, stream.helloMessage(true)])
      expect(parsePacket(message, CONTEXT)).toMatchObject({ body: { resumeFrame: 2 ** 24 + 4 } });
  });

  it('drops messages older than the newest, and accepts gaps', () => {
    const { keep, stream } = open();
    expect([0, 8, 4, 8, 12].map((frame) => keep(audioPacket(frame)))).toEqual([0, 8, null, null, 12]);
    expect(stream.nextFrame).toBe(16);
  });

  it('is resumed by a hello of its epoch that asks to resume and has its secret, and of the same stream only', () => {
    const { stream } = open();
    const [resumeSecret, resumeFrame] = [SECRET, 0];
    expect(stream.isResumedBy(streamHello({ resumeFrame, resumeSecret }), false)).toBe(true);
    expect(stream.isResumedBy(streamHello({ resumeSecret }), false)).toBe(false);
    expect(stream.isResumedBy(streamHello({ epoch: 8, resumeFrame, resumeSecret }), false)).toBe(false);
    for (const change of [{ planes: 3 }, { modelSha256: OTHER_SHA }, { stereo: true }])
      expect(() => stream.resume(streamHello({ resumeFrame: 0, ...change }))).toThrow('it started with');
    stream.setEnd(END);
    stream.resume(streamHello({ resumeFrame: 0, stereo: false }));
    expect(stream.hasEnded).toBe(false);
  });

  it('states in its hello for subscribers whether the source is connected or has ended, whatever the source states', () => {
    const { stream } = open(streamHello({ sourceState: 'ended' }));
    const state = (message: Uint8Array): unknown => (parsePacket(message, CONTEXT) as { body: object }).body;
    expect(state(stream.helloMessage(true))).toMatchObject({ sourceState: 'live' });
    expect(state(stream.helloMessage(false))).toMatchObject({ sourceState: 'gone' });
    stream.setEnd(END);
    for (const isConnected of [true, false])
      expect(state(stream.helloMessage(isConnected))).toMatchObject({ sourceState: 'ended' });
    expect(state(stream.answerMessage)).not.toHaveProperty('sourceState');
  });

  it('welcomes with hello, metadata, past audio and silence, and the end where there was one', () => {
    const { stream, keep } = open();
    keep(audioPacket(0));
    keep(silencePacket(4));
    stream.setMetadata({ title: 'A' });
    const welcome = (isLive: boolean, from?: { epoch: number; frame: number }): string[] => {
      const subscriber = new MemorySubscriber({ request: from ? { from } : {} });
      stream.welcome(subscriber, isLive, 10_000);
      return subscriber.story;
    };
    expect(welcome(true)).toEqual(['hello', 'metadata', 'audio', 'silence']);
    expect(welcome(false)).toEqual(['hello', 'metadata']);
    stream.setEnd(END);
    for (const isConnected of [true, false]) {
      expect(welcome(isConnected)).toEqual(['hello', 'metadata', 'end']);
      expect(welcome(isConnected, { epoch: 7, frame: 4 })).toEqual(['hello', 'metadata', 'silence', 'end']);
      expect(welcome(isConnected, { epoch: 8, frame: 4 })).toEqual(['hello', 'metadata', 'end']);
    }
  });

  it('keeps ringMs of audio, and maxRingPackets at most', () => {
    for (const [limits, first] of [
      [{ ringMs: 2000 }, 180],
      [{ maxRingPackets: 3 }, 188],
    ] as const) {
      const { stream, keep } = open(streamHello(), limits);
      for (let frame = 0; frame < 200; frame += 4) keep(audioPacket(frame));
      const subscriber = new MemorySubscriber();
      stream.welcome(subscriber, true, 600_000);
      expect(subscriber.frames[0]).toBe(first);
    }
  });
});

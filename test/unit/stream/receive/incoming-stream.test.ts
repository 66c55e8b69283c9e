import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { IncomingStream } from '../../../../src/stream/receive/incoming-stream.js';
import { audioPacket, silencePacket, streamHello } from '../../../support/peers.js';

describe('an incoming stream', () => {
  it('places audio and silence at absolute indices, and returns the frame to resume from', () => {
    const stream = new IncomingStream(streamHello({ resumeFrame: 2 ** 24 - 4 }));
    expect(stream.resumeFrom).toBeUndefined();
    expect(stream.place(audioPacket(2 ** 24 - 4))).toBe(2 ** 24 - 4);
    expect(stream.place(silencePacket(0))).toBe(2 ** 24);
    expect(stream.resumeFrom).toEqual({ epoch: 7, frame: 2 ** 24 + 4 });
  });

  it('requires no order: a late packet is placed and does not move the newest frame back', () => {
    const seed = 20261128;
    const random = seededRandom(seed);
    const stream = new IncomingStream(streamHello());
    const packets = Array.from({ length: 100 }, (_, i) => 4 * i);
    // Each is overtaken by at most nine others.
    const order = packets
      .map((firstFrame, i) => ({ firstFrame, at: i + 10 * random() }))
      .sort((a, b) => a.at - b.at)
      .map(({ firstFrame }) => firstFrame);
    expect(
      order.map((firstFrame) => stream.place(audioPacket(firstFrame))),
      `seed ${seed}`,
    ).toEqual(order);
    expect(stream.resumeFrom?.frame).toBe(400);
  });

  it('places a packet once', () => {
    const stream = new IncomingStream(streamHello());
    expect(stream.place(audioPacket(8))).toBe(8);
    expect(stream.place(audioPacket(8))).toBeUndefined();
    expect(stream.resumeFrom?.frame).toBe(12);
  });

  it('refuses packets of another epoch', () => {
    const stream = new IncomingStream(streamHello({ epoch: 40 }));
    expect(() => stream.place(audioPacket(0, 4, 2, 7))).toThrow('epoch must be 8, got 7');
    expect(stream.place(audioPacket(0, 4, 2, 40))).toBe(0);
    expect(() => stream.requireEpoch(9)).toThrow('epoch must be 8, got 9');
  });
});

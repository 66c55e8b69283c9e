import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { IncomingStream } from '../../../../src/stream/receive/incoming-stream.js';
import { audioPacket, silencePacket, streamHello } from '../../../support/peers.js';

describe('an incoming stream', () => {
  it('places audio and silence at absolute indices, and returns the frame to resume from', () => {
    const stream = new IncomingStream(streamHello({ resumeFrame: 2 ** 24 - 4 }));
    expect(stream.resumeFrom).toBeUndefined();
    expect(stream.place(audioPacket(2 ** 24 - 4)).firstFrame).toBe(2 ** 24 - 4);
    expect(stream.place(silencePacket(0)).firstFrame).toBe(2 ** 24);
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
      order.map((firstFrame) => stream.place(audioPacket(firstFrame)).firstFrame),
      `seed ${seed}`,
    ).toEqual(order);
    expect(stream.resumeFrom?.frame).toBe(400);
  });

  it('tells what a packet adds: all of it at first, nothing when it comes again, planes when it is better', () => {
    const stream = new IncomingStream(streamHello());
    expect(stream.place(audioPacket(8, 4, 1))).toMatchObject({ firstFrame: 8, gain: { frames: 4, newFrames: 4 } });
    expect(stream.place(audioPacket(8, 4, 1))).toMatchObject({ firstFrame: 8, gain: { frames: 0, runs: [] } });
    expect(stream.place(silencePacket(8))).toMatchObject({ gain: { frames: 0 } });
    expect(stream.place(audioPacket(10, 4, 2))).toMatchObject({ gain: { frames: 4, newFrames: 2, planes: 6 } });
    expect(stream.resumeFrom?.frame).toBe(14);
  });

  it('refuses frames whose indices could not be counted exactly, as a hello may ask for', () => {
    const resumeFrame = Number.MAX_SAFE_INTEGER;
    const stream = new IncomingStream(streamHello({ resumeFrame }));
    for (const at of [resumeFrame, resumeFrame - 4, resumeFrame - 2 ** 20 - 3])
      for (const packet of [audioPacket(at % 2 ** 24), silencePacket(at % 2 ** 24)])
        expect(() => stream.place(packet)).toThrow(/^firstFrame must be at most 9007199253692411, got 90071992/);
    expect(stream.resumeFrom).toBeUndefined();
    expect(stream.place(audioPacket((resumeFrame - 2 ** 20 - 4) % 2 ** 24)).firstFrame).toBe(9007199253692411);
  });

  it('refuses packets of another epoch', () => {
    const stream = new IncomingStream(streamHello({ epoch: 40 }));
    expect(() => stream.place(audioPacket(0, 4, 2, 7))).toThrow('epoch must be 8, got 7');
    expect(stream.place(audioPacket(0, 4, 2, 40)).firstFrame).toBe(0);
    expect(() => stream.requireEpoch(9)).toThrow('epoch must be 8, got 9');
  });
});

import { describe, expect, it } from 'vitest';
import type { FrameBlock, SilentBlock } from '../../../../src/core/latent/frames.js';
import { parsePacket } from '../../../../src/core/wire/packet.js';
import { fitToFeatures, Packetizer } from '../../../../src/stream/send/packetizer.js';
import { CONTEXT, payloadFor, STEREO_CONTEXT, spatialFor, streamHello } from '../../../support/peers.js';

const { role: _, ...STREAM } = streamHello({ epoch: 71, stereo: true, silence: true });
const { stereo: _stereo, ...MONO } = STREAM;
const ALL = { silence: true, stereo: true };

const block = (firstFrame: number, planes = 2): FrameBlock => ({
  firstFrame,
  frames: 4,
  planes,
  payload: payloadFor(firstFrame, 4, planes),
  spatial: spatialFor(firstFrame, 4),
});
const silence = (firstFrame: number, frames = 6): SilentBlock => ({
  firstFrame,
  frames,
  noise: { level: 120, reflection: [10, 200] },
  continues: true,
});

describe('packetizer', () => {
  it('turns a block into a packet with the epoch and its own frame index', () => {
    const packetizer = new Packetizer(STREAM);
    const far = 5 * 2 ** 24 + 3;
    const item = packetizer.audio(block(far));
    expect(item).toMatchObject({ firstFrame: far, frames: 4, payloadBytes: 68, spatialBytes: 4, isSilent: false });
    expect(parsePacket(item.message, STEREO_CONTEXT)).toEqual({
      type: 'audio',
      epoch: 71 % 32,
      firstFrame: 3,
      frames: 4,
      encodedPlanes: 2,
      planes: 2,
      payload: payloadFor(far, 4, 2),
      spatial: spatialFor(far, 4),
    });
  });

  it('omits spatial parameters in a stream that does not offer them', () => {
    const item = new Packetizer(MONO).audio(block(0));
    expect([item.payloadBytes, item.spatialBytes]).toEqual([64, 0]);
    expect(parsePacket(item.message, CONTEXT)).toMatchObject({ payload: payloadFor(0, 4, 2) });
  });

  it('turns silence into a packet without payload', () => {
    const item = new Packetizer(STREAM).silence(silence(8));
    expect(item).toMatchObject({ firstFrame: 8, frames: 6, payloadBytes: 0, isSilent: true });
    expect(parsePacket(item.message, STEREO_CONTEXT)).toMatchObject({
      type: 'silence',
      epoch: 7,
      firstFrame: 8,
      frames: 6,
      continues: true,
    });
  });

  it('accepts gaps and refuses frames that do not follow the earlier ones', () => {
    const packetizer = new Packetizer(STREAM);
    packetizer.audio(block(4));
    expect(() => packetizer.audio(block(7))).toThrow('firstFrame must be an integer from 8');
    expect(() => packetizer.silence(silence(7))).toThrow('firstFrame must be an integer from 8');
    packetizer.silence(silence(20));
    expect(() => packetizer.audio(block(25))).toThrow('firstFrame must be an integer from 26');
    packetizer.audio(block(26));
  });

  it('does not advance for a block that it refuses', () => {
    const packetizer = new Packetizer(STREAM);
    expect(() => packetizer.audio({ ...block(0), payload: new Uint8Array(3) })).toThrow('payload.length');
    expect(() => packetizer.audio({ ...block(0), spatial: new Uint8Array(3) })).toThrow(/^spatial.length must be/);
    expect(packetizer.audio(block(0)).firstFrame).toBe(0);
  });

  it('checks the totals of an end', () => {
    const packetizer = new Packetizer(STREAM);
    expect(packetizer.end(20, 19_500)).toEqual({ type: 'end', epoch: 7, totalFrames: 20, totalSamples: 19_500 });
    expect(() => packetizer.end(-1, 0)).toThrow('totalFrames');
  });
});

describe('a message fitted to a relay’s features', () => {
  it('is the same where the relay supports all of it', () => {
    const packetizer = new Packetizer(STREAM);
    for (const item of [packetizer.audio(block(0)), packetizer.silence(silence(4))])
      expect(fitToFeatures(item, ALL)).toBe(item);
  });

  it('loses its spatial parameters where the relay does not support them, and nothing else', () => {
    const item = new Packetizer(STREAM).audio(block(0));
    const fitted = fitToFeatures(item, { ...ALL, stereo: false })!;
    expect(fitted).toMatchObject({ firstFrame: 0, frames: 4, payloadBytes: 64, spatialBytes: 0 });
    expect(fitted.message).toEqual(new Packetizer(MONO).audio(block(0)).message);
  });

  it('is omitted where silence is not supported', () => {
    const item = new Packetizer(STREAM).silence(silence(0));
    expect(fitToFeatures(item, { ...ALL, silence: false })).toBeUndefined();
  });
});

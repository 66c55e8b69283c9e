import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { sliceBlock } from '../../../../src/core/latent/frame-slice.js';
import type { FrameBlock } from '../../../../src/core/latent/frames.js';
import { streamContext } from '../../../../src/core/wire/hello.js';
import {
  audioLayout,
  dropFirstFrames,
  encodePacket,
  FRAME_INDEX_MODULUS,
  joinAudio,
  maxFramesPerMessage,
  parsePacket,
  thinAudio,
} from '../../../../src/core/wire/packet.js';
import { Packetizer } from '../../../../src/stream/send/packetizer.js';
import { anyPayload } from '../../../support/payload.js';
import {
  audioPacket,
  CONTEXT,
  FORMAT,
  STEREO_CONTEXT,
  silencePacket,
  stereoPacket,
  streamHello,
} from '../../../support/peers.js';

/** Frames of one stream, and where it is cut into packets. */
const stream = fc
  .record({
    latentSize: fc.integer({ min: 9, max: 130 }),
    planes: fc.integer({ min: 1, max: 8 }),
    cuts: fc.array(fc.integer({ min: 1, max: 9 }), { minLength: 1, maxLength: 12 }),
    firstFrame: fc.oneof(fc.nat(1000), fc.integer({ min: FRAME_INDEX_MODULUS - 20, max: FRAME_INDEX_MODULUS + 20 })),
    stereo: fc.boolean(),
    seed: fc.nat(),
  })
  .filter(({ latentSize, planes, cuts }) => {
    const frames = cuts.reduce((sum, n) => sum + n, 0);
    return frames <= 128 && frames * (planes * Math.ceil(latentSize / 8) + 1) <= 4090;
  })
  .map(({ latentSize, planes, cuts, firstFrame, stereo, seed }) => {
    const frames = cuts.reduce((sum, n) => sum + n, 0);
    const hello = streamHello({ planes, stereo, format: { ...FORMAT, latentSize } });
    const block: FrameBlock = {
      firstFrame,
      frames,
      planes,
      payload: anyPayload(frames, latentSize, planes, seed),
      ...(stereo && { spatial: anyPayload(frames, 8, 1, seed + 1) }),
    };
    return { hello, block, cuts, context: streamContext(hello) };
  });

/** The block as a source packs it that sends as many frames a message as `cuts` states. */
function messagesOf(hello: ReturnType<typeof streamHello>, block: FrameBlock, cuts: readonly number[]): Uint8Array[] {
  const { bytesPerFramePlane } = streamContext(hello);
  const packetizer = new Packetizer(hello);
  let from = 0;
  return cuts.map((frames) => {
    const part = sliceBlock(block, from, frames, bytesPerFramePlane);
    from += frames;
    return packetizer.audio(part).message;
  });
}

describe('joined audio messages', () => {
  it('are the bytes that the source makes of the same frames at once, with all planes and thinned', () => {
    fc.assert(
      fc.property(
        stream,
        fc.integer({ min: 1, max: 8 }),
        fc.boolean(),
        ({ hello, block, cuts, context }, kept, spatial) => {
          const messages = messagesOf(hello, block, cuts);
          const [whole] = messagesOf(hello, block, [block.frames]);
          const joined = joinAudio(messages, context);
          expect(joined).toEqual(whole);
          const thinned = messages.map((message) => thinAudio(message, kept, context, spatial));
          expect(joinAudio(thinned, context)).toEqual(thinAudio(joined, kept, context, spatial));
        },
      ),
      { seed: 1, numRuns: 200 },
    );
  });

  it('without their first frames are the bytes that the source makes of the frames that remain', () => {
    fc.assert(
      fc.property(stream, fc.nat(), ({ hello, block, context }, at) => {
        const skipped = at % block.frames;
        const [whole] = messagesOf(hello, block, [block.frames]);
        const rest = sliceBlock(block, skipped, block.frames - skipped, context.bytesPerFramePlane);
        expect(dropFirstFrames(whole!, skipped, context)).toEqual(messagesOf(hello, rest, [rest.frames])[0]);
      }),
      { seed: 2, numRuns: 200 },
    );
  });

  it('keep the index of the first frame where it wraps', () => {
    const last = encodePacket(audioPacket(FRAME_INDEX_MODULUS - 2, 4), CONTEXT);
    const joined = joinAudio([last, encodePacket(audioPacket(FRAME_INDEX_MODULUS + 2, 4), CONTEXT)], CONTEXT);
    expect(parsePacket(joined, CONTEXT)).toMatchObject({ firstFrame: FRAME_INDEX_MODULUS - 2, frames: 8 });
    expect(parsePacket(dropFirstFrames(joined, 3, CONTEXT), CONTEXT)).toMatchObject({ firstFrame: 1, frames: 5 });
  });

  it('leave out bytes behind the last whole plane', () => {
    const cut = encodePacket(audioPacket(0, 4, 2), CONTEXT).subarray(0, 6 + 32 + 5);
    const joined = joinAudio([cut, cut], CONTEXT);
    expect([joined.length, audioLayout(joined, CONTEXT).planes]).toEqual([6 + 64, 1]);
  });

  it('are refused where planes or spatial parameters differ, and beyond 128 frames or 4096 bytes', () => {
    const mono = encodePacket(audioPacket(0, 4, 2), CONTEXT);
    const stereo = encodePacket(stereoPacket(4, 4, 2), STEREO_CONTEXT);
    expect(() => joinAudio([], CONTEXT)).toThrow('messages.length must be an integer from 1');
    expect(() => joinAudio([mono, encodePacket(audioPacket(4, 4, 1), CONTEXT)], CONTEXT)).toThrow('planes must be');
    expect(() => joinAudio([mono, stereo], STEREO_CONTEXT)).toThrow('spatial parameters');
    const long = encodePacket(audioPacket(0, 100, 1), CONTEXT);
    expect(() => joinAudio([long, long], CONTEXT)).toThrow('frames must be');
    const large = encodePacket(audioPacket(0, 40, 8), CONTEXT);
    expect(() => joinAudio([large, large], CONTEXT)).toThrow('packet length must be');
  });

  it('hold at most 128 frames and 4096 bytes', () => {
    for (const hasSpatialParameters of [false, true])
      for (const bytesPerFramePlane of [2, 8, 128])
        for (const planes of [1, 3, 8]) {
          const context = { bytesPerFramePlane, hasSpatialParameters };
          const frames = maxFramesPerMessage(planes, context);
          const frameBytes = planes * bytesPerFramePlane + (hasSpatialParameters ? 1 : 0);
          expect(6 + frames * frameBytes).toBeLessThanOrEqual(4096);
          expect(frames === 128 || 6 + (frames + 1) * frameBytes > 4096).toBe(true);
        }
  });
});

describe('a silence message without its first frames', () => {
  it('is the message of the frames that remain, and itself where none is left out', () => {
    const message = encodePacket(silencePacket(FRAME_INDEX_MODULUS - 1, 4), CONTEXT);
    expect(parsePacket(dropFirstFrames(message, 2, CONTEXT), CONTEXT)).toEqual({ ...silencePacket(1, 2) });
    expect(dropFirstFrames(message, 0, CONTEXT)).toBe(message);
    expect(() => dropFirstFrames(message, 4, CONTEXT)).toThrow('skipped must be an integer from 0 to 3, got 4');
  });
});

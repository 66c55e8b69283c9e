import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodecError } from '../../../../src/core/errors.js';
import {
  AUDIO_HEADER_BYTES,
  type AudioPacket,
  encodePacket,
  MAX_PACKET_BYTES,
  packetType,
  parsePacket,
  thinAudio,
} from '../../../../src/core/wire/packet.js';

const context = { bytesPerFramePlane: 8 };

const audio = fc
  .record({
    epoch: fc.nat(31),
    firstFrame: fc.nat(2 ** 24 - 1),
    frames: fc.integer({ min: 1, max: 128 }),
    encodedPlanes: fc.integer({ min: 1, max: 8 }),
    dropped: fc.nat(7),
  })
  .filter((p) => p.frames * p.encodedPlanes * 8 + AUDIO_HEADER_BYTES <= MAX_PACKET_BYTES)
  .map(({ dropped, ...p }): AudioPacket => {
    const planes = Math.max(1, p.encodedPlanes - dropped);
    const payload = Uint8Array.from({ length: p.frames * planes * 8 }, (_, i) => (i * 37 + p.firstFrame) & 255);
    return { type: 'audio', ...p, planes, payload };
  });

const code = (bytes: readonly number[] | Uint8Array): string => {
  try {
    return parsePacket(Uint8Array.from(bytes), context).type;
  } catch (error) {
    if (error instanceof CodecError) return error.code;
    throw error;
  }
};

describe('audio packets', () => {
  it('are parsed as they were encoded', () => {
    fc.assert(
      fc.property(audio, (packet) => {
        expect(parsePacket(encodePacket(packet, context), context)).toEqual(packet);
      }),
      { seed: 1, numRuns: 120 },
    );
  });

  it('cut to any length are parsed to their whole planes or a coded error', () => {
    fc.assert(
      fc.property(audio, fc.nat(MAX_PACKET_BYTES), (packet, cut) => {
        const bytes = encodePacket(packet, context).subarray(0, cut);
        const planes = Math.floor((bytes.length - AUDIO_HEADER_BYTES) / (packet.frames * 8));
        if (planes < 1) expect(code(bytes)).toBe('PACKET_TRUNCATED');
        else
          expect(parsePacket(bytes, context)).toEqual({
            ...packet,
            planes: Math.min(planes, packet.planes),
            payload: packet.payload.subarray(0, Math.min(planes, packet.planes) * packet.frames * 8),
          });
      }),
      { seed: 2, numRuns: 120 },
    );
  });

  it('are thinned by cutting their tail, and only then', () => {
    fc.assert(
      fc.property(audio, fc.integer({ min: 1, max: 8 }), (packet, planes) => {
        const bytes = encodePacket(packet, context);
        const thin = thinAudio(bytes, planes, context);
        if (planes >= packet.planes) expect(thin).toBe(bytes);
        const kept = Math.min(planes, packet.planes);
        expect(parsePacket(thin, context)).toEqual({
          ...packet,
          planes: kept,
          payload: packet.payload.subarray(0, kept * packet.frames * 8),
        });
      }),
      { seed: 3, numRuns: 120 },
    );
    expect(() => thinAudio(new Uint8Array(14), 0, context)).toThrow(RangeError);
  });

  it('share the memory of the message', () => {
    const bytes = encodePacket(
      { type: 'audio', epoch: 0, firstFrame: 0, frames: 1, encodedPlanes: 1, planes: 1, payload: new Uint8Array(8) },
      context,
    );
    const packet = parsePacket(bytes, context) as AudioPacket;
    expect(packet.payload.buffer).toBe(bytes.buffer);
  });

  it('have a header of 6 bytes: 4 frames of 1 bit are 38 bytes', () => {
    const payload = new Uint8Array(32);
    const packet: AudioPacket = {
      type: 'audio',
      epoch: 1,
      firstFrame: 9,
      frames: 4,
      encodedPlanes: 1,
      planes: 1,
      payload,
    };
    expect(encodePacket(packet, context)).toHaveLength(38);
  });

  it.each([
    ['epoch', { epoch: 32 }],
    ['firstFrame', { firstFrame: 2 ** 24 }],
    ['frames', { frames: 129 }],
    ['frames', { frames: 0 }],
    ['encodedPlanes', { encodedPlanes: 9 }],
    ['planes', { planes: 2 }],
    ['payload.length', { payload: new Uint8Array(9) }],
  ])('with a wrong %s are refused by name when encoded', (field, change) => {
    const good = { type: 'audio', epoch: 0, firstFrame: 0, frames: 1, encodedPlanes: 1, planes: 1 } as const;
    const packet = { ...good, payload: new Uint8Array(8), ...change };
    expect(() => encodePacket(packet, context)).toThrow(new RegExp(`^${field} must be`));
  });
});

describe('audio packets with spatial parameters', () => {
  const stereo = { ...context, hasSpatialParameters: true };
  const small: AudioPacket = {
    type: 'audio',
    epoch: 0,
    firstFrame: 0,
    frames: 2,
    encodedPlanes: 1,
    planes: 1,
    payload: new Uint8Array(16),
  };
  /** Mono packets short enough for spatial parameters. */
  const withSpatialParameters = audio
    .filter((p) => p.frames * (8 * p.encodedPlanes + 1) + AUDIO_HEADER_BYTES <= MAX_PACKET_BYTES)
    .map((p) => ({ ...p, spatial: Uint8Array.from({ length: p.frames }, (_, i) => (i * 5 + p.firstFrame) % 256) }));

  it('are parsed as they were encoded, the spatial parameters behind the planes', () => {
    fc.assert(
      fc.property(withSpatialParameters, (packet) => {
        const bytes = encodePacket(packet, stereo);
        const { spatial, ...mono } = packet;
        expect(bytes).toEqual(Uint8Array.of(...encodePacket(mono, context), ...spatial));
        expect(parsePacket(bytes, stereo)).toEqual(packet);
      }),
      { seed: 4, numRuns: 60 },
    );
  });

  it('may lack spatial parameters: a mono packet is read as it is in a mono stream', () => {
    fc.assert(
      fc.property(audio, (packet) => {
        const bytes = encodePacket(packet, stereo);
        expect(bytes).toEqual(encodePacket(packet, context));
        expect(parsePacket(bytes, stereo)).toEqual(packet);
      }),
      { seed: 5, numRuns: 40 },
    );
  });

  it('are thinned with the spatial parameters or without, and copied only where planes before them are cut', () => {
    fc.assert(
      fc.property(withSpatialParameters, fc.integer({ min: 1, max: 8 }), (packet, planes) => {
        const { spatial, ...mono } = packet;
        const bytes = encodePacket(packet, stereo);
        const kept = Math.min(planes, packet.planes);
        const thin = { ...mono, planes: kept, payload: packet.payload.subarray(0, kept * packet.frames * 8) };
        const without = thinAudio(bytes, planes, stereo);
        expect(parsePacket(without, stereo)).toEqual(thin);
        expect(without).toEqual(thinAudio(encodePacket(mono, context), planes, context));
        expect(without.buffer).toBe(bytes.buffer);
        const still = thinAudio(bytes, planes, stereo, true);
        expect(parsePacket(still, stereo)).toEqual({ ...thin, spatial });
        if (planes >= packet.planes) expect(still).toBe(bytes);
        // A thinned packet is thinned again, and a mono packet has no spatial parameters to keep.
        expect(thinAudio(still, planes, stereo, true)).toBe(still);
        expect(thinAudio(still, planes, stereo)).toEqual(without);
        expect(thinAudio(without, planes, stereo, true)).toBe(without);
      }),
      { seed: 6, numRuns: 40 },
    );
    expect(() => thinAudio(new Uint8Array(16), 0, stereo, true)).toThrow(RangeError);
  });

  it('are refused in a mono stream if all planes are present, otherwise ignored', () => {
    fc.assert(
      fc.property(withSpatialParameters, (packet) => {
        const bytes = encodePacket(packet, stereo);
        const { spatial: _, ...mono } = packet;
        if (packet.planes === packet.encodedPlanes)
          expect(() => parsePacket(bytes, context)).toThrow(expect.objectContaining({ code: 'PACKET_FIELD' }));
        else expect(parsePacket(bytes, context)).toEqual(mono);
      }),
      { seed: 7, numRuns: 60 },
    );
  });

  it('cut to any length are parsed to whole planes, one byte of spatial parameters per frame or none, or a coded error', () => {
    fc.assert(
      fc.property(withSpatialParameters, fc.nat(MAX_PACKET_BYTES), (packet, cut) => {
        const bytes = encodePacket(packet, stereo).subarray(0, cut);
        const left = bytes.length - AUDIO_HEADER_BYTES;
        const planes = Math.floor(left / (packet.frames * 8));
        if (planes < 1) {
          expect(() => parsePacket(bytes, stereo)).toThrow(expect.objectContaining({ code: 'PACKET_TRUNCATED' }));
          return;
        }
        const read = parsePacket(bytes, stereo) as AudioPacket;
        expect(read.planes).toBe(planes);
        expect(read.payload).toEqual(packet.payload.subarray(0, planes * packet.frames * 8));
        expect(read.spatial?.length).toBe(left % (packet.frames * 8) === packet.frames ? packet.frames : undefined);
      }),
      { seed: 8, numRuns: 120 },
    );
  });

  it.each([
    ['one byte more than planes and spatial parameters', 2 * 16 + 2 + 1],
    ['a plane more than encoded', 3 * 16],
    ['a plane more than encoded, and spatial parameters', 3 * 16 + 2],
    ['two bytes of spatial parameters per frame', 2 * 16 + 4],
  ])('of %s are refused', (_, length) => {
    const bytes = Uint8Array.of(0x10, 1, 0, 0, 0, 2, ...new Uint8Array(length));
    expect(() => parsePacket(bytes, stereo)).toThrow(expect.objectContaining({ code: 'PACKET_FIELD' }));
  });

  it('share the memory of the message', () => {
    const bytes = encodePacket({ ...small, spatial: Uint8Array.of(1, 2) }, stereo);
    const { payload, spatial } = parsePacket(bytes, stereo) as AudioPacket;
    expect([payload.buffer, spatial!.buffer]).toEqual([bytes.buffer, bytes.buffer]);
    expect([payload.byteOffset, spatial!.byteOffset]).toEqual([6, 22]);
  });

  it('need planes of two bytes or more: with one byte they are indistinguishable from a plane', () => {
    const narrow = { bytesPerFramePlane: 1, hasSpatialParameters: true };
    const packet = { ...small, payload: new Uint8Array(2) };
    expect(() => encodePacket({ ...packet, spatial: new Uint8Array(2) }, narrow)).toThrow(
      /^bytesPerFramePlane must be an integer from 2/,
    );
    const two = Uint8Array.of(0x10, 1, 0, 0, 0, 2, 1, 2, 3, 4);
    expect(parsePacket(two, narrow)).toMatchObject({ planes: 2 });
    expect(parsePacket(two, narrow)).not.toHaveProperty('spatial');
    const wide = { bytesPerFramePlane: 2, hasSpatialParameters: true };
    expect(parsePacket(Uint8Array.of(0x10, 1, 0, 0, 0, 2, 1, 2, 3, 4, 5, 6), wide)).toMatchObject({
      planes: 1,
      payload: Uint8Array.of(1, 2, 3, 4),
      spatial: Uint8Array.of(5, 6),
    });
  });

  it('of spatial parameters of another length are refused when encoded, and counted against the size of a packet', () => {
    for (const length of [0, 1, 3])
      expect(() => encodePacket({ ...small, spatial: new Uint8Array(length) }, stereo)).toThrow(
        `spatial.length must be an integer from 2 to 2, got ${length}`,
      );
    const most = { ...small, frames: 127, encodedPlanes: 4, planes: 4, payload: new Uint8Array(4 * 127 * 8) };
    expect(() => encodePacket(most, stereo)).not.toThrow();
    expect(() => encodePacket({ ...most, spatial: new Uint8Array(127) }, stereo)).toThrow(/^packet length must be/);
  });
});

describe('parsePacket', () => {
  it.each([
    ['an empty message', [], 'PACKET_TRUNCATED'],
    ['version 0', [0x00], 'PACKET_VERSION'],
    ['version 2', [0x20], 'PACKET_VERSION'],
    ['type 8, a silence, without a body', [0x18], 'PACKET_TRUNCATED'],
    ['type 9', [0x19], 'PACKET_TYPE'],
    ['type 15', [0x1f, 1, 2, 3], 'PACKET_TYPE'],
    ['a bare audio byte', [0x10], 'PACKET_TRUNCATED'],
    ['an audio header alone', [0x10, 0, 0, 0, 0, 1], 'PACKET_TRUNCATED'],
    ['0 frames', [0x10, 0, 0, 0, 0, 0, 1, 2, 3, 4, 5, 6, 7, 8], 'PACKET_FIELD'],
    ['129 frames', [0x10, 0, 0, 0, 0, 129, 1, 2, 3, 4, 5, 6, 7, 8], 'PACKET_FIELD'],
    ['a payload of more planes than encoded', [0x10, 0, 0, 0, 0, 1, ...Array(9).fill(0)], 'PACKET_FIELD'],
    ['a short ping', [0x14, 0, 0, 0], 'PACKET_TRUNCATED'],
    ['a long pong', [0x15, 0, 0, 0, 0, 0], 'PACKET_FIELD'],
    ['a short end', [0x13, ...Array(16).fill(0)], 'PACKET_TRUNCATED'],
    ['an end beyond 2^53', [0x13, 0, ...Array(16).fill(255)], 'PACKET_FIELD'],
    ['a hello without body', [0x11], 'PACKET_FIELD'],
    ['a hello that is a list', [0x11, 0x5b, 0x5d], 'PACKET_FIELD'],
    ['a hello that is null', [0x11, 0x6e, 0x75, 0x6c, 0x6c], 'PACKET_FIELD'],
    ['a hello that is not UTF-8', [0x11, 0x7b, 0xff, 0x7d], 'PACKET_FIELD'],
    ['a byte order mark', [0x11, 0xef, 0xbb, 0xbf, 0x7b, 0x7d], 'PACKET_FIELD'],
    ['4097 bytes', Array(4097).fill(0x10), 'PACKET_TOO_LARGE'],
    ['4095 opened brackets', [0x11, ...Array(4095).fill(0x5b)], 'PACKET_FIELD'],
    ['an empty object', [0x12, 0x7b, 0x7d], 'metadata'],
  ])('given %s answers %s', (_, bytes, expected) => {
    expect(code(bytes)).toBe(expected);
  });

  it('reads a message that lies inside a larger buffer', () => {
    const ping = encodePacket({ type: 'ping', token: 0xdeadbeef }, context);
    const outer = new Uint8Array(20);
    outer.set(ping, 7);
    expect(parsePacket(outer.subarray(7, 12), context)).toEqual({ type: 'ping', token: 0xdeadbeef });
  });

  it('names a context that makes no sense as a bug of the caller', () => {
    expect(() => parsePacket(Uint8Array.of(0x10, 0, 0, 0, 0, 1, 9), { bytesPerFramePlane: 0 })).toThrow(RangeError);
  });

  it('round-trips ends up to 2^53 − 1', () => {
    const end = { type: 'end', epoch: 31, totalFrames: Number.MAX_SAFE_INTEGER, totalSamples: 12345678901 } as const;
    expect(parsePacket(encodePacket(end, context), context)).toEqual(end);
  });

  it('refuses to encode a body over the limit', () => {
    expect(() => encodePacket({ type: 'error', body: { message: 'x'.repeat(4096) } }, context)).toThrow(
      /packet length/,
    );
  });
});

describe('packetType', () => {
  it('is read without parsing, and undefined for any other message', () => {
    expect(packetType(Uint8Array.of(0x10))).toBe('audio');
    expect(packetType(Uint8Array.of(0x17, 1))).toBe('error');
    expect(packetType(Uint8Array.of(0x20))).toBeUndefined();
    expect(packetType(Uint8Array.of(0x1f))).toBeUndefined();
    expect(packetType(new Uint8Array(0))).toBeUndefined();
  });
});

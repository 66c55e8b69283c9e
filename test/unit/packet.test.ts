import fc from 'fast-check';
import { describe, expect, it } from 'vitest';
import { CodecError } from '../../src/core/errors.js';
import {
  AUDIO_HEADER_BYTES,
  type AudioPacket,
  encodePacket,
  MAX_PACKET_BYTES,
  packetType,
  parsePacket,
  thinAudio,
} from '../../src/core/packet.js';

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
  it('come back as they were sent', () => {
    fc.assert(
      fc.property(audio, (packet) => {
        expect(parsePacket(encodePacket(packet, context), context)).toEqual(packet);
      }),
      { seed: 1, numRuns: 120 },
    );
  });

  it('cut to any length give their whole planes or a coded error', () => {
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
  it('is known without parsing, and undefined for what is not ours', () => {
    expect(packetType(Uint8Array.of(0x10))).toBe('audio');
    expect(packetType(Uint8Array.of(0x17, 1))).toBe('error');
    expect(packetType(Uint8Array.of(0x20))).toBeUndefined();
    expect(packetType(Uint8Array.of(0x1f))).toBeUndefined();
    expect(packetType(new Uint8Array(0))).toBeUndefined();
  });
});

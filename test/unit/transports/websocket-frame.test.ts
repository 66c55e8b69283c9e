import { describe, expect, it } from 'vitest';
import { encodeServerFrame } from '../../../src/transports/websocket-frame.js';

const hex = (bytes: Uint8Array): string => Buffer.from(bytes).toString('hex');

describe('the frame of a WebSocket server', () => {
  it('is FIN, binary, unmasked, with the length in 7, 16 or 64 bits (RFC 6455, 5.2 and 5.7)', () => {
    expect(hex(encodeServerFrame(new Uint8Array()))).toBe('8200');
    expect(hex(encodeServerFrame(Uint8Array.of(1, 2, 3)))).toBe('8203010203');
    for (const [length, header] of [
      [125, '827d'],
      [126, '827e007e'],
      [256, '827e0100'],
      [65535, '827effff'],
      [65536, '827f0000000000010000'],
    ] as const) {
      const message = Uint8Array.from({ length }, (_, i) => i & 255);
      const frame = encodeServerFrame(message);
      expect(hex(frame.subarray(0, header.length / 2))).toBe(header);
      expect(Buffer.from(message).equals(frame.subarray(header.length / 2))).toBe(true);
    }
  });

  it('is a Buffer in Node, which a socket writes without wrapping it anew', () => {
    expect(Buffer.isBuffer(encodeServerFrame(new Uint8Array(8)))).toBe(true);
  });

  it('copies the part of a buffer that a view covers', () => {
    expect(hex(encodeServerFrame(Uint8Array.of(0, 1, 2, 3).subarray(1, 3)))).toBe('82020102');
  });
});

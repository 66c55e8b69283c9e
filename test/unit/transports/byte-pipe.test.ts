import { describe, expect, it } from 'vitest';
import { cobsDecode, cobsEncode } from '../../../src/transports/byte-pipe/cobs.js';
import { PipeReader, pipeFrame, pipeWireCost } from '../../../src/transports/byte-pipe/pipe-frames.js';
import { randomBytes, xorshift } from '../../fuzz/random-bytes.js';

const SEED = 20261128;
const concat = (...parts: Uint8Array[]): Uint8Array => Uint8Array.from(parts.flatMap((part) => [...part]));

function reader(maxMessageBytes = 1200) {
  const messages: number[][] = [];
  let damaged = 0;
  const pipe = new PipeReader(
    maxMessageBytes,
    (message) => messages.push([...message]),
    () => damaged++,
  );
  return { pipe, messages, damaged: () => damaged };
}

describe('COBS', () => {
  it('is as in the paper’s examples', () => {
    const run = (from: number, to: number): number[] => Array.from({ length: to - from + 1 }, (_, i) => from + i);
    for (const [plain, stuffed] of [
      [[], [1]],
      [[0], [1, 1]],
      [
        [0, 0],
        [1, 1, 1],
      ],
      [
        [0x11, 0x22, 0, 0x33],
        [3, 0x11, 0x22, 2, 0x33],
      ],
      [
        [0x11, 0, 0, 0],
        [2, 0x11, 1, 1, 1],
      ],
      [run(1, 254), [255, ...run(1, 254)]],
      [
        [0, ...run(1, 254)],
        [1, 255, ...run(1, 254)],
      ],
      [run(1, 255), [255, ...run(1, 254), 2, 255]],
      [
        [...run(2, 255), 0],
        [255, ...run(2, 255), 1, 1],
      ],
    ]) {
      expect([...cobsEncode(Uint8Array.from(plain))]).toEqual(stuffed);
      expect([...cobsDecode(Uint8Array.from(stuffed))!]).toEqual(plain);
    }
  });

  it(`gives back any bytes, without a zero on the way (seed ${SEED})`, () => {
    const random = xorshift(SEED);
    for (let i = 0; i < 2000; i++) {
      const bytes = randomBytes(random, random() % 800).map((byte) => (random() % 3 ? byte : 0));
      const stuffed = cobsEncode(bytes);
      expect(stuffed.includes(0)).toBe(false);
      expect(cobsDecode(stuffed)).toEqual(bytes);
    }
  });
});

describe('messages in a byte pipe', () => {
  it('are found in pieces of any size, and cost what is counted at most', () => {
    const sent = [1, 5, 250, 254, 255, 600].map((n) => new Uint8Array(n).map((_, i) => i & 255));
    for (const message of sent) expect(pipeFrame(message).length).toBeLessThanOrEqual(pipeWireCost(message.length));
    const all = concat(...sent.map(pipeFrame));
    for (const size of [1, 3, 64, all.length]) {
      const { pipe, messages, damaged } = reader();
      for (let at = 0; at < all.length; at += size) pipe.push(all.subarray(at, at + size));
      expect(messages).toEqual(sent.map((message) => [...message]));
      expect(damaged()).toBe(0);
    }
  });

  it('are found again behind garbage, a torn message, a flipped bit and a message that is too long', () => {
    const a = pipeFrame(Uint8Array.of(1, 2, 3));
    const flipped = a.slice();
    flipped[2]! ^= 16;
    const { pipe, messages, damaged } = reader(64);
    const garbage = Uint8Array.of(9, 200, 7);
    pipe.push(
      concat(garbage, Uint8Array.of(0), a, flipped, a, a.subarray(3), a, pipeFrame(new Uint8Array(500).fill(7)), a),
    );
    expect(messages).toEqual([
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
      [1, 2, 3],
    ]);
    expect(damaged()).toBe(4);
  });

  it(`in any bytes are messages or damage, and never throw (seed ${SEED})`, () => {
    const random = xorshift(SEED);
    const { pipe, messages, damaged } = reader(64);
    for (let i = 0; i < 5000; i++)
      pipe.push(randomBytes(random, random() % 40).map((byte) => (random() % 8 ? byte : 0)));
    expect(messages).toEqual([]);
    expect(damaged()).toBeGreaterThan(1000);
    pipe.push(concat(Uint8Array.of(0), pipeFrame(Uint8Array.of(5))));
    expect(messages).toEqual([[5]]);
  });
});

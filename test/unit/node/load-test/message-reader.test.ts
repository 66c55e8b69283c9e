import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../src/core/random.js';
import { clientFrame, MessageReader, OPCODE } from '../../../../src/node/load-test/message-reader.js';

/** An unmasked frame of a server. */
function serverFrame(opcode: number, payload: Uint8Array): Buffer {
  const head =
    payload.length < 126
      ? [0x80 | opcode, payload.length]
      : [0x80 | opcode, 126, payload.length >> 8, payload.length & 255];
  return Buffer.concat([Buffer.from(head), payload]);
}

/** Reads pieces through one piece of memory, as the sockets of a load test do. */
function read(pieces: readonly Uint8Array[]): [opcode: number, payload: string][] {
  const memory = Buffer.alloc(8192);
  const reader = new MessageReader();
  const got: [number, string][] = [];
  for (const piece of pieces) {
    memory.fill(0xee);
    memory.set(piece);
    reader.push(memory, piece.length, (opcode, bytes, start, end) =>
      got.push([opcode, bytes.toString('hex', start, end)]),
    );
  }
  return got;
}

describe('the reader of WebSocket frames', () => {
  const seed = 11;
  const random = seededRandom(seed);
  const payloads = [0, 1, 5, 125, 126, 127, 300, 4096].map((n) =>
    Buffer.from(Array.from({ length: n }, () => random() * 256)),
  );
  const stream = Buffer.concat(payloads.map((payload) => serverFrame(OPCODE.binary, payload)));
  const expected = payloads.map((payload) => [OPCODE.binary, payload.toString('hex')]);

  it.each([1, 2, 3, 7, 130, 1000, 8192])('cuts the same frames out of pieces of %i bytes', (size) => {
    const pieces = Array.from({ length: Math.ceil(stream.length / size) }, (_, i) =>
      stream.subarray(i * size, (i + 1) * size),
    );
    expect(read(pieces)).toEqual(expected);
  });

  it('passes control frames on', () => {
    expect(
      read([serverFrame(OPCODE.ping, Buffer.from('hi')), serverFrame(OPCODE.close, Buffer.from([3, 232]))]),
    ).toEqual([
      [OPCODE.ping, '6869'],
      [OPCODE.close, '03e8'],
    ]);
  });

  it.each([
    ['a masked frame', [0x82, 0x81, 1, 2, 3, 4, 5]],
    ['a fragment', [0x02, 1, 0]],
    ['a compressed frame', [0xc2, 1, 0]],
    ['a length in 64 bits', [0x82, 127, 0, 0, 0, 0, 0, 0, 0, 1]],
    ['a message above 4 KiB', [0x82, 126, 0x10, 0x01]],
  ])('refuses %s', (_name, bytes) => {
    expect(() => read([Buffer.from(bytes)])).toThrow(expect.objectContaining({ code: 'PROTOCOL' }));
  });

  it.each([0, 1, 125, 126, 400])('masks a frame of %i bytes as a client must', (length) => {
    const payload = Buffer.from(Array.from({ length }, () => random() * 256));
    const frame = clientFrame(OPCODE.binary, payload, 0xfedcba98);
    const header = length < 126 ? 2 : 4;
    expect(frame[1]! & 0x80).toBe(0x80);
    const mask = frame.subarray(header, header + 4);
    expect(mask.toString('hex')).toBe('fedcba98');
    const unmasked = frame.subarray(header + 4).map((byte, i) => byte ^ mask[i & 3]!);
    expect(Buffer.from(unmasked).equals(payload)).toBe(true);
  });
});

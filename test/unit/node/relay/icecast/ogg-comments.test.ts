import { describe, expect, it } from 'vitest';
import { seededRandom } from '../../../../../src/core/random.js';
import { OggComments } from '../../../../../src/node/relay/icecast/ogg-comments.js';

const u32 = (value: number): Buffer => {
  const bytes = Buffer.alloc(4);
  bytes.writeUInt32LE(value);
  return bytes;
};

/** Pages of whole packets, at most 254 bytes each but the last of a page, which may be longer. */
function page(serial: number, flags: number, packets: readonly Buffer[]): Buffer {
  const lacing = packets.flatMap((packet) => [
    ...Array.from({ length: Math.floor(packet.length / 255) }, () => 255),
    packet.length % 255,
  ]);
  const header = Buffer.alloc(27);
  header.write('OggS', 0, 'latin1');
  header[5] = flags;
  header.writeUInt32LE(serial, 14);
  header[26] = lacing.length;
  return Buffer.concat([header, Buffer.from(lacing), ...packets]);
}

const comment = (fields: readonly string[]): Buffer =>
  Buffer.concat([
    u32(6),
    Buffer.from('vendor'),
    u32(fields.length),
    ...fields.flatMap((field) => [u32(Buffer.byteLength(field)), Buffer.from(field)]),
  ]);

const HEADS = {
  vorbis: [Buffer.from('\x01vorbis'), (body: Buffer) => Buffer.concat([Buffer.from('\x03vorbis'), body])],
  opus: [Buffer.from('OpusHead'), (body: Buffer) => Buffer.concat([Buffer.from('OpusTags'), body])],
  flac: [Buffer.from('\x7fFLAC'), (body: Buffer) => Buffer.concat([Buffer.from([0x84, 0, 0, 0]), body])],
} as const;

const stream = (kind: keyof typeof HEADS, serial: number, fields: readonly string[]): Buffer => {
  const [head, tags] = HEADS[kind];
  return Buffer.concat([
    page(serial, 2, [head]),
    page(serial, 0, [tags(comment(fields)), Buffer.alloc(600, 7)]),
    page(serial, 4, [Buffer.alloc(3000, 9)]),
  ]);
};

const FIELDS = ['encoder=x', 'title=Čaj "a" 🎧', 'ARTIST=Ärtist'];
const METADATA = { title: 'Čaj "a" 🎧', artist: 'Ärtist' };

describe('comments of an Ogg stream', () => {
  it.each(['vorbis', 'opus', 'flac'] as const)('are read from %s however the bytes are cut', (kind) => {
    const bytes = stream(kind, 1, FIELDS);
    for (const length of [1, 7, 64, bytes.length]) {
      const comments = new OggComments();
      const found = [];
      for (let at = 0; at < bytes.length; at += length) {
        const metadata = comments.push(bytes.subarray(at, at + length));
        if (metadata) found.push(metadata);
      }
      expect(found).toEqual([METADATA]);
    }
  });

  it('are read again with each logical stream, and only of the last that began', () => {
    const comments = new OggComments();
    expect(comments.push(stream('opus', 1, ['TITLE=one']))).toEqual({ title: 'one' });
    expect(comments.push(stream('opus', 2, ['TITLE=two', 'title=not this']))).toEqual({ title: 'two' });
  });

  it('may be longer than a page', () => {
    const tags = HEADS.opus[1](comment([`PICTURE=${'x'.repeat(100_000)}`, 'TITLE=after it']));
    const pieces: Buffer[] = [page(1, 2, [HEADS.opus[0]])];
    const whole = 255 * 254;
    for (let at = 0; at < tags.length; at += whole) {
      const part = tags.subarray(at, at + whole);
      const isLast = at + whole >= tags.length;
      const one = page(1, at === 0 ? 0 : 1, [part]);
      if (isLast) pieces.push(one);
      else {
        // A packet that continues ends with a lacing value of 255: the 0 behind it is taken away.
        one[26]! -= 1;
        pieces.push(Buffer.concat([one.subarray(0, 27 + one[26]!), one.subarray(28 + one[26]!)]));
      }
    }
    expect(new OggComments().push(Buffer.concat(pieces))).toEqual({ title: 'after it' });
  });

  it('are none in any other bytes, and damaged ones give what was before the damage', () => {
    const seed = 20261128;
    const random = seededRandom(seed);
    const whole = stream('vorbis', 1, FIELDS);
    for (let i = 0; i < 300; i++) {
      const bytes = Buffer.from(whole);
      for (let n = 0; n < 8; n++) bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
      expect(() => new OggComments().push(bytes), `seed ${seed}, run ${i}`).not.toThrow();
    }
    expect(new OggComments().push(Buffer.alloc(100_000, 0xff))).toBeNull();
    const cut = HEADS.opus[1](comment(FIELDS).subarray(0, 50));
    const bytes = Buffer.concat([page(1, 2, [HEADS.opus[0]]), page(1, 0, [cut])]);
    expect(new OggComments().push(bytes)).toMatchObject({ title: expect.any(String) });
  });
});
